//! What each node does when it is called.

use super::frame::Frame;
use super::{Flow, Machine};
use crate::class::Class;
use crate::error::ErrorKind;
use crate::parse::ascii_lower;
use crate::program::{Fold, Kind, Mode, NodeId};
use crate::text::{Text, units};
use vtlkit_java::unicode;

impl Machine<'_, '_> {
    /// Matches a node at a position.
    #[allow(clippy::too_many_lines, reason = "one arm per kind of node")]
    pub(super) fn step(&mut self, id: NodeId, at: u32) -> Result<Flow, ErrorKind> {
        let program = self.program;
        let node = program.node(id);
        let next = node.next;
        let matched = match &node.kind {
            Kind::Unit(class) => {
                if at < self.to && self.is_in(*class, self.text.unit(at))? {
                    return Ok(Flow::Call(next, at + 1));
                }
                false
            }
            Kind::Char(class) => {
                if at < self.to {
                    let c = self.text.code_point(at);
                    if self.is_in(*class, c)? {
                        return Ok(Flow::Call(next, at + units(c)));
                    }
                }
                false
            }
            Kind::Slice { text, fold, code_points } => match self.slice(text, *fold, *code_points, at)? {
                Some(end) => return Ok(Flow::Call(next, end)),
                None => false,
            },
            Kind::Accept => {
                self.last = at;
                return Ok(Flow::Done(true));
            }
            Kind::LastAccept => {
                if self.anchored && at != self.to {
                    return Ok(Flow::Done(false));
                }
                self.last = at;
                return Ok(Flow::Done(true));
            }
            Kind::LookbehindEnd => return Ok(Flow::Done(at == self.lookbehind_to)),
            Kind::Begin => at == 0,
            Kind::End => at == self.to,
            Kind::Caret => self.is_line_start(at),
            Kind::UnixCaret => at < self.to && (at == 0 || self.text.unit(at - 1) == 0x0a),
            Kind::Dollar { multiline } => self.is_line_end(at, *multiline),
            Kind::UnixDollar { multiline } => {
                at == self.to || self.text.unit(at) == 0x0a && (*multiline || at + 1 == self.to)
            }
            Kind::LastMatch => Some(at) == self.old_last,
            Kind::Boundary { negated, unicode } => self.is_boundary(at, *unicode)? != *negated,
            Kind::GraphemeBoundary => self.is_grapheme_boundary(at)?,
            Kind::LineEnding => return self.line_ending(next, at),
            Kind::Grapheme => {
                if at < self.to {
                    let end = self.next_grapheme(at)?;
                    return Ok(Flow::Call(next, end));
                }
                false
            }
            Kind::Composed(class) => match self.composed(*class, at)? {
                Some(end) => return Ok(Flow::Call(next, end)),
                None => false,
            },
            Kind::Greedy { class, min, units } => return self.greedy(id, *class, *min, *units, at),
            Kind::Optional { atom, mode } => {
                let (frame, first) = match mode {
                    Mode::Greedy => (Frame::Optional { node: id, at }, *atom),
                    Mode::Lazy => (Frame::OptionalLazy { node: id, at }, next),
                    Mode::Possessive => (Frame::OptionalPossessive { node: id, at }, *atom),
                    Mode::Independent => (Frame::Then { node: next }, *atom),
                };
                return self.call(frame, first, at);
            }
            Kind::Curly(repeat) => return self.curly(id, *repeat, at),
            Kind::GroupCurly { repeat, local, group } => {
                return self.group_curly(id, *repeat, *local, *group, at);
            }
            Kind::Branch { .. } => return self.alternative(id, 0, at),
            Kind::BranchJoin => true,
            Kind::GroupHead { local } => {
                let frame = Frame::RestoreLocal { local: *local, value: self.local(*local) };
                self.set_local(*local, at as i32);
                return self.call(frame, next, at);
            }
            Kind::GroupTail { local, group } => {
                let start = self.local(*local);
                if start < 0 {
                    // The group belongs to a quantifier that tracks its positions itself.
                    self.last = at;
                    return Ok(Flow::Done(true));
                }
                let Some(group) = *group else { return Ok(Flow::Call(next, at)) };
                let (before, end) = self.captured(group);
                let frame = Frame::UndoGroup { group, start: before, end };
                self.capture(group, (start, at as i32));
                return self.call(frame, next, at);
            }
            Kind::Prolog { body } => return self.start_loop(*body, at),
            Kind::Loop(inner) => return self.round(id, *inner, at),
            Kind::BackReference { group, fold } => match self.back_reference(*group, *fold, at)? {
                Some(end) => return Ok(Flow::Call(next, end)),
                None => false,
            },
            Kind::Lookahead { condition, .. } => {
                return self.call(Frame::Lookahead { node: id, at }, *condition, at);
            }
            Kind::Lookbehind { .. } => return self.look_behind(id, at),
        };
        Ok(if matched { Flow::Call(next, at) } else { Flow::Done(false) })
    }

    /// The end of a literal text at a position.
    fn slice(
        &mut self,
        text: &[u32],
        fold: Fold,
        code_points: bool,
        mut at: u32,
    ) -> Result<Option<u32>, ErrorKind> {
        for (&expected, index) in text.iter().zip(1_u32..) {
            if at >= self.to {
                return Ok(None);
            }
            if index % 16 == 0 {
                self.charge(1)?;
            }
            let c = if code_points { self.text.code_point(at) } else { self.text.unit(at) };
            let same = c == expected
                || match fold {
                    Fold::Exact => false,
                    Fold::Ascii => ascii_lower(c) == expected,
                    Fold::Unicode => unicode::fold(c) == expected,
                };
            if !same {
                return Ok(None);
            }
            at += units(c);
        }
        Ok(Some(at))
    }

    /// Tries an alternative and those after it.
    pub(super) fn alternative(&mut self, id: NodeId, index: u32, at: u32) -> Result<Flow, ErrorKind> {
        let program = self.program;
        let Kind::Branch { alternatives, join } = &program.node(id).kind else {
            return Ok(Flow::Done(false));
        };
        let Some(alternative) = alternatives.get(index as usize) else { return Ok(Flow::Done(false)) };
        let node = alternative.unwrap_or_else(|| program.node(*join).next);
        if index as usize + 1 == alternatives.len() {
            return Ok(Flow::Call(node, at));
        }
        self.call(Frame::Branch { node: id, alternative: index + 1, at }, node, at)
    }

    pub(super) fn resume_optional(&mut self, frame: Frame, matched: bool) -> Result<Flow, ErrorKind> {
        let program = self.program;
        match frame {
            Frame::Optional { node, at } => {
                let next = program.node(node).next;
                if matched {
                    return self.call(Frame::Else { node: next, at }, next, self.last);
                }
                Ok(Flow::Call(next, at))
            }
            Frame::OptionalLazy { node, at } => match &program.node(node).kind {
                Kind::Optional { atom, .. } if !matched => {
                    self.call(Frame::Then { node: program.node(node).next }, *atom, at)
                }
                _ => Ok(Flow::Done(matched)),
            },
            Frame::OptionalPossessive { node, at } => {
                Ok(Flow::Call(program.node(node).next, if matched { self.last } else { at }))
            }
            _ => Ok(Flow::Done(matched)),
        }
    }

    /// Takes as many characters of a class as possible, then the rest of the pattern.
    fn greedy(
        &mut self,
        id: NodeId,
        class: u32,
        min: i32,
        by_unit: bool,
        start: u32,
    ) -> Result<Flow, ErrorKind> {
        let (mut at, mut count) = (start, 0);
        let set = self.program.classes.get(class as usize).and_then(Class::ascii);
        if let (Text::Ascii(bytes), Some(set)) = (&self.text, set) {
            let rest = bytes.get(start as usize..).unwrap_or_default();
            let is_in = |&byte: &u8| set[usize::from(byte >= 64)] >> (byte % 64) & 1 != 0;
            count = rest.iter().position(|byte| !is_in(byte)).unwrap_or(rest.len()) as u32;
            at += count;
        }
        while at < self.to {
            let c = if by_unit { self.text.unit(at) } else { self.text.code_point(at) };
            if !self.is_in(class, c)? {
                break;
            }
            at += units(c);
            count += 1;
        }
        self.charge(u64::from(count) / 4)?;
        if i64::from(count) < i64::from(min) {
            return Ok(Flow::Done(false));
        }
        self.take_back(id, start, at, count, min)
    }

    /// The rest after a repeated class has failed: retries with one character less.
    pub(super) fn back_off(
        &mut self,
        id: NodeId,
        start: u32,
        at: u32,
        count: u32,
    ) -> Result<Flow, ErrorKind> {
        let Kind::Greedy { min, units: by_unit, .. } = self.program.node(id).kind else {
            return Ok(Flow::Done(false));
        };
        let length = if by_unit { 1 } else { units(self.text.code_point_before(at)) };
        // The repetition can have started between two halves.
        self.take_back(id, start, at.saturating_sub(length).max(start), count - 1, min)
    }

    fn take_back(
        &mut self,
        id: NodeId,
        start: u32,
        at: u32,
        count: u32,
        min: i32,
    ) -> Result<Flow, ErrorKind> {
        let next = self.program.node(id).next;
        if i64::from(count) <= i64::from(min) {
            return Ok(Flow::Call(next, at));
        }
        self.call(Frame::Greedy { node: id, start, at, count }, next, at)
    }

    /// The end of a repetition of a group's text at a position.
    fn back_reference(&mut self, group: u32, fold: Fold, at: u32) -> Result<Option<u32>, ErrorKind> {
        let (start, end) = self.captured(group);
        if start < 0 {
            return Ok(None);
        }
        let length = end - start;
        let after = at as i32 + length;
        if after > self.to as i32 {
            return Ok(None);
        }
        self.charge(length.max(0) as u64 / 4)?;
        let (mut here, mut there) = (at, start as u32);
        // When ignoring case, Java compares code points, but as many as there are code units.
        for _ in 0..length {
            if fold == Fold::Exact {
                if self.text.unit(here) != self.text.unit(there) {
                    return Ok(None);
                }
                here += 1;
                there += 1;
                continue;
            }
            let (a, b) = (self.code_point(here)?, self.code_point(there)?);
            let same = a == b
                || match fold {
                    Fold::Unicode => unicode::fold(a) == unicode::fold(b),
                    _ => ascii_lower(a) == ascii_lower(b),
                };
            if !same {
                return Ok(None);
            }
            here += units(a);
            there += units(b);
        }
        Ok(Some(after as u32))
    }
}
