//! Compares outputs by their parsed values.

use serde_json::Value as Json;

use vtlkit_predict::{Target, has_status, is_json, is_mock};

/// Whether an output is valid: JSON or, for a mock, an object with a status.
pub(super) fn is_good(output: &str, target: &Target) -> bool {
    if is_mock(target) { has_status(output) } else { is_json(output) }
}

/// Whether two outputs have the same values, as JSON, as forms or as XML.
pub(super) fn same_values(one: &str, other: &str) -> bool {
    let both = |read: fn(&str) -> Option<Vec<String>>| read(one).is_some_and(|it| read(other) == Some(it));
    match serde_json::from_str::<Json>(one) {
        Ok(value) => serde_json::from_str::<Json>(other).is_ok_and(|other| other == value),
        Err(_) => both(form) || both(xml),
    }
}

/// The names and values of a URL-encoded form. `None` if the text is not one.
fn form(text: &str) -> Option<Vec<String>> {
    let name = text.trim_start().split('=').next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '[' | ']');
    if name.is_empty() || name.len() == text.trim_start().len() || !name.chars().all(is_name) {
        return None;
    }
    let decode = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        [decoded(name), decoded(value)]
    };
    Some(text.split('&').flat_map(decode).collect())
}

/// A part of a form, decoded.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let escaped = || {
            let digits = std::str::from_utf8(behind.get(..2)?).ok()?;
            u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
        };
        match byte {
            b'+' => bytes.push(b' '),
            b'%' if let Some(byte) = escaped() => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
                continue;
            }
            _ => bytes.push(byte),
        }
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The tags and texts of XML. `None` if the text is not XML.
fn xml(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if !text.starts_with('<') {
        return None;
    }
    let mut out = Vec::new();
    for part in text.split_inclusive('>') {
        let (text, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        out.extend([unescaped(text), unescaped(tag)]);
    }
    Some(out)
}

/// XML text with its entities decoded.
fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'")];
    let mut out = text.to_owned();
    for (escape, c) in named {
        out = out.replace(escape, c);
    }
    out.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_compared_by_their_values() {
        for (one, other) in [
            (r#"{"a": 1, "b": "é"}"#, r#"{"b":"\u00e9","a":1}"#),
            ("a=two words&b=x", "a=two+words&b=%78"),
            ("<a b=\"c\">it's</a>", "<a b=\"c\">it&#39;s</a>"),
        ] {
            assert!(same_values(one, other), "{one} {other}");
        }
        for (one, other) in [
            (r#"{"a": 1}"#, r#"{"a": "1"}"#),
            (r#"{"a": 1}"#, "{"),
            ("a=x&b=y", "a=x%26b=y"),
            ("<a>b</a>", "<a>b&amp;</a>"),
            ("<a>b</a>", "&lt;a>b</a>"),
            ("plain text", "plain+text"),
        ] {
            assert!(!same_values(one, other), "{one} {other}");
        }
    }
}
