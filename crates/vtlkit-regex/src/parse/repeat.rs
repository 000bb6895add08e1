//! Quantifiers.

use super::Parser;
use super::source::{code, digit};
use crate::error::ErrorKind;
use crate::program::{Kind, Mode, NodeId, Repeat, UNLIMITED};

impl Parser {
    /// Applies the quantifier that follows a node, if any.
    pub(super) fn quantified(&mut self, node: NodeId) -> Result<NodeId, ErrorKind> {
        match u8::try_from(self.source.peek()).unwrap_or_default() {
            b'?' => {
                let mode = self.mode();
                Ok(self.add(Kind::Optional { atom: node, mode }))
            }
            b'*' => Ok(self.unlimited(node, 0)),
            b'+' => Ok(self.unlimited(node, 1)),
            b'{' => self.counted(node),
            _ => Ok(node),
        }
    }

    /// A quantifier in braces.
    fn counted(&mut self, node: NodeId) -> Result<NodeId, ErrorKind> {
        let start = self.source.cursor;
        let mut c = self.source.skip();
        let number = |parser: &mut Self, c: &mut u32| {
            let mut value: i32 = 0;
            while let Some(low) = digit(*c, 10) {
                value = value.checked_mul(10)?.checked_add(low as i32)?;
                *c = parser.source.read();
            }
            Some(value)
        };
        let invalid = |parser: &mut Self| parser.source.error_from(ErrorKind::InvalidRepetition, start);
        if digit(c, 10).is_none() {
            return Err(invalid(self));
        }
        let Some(min) = number(self, &mut c) else { return Err(invalid(self)) };
        let mut max = min;
        if c == code(b',') {
            c = self.source.read();
            if c == code(b'}') {
                self.source.unread();
                return Ok(self.unlimited(node, min));
            }
            match number(self, &mut c) {
                Some(value) => max = value,
                None => return Err(invalid(self)),
            }
        }
        if c != code(b'}') || max < min {
            return Err(invalid(self));
        }
        self.source.unread();
        let mode = self.mode();
        Ok(self.add(if (min, max) == (0, 1) {
            Kind::Optional { atom: node, mode }
        } else {
            Kind::Curly(Repeat { atom: node, min, max, mode })
        }))
    }

    fn unlimited(&mut self, node: NodeId, min: i32) -> NodeId {
        let mode = self.mode();
        let kind = match (mode, &self.nodes.get(node).kind) {
            (Mode::Greedy, &Kind::Unit(class)) => Kind::Greedy { class, min, units: true },
            (Mode::Greedy, &Kind::Char(class)) => Kind::Greedy { class, min, units: false },
            _ => Kind::Curly(Repeat { atom: node, min, max: UNLIMITED, mode }),
        };
        self.add(kind)
    }

    /// The suffix of a quantifier (`?`, `+` or none). The cursor is at the last character of the quantifier itself.
    fn mode(&mut self) -> Mode {
        let c = self.source.next();
        let mode = match u8::try_from(c).unwrap_or_default() {
            b'?' => Mode::Lazy,
            b'+' => Mode::Possessive,
            _ => return Mode::Greedy,
        };
        self.source.next();
        mode
    }
}
