//! Quantifiers on groups that Java takes to have matches of one length.

use super::frame::Frame;
use super::{Flow, Machine};
use crate::error::ErrorKind;
use crate::program::{Kind, Mode, NodeId, Repeat};

/// A repeated group: its node, what repeats, and the group it captures.
#[derive(Clone, Copy)]
struct Repeated {
    node: NodeId,
    next: NodeId,
    repeat: Repeat,
    group: Option<u32>,
}

/// Iterations of one length so far: the end of the last one, their number, and the minimum.
#[derive(Clone, Copy)]
struct Taken {
    at: u32,
    rounds: i32,
    length: u32,
    min: i32,
}

impl Machine<'_, '_> {
    pub(super) fn group_curly(
        &mut self,
        node: NodeId,
        repeat: Repeat,
        local: u32,
        group: Option<u32>,
        at: u32,
    ) -> Result<Flow, ErrorKind> {
        // All of this is restored if nothing matches.
        let value = self.local(local);
        self.push(Frame::UndoLocal { local, value })?;
        if let Some(group) = group {
            let (start, end) = self.captured(group);
            self.push(Frame::UndoGroup { group, start, end })?;
        }
        // Tells the end of the group to leave the rest of the pattern to this node.
        self.set_local(local, -1);
        self.group_min(Repeated { node, next: self.program.node(node).next, repeat, group }, at, 0)
    }

    fn group_of(&self, node: NodeId) -> Option<Repeated> {
        let found = self.program.node(node);
        match &found.kind {
            Kind::GroupCurly { repeat, group, .. } => {
                Some(Repeated { node, next: found.next, repeat: *repeat, group: *group })
            }
            _ => None,
        }
    }

    fn set_group(&mut self, group: Option<u32>, start: i32, end: i32) {
        if let Some(group) = group {
            self.capture(group, (start, end));
        }
    }

    fn group_min(&mut self, this: Repeated, at: u32, rounds: i32) -> Result<Flow, ErrorKind> {
        let Repeated { node, repeat, .. } = this;
        if rounds < repeat.min {
            return self.call(Frame::GroupMin { node, at, rounds }, repeat.atom, at);
        }
        match repeat.mode {
            Mode::Greedy => self.group_greedy(this, at, rounds),
            Mode::Lazy => self.call(Frame::GroupLazyRest { node, at, rounds }, this.next, at),
            _ => self.group_possessive(this, at, rounds),
        }
    }

    fn group_greedy(&mut self, this: Repeated, at: u32, rounds: i32) -> Result<Flow, ErrorKind> {
        if rounds >= this.repeat.max {
            return Ok(Flow::Call(this.next, at));
        }
        let (start, end) = this.group.map_or((-1, -1), |group| self.captured(group));
        self.call(Frame::GroupFirst { node: this.node, at, rounds, start, end }, this.repeat.atom, at)
    }

    fn group_possessive(&mut self, this: Repeated, at: u32, rounds: i32) -> Result<Flow, ErrorKind> {
        if rounds >= this.repeat.max {
            return Ok(Flow::Call(this.next, at));
        }
        self.call(Frame::GroupPossessive { node: this.node, at, rounds }, this.repeat.atom, at)
    }

    /// Records an iteration and tries another.
    fn group_round(&mut self, this: Repeated, before: Taken) -> Result<Flow, ErrorKind> {
        let Taken { length, min, .. } = before;
        let (at, rounds) = (before.at + length, before.rounds + 1);
        self.set_group(this.group, before.at as i32, at as i32);
        if rounds >= this.repeat.max {
            return self.group_rest(this, Taken { at, rounds, length, min });
        }
        self.call(Frame::GroupRound { node: this.node, at, rounds, length, min }, this.repeat.atom, at)
    }

    /// Continues with the rest of the pattern after some iterations; the last has been stored as the group.
    fn group_rest(&mut self, this: Repeated, after: Taken) -> Result<Flow, ErrorKind> {
        let Taken { at, rounds, length, min } = after;
        if rounds > min {
            return self.call(Frame::GroupRest { node: this.node, at, rounds, length, min }, this.next, at);
        }
        if let Some(Frame::GroupSaved { start, end }) = self.stack.pop() {
            self.set_group(this.group, start, end);
        }
        Ok(Flow::Call(this.next, at))
    }

    pub(super) fn resume_group_curly(&mut self, frame: Frame, matched: bool) -> Result<Flow, ErrorKind> {
        let (Frame::GroupMin { node, .. }
        | Frame::GroupFirst { node, .. }
        | Frame::GroupRound { node, .. }
        | Frame::GroupOther { node, .. }
        | Frame::GroupRest { node, .. }
        | Frame::GroupLazyRest { node, .. }
        | Frame::GroupLazyRound { node, .. }
        | Frame::GroupPossessive { node, .. }) = frame
        else {
            return Ok(Flow::Done(matched));
        };
        let Some(this) = self.group_of(node) else { return Ok(Flow::Done(matched)) };
        let last = self.last;
        match frame {
            Frame::GroupMin { at, rounds, .. } if matched => {
                self.set_group(this.group, at as i32, last as i32);
                self.group_min(this, last, rounds + 1)
            }
            Frame::GroupFirst { at, rounds, start, end, .. } => {
                if !matched || last <= at {
                    // An empty iteration is accepted, but the group is unchanged.
                    self.set_group(this.group, start, end);
                    return Ok(Flow::Call(this.next, if matched { last } else { at }));
                }
                self.push(Frame::GroupSaved { start, end })?;
                self.group_round(this, Taken { at, rounds, length: last - at, min: rounds })
            }
            Frame::GroupRound { at, rounds, length, min, .. } => {
                let so_far = Taken { at, rounds, length, min };
                if !matched {
                    return self.group_rest(this, so_far);
                }
                if at + length != last {
                    // Java matches the iteration of another length again.
                    self.push(Frame::GroupOther { node, at, rounds, length, min })?;
                    return self.group_greedy(this, at, rounds);
                }
                self.group_round(this, so_far)
            }
            Frame::GroupOther { at, rounds, length, min, .. } if !matched => {
                self.group_rest(this, Taken { at, rounds, length, min })
            }
            Frame::GroupRest { at, rounds, length, min, .. } => {
                if matched {
                    self.set_group(this.group, (at - length) as i32, at as i32);
                    return Ok(Flow::Done(true));
                }
                let at = at - length;
                self.set_group(this.group, at as i32 - length as i32, at as i32);
                self.group_rest(this, Taken { at, rounds: rounds - 1, length, min })
            }
            Frame::GroupLazyRest { at, rounds, .. } if !matched => {
                if rounds >= this.repeat.max {
                    return Ok(Flow::Done(false));
                }
                self.call(Frame::GroupLazyRound { node, at, rounds }, this.repeat.atom, at)
            }
            Frame::GroupLazyRound { at, rounds, .. } if matched => {
                if last == at {
                    return Ok(Flow::Done(false));
                }
                self.set_group(this.group, at as i32, last as i32);
                self.call(Frame::GroupLazyRest { node, at: last, rounds: rounds + 1 }, this.next, last)
            }
            Frame::GroupPossessive { at, rounds, .. } => {
                if !matched {
                    return Ok(Flow::Call(this.next, at));
                }
                self.set_group(this.group, at as i32, last as i32);
                if last == at {
                    return Ok(Flow::Call(this.next, at));
                }
                self.group_possessive(this, last, rounds + 1)
            }
            _ => Ok(Flow::Done(matched)),
        }
    }
}
