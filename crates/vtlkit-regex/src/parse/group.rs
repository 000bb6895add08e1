//! Groups: capturing or not, lookaround, atomic groups, and flags.

use super::Parser;
use super::source::{code, flag};
use crate::error::ErrorKind;
use crate::program::{Kind, LOOKBEHIND_END, Loop, Mode, NodeId, UNLIMITED};
use crate::study::{Study, study};

impl Parser {
    /// Parses a group with its quantifier, from its `(` on; `None` for flags that apply to the rest of the enclosing
    /// group. Sets `tail` to the last node.
    pub(super) fn group(&mut self) -> Result<Option<NodeId>, ErrorKind> {
        let start = self.source.cursor;
        let flags = self.source.flags;
        let top_loops = self.top_loops.len();
        let (head, tail);
        if self.source.next() == code(b'?') {
            let kind = self.source.skip();
            match u8::try_from(kind).unwrap_or_default() {
                b':' => (head, tail) = self.group_body(None)?,
                b'=' | b'!' => {
                    let (condition, _) = self.group_body(None)?;
                    head = self.add(Kind::Lookahead { condition, negated: kind == code(b'!') });
                    tail = head;
                }
                b'>' => {
                    let (atom, _) = self.group_body(None)?;
                    head = self.add(Kind::Optional { atom, mode: Mode::Independent });
                    tail = head;
                }
                b'<' => {
                    let first = self.source.read();
                    if first == code(b'=') || first == code(b'!') {
                        head = self.lookbehind(start, first == code(b'!'))?;
                        self.top_loops.truncate(top_loops);
                        tail = head;
                    } else {
                        let name_start = self.source.cursor.saturating_sub(1);
                        let name = self.group_name(first)?;
                        if self.names.iter().any(|(known, _)| *known == name) {
                            return Err(self.source.error_from(ErrorKind::DuplicateGroupName, name_start));
                        }
                        self.names.push((name, self.groups));
                        return self.capturing_group(start, flags, top_loops).map(Some);
                    }
                }
                b'$' | b'@' => return Err(self.source.error_from(ErrorKind::UnknownGroup, start)),
                _ => {
                    self.source.unread();
                    self.set_flags()?;
                    let end = self.source.read();
                    if end == code(b')') {
                        return Ok(None);
                    }
                    if end != code(b':') {
                        return Err(self.source.error_from(ErrorKind::UnknownGroup, start));
                    }
                    (head, tail) = self.group_body(None)?;
                }
            }
        } else {
            return self.capturing_group(start, flags, top_loops).map(Some);
        }
        self.close_group(start, flags)?;
        self.quantified_group(head, tail, top_loops).map(Some)
    }

    fn capturing_group(&mut self, start: usize, flags: u32, top_loops: usize) -> Result<NodeId, ErrorKind> {
        let group = self.groups;
        self.groups += 1;
        let (head, tail) = self.group_body(Some(group))?;
        self.close_group(start, flags)?;
        self.quantified_group(head, tail, top_loops)
    }

    fn close_group(&mut self, start: usize, flags: u32) -> Result<(), ErrorKind> {
        if self.source.read() != code(b')') {
            return Err(self.source.error_from(ErrorKind::UnclosedGroup, start));
        }
        self.source.flags = flags;
        Ok(())
    }

    /// The inside of a group, between two nodes that record its start and end.
    fn group_body(&mut self, group: Option<u32>) -> Result<(NodeId, NodeId), ErrorKind> {
        let local = self.locals;
        self.locals += 1;
        let head = self.add(Kind::GroupHead { local });
        let tail = self.add(Kind::GroupTail { local, group });
        let body = self.alternatives(tail)?;
        self.link(head, body);
        Ok((head, tail))
    }

    fn lookbehind(&mut self, start: usize, negated: bool) -> Result<NodeId, ErrorKind> {
        let inside = self.source.cursor;
        let (condition, tail) = self.group_body(None)?;
        self.link(tail, LOOKBEHIND_END);
        let info = study(&self.nodes, condition, Study::EMPTY);
        if !info.max_valid {
            return Err(self.source.error_from(ErrorKind::UnboundedLookbehind, start));
        }
        let code_points = self.source.has_supplementary_since(inside);
        let (min, max) = (info.min_length, info.max_length);
        Ok(self.add(Kind::Lookbehind { condition, min, max, negated, code_points }))
    }

    /// A group name up to its `>`; its first character has been read.
    pub(super) fn group_name(&mut self, first: u32) -> Result<String, ErrorKind> {
        let start = self.source.cursor.saturating_sub(1);
        let mut name = String::new();
        let mut c = first;
        while let Some(byte) = u8::try_from(c).ok().filter(u8::is_ascii_alphanumeric) {
            if name.is_empty() && byte.is_ascii_digit() {
                break;
            }
            name.push(char::from(byte));
            c = self.source.read();
        }
        if name.is_empty() || c != code(b'>') {
            return Err(self.source.error_from(ErrorKind::InvalidGroupName, start));
        }
        Ok(name)
    }

    /// Applies the quantifier that follows a group, if any.
    fn quantified_group(
        &mut self,
        mut head: NodeId,
        tail: NodeId,
        top_loops: usize,
    ) -> Result<NodeId, ErrorKind> {
        let node = self.quantified(head)?;
        if node == head {
            self.tail = tail;
            return Ok(head);
        }
        self.tail = node;
        if head == tail {
            return Ok(node);
        }
        self.top_loops.truncate(top_loops);
        match self.nodes.get(node).kind {
            Kind::Optional { mode: mode @ (Mode::Greedy | Mode::Lazy), .. } => {
                let join = self.add(Kind::BranchJoin);
                self.link(tail, join);
                let alternatives =
                    if mode == Mode::Greedy { vec![Some(head), None] } else { vec![None, Some(head)] };
                head = self.add(Kind::Branch { alternatives, join });
                self.tail = join;
                Ok(head)
            }
            Kind::Curly(mut repeat) if repeat.mode != Mode::Possessive => {
                let (Kind::GroupHead { local }, Kind::GroupTail { group, .. }) =
                    (&self.nodes.get(head).kind, &self.nodes.get(tail).kind)
                else {
                    return Ok(node);
                };
                let (local, group) = (*local, *group);
                if study(&self.nodes, head, Study::EMPTY).deterministic {
                    repeat.atom = self.nodes.get(head).next;
                    self.tail = self.add(Kind::GroupCurly { repeat, local, group });
                    return Ok(self.tail);
                }
                let lazy = repeat.mode == Mode::Lazy;
                let (min, max, count) = (repeat.min, repeat.max, self.locals);
                self.locals += 1;
                let body = self.add(Kind::Loop(Loop {
                    body: head,
                    min,
                    max,
                    lazy,
                    count,
                    begin: local,
                    failed: None,
                }));
                if !lazy && max == UNLIMITED {
                    self.top_loops.push(body);
                }
                self.link(tail, body);
                self.tail = body;
                Ok(self.add(Kind::Prolog { body }))
            }
            _ => Ok(node),
        }
    }

    /// Flags after `(?`, up to a character that is not a flag.
    fn set_flags(&mut self) -> Result<(), ErrorKind> {
        let mut c = self.source.peek();
        let mut on = true;
        loop {
            let flags = match u8::try_from(c).unwrap_or_default() {
                b'i' => flag::CASE_INSENSITIVE,
                b'm' => flag::MULTILINE,
                b's' => flag::DOTALL,
                b'd' => flag::UNIX_LINES,
                b'u' => flag::UNICODE_CASE,
                b'c' => flag::CANON_EQ,
                b'x' => flag::COMMENTS,
                b'U' => flag::UNICODE_CHARACTER_CLASS | flag::UNICODE_CASE,
                b'-' if on => {
                    on = false;
                    c = self.source.next();
                    continue;
                }
                _ => return Ok(()),
            };
            if on {
                self.source.flags |= flags;
            } else {
                self.source.flags &= !flags;
            }
            c = self.source.next();
        }
    }
}
