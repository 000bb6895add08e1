//! Unquoted scalars.

/// The JSON form of a plain scalar that is `true`, `false`, `null` or a number; `None` for a string.
pub fn json_word(text: &str) -> Option<String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some("null".into()),
        "true" | "True" | "TRUE" => return Some("true".into()),
        "false" | "False" | "FALSE" => return Some("false".into()),
        _ => {}
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = digits.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(|number| format!("{sign}{number}"));
    }
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (digits.get(..at)?, digits.get(at..)?),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(a, b)| (a, Some(b)));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.get(1..).unwrap_or_default().trim_start_matches(['+', '-']);
    let valid = is_digits(whole)
        && fraction.is_none_or(is_digits)
        && (!whole.is_empty() || fraction.is_some_and(|f| !f.is_empty()))
        && (exponent.is_empty() || (!exponent_digits.is_empty() && is_digits(exponent_digits)));
    if !valid {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let fraction = match fraction {
        None => String::new(),
        Some("") => ".0".into(),
        Some(fraction) => format!(".{fraction}"),
    };
    Some(format!("{sign}{whole}{fraction}{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::json_word;

    #[test]
    fn yaml_words_become_json_words() {
        for (yaml, json) in [
            ("1", Some("1")),
            ("+1", Some("1")),
            ("-0.50", Some("-0.50")),
            (".5", Some("0.5")),
            ("1.", Some("1.0")),
            ("1e3", Some("1e3")),
            ("007", Some("7")),
            ("0x1F", Some("31")),
            ("~", Some("null")),
            ("True", Some("true")),
            ("1.2.3", None),
            ("1e", None),
            (".", None),
            ("-", None),
            ("yes", None),
            ("2018-05-29", None),
        ] {
            assert_eq!(json_word(yaml).as_deref(), json, "{yaml}");
        }
    }
}
