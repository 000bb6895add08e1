//! Nodes that test the surroundings of a position: anchors, boundaries and lookaround.

use super::frame::Frame;
use super::{Flow, Machine};
use crate::error::ErrorKind;
use crate::program::{Kind, NodeId};
use crate::property;
use vtlkit_java::unicode::{self, category};

fn is_line_terminator(unit: u32) -> bool {
    matches!(unit, 0x0a | 0x0d | 0x85 | 0x2028 | 0x2029)
}

impl Machine<'_, '_> {
    /// `^` under the flag `m`, which does not match at the end of the text.
    pub(super) fn is_line_start(&self, at: u32) -> bool {
        if at == self.to {
            return false;
        }
        let Some(before) = at.checked_sub(1).map(|before| self.text.unit(before)) else { return true };
        is_line_terminator(before) && !(before == 0x0d && self.text.unit(at) == 0x0a)
    }

    /// `$`, and `\Z` if not multiline: also before the last line terminator.
    pub(super) fn is_line_end(&self, at: u32, multiline: bool) -> bool {
        let left = self.to.saturating_sub(at);
        if left == 0 {
            return true;
        }
        let unit = self.text.unit(at);
        if !multiline && (left > 2 || left == 2 && !(unit == 0x0d && self.text.unit(at + 1) == 0x0a)) {
            return false;
        }
        let splits = unit == 0x0a && at > 0 && self.text.unit(at - 1) == 0x0d;
        is_line_terminator(unit) && !splits
    }

    /// `\R`.
    pub(super) fn line_ending(&mut self, next: NodeId, at: u32) -> Result<Flow, ErrorKind> {
        if at >= self.to {
            return Ok(Flow::Done(false));
        }
        match self.text.unit(at) {
            0x0d if at + 1 < self.to && self.text.unit(at + 1) == 0x0a => {
                self.call(Frame::Else { node: next, at: at + 1 }, next, at + 2)
            }
            0x0a..=0x0d | 0x85 | 0x2028 | 0x2029 => Ok(Flow::Call(next, at + 1)),
            _ => Ok(Flow::Done(false)),
        }
    }

    /// `\b`: Unicode letters and digits form words, although they are not in `\w`.
    pub(super) fn is_boundary(&mut self, at: u32, unicode: bool) -> Result<bool, ErrorKind> {
        let left = at > 0 && self.is_word(self.text.code_point_before(at), at - 1, unicode)?;
        let right = at < self.to && self.is_word(self.text.code_point(at), at, unicode)?;
        Ok(left != right)
    }

    fn is_word(&mut self, c: u32, at: u32, unicode: bool) -> Result<bool, ErrorKind> {
        let is_word = if unicode {
            property::is_word(c)
        } else {
            c == u32::from(b'_') || vtlkit_java::character::is_letter_or_digit(c)
        };
        if is_word || c < 128 || unicode::category(c) != category::MN {
            return Ok(is_word);
        }
        // A combining mark belongs to a word if its base character does.
        let mut place = at;
        loop {
            self.charge(1)?;
            let base = self.text.code_point(place);
            if vtlkit_java::character::is_letter_or_digit(base) {
                return Ok(true);
            }
            if unicode::category(base) != category::MN || place == 0 {
                return Ok(false);
            }
            place -= 1;
        }
    }

    pub(super) fn looked_ahead(&self, id: NodeId, at: u32, matched: bool) -> Flow {
        let node = self.program.node(id);
        match node.kind {
            Kind::Lookahead { negated, .. } if matched != negated => Flow::Call(node.next, at),
            _ => Flow::Done(false),
        }
    }

    /// Tries a lookbehind from its nearest start to its farthest.
    pub(super) fn look_behind(&mut self, id: NodeId, at: u32) -> Result<Flow, ErrorKind> {
        let Kind::Lookbehind { min, max, code_points, .. } = self.program.node(id).kind else {
            return Ok(Flow::Done(false));
        };
        let length = |count: i32| {
            if code_points { self.text.count_units(at, count.wrapping_neg()) as i32 } else { count }
        };
        let (min, max) = (length(min), length(max));
        if code_points {
            self.charge(u64::from(max.unsigned_abs()) / 4)?;
        }
        let from = (at as i32).wrapping_sub(max).max(0) as u32;
        let start = (at as i32).wrapping_sub(min);
        let outer = self.lookbehind_to;
        self.lookbehind_to = at;
        let Ok(start) = u32::try_from(start) else { return Ok(self.end_lookbehind(id, at, outer, false)) };
        self.look_from(id, at, from, start, outer)
    }

    fn look_from(
        &mut self,
        id: NodeId,
        at: u32,
        from: u32,
        start: u32,
        outer: u32,
    ) -> Result<Flow, ErrorKind> {
        let Kind::Lookbehind { condition, .. } = self.program.node(id).kind else {
            return Ok(Flow::Done(false));
        };
        if start < from {
            return Ok(self.end_lookbehind(id, at, outer, false));
        }
        self.call(Frame::Lookbehind { node: id, at, from, start, outer }, condition, start)
    }

    pub(super) fn looked_behind(
        &mut self,
        id: NodeId,
        at: u32,
        from: u32,
        start: u32,
        outer: u32,
        matched: bool,
    ) -> Result<Flow, ErrorKind> {
        let Kind::Lookbehind { code_points, .. } = self.program.node(id).kind else {
            return Ok(Flow::Done(false));
        };
        let distance = if code_points && start > from { self.text.count_units(start, -1) } else { 1 };
        match start.checked_sub(distance) {
            Some(start) if !matched => self.look_from(id, at, from, start, outer),
            _ => Ok(self.end_lookbehind(id, at, outer, matched)),
        }
    }

    fn end_lookbehind(&mut self, id: NodeId, at: u32, outer: u32, matched: bool) -> Flow {
        self.lookbehind_to = outer;
        let node = self.program.node(id);
        match node.kind {
            Kind::Lookbehind { negated, .. } if matched != negated => Flow::Call(node.next, at),
            _ => Flow::Done(false),
        }
    }
}
