//! String literals: doubled quotes, `\uXXXX`, and the template inside a double-quoted string.

use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Item, StringLiteral, StringValue};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::halves;
use crate::parser::{MAX_DEPTH, parse_part};

/// The deepest nesting of strings with templates. Each level doubles the quotes, so texts of a reasonable length have
/// fewer levels.
const MAX_STRINGS: usize = 20;

impl Lower<'_, '_> {
    pub(super) fn string(&mut self, span: Span) -> StringLiteral {
        let inner = Span::new(span.start() + 1, span.end() - 1);
        let raw = self.text(inner);
        let double = self.text(span).starts_with('"');
        let doubled = if double { "\"\"" } else { "''" };
        let interpolates = double && raw.contains(['$', '#']);
        let escaped = double && raw.contains("\\u") || raw.contains(doubled);
        let decoded = if escaped {
            match decode(raw, double) {
                Ok(decoded) => Some(decoded),
                Err(at) => {
                    let at = inner.start() + at;
                    self.error(SyntaxErrorKind::BadUnicodeEscape, Span::new(at, (at + 6).min(inner.end())));
                    return StringLiteral { span, value: StringValue::Raw(inner) };
                }
            }
        } else {
            None
        };
        let value = match (interpolates, decoded) {
            (false, None) => StringValue::Raw(inner),
            (false, Some(decoded)) => StringValue::Decoded(decoded.into()),
            (true, decoded) => self.interpolated(span, inner, decoded),
        };
        StringLiteral { span, value }
    }

    fn interpolated(&mut self, span: Span, inner: Span, decoded: Option<Vec<u8>>) -> StringValue {
        if self.context.strings >= MAX_STRINGS {
            self.error(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, span);
            return StringValue::Raw(inner);
        }
        self.context.strings += 1;
        let value = match decoded {
            None => {
                // Velocity appends a space. The closing quote has the same effect, since it starts no token.
                let blank = !self.text(inner).contains("##");
                let end = inner.end() - self.base + usize::from(blank);
                let part = self.part.get(inner.start() - self.base..end).unwrap_or_default();
                let mut template = parse_part(part, inner.start(), self.context);
                let drop_last = blank && !trim_end(&mut template.items, inner.end());
                StringValue::Template { template: Box::new(template), drop_last }
            }
            Some(decoded) => {
                let mut text = halves::to_text(&decoded).into_owned();
                let blank = !text.contains("##");
                if blank {
                    text.push(' ');
                }
                let mut errors = std::mem::take(&mut self.context.errors);
                let mut template = parse_part(&text, 0, self.context);
                // Offsets of the decoded text have no position in the template, so errors are reported at the string.
                std::mem::swap(&mut errors, &mut self.context.errors);
                self.context
                    .errors
                    .extend(errors.into_iter().map(|error| SyntaxError::new(error.kind, span)));
                let drop_last = blank && !trim_end(&mut template.items, text.len() - usize::from(blank));
                template.decoded = Some(text.into_boxed_str());
                StringValue::Template { template: Box::new(template), drop_last }
            }
        };
        self.context.strings -= 1;
        value
    }
}

/// Removes the appended space from the last item, if that is text that ends with it.
fn trim_end(items: &mut Vec<Item>, end: usize) -> bool {
    let Some(Item::Text(text)) = items.last_mut() else { return false };
    if text.span.end() != end + 1 {
        return false;
    }
    if let Some(printed) = &text.printed {
        let mut printed = printed.to_string();
        printed.pop();
        text.printed = Some(printed.into());
    }
    text.span = Span::new(text.span.start(), end);
    if text.span.is_empty() {
        items.pop();
    }
    true
}

/// Decodes `\uXXXX` and doubled quotes. Fails with the offset of a `\u` without four digits.
fn decode(raw: &str, double: bool) -> Result<Vec<u8>, usize> {
    let mut text = Vec::with_capacity(raw.len());
    let mut at = 0;
    let next = |at: usize| raw[at..].find("\\u").filter(|_| double).map(|found| at + found);
    while let Some(found) = next(at) {
        text.extend_from_slice(&raw.as_bytes()[at..found]);
        let unit = raw.get(found + 2..found + 6).and_then(hexadecimal).ok_or(found)?;
        push_unit(&mut text, unit);
        at = found + 6;
    }
    text.extend_from_slice(&raw.as_bytes()[at..]);
    let quote = if double { b'"' } else { b'\'' };
    let mut quoted = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        quoted.push(byte);
        if byte == quote && bytes.peek() == Some(&quote) {
            bytes.next();
        }
    }
    Ok(quoted)
}

/// Four hexadecimal digits, or a sign and three digits, as Java's `Integer.parseInt` accepts them.
fn hexadecimal(digits: &str) -> Option<u32> {
    if let Some(rest) = digits.strip_prefix('-') {
        return u32::from_str_radix(rest, 16)
            .ok()
            .filter(|_| !rest.starts_with('+'))
            .map(|n| n.wrapping_neg() & 0xffff);
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Appends a UTF-16 code unit as WTF-8. A low surrogate is joined with a high surrogate before it.
fn push_unit(text: &mut Vec<u8>, unit: u32) {
    if let (0xdc00..=0xdfff, [.., 0xed, second @ 0xa0..=0xaf, third]) = (unit, text.as_slice()) {
        let high = u32::from(second & 0xf) << 6 | u32::from(third & 0x3f);
        let joined = char::from_u32(0x1_0000 + (high << 10 | unit & 0x3ff));
        text.truncate(text.len() - 3);
        text.extend_from_slice(joined.unwrap_or('?').encode_utf8(&mut [0; 4]).as_bytes());
        return;
    }
    match char::from_u32(unit) {
        Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => text.extend_from_slice(&[0xed, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8]),
    }
}
