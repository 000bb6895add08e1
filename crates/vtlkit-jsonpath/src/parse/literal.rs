//! Parses literals in a filter.

use super::{Parsed, Parser};
use crate::ast::OperandKind;
use crate::error::PathErrorKind;
use crate::{regex, text};
use vtlkit_java::Decimal;

impl Parser<'_> {
    pub(super) fn literal(&mut self) -> Parsed<OperandKind> {
        match self.current()? {
            quote @ (b'\'' | b'"') => self.string(quote),
            b't' | b'f' => self.boolean(),
            b'n' => self.null(),
            b'{' => self.json(b'{', b'}'),
            b'[' => self.json(b'[', b']'),
            b'/' => self.pattern(),
            _ => self.number(),
        }
    }

    fn string(&mut self, quote: u8) -> Parsed<OperandKind> {
        let start = self.cursor.at;
        let Some(end) = self.cursor.find_unescaped(start, quote) else {
            let message = format!("this string is not closed; missing {}", char::from(quote));
            return self.refuse(PathErrorKind::Unclosed, (start, start + 1), message);
        };
        self.cursor.at = end + 1;
        match text::unescape(self.cursor.slice(start + 1, end)) {
            Ok(text) => Ok(OperandKind::Text(text)),
            Err(at) => {
                let at = start + 1 + at;
                self.crash(
                    PathErrorKind::Escape,
                    (at, (at + 6).min(end)),
                    "\\u must be followed by four hexadecimal digits",
                )
            }
        }
    }

    fn boolean(&mut self) -> Parsed<OperandKind> {
        for (word, value) in [("true", true), ("false", false)] {
            if self.word(word) {
                return Ok(OperandKind::Bool(value));
            }
        }
        self.bad_word()
    }

    fn null(&mut self) -> Parsed<OperandKind> {
        if self.word("null") { Ok(OperandKind::Null) } else { self.bad_word() }
    }

    fn word(&mut self, word: &str) -> bool {
        let at = self.cursor.at;
        let end = at + word.len();
        let found = self.cursor.in_bounds(end - 1) && self.cursor.slice(at, end) == word.as_bytes();
        if found {
            self.cursor.at = end;
        }
        found
    }

    fn bad_word<T>(&self) -> Parsed<T> {
        let start = self.cursor.at;
        let rest = self.cursor.slice(start, self.cursor.end);
        let len = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = String::from_utf8_lossy(rest.get(..len).unwrap_or_default()).into_owned();
        let message =
            format!("'{word}' is not a literal; start a path with '@' or '$', and quote a string: '{word}'");
        self.refuse(PathErrorKind::Literal, (start, start + len), message)
    }

    fn json(&mut self, open: u8, close: u8) -> Parsed<OperandKind> {
        let start = self.cursor.at;
        let Some(end) = self.closing(start, open, close, false)? else {
            let message = format!("this is not closed; missing '{}'", char::from(close));
            return self.refuse(PathErrorKind::Unclosed, (start, start + 1), message);
        };
        self.cursor.at = end + 1;
        Ok(OperandKind::Json(self.cursor.slice(start, end + 1).to_vec()))
    }

    fn pattern(&mut self) -> Parsed<OperandKind> {
        let start = self.cursor.at;
        let Some(end) = self.cursor.find_unescaped(start, b'/') else {
            let message = "this regular expression is not closed; missing '/' at its end";
            return self.refuse(PathErrorKind::Unclosed, (start, start + 1), message);
        };
        let pattern = self.cursor.slice(start + 1, end).to_vec();
        let rest = self.cursor.slice(end + 1, self.cursor.end);
        let flags: Vec<u8> = rest.iter().copied().take_while(|flag| b"dixmsuU".contains(flag)).collect();
        self.cursor.at = end + 1 + flags.len();
        if let Err(problem) = regex::Pattern::new(&pattern, &flags) {
            let message = format!("invalid Java regular expression: {problem}");
            return self.crash(PathErrorKind::Pattern, (start, self.cursor.at), message);
        }
        Ok(OperandKind::Pattern { pattern, flags })
    }

    fn number(&mut self) -> Parsed<OperandKind> {
        let start = self.cursor.at;
        while self.cursor.more() {
            let len = match self.current()? {
                b'-' | b'.' | b'E' | b'e' => 1,
                _ => match self.cursor.text.get(self.cursor.at..).and_then(text::digit) {
                    Some((_, len)) => len,
                    None => break,
                },
            };
            self.cursor.at += len;
        }
        let end = self.cursor.at;
        let text = self.cursor.slice(start, end);
        if let Some(number) = Decimal::parse(text) {
            return Ok(OperandKind::Number(number));
        }
        if text.is_empty() {
            let found = String::from_utf8_lossy(self.cursor.slice(start, self.cursor.end)).into_owned();
            let found = found.split([' ', ')']).next().unwrap_or_default();
            let message = match found {
                "" => "missing operand: a path, a number, or a quoted string".to_owned(),
                _ => format!(
                    "'{found}' is not a literal; start a path with '@' or '$', and quote a string: '{found}'"
                ),
            };
            return self.crash(PathErrorKind::Literal, (start, start + found.len().max(1)), message);
        }
        let message = format!("'{}' is not a number", String::from_utf8_lossy(text));
        self.crash(PathErrorKind::Literal, (start, end), message)
    }
}
