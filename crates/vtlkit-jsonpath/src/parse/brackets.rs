//! Parses brackets.

use super::{Parsed, Parser};
use crate::ast::{Name, SegmentKind};
use crate::error::PathErrorKind;
use crate::text;

impl Parser<'_> {
    /// Parses `[…]`: names, indexes, a slice, a wildcard or a filter.
    pub(super) fn brackets(&mut self) -> Parsed<SegmentKind> {
        let open = self.cursor.at;
        let first = self.cursor.next_significant(open);
        if matches!(first, b'\'' | b'"') {
            return self.quoted_names(first);
        }
        if let Some(kind) = self.indexes()? {
            return Ok(kind);
        }
        if let Some(star) = self.cursor.next_is(open, b'*') {
            let Some(close) = self.cursor.next_is(star, b']') else {
                return self.refuse(
                    PathErrorKind::Brackets,
                    (star, star + 1),
                    "'[*' must be followed by ']'",
                );
            };
            self.cursor.at = close + 1;
            return Ok(SegmentKind::Wildcard);
        }
        if let Some(kind) = self.filter_segment()? {
            return Ok(kind);
        }
        self.bad_brackets(open, first)
    }

    fn quoted_names(&mut self, quote: u8) -> Parsed<SegmentKind> {
        let open = self.cursor.at;
        let (mut start, mut close) = (open + 1, 0);
        let (mut inside, mut escaped, mut comma) = (false, false, false);
        let mut names = Vec::new();
        let mut index = open + 1;
        while self.cursor.in_bounds(index) {
            let byte = self.within(self.cursor.byte(index))?;
            if escaped {
                escaped = false;
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == b']' && !inside {
                if comma {
                    return self.empty_name(index);
                }
                break;
            } else if byte == quote && inside {
                if !matches!(self.cursor.next_significant(index), b']' | b',') {
                    let message =
                        "a quoted name must be followed by ',' or ']'; a quote inside a name is written \\'";
                    return self.refuse(PathErrorKind::Unclosed, (index, index + 1), message);
                }
                close = index;
                names.push(self.quoted_name(start, index)?);
                inside = false;
            } else if byte == quote {
                start = index + 1;
                (inside, comma) = (true, false);
            } else if byte == b',' && !inside {
                if comma {
                    return self.empty_name(index);
                }
                comma = true;
            }
            index += 1;
        }
        if inside {
            let message = format!("this name is not closed; missing {}", char::from(quote));
            return self.refuse(PathErrorKind::Unclosed, (start.saturating_sub(1), start), message);
        }
        let Some(end) = self.cursor.next_is(close, b']') else {
            return self.refuse(
                PathErrorKind::Unclosed,
                (open, open + 1),
                "this bracket is not closed; missing ']'",
            );
        };
        self.cursor.at = end + 1;
        if names.is_empty() {
            return self.refuse(
                PathErrorKind::EmptyName,
                (open, end + 1),
                "missing name between the brackets",
            );
        }
        Ok(SegmentKind::Names(names))
    }

    fn quoted_name(&self, start: usize, end: usize) -> Parsed<Name> {
        match text::unescape(self.cursor.slice(start, end)) {
            Ok(text) => Ok(Name { span: self.span(start, end), text }),
            Err(at) => {
                let at = start + at;
                self.crash(
                    PathErrorKind::Escape,
                    (at, (at + 6).min(end)),
                    "\\u must be followed by four hexadecimal digits",
                )
            }
        }
    }

    fn empty_name<T>(&self, index: usize) -> Parsed<T> {
        self.refuse(
            PathErrorKind::EmptyName,
            (index, index + 1),
            "missing name before this; remove the comma",
        )
    }

    /// Parses indexes or a slice; `None` if the brackets contain something else.
    fn indexes(&mut self) -> Parsed<Option<SegmentKind>> {
        let open = self.cursor.at;
        let first = self.cursor.next_significant(open);
        let starts_with_digit = first >= 0x80 || first.is_ascii_digit();
        if !starts_with_digit && !matches!(first, b'-' | b':') {
            return Ok(None);
        }
        let Some(close) = self.cursor.find(open + 1, b']') else { return Ok(None) };
        let inner = text::trim(self.cursor.slice(open + 1, close));
        let mut rest = inner;
        while let Some(&byte) = rest.first() {
            let len = match byte {
                b',' | b'-' | b':' | b' ' => 1,
                _ => match text::digit(rest) {
                    Some((_, len)) => len,
                    None => return Ok(None),
                },
            };
            rest = rest.get(len..).unwrap_or_default();
        }
        let kind = if inner.contains(&b':') {
            self.slice(inner, open, close)?
        } else {
            self.index_list(inner, open, close)?
        };
        self.cursor.at = close + 1;
        Ok(Some(kind))
    }

    fn index_list(&self, inner: &[u8], open: usize, close: usize) -> Parsed<SegmentKind> {
        let mut indexes = Vec::new();
        let mut parts = inner.split(|&byte| byte == b',').enumerate().peekable();
        while let Some((place, part)) = parts.next() {
            // White space is trimmed around commas only; outer white space was already removed.
            let part = if place == 0 { part } else { trim_start(part) };
            let part = if parts.peek().is_none() { part } else { trim_end(part) };
            let Some(index) = parse_int(part) else {
                let message = format!(
                    "'{}' is not an index; indexes are integers separated by commas: [0], [-1], [0,2]",
                    String::from_utf8_lossy(part)
                );
                return self.refuse(PathErrorKind::Index, (open + 1, close), message);
            };
            indexes.push(index);
        }
        Ok(SegmentKind::Indexes(indexes))
    }

    fn slice(&self, inner: &[u8], open: usize, close: usize) -> Parsed<SegmentKind> {
        let at = (open + 1, close);
        if inner.iter().any(|byte| matches!(byte, b',' | b' ')) {
            let message = "a slice is a pair of numbers without spaces: [1:3]";
            return self.refuse(PathErrorKind::Slice, at, message);
        }
        let mut bounds = [None, None];
        for (bound, part) in bounds.iter_mut().zip(inner.split(|&byte| byte == b':')) {
            if !part.is_empty() {
                let Some(number) = parse_int(part) else {
                    let message = format!("'{}' is not a 32-bit integer", String::from_utf8_lossy(part));
                    return self.crash(PathErrorKind::Slice, at, message);
                };
                *bound = Some(number);
            }
        }
        let [from, to] = bounds;
        if from.is_none() && to.is_none() {
            let message = "a slice requires a start or an end: [1:], [:3]; write [*] for all elements";
            return self.refuse(PathErrorKind::Slice, at, message);
        }
        Ok(SegmentKind::Slice { from, to })
    }

    fn bad_brackets<T>(&self, open: usize, first: u8) -> Parsed<T> {
        let close = self.cursor.find(open, b']');
        let at = (open, close.map_or(self.cursor.end, |close| close + 1));
        let (kind, message) = match first {
            b'?' if self
                .cursor
                .next_is(open, b'?')
                .is_some_and(|mark| matches!(self.cursor.next_significant(mark), b']' | b',')) =>
            {
                (
                    PathErrorKind::Placeholder,
                    "'[?]' is a placeholder for a filter from Java code; write [?(…)]",
                )
            }
            b'?' => {
                (PathErrorKind::Filter, "a filter is an expression in parentheses: [?(@.name == 'value')]")
            }
            b'(' => (PathErrorKind::Brackets, "scripts are not supported; write [-1] for the last element"),
            b']' => (PathErrorKind::Brackets, "the brackets are empty; write [*] for all elements"),
            _ if close.is_none() => (PathErrorKind::Unclosed, "this bracket is not closed; missing ']'"),
            _ => (
                PathErrorKind::Brackets,
                "brackets must contain an index, a slice, '*', a filter, or quoted names: ['name']",
            ),
        };
        self.refuse(kind, at, message)
    }
}

/// `Integer.parseInt`: digits of any script after an optional sign, within 32 bits.
fn parse_int(text: &[u8]) -> Option<i32> {
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut value = 0_i64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (digit, len) = text::digit(rest)?;
        value = value * 10 + i64::from(digit);
        if value > i64::from(u32::MAX) {
            return None;
        }
        rest = rest.get(len..)?;
    }
    i32::try_from(if negative { -value } else { value }).ok()
}

fn trim_start(text: &[u8]) -> &[u8] {
    text.iter().position(|&byte| byte != b' ').and_then(|start| text.get(start..)).unwrap_or_default()
}

fn trim_end(text: &[u8]) -> &[u8] {
    text.iter().rposition(|&byte| byte != b' ').and_then(|end| text.get(..=end)).unwrap_or_default()
}
