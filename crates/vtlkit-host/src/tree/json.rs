use vtlkit_text::Span;

use super::hcl_lex::Lex;
use super::yaml::one_char;
use super::{Kind, Style, Tree};
use crate::HostError;

/// Parses JSON text without recursion. At the first error, parsing ends and the nodes before it are kept.
///
/// With `pieces`, an interpolation `${…}` may stand for a value, as in a file that Terraform's `templatefile` fills in.
pub(crate) fn parse(source: &str, pieces: bool) -> Tree {
    let mut reader = Reader {
        bytes: source.as_bytes(),
        at: 0,
        tree: Tree::new(source),
        open: Vec::new(),
        lex: Lex::new(source),
        pieces,
    };
    reader.tree.json = true;
    if source.starts_with('\u{feff}') {
        reader.at = 3;
    }
    if let Err(error) = reader.run() {
        reader.tree.errors.push(error);
    }
    let end = reader.at.min(source.len());
    while let Some((index, _)) = reader.open.pop() {
        reader.tree.close(index, end);
    }
    reader.tree
}

struct Reader<'s> {
    bytes: &'s [u8],
    at: usize,
    tree: Tree,
    /// The open containers, with whether each is an object.
    open: Vec<(u32, bool)>,
    lex: Lex<'s>,
    pieces: bool,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), HostError> {
        self.blanks();
        if self.at >= self.bytes.len() {
            return Ok(());
        }
        self.tree.roots.push(0);
        self.value()?;
        loop {
            self.blanks();
            let Some(&(index, is_object)) = self.open.last() else { break };
            let close = if is_object { b'}' } else { b']' };
            let first = self.tree.nodes.len() as u32 == index + 1;
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    self.open.pop();
                    self.tree.close(index, self.at);
                    continue;
                }
                Some(b',') if !first => {
                    self.at += 1;
                    self.blanks();
                    if self.peek() == Some(close) {
                        return Err(self.error("trailing comma", "remove the comma"));
                    }
                }
                _ if first => {}
                None => {
                    let opener = self.tree.nodes.get(index as usize).map_or(0, |node| node.start as usize);
                    let name = if is_object { "object" } else { "array" };
                    return Err(HostError::new(Span::new(opener, opener + 1), format!("unclosed {name}"))
                        .help("add the closing bracket"));
                }
                _ => return Err(self.error("expected a comma or the closing bracket", "add it")),
            }
            if is_object {
                self.entry()?;
            } else {
                self.value()?;
            }
        }
        if self.at < self.bytes.len() {
            return Err(self.error("unexpected text after the JSON value", "remove it"));
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<(), HostError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("expected a name in double quotes", "quote the name"));
        }
        let key = self.tree.nodes.len();
        self.string()?;
        self.blanks();
        if self.peek() != Some(b':') {
            self.tree.nodes.truncate(key);
            return Err(self.error("missing colon after the name", "add it"));
        }
        self.at += 1;
        self.blanks();
        let value = self.value();
        if value.is_err() && self.tree.nodes.len() == key + 1 {
            self.tree.nodes.truncate(key);
        }
        value
    }

    fn value(&mut self) -> Result<(), HostError> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(byte @ (b'{' | b'[')) => {
                let kind = if byte == b'{' { Kind::Map } else { Kind::Seq };
                let index = self.tree.open(kind, Span::new(self.at, self.at + 1));
                self.open.push((index, byte == b'{'));
                self.at += 1;
                Ok(())
            }
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                {
                    self.at += 1;
                }
                let word = self.bytes.get(start..self.at).unwrap_or_default();
                let number = word.first().is_some_and(|b| *b == b'-' || b.is_ascii_digit());
                if !number && !matches!(word, b"true" | b"false" | b"null") {
                    self.at = start;
                    return Err(self.error("invalid JSON value", "put strings in double quotes"));
                }
                self.tree.open(Kind::Scalar(Style::Bare), Span::new(start, self.at));
                Ok(())
            }
            Some(b'$') if self.pieces && self.bytes.get(self.at + 1) == Some(&b'{') => {
                let start = self.at;
                let Ok(end) = self.lex.skip_brackets(start + 1) else {
                    return Err(self.error("unclosed `${`", "add `}`"));
                };
                self.at = end;
                self.tree.open(Kind::Expression, Span::new(start, end));
                Ok(())
            }
            None => Err(self.error("unexpected end of the file: a value is missing", "add the value")),
            _ => Err(self.error("invalid JSON value", "put strings in double quotes")),
        }
    }

    fn string(&mut self) -> Result<(), HostError> {
        let start = self.at;
        let end = string_end(self.bytes, start).ok_or_else(|| {
            HostError::new(Span::new(start, start + 1), "unclosed string")
                .help("close it on the same line; a line feed is written `\\n`")
        })?;
        self.at = end;
        self.tree.open(Kind::Scalar(Style::JsonString), Span::new(start, end));
        Ok(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, message: &'static str, help: &'static str) -> HostError {
        HostError::new(one_char(&self.tree.source, self.at), message).help(help)
    }
}

/// The offset after the closing quote of the string that opens at `start`. Line feeds in strings are accepted, as
/// json-smart and the AWS services do.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}
