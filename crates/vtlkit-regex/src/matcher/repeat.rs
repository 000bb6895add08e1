//! Quantifiers on anything but groups and single classes.

use super::frame::Frame;
use super::{Flow, Machine};
use crate::error::ErrorKind;
use crate::program::{Kind, Mode, NodeId, Repeat};

impl Machine<'_, '_> {
    pub(super) fn curly(&mut self, id: NodeId, repeat: Repeat, at: u32) -> Result<Flow, ErrorKind> {
        self.curly_min(id, repeat, at, 0)
    }

    fn curly_min(&mut self, node: NodeId, repeat: Repeat, at: u32, rounds: i32) -> Result<Flow, ErrorKind> {
        if rounds < repeat.min {
            return self.call(Frame::CurlyMin { node, rounds: rounds + 1 }, repeat.atom, at);
        }
        match repeat.mode {
            Mode::Greedy => self.curly_greedy(node, repeat, at, rounds),
            Mode::Lazy => self.curly_lazy(node, at, rounds),
            _ => self.curly_possessive(node, repeat, at, rounds),
        }
    }

    fn next_of(&self, node: NodeId) -> NodeId {
        self.program.node(node).next
    }

    fn curly_greedy(
        &mut self,
        node: NodeId,
        repeat: Repeat,
        at: u32,
        rounds: i32,
    ) -> Result<Flow, ErrorKind> {
        if rounds >= repeat.max {
            return Ok(Flow::Call(self.next_of(node), at));
        }
        self.call(Frame::CurlyFirst { node, at, rounds }, repeat.atom, at)
    }

    fn curly_lazy(&mut self, node: NodeId, at: u32, rounds: i32) -> Result<Flow, ErrorKind> {
        self.call(Frame::CurlyLazyRest { node, at, rounds }, self.next_of(node), at)
    }

    fn curly_possessive(
        &mut self,
        node: NodeId,
        repeat: Repeat,
        at: u32,
        rounds: i32,
    ) -> Result<Flow, ErrorKind> {
        if rounds >= repeat.max {
            return Ok(Flow::Call(self.next_of(node), at));
        }
        self.call(Frame::CurlyPossessive { node, at, rounds }, repeat.atom, at)
    }

    /// Continues with the rest after some number of iterations of one length, at least `min`.
    fn curly_rest(
        &mut self,
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    ) -> Result<Flow, ErrorKind> {
        let next = self.next_of(node);
        if rounds <= min {
            return Ok(if rounds == min { Flow::Call(next, at) } else { Flow::Done(false) });
        }
        self.call(Frame::CurlyRest { node, at, rounds, length, min }, next, at)
    }

    pub(super) fn resume_curly(&mut self, frame: Frame, matched: bool) -> Result<Flow, ErrorKind> {
        let repeat_of = |machine: &Self, node| match &machine.program.node(node).kind {
            Kind::Curly(repeat) => Some(*repeat),
            _ => None,
        };
        match frame {
            Frame::CurlyMin { node, rounds } if matched => {
                let Some(repeat) = repeat_of(self, node) else { return Ok(Flow::Done(false)) };
                self.curly_min(node, repeat, self.last, rounds)
            }
            Frame::CurlyFirst { node, at, rounds } => {
                let Some(repeat) = repeat_of(self, node) else { return Ok(Flow::Done(false)) };
                if !matched || self.last == at {
                    return Ok(Flow::Call(self.next_of(node), at));
                }
                self.curly_round(node, repeat, self.last, rounds + 1, self.last - at, rounds)
            }
            Frame::CurlyRound { node, at, rounds, length, min } => {
                let Some(repeat) = repeat_of(self, node) else { return Ok(Flow::Done(false)) };
                if !matched {
                    return self.curly_rest(node, at, rounds, length, min);
                }
                if at + length != self.last {
                    self.push(Frame::CurlyOther { node, at, rounds, length, min })?;
                    return self.curly_greedy(node, repeat, self.last, rounds + 1);
                }
                self.curly_round(node, repeat, self.last, rounds + 1, length, min)
            }
            Frame::CurlyOther { node, at, rounds, length, min } if !matched => {
                self.curly_rest(node, at, rounds, length, min)
            }
            Frame::CurlyRest { node, at, rounds, length, min } if !matched => {
                self.curly_rest(node, at - length, rounds - 1, length, min)
            }
            Frame::CurlyLazyRest { node, at, rounds } if !matched => {
                let Some(repeat) = repeat_of(self, node) else { return Ok(Flow::Done(false)) };
                if rounds >= repeat.max {
                    return Ok(Flow::Done(false));
                }
                self.call(Frame::CurlyLazyRound { node, at, rounds }, repeat.atom, at)
            }
            Frame::CurlyLazyRound { node, at, rounds } if matched => {
                if self.last == at {
                    return Ok(Flow::Done(false));
                }
                self.curly_lazy(node, self.last, rounds + 1)
            }
            Frame::CurlyPossessive { node, at, rounds } => {
                let Some(repeat) = repeat_of(self, node) else { return Ok(Flow::Done(false)) };
                if !matched || self.last == at {
                    return Ok(Flow::Call(self.next_of(node), at));
                }
                self.curly_possessive(node, repeat, self.last, rounds + 1)
            }
            _ => Ok(Flow::Done(matched)),
        }
    }

    fn curly_round(
        &mut self,
        node: NodeId,
        repeat: Repeat,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    ) -> Result<Flow, ErrorKind> {
        if rounds >= repeat.max {
            return self.curly_rest(node, at, rounds, length, min);
        }
        self.call(Frame::CurlyRound { node, at, rounds, length, min }, repeat.atom, at)
    }
}
