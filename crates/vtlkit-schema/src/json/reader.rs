//! Parses a text as Jackson's `ObjectMapper.readTree(String)` does.
//!
//! Differences from other parsers: text after the value is ignored, the last of several members with one name counts,
//! and a number without fraction and exponent is an integer of any size. Otherwise strict JSON: no comments, no
//! trailing commas, no `NaN`, no control characters in strings.

mod string;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use vtlkit_text::Span;

use super::{
    Document, LINEAR_LOOKUP, MAX_DEPTH, MAX_NUMBER, Member, Node, NodeId, Slice, Stored, StrRef, UNESCAPED,
};

/// Why a text is not valid JSON, with the offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadError {
    pub(crate) offset: usize,
    pub(crate) expected: &'static str,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
}

/// Parses the JSON value at the start of a text.
pub(crate) fn read(text: &str) -> Result<Document<'_>, ReadError> {
    if text.len() >= UNESCAPED as usize {
        return Err(ReadError { offset: 0, expected: "the text is larger than 2 GB" });
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        unescaped: String::new(),
        nodes: Vec::with_capacity(text.len() / 12),
        elements: Vec::new(),
        members: Vec::new(),
        sorted: Vec::new(),
        open: Vec::new(),
        depth: 0,
        pending_elements: Vec::new(),
        pending_members: Vec::new(),
        has_infinity: false,
        has_coded: false,
    };
    reader.document()?;
    // Objects close inside out, but the table is searched by the start of their members.
    reader.sorted.sort_unstable_by_key(|entry| entry.0);
    Ok(Document {
        text: Cow::Borrowed(text),
        unescaped: reader.unescaped,
        nodes: reader.nodes,
        elements: reader.elements,
        members: reader.members,
        sorted: reader.sorted,
        depth: reader.depth,
        has_infinity: reader.has_infinity,
        has_coded: reader.has_coded,
    })
}

/// An open container.
struct Open {
    node: NodeId,
    /// The start of its elements or members among the pending ones.
    pending: usize,
    is_object: bool,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    unescaped: String,
    nodes: Vec<Node>,
    elements: Vec<NodeId>,
    members: Vec<Member>,
    sorted: Vec<(u32, Vec<u32>)>,
    open: Vec<Open>,
    depth: usize,
    pending_elements: Vec<NodeId>,
    pending_members: Vec<Member>,
    has_infinity: bool,
    has_coded: bool,
}

impl Reader<'_> {
    fn fail<T>(&self, expected: &'static str) -> Result<T, ReadError> {
        Err(ReadError { offset: self.at.min(self.text.len()), expected })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn document(&mut self) -> Result<(), ReadError> {
        self.skip_space();
        if self.peek().is_none() {
            return self.fail("the text is empty");
        }
        // Each iteration reads one value; after an opening container, the next iteration reads its first element.
        loop {
            let opened = self.value()?;
            if opened {
                continue;
            }
            // The value is complete; close the containers that end after it.
            loop {
                let Some(open) = self.open.last() else { return Ok(()) };
                let is_object = open.is_object;
                self.skip_space();
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        self.skip_space();
                        if is_object {
                            self.name()?;
                        }
                        break;
                    }
                    Some(b'}') if is_object => self.close(),
                    Some(b']') if !is_object => self.close(),
                    _ if is_object => return self.fail("expected `,` or `}`"),
                    _ => return self.fail("expected `,` or `]`"),
                }
            }
        }
    }

    /// Reads a value; `true` if it is a container with elements to come.
    fn value(&mut self) -> Result<bool, ReadError> {
        let start = self.at;
        let id = NodeId(self.nodes.len() as u32);
        if let Some(open) = self.open.last() {
            if open.is_object {
                if let Some(member) = self.pending_members.last_mut() {
                    member.value = id;
                }
            } else {
                self.pending_elements.push(id);
            }
        }
        let stored = match self.peek() {
            Some(b'"') => Stored::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Stored::Bool(true))?,
            Some(b'f') => self.word("false", Stored::Bool(false))?,
            Some(b'n') => self.word("null", Stored::Null)?,
            Some(bracket @ (b'{' | b'[')) => {
                let is_object = bracket == b'{';
                self.at += 1;
                if self.open.len() >= MAX_DEPTH {
                    return self.fail("nested too deeply");
                }
                let empty = Slice { start: 0, len: 0 };
                let stored = if is_object { Stored::Object(empty) } else { Stored::Array(empty) };
                self.nodes.push(Node { span: Span::at(start), stored });
                let pending =
                    if is_object { self.pending_members.len() } else { self.pending_elements.len() };
                self.open.push(Open { node: id, pending, is_object });
                self.depth = self.depth.max(self.open.len());
                self.skip_space();
                let closes = if is_object { b'}' } else { b']' };
                if self.peek() == Some(closes) {
                    self.close();
                    return Ok(false);
                }
                if is_object {
                    self.name()?;
                }
                return Ok(true);
            }
            _ => return self.fail("expected a JSON value"),
        };
        self.nodes.push(Node { span: Span::new(start, self.at), stored });
        Ok(false)
    }

    /// Reads a member's name and colon.
    fn name(&mut self) -> Result<(), ReadError> {
        if self.peek() != Some(b'"') {
            return self.fail("expected a member name in double quotes");
        }
        let start = self.at;
        let name = self.string()?;
        let name_span = Span::new(start, self.at);
        self.skip_space();
        if self.peek() != Some(b':') {
            return self.fail("expected `:`");
        }
        self.at += 1;
        self.skip_space();
        self.pending_members.push(Member { name, name_span, value: NodeId::ROOT });
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        let Some(open) = self.open.pop() else { return };
        let stored = if open.is_object {
            let start = self.members.len();
            self.keep_members(open.pending);
            let len = self.members.len() - start;
            if len > LINEAR_LOOKUP {
                self.sort_members(start);
            }
            Stored::Object(Slice { start: start as u32, len: len as u32 })
        } else {
            let start = self.elements.len() as u32;
            self.elements.extend(self.pending_elements.drain(open.pending..));
            Stored::Array(Slice { start, len: self.elements.len() as u32 - start })
        };
        if let Some(node) = self.nodes.get_mut(open.node.0 as usize) {
            node.span = Span::new(node.span.start(), self.at);
            node.stored = stored;
        }
    }

    /// Moves the pending members of a closing object to their final position, each name once.
    fn keep_members(&mut self, from: usize) {
        let start = self.members.len();
        let pending = self.pending_members.get(from..).unwrap_or_default();
        if pending.len() <= LINEAR_LOOKUP {
            for member in pending {
                let name = string(self.text, &self.unescaped, member.name);
                let kept = self.members.get(start..).unwrap_or_default();
                match kept.iter().position(|kept| string(self.text, &self.unescaped, kept.name) == name) {
                    Some(earlier) => {
                        if let Some(kept) = self.members.get_mut(start + earlier) {
                            (kept.value, kept.name_span) = (member.value, member.name_span);
                        }
                    }
                    None => self.members.push(*member),
                }
            }
        } else {
            let mut places: HashMap<&str, usize> = HashMap::with_capacity(pending.len());
            for member in pending {
                let name = string(self.text, &self.unescaped, member.name);
                match places.entry(name) {
                    Entry::Occupied(earlier) => {
                        if let Some(kept) = self.members.get_mut(*earlier.get()) {
                            (kept.value, kept.name_span) = (member.value, member.name_span);
                        }
                    }
                    Entry::Vacant(new) => {
                        new.insert(self.members.len());
                        self.members.push(*member);
                    }
                }
            }
        }
        self.pending_members.truncate(from);
    }

    fn sort_members(&mut self, start: usize) {
        let members = self.members.get(start..).unwrap_or_default();
        let mut order: Vec<u32> = (0..members.len() as u32).collect();
        let name = |&member: &u32| {
            members.get(member as usize).map_or("", |member| string(self.text, &self.unescaped, member.name))
        };
        order.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        self.sorted.push((start as u32, order));
    }

    fn word(&mut self, word: &'static str, stored: Stored) -> Result<Stored, ReadError> {
        if !self.bytes.get(self.at..).unwrap_or_default().starts_with(word.as_bytes()) {
            return self.fail("expected `true`, `false` or `null`");
        }
        self.at += word.len();
        // `truely` is one invalid word, not `true` followed by ignored text.
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.chars().next().is_some_and(is_identifier_part) {
            return self.fail("expected `true`, `false` or `null`");
        }
        Ok(stored)
    }

    fn digits(&mut self) -> Result<usize, ReadError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { self.fail("expected a digit") } else { Ok(self.at - start) }
    }

    fn number(&mut self) -> Result<Stored, ReadError> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let integer = self.at;
        let leading_zero = self.peek() == Some(b'0');
        if self.digits()? > 1 && leading_zero {
            self.at = integer + 1;
            return self.fail("leading zeros are not allowed");
        }
        let integer_end = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.at - start > MAX_NUMBER {
            self.at = start;
            return self.fail("the number is too long");
        }
        // At the top level, Jackson requires a separator after a number.
        if self.open.is_empty() && !matches!(self.peek(), None | Some(b' ' | b'\t' | b'\n' | b'\r')) {
            return self.fail("expected whitespace after the number");
        }
        if self.at == integer_end {
            let digits = self.bytes.get(integer..integer_end).unwrap_or_default();
            if digits.len() <= 18 {
                let value = digits.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
                return Ok(Stored::Int(if negative { -value } else { value }));
            }
            let text = self.text.get(start..integer_end).unwrap_or_default();
            return Ok(text.parse().map_or(Stored::BigInt, Stored::Int));
        }
        let value: f64 = self.text.get(start..self.at).unwrap_or_default().parse().unwrap_or(f64::INFINITY);
        self.has_infinity |= value.is_infinite();
        Ok(Stored::Double(value))
    }
}

/// `Character.isJavaIdentifierPart`, for characters from `0` on.
fn is_identifier_part(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(
            character,
            '_' | '\u{7f}'..='\u{9f}' | '\u{a2}'..='\u{a5}' | '\u{ad}' | '\u{300}'..='\u{36f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{203f}' | '\u{2060}'..='\u{206f}'
                | '\u{20a0}'..='\u{20bf}' | '\u{feff}'
        )
}

fn string<'s>(text: &'s str, unescaped: &'s str, string: StrRef) -> &'s str {
    let start = string.start as usize;
    let len = (string.len & !UNESCAPED) as usize;
    let from = if string.len & UNESCAPED == 0 { text } else { unescaped };
    from.get(start..start + len).unwrap_or_default()
}
