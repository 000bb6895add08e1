//! The formats of hyper-schemas: media types and URI templates.

/// Whether Guava parses the string as a media type.
pub(crate) fn is_media_type(text: &str) -> bool {
    parse_media_type(text).is_some()
}

fn is_token(c: char) -> bool {
    c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?=".contains(c)
}

/// The longest non-empty prefix whose characters all pass `test`.
fn take(text: &str, test: impl Fn(char) -> bool) -> Option<&str> {
    let rest = text.trim_start_matches(test);
    (rest.len() < text.len()).then_some(rest)
}

fn parse_media_type(text: &str) -> Option<()> {
    let mut rest = take(text, is_token)?.strip_prefix('/')?;
    let subtype = rest;
    rest = take(rest, is_token)?;
    if text.starts_with("*/") && subtype.get(..subtype.len() - rest.len()) != Some("*") {
        return None;
    }
    while !rest.is_empty() {
        let space = [' ', '\t', '\r', '\n'];
        rest = rest.trim_start_matches(space).strip_prefix(';')?.trim_start_matches(space);
        rest = take(rest, is_token)?.strip_prefix('=')?;
        let Some(mut quoted) = rest.strip_prefix('"') else {
            rest = take(rest, is_token)?;
            continue;
        };
        rest = loop {
            if let Some(after) = quoted.strip_prefix('"') {
                break after;
            }
            quoted = match quoted.strip_prefix('\\') {
                Some(escaped) => escaped.strip_prefix(|c: char| c.is_ascii())?,
                None => take(quoted, |c| c.is_ascii() && !"\"\\\r".contains(c))?,
            };
        };
    }
    Some(())
}

/// Whether the string is a URI template of RFC 6570.
pub(crate) fn is_uri_template(text: &str) -> bool {
    parse_template(text).is_some()
}

fn parse_template(mut rest: &str) -> Option<()> {
    while let Some(first) = rest.chars().next() {
        if first == '{' {
            rest = expression(rest.strip_prefix('{')?)?;
        } else if first == '%' {
            rest = percent(rest)?;
        } else if first.is_control() || first.is_whitespace() || "\"'<>\\^`|}".contains(first) {
            return None;
        } else {
            rest = rest.get(first.len_utf8()..)?;
        }
    }
    Some(())
}

fn percent(text: &str) -> Option<&str> {
    let digits = text.get(1..3)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| text.get(3..))?
}

fn expression(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix(['+', '#', '.', '/', ';', '?', '&']).unwrap_or(text);
    loop {
        rest = variable(rest)?;
        if let Some(after) = rest.strip_prefix('}') {
            return Some(after);
        }
        rest = rest.strip_prefix(',')?;
    }
}

fn variable(mut rest: &str) -> Option<&str> {
    loop {
        let start = rest.len();
        while let Some(first) = rest.chars().next() {
            if first == '%' {
                rest = percent(rest)?;
            } else if first.is_ascii_alphanumeric() || first == '_' {
                rest = rest.get(1..)?;
            } else {
                break;
            }
        }
        if rest.len() == start {
            return None;
        }
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None => break,
        }
    }
    if let Some(exploded) = rest.strip_prefix('*') {
        return Some(exploded);
    }
    let Some(prefix) = rest.strip_prefix(':') else { return Some(rest) };
    let after = take(prefix, |c| c.is_ascii_digit())?;
    let length = prefix.get(..prefix.len() - after.len())?;
    length.parse::<u32>().is_ok_and(|length| length <= 10_000).then_some(after)
}
