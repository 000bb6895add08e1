//! Edits of host files: adding a member to an object, and replacing the value of a member.

use vtlkit_text::{Edit, Span};

/// How a file writes the members of an object.
struct Style<'f> {
    /// The quote character around names; empty if there is none.
    quote: &'f str,
    is_hcl: bool,
    /// In HCL, the number of columns from the start of a name to its `=`.
    width: usize,
}

/// Adds a member with a one-word value before the member whose value has the span `value`, in the style of the file.
/// `None` if the text around it is not understood.
pub(crate) fn add_beside(text: &str, value: Span, name: &str, word: &str) -> Option<Edit> {
    let (key, style) = key_before(text, value)?;
    let line = text.get(..key)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(line..key)?;
    let behind = text.get(value.end()..)?.trim_start_matches(['"', '\'']).trim_start();
    let name = format!("{0}{name}{0}", style.quote);
    let member = if style.is_hcl {
        format!("{name:width$}= \"{word}\"", width = style.width.max(name.len() + 1))
    } else {
        format!("{name}: {0}{word}{0}", style.quote)
    };
    let is_alone = before.trim().is_empty();
    let needs_comma = !is_alone || !style.is_hcl && behind.starts_with([',', '}']);
    let comma = if needs_comma { "," } else { "" };
    let separator = match is_alone {
        true => format!("{comma}{}{before}", line_end(text, key)),
        false if !before.trim_end().ends_with(['{', ',']) => return None,
        false => format!("{comma} "),
    };
    Some(Edit::insert(key, format!("{member}{separator}")))
}

/// Replaces the word `old` with `new`, keeping its quotes and its case. `None` if the span has another text.
pub(crate) fn replace_word(text: &str, span: Span, old: &str, new: &str) -> Option<Edit> {
    let written = span.text(text);
    let bare = written.trim_matches(['"', '\'']);
    if !bare.eq_ignore_ascii_case(old) || written.len() - bare.len() > 2 {
        return None;
    }
    let start = span.start() + written.find(bare)?;
    let new = if bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        new.to_uppercase()
    } else {
        new.to_lowercase()
    };
    Some(Edit::replace(Span::new(start, start + bare.len()), new))
}

/// The name before a value on the same line: where it starts, and its style.
fn key_before(text: &str, value: Span) -> Option<(usize, Style<'_>)> {
    let before = text.get(..value.start())?;
    let line = before.rsplit('\n').next()?;
    let line = line.strip_suffix(['"', '\'']).unwrap_or(line).trim_end();
    let is_hcl = line.ends_with('=');
    let line = line.strip_suffix([':', '='])?;
    let name = line.trim_end();
    let quote = if name.ends_with('"') {
        "\""
    } else if name.ends_with('\'') {
        "'"
    } else {
        ""
    };
    let bare = name.strip_suffix(quote)?;
    let start = bare.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let is_closed = bare.get(..start)?.ends_with(quote) && start < bare.len();
    let start = start.checked_sub(quote.len()).filter(|_| is_closed)?;
    let at = before.len() - before.rsplit('\n').next()?.len() + start;
    Some((at, Style { quote, is_hcl, width: line.len() - start }))
}

/// The line ending of the file at a position.
fn line_end(text: &str, at: usize) -> &'static str {
    let next = text.get(at..).and_then(|rest| rest.find('\n')).map(|end| at + end);
    let is_crlf = next.is_some_and(|end| text.get(..end).is_some_and(|before| before.ends_with('\r')));
    if is_crlf { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use vtlkit_text::{Span, apply_edits};

    use super::{add_beside, replace_word};

    fn added(text: &str, value: &str) -> Option<String> {
        let start = text.find(value).unwrap();
        let edit = add_beside(text, Span::new(start, start + value.len()), "pass", "never")?;
        Some(apply_edits(text, &[edit]).unwrap())
    }

    #[test]
    fn members_are_added_in_the_style_of_the_file() {
        for (before, value, after) in [
            ("a:\n  type: aws\n  uri: x\n", "aws", "a:\n  pass: never\n  type: aws\n  uri: x\n"),
            ("a:\r\n  type: aws # b\r\n", "aws", "a:\r\n  pass: never\r\n  type: aws # b\r\n"),
            ("a: {type: aws, uri: x}\n", "aws", "a: {pass: never, type: aws, uri: x}\n"),
            ("a: {\n  type: aws,\n  b: c\n}\n", "aws", "a: {\n  pass: never,\n  type: aws,\n  b: c\n}\n"),
            ("a:\n  'type': 'aws'\n", "'aws'", "a:\n  'pass': 'never'\n  'type': 'aws'\n"),
            ("{\"type\": \"aws\"}", "\"aws\"", "{\"pass\": \"never\", \"type\": \"aws\"}"),
            ("{\n\t\"type\" : \"aws\"\n}", "aws", "{\n\t\"pass\": \"never\",\n\t\"type\" : \"aws\"\n}"),
            ("{\"b\":1,\"type\":\"aws\"}", "\"aws\"", "{\"b\":1,\"pass\": \"never\", \"type\":\"aws\"}"),
            ("  type     = \"AWS\"\n", "\"AWS\"", "  pass     = \"never\"\n  type     = \"AWS\"\n"),
            ("  type = \"AWS\"\n", "AWS", "  pass = \"never\"\n  type = \"AWS\"\n"),
            ("a = { type = \"AWS\", b = 1 }", "\"AWS\"", "a = { pass = \"never\", type = \"AWS\", b = 1 }"),
        ] {
            assert_eq!(added(before, value).as_deref(), Some(after), "{before}");
        }
        for (text, value) in [
            ("a:\n  type:\n    aws\n", "aws"),
            ("a: '{\\\"type\\\": \\\"aws\\\"}'", "aws"),
            ("- type: aws\n  uri: x\n", "aws"),
            ("aws", "aws"),
        ] {
            assert_eq!(added(text, value), None, "{text}");
        }
    }

    #[test]
    fn words_keep_their_quotes_and_case() {
        for (text, after) in [
            ("when_no_match", Some("never")),
            ("\"WHEN_NO_MATCH\"", Some("\"NEVER\"")),
            ("'When_No_Match'", Some("'NEVER'")),
            ("!Ref Behavior", None),
        ] {
            let edit = replace_word(text, Span::new(0, text.len()), "WHEN_NO_MATCH", "never");
            let found = edit.map(|edit| apply_edits(text, &[edit]).unwrap());
            assert_eq!(found.as_deref(), after, "{text}");
        }
    }
}
