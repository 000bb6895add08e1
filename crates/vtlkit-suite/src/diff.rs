//! The differences between two JSON values, by path.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::json::equal;

/// A path at which two values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The path, such as `$.items[0].name`.
    pub path: String,
    /// The difference.
    pub change: Change,
}

/// The difference at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// This value was expected but is missing.
    Missing(Value),
    /// This value was not expected.
    Unexpected(Value),
    /// The first value was expected, but the second was found.
    Other(Value, Value),
}

/// The longest value that is shown completely.
const LONGEST: usize = 200;

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.change {
            Change::Missing(expected) => write!(f, "{path} is missing\n  - {}", shown(expected)),
            Change::Unexpected(actual) => write!(f, "{path} is unexpected\n  + {}", shown(actual)),
            Change::Other(expected, actual) => {
                write!(f, "{path}\n  - {}\n  + {}", shown(expected), shown(actual))
            }
        }
    }
}

/// A value on one line, with invisible characters escaped.
fn shown(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if vtlkit_text::is_yaml_printable(c) && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => [text.get(..at).unwrap_or_default(), "…"].concat(),
        None => text,
    }
}

/// How the actual value must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// It must be equal.
    Whole,
    /// An object may have more members than expected.
    Subset,
}

/// The differences between the expected and the actual value, in the order of the expected one.
pub(crate) fn differences(expected: &Value, actual: &Value, how: Match) -> Vec<Difference> {
    let mut out = Vec::new();
    compare("$", expected, actual, how, &mut out);
    out
}

fn compare(path: &str, expected: &Value, actual: &Value, how: Match, out: &mut Vec<Difference>) {
    let at = |path: String, change: Change| Difference { path, change };
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, value) in expected {
                let path = member(path, name);
                match actual.get(name) {
                    Some(actual) => compare(&path, value, actual, how, out),
                    None => out.push(at(path, Change::Missing(value.clone()))),
                }
            }
            for (name, value) in actual.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                if how == Match::Whole {
                    out.push(at(member(path, name), Change::Unexpected(value.clone())));
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => elements(path, expected, actual, how, out),
        _ if equal(expected, actual) => {}
        _ => out.push(at(path.to_owned(), Change::Other(expected.clone(), actual.clone()))),
    }
}

/// Lists are compared from both ends, so that one additional or missing element does not make all later ones differ.
fn elements(path: &str, expected: &[Value], actual: &[Value], how: Match, out: &mut Vec<Difference>) {
    let fits = |expected: &Value, actual: &Value| {
        let mut found = Vec::new();
        compare(path, expected, actual, how, &mut found);
        found.is_empty()
    };
    let same = |pair: &(&Value, &Value)| fits(pair.0, pair.1);
    let (mut head, mut tail) = (0, 0);
    if expected.len() != actual.len() {
        head = expected.iter().zip(actual).take_while(same).count();
        let most = expected.len().min(actual.len()) - head;
        tail = expected.iter().rev().zip(actual.iter().rev()).take(most).take_while(same).count();
    }
    let expected_end = expected.len() - tail;
    let actual_end = actual.len() - tail;
    for index in head..expected_end.max(actual_end) {
        let path = format!("{path}[{index}]");
        let expected = expected.get(..expected_end).and_then(|rest| rest.get(index));
        let actual = actual.get(..actual_end).and_then(|rest| rest.get(index));
        match (expected, actual) {
            (Some(expected), Some(actual)) => compare(&path, expected, actual, how, out),
            (Some(expected), None) => {
                out.push(Difference { path, change: Change::Missing(expected.clone()) });
            }
            (None, Some(actual)) => {
                out.push(Difference { path, change: Change::Unexpected(actual.clone()) });
            }
            (None, None) => {}
        }
    }
}

/// The path of a member, in brackets if its name is not a word.
fn member(path: &str, name: &str) -> String {
    let mut chars = name.chars();
    let is_word = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word {
        format!("{path}.{name}")
    } else {
        let name = name.escape_default().to_string();
        format!("{path}['{name}']")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(expected: &Value, actual: &Value, how: Match) -> Vec<String> {
        differences(expected, actual, how).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn differences_are_told_by_path() {
        let expected = json!({"a": 1, "b": [1, {"c d": null}], "gone": true});
        let actual = json!({"b": [1.0, {"c d": 0}], "a": "1", "more": []});
        assert_eq!(
            shown(&expected, &actual, Match::Whole),
            [
                "$.a\n  - 1\n  + \"1\"",
                "$.b[1]['c d']\n  - null\n  + 0",
                "$.gone is missing\n  - true",
                "$.more is unexpected\n  + []",
            ]
        );
    }

    #[test]
    fn an_element_more_is_one_difference() {
        assert_eq!(
            shown(&json!([1, 2, 3]), &json!([1, 9, 2, 3]), Match::Whole),
            ["$[1] is unexpected\n  + 9"]
        );
        assert_eq!(shown(&json!([1, 2, 3]), &json!([2, 3]), Match::Whole), ["$[0] is missing\n  - 1"]);
        assert_eq!(shown(&json!([1, 2]), &json!([2, 1]), Match::Whole).len(), 2);
        assert_eq!(shown(&json!([]), &json!([1]), Match::Subset), ["$[0] is unexpected\n  + 1"]);
    }

    #[test]
    fn a_subset_lets_objects_have_more() {
        assert!(
            shown(&json!({"a": [{"b": 1}]}), &json!({"a": [{"b": 1, "c": 2}], "d": 3}), Match::Subset)
                .is_empty()
        );
        assert_eq!(shown(&json!({"a": 1}), &json!([]), Match::Subset), ["$\n  - {\"a\":1}\n  + []"]);
    }

    #[test]
    fn a_long_value_is_cut() {
        let text = shown(&json!("é".repeat(500)), &json!(1), Match::Whole).remove(0);
        assert!(text.contains("é…\n"), "{text}");
    }
}
