//! Parses the arguments of a function.

use super::{Parsed, Parser, Place};
use crate::ast::{Argument, Call, Name, SegmentKind};
use crate::error::PathErrorKind;
use crate::text;

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Json,
    Path,
}

impl Parser<'_> {
    /// Parses `(…)` at `open`, after the name that starts at `start`.
    pub(super) fn call(&mut self, start: usize, open: usize) -> Parsed<SegmentKind> {
        let mut opened = 1_u32;
        for &byte in self.cursor.slice(open + 1, self.cursor.end) {
            match byte {
                b')' => opened -= 1,
                b'(' => opened += 1,
                _ => {}
            }
            if opened == 0 {
                break;
            }
        }
        if opened != 0 {
            return self.unclosed_call(start, open);
        }
        let arguments = if self.cursor.text.get(open + 1) == Some(&b')') {
            // The scanner stays at the parenthesis, so any following text is parsed as a name that starts with it.
            self.cursor.at = open + 1;
            Vec::new()
        } else {
            self.cursor.at = open + 1;
            self.arguments(start, open)?
        };
        let name = Name { span: self.span(start, open), text: self.cursor.slice(start, open).to_vec() };
        Ok(SegmentKind::Function(Call { name, arguments }))
    }

    fn unclosed_call<T>(&self, start: usize, open: usize) -> Parsed<T> {
        let name = String::from_utf8_lossy(self.cursor.slice(start, open)).into_owned();
        let message = format!("the parentheses of '{name}(…)' do not match; missing or extra ')'");
        self.refuse(PathErrorKind::Call, (open, open + 1), message)
    }

    /// Splits the arguments at their commas, counting parentheses, brackets, braces and double quotes. An argument
    /// that starts with a digit, `-`, `"` or `{` is JSON, one that starts with `$` or `@` a path; anything before
    /// such a start is skipped, including single quotes.
    fn arguments(&mut self, start: usize, open: usize) -> Parsed<Vec<Argument>> {
        let (mut parens, mut brackets, mut braces, mut quotes) = (1_i32, 0_u32, 0_u32, 0_u32);
        let (mut argument_type, mut text, mut begin) = (None, Vec::new(), 0);
        let mut prior = 0;
        let mut done = false;
        let mut arguments = Vec::new();
        while self.cursor.more() && !done {
            let at = self.cursor.at;
            let byte = self.current()?;
            self.cursor.at += 1;
            if argument_type.is_none() {
                if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                    continue;
                }
                argument_type = match byte {
                    b'{' | b'"' | b'-' => Some(Type::Json),
                    b'$' | b'@' => Some(Type::Path),
                    _ => self.cursor.text.get(at..).and_then(text::digit).map(|_| Type::Json),
                };
                begin = at;
            }
            let mut closes = byte == b',';
            match byte {
                b'"' if prior != b'\\' && quotes > 0 => quotes -= 1,
                b'"' => quotes += 1,
                b'(' => parens += 1,
                b'{' => braces += 1,
                b'[' => brackets += 1,
                b'}' | b']' => {
                    let count = if byte == b'}' { &mut braces } else { &mut brackets };
                    let Some(fewer) = count.checked_sub(1) else {
                        let message = format!("unmatched '{}'", char::from(byte));
                        return self.refuse(PathErrorKind::Call, (at, at + 1), message);
                    };
                    *count = fewer;
                }
                b')' => {
                    parens -= 1;
                    if parens < 0 || prior == b'(' {
                        text.push(byte);
                    }
                    closes = true;
                }
                _ => {}
            }
            let balanced = quotes == 0 && braces == 0 && brackets == 0;
            if closes && balanced && (parens == 0 && byte == b')' || parens == 1) {
                done = parens == 0;
                if let Some(kind) = argument_type.take() {
                    arguments.push(self.argument(kind, std::mem::take(&mut text), begin)?);
                }
            }
            if argument_type.is_some() && (byte != b',' || braces != 0 || brackets != 0 || parens != 1) {
                text.push(byte);
            }
            prior = byte;
        }
        if braces != 0 || parens != 0 || brackets != 0 {
            return self.unclosed_call(start, open);
        }
        Ok(arguments)
    }

    fn argument(&mut self, kind: Type, text: Vec<u8>, begin: usize) -> Parsed<Argument> {
        let span = self.span(begin, begin + text.len());
        if kind == Type::Json {
            return Ok(Argument::Json { span, text });
        }
        let whole = self.place.whole.get(..span.end()).unwrap_or_default();
        let place = Place { whole, ..self.place.inner(begin) };
        Ok(Argument::Path(Parser::new(&text, place, self.depth + 1)?.path()?))
    }
}
