//! Writes YAML values.

use serde_json::Value;
use vtlkit_text::{escape_yaml, is_yaml_printable};

/// The indentation of a nested block.
const STEP: usize = 2;

/// A YAML file with the members of this object in block style.
pub fn document(value: &Value) -> String {
    let Value::Object(members) = value else { return block(value, 0, false).trim_start().to_owned() + "\n" };
    let member =
        |(name, value): (&String, &Value)| format!("{}:{}\n", scalar_text(name), block(value, 0, false));
    members.iter().map(member).collect()
}

/// A value after `name:` or `-` in a block with names at `indent`, including the space or newline before it and
/// without a newline after it.
pub(crate) fn block(value: &Value, indent: usize, is_item: bool) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let inner = indent + STEP;
            let mut out = String::new();
            for (at, (name, value)) in members.iter().enumerate() {
                if at == 0 && is_item {
                    out.push(' ');
                } else {
                    line(&mut out, inner);
                }
                out.push_str(&scalar_text(name));
                out.push(':');
                out.push_str(&block(value, inner, false));
            }
            out
        }
        Value::Array(items) if !items.is_empty() => {
            let inner = indent + STEP;
            let mut out = String::new();
            for (at, item) in items.iter().enumerate() {
                if at == 0 && is_item {
                    out.push(' ');
                } else {
                    line(&mut out, inner);
                }
                out.push('-');
                out.push_str(&block(item, inner, true));
            }
            out
        }
        Value::String(text) => [" ", &literal(text, indent).unwrap_or_else(|| scalar_text(text))].concat(),
        other => [" ", &flow(other)].concat(),
    }
}

fn line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A value on one line.
pub(crate) fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", scalar_text(name), flow(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(text) => scalar_text(text),
        other => other.to_string(),
    }
}

/// A string in double quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escape_yaml(text))
}

/// A string as a scalar on one line, without quotes if it is unambiguous.
pub(crate) fn scalar_text(text: &str) -> String {
    let mut chars = text.chars();
    let is_plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '$' | '/' | '_'))
        && chars.all(|c| c.is_ascii_alphanumeric() || "$/_-. ".contains(c))
        && !text.ends_with(' ')
        && !is_word(text);
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// Words that some version of YAML does not read as strings.
fn is_word(text: &str) -> bool {
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// A string of several lines as a literal block below a name at `indent`.
fn literal(text: &str, indent: usize) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let breaks = text.len() - body.len();
    if !text.contains('\n') || body.trim().is_empty() {
        return None;
    }
    let says_itself = |line: &str| line.chars().all(is_yaml_printable) && !line.ends_with([' ', '\t']);
    if !body.split('\n').all(says_itself) {
        return None;
    }
    let first = body.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    let mut out = String::from("|");
    if first.starts_with([' ', '\t']) {
        out.push_str(&STEP.to_string());
    }
    out.push_str(match breaks {
        0 => "-",
        1 => "",
        _ => "+",
    });
    for part in body.split('\n') {
        if part.is_empty() {
            out.push('\n');
        } else {
            line(&mut out, indent + STEP);
            out.push_str(part);
        }
    }
    // The last newline is part of the block itself.
    out.extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
    Some(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vtlkit_host::Document;

    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for value in [
            json!(null),
            json!("plain"),
            json!("yes"),
            json!("1"),
            json!(""),
            json!("a: b # c"),
            json!("two\nlines\n"),
            json!("no end\nhere"),
            json!("ends\n\n\n"),
            json!("  indented\nfirst\n"),
            json!("\n\nblank first\n"),
            json!("trailing \nblank\n"),
            json!("tab\there\r\nand \u{1} more\u{85}\u{2028}\u{feff}"),
            json!("\n"),
            json!("- dash\n# hash\n--- x\n"),
            json!({"a": {"b": [1, {"c": [], "d": {}}, [[2], "x\ny\n"]]}, "e f": "g", "": 0}),
            json!([{"a": 1, "b": "l\nm\n"}, ["n"], "o"]),
            json!({"$ref": "#/x", "n": 1.50, "t": true}),
        ] {
            let text = format!("top:\n  value:{}\nnext: 1\n", block(&value, 2, false));
            let document = Document::read(&text);
            assert!(document.errors().is_empty(), "{text}");
            let read = document.root().unwrap().get("top").unwrap().get("value").unwrap();
            let read: Value = serde_json::from_str(&read.to_json(10_000).unwrap()).unwrap();
            assert_eq!(read, value, "{text}");
            let text = format!("{{x: {}}}", flow(&value));
            let document = Document::read(&text);
            let read = document.root().unwrap().get("x").unwrap().to_json(10_000).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&read).unwrap(), value, "{text}");
        }
    }
}
