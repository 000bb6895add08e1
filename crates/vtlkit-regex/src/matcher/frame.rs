//! What a node does after the node that it called has returned.

use super::{Flow, Machine};
use crate::error::ErrorKind;
use crate::program::NodeId;

/// A node that waits for a result. Positions are in UTF-16 code units.
#[derive(Debug, Clone, Copy)]
pub(super) enum Frame {
    /// Restores a local, whatever the result.
    RestoreLocal {
        local: u32,
        value: i32,
    },
    /// Restores a local if there was no match.
    UndoLocal {
        local: u32,
        value: i32,
    },
    /// Restores a group if there was no match.
    UndoGroup {
        group: u32,
        start: i32,
        end: i32,
    },
    /// Tries another node if there was no match.
    Else {
        node: NodeId,
        at: u32,
    },
    /// Continues with another node at the end of the match, if there was one.
    Then {
        node: NodeId,
    },
    /// A greedy `?` whose atom was called.
    Optional {
        node: NodeId,
        at: u32,
    },
    /// A lazy `?` whose rest was called.
    OptionalLazy {
        node: NodeId,
        at: u32,
    },
    /// A possessive `?` whose atom was called.
    OptionalPossessive {
        node: NodeId,
        at: u32,
    },
    /// An alternation.
    Branch {
        node: NodeId,
        alternative: u32,
        at: u32,
    },
    /// A repeated class whose rest was called after some number of characters.
    Greedy {
        node: NodeId,
        start: u32,
        at: u32,
        count: u32,
    },
    /// A quantifier whose atom was called for one of the mandatory iterations.
    CurlyMin {
        node: NodeId,
        rounds: i32,
    },
    /// The first optional iteration.
    CurlyFirst {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    /// A later iteration; all have had the same length.
    CurlyRound {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    /// An iteration of another length, which restarts the loop.
    CurlyOther {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    /// The rest was called after some number of iterations.
    CurlyRest {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    CurlyLazyRest {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    CurlyLazyRound {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    CurlyPossessive {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    /// A repeated group of fixed length: restores the local if nothing has matched.
    GroupMin {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    GroupFirst {
        node: NodeId,
        at: u32,
        rounds: i32,
        start: i32,
        end: i32,
    },
    /// A pair of [`Frame::GroupSaved`] is below each of the next three.
    GroupRound {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    GroupOther {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    GroupRest {
        node: NodeId,
        at: u32,
        rounds: i32,
        length: u32,
        min: i32,
    },
    /// The group as it was before the quantifier; passes any result on.
    GroupSaved {
        start: i32,
        end: i32,
    },
    GroupLazyRest {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    GroupLazyRound {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    GroupPossessive {
        node: NodeId,
        at: u32,
        rounds: i32,
    },
    /// A greedy loop whose body was called.
    Loop {
        node: NodeId,
        at: u32,
        count: i32,
    },
    /// A lazy loop whose rest was called.
    LoopLazy {
        node: NodeId,
        at: u32,
        count: i32,
    },
    /// The same when the loop is entered.
    LoopLazyStart {
        node: NodeId,
        at: u32,
    },
    Lookahead {
        node: NodeId,
        at: u32,
    },
    Lookbehind {
        node: NodeId,
        at: u32,
        from: u32,
        start: u32,
        outer: u32,
    },
}

impl Machine<'_, '_> {
    pub(super) fn resume(&mut self, frame: Frame, matched: bool) -> Result<Flow, ErrorKind> {
        match frame {
            Frame::RestoreLocal { local, value } => self.set_local(local, value),
            Frame::UndoLocal { local, value } => {
                if !matched {
                    self.set_local(local, value);
                }
            }
            Frame::UndoGroup { group, start, end } => {
                if !matched {
                    self.capture(group, (start, end));
                }
            }
            Frame::Else { node, at } => {
                if !matched {
                    return Ok(Flow::Call(node, at));
                }
            }
            Frame::Then { node } => {
                if matched {
                    return Ok(Flow::Call(node, self.last));
                }
            }
            Frame::Branch { node, alternative, at } => {
                if !matched {
                    return self.alternative(node, alternative, at);
                }
            }
            Frame::GroupSaved { .. } => {}
            Frame::Optional { .. } | Frame::OptionalLazy { .. } | Frame::OptionalPossessive { .. } => {
                return self.resume_optional(frame, matched);
            }
            Frame::Greedy { node, start, at, count } => {
                if !matched {
                    return self.back_off(node, start, at, count);
                }
            }
            Frame::Loop { .. } | Frame::LoopLazy { .. } | Frame::LoopLazyStart { .. } => {
                return self.resume_loop(frame, matched);
            }
            Frame::Lookahead { node, at } => return Ok(self.looked_ahead(node, at, matched)),
            Frame::Lookbehind { node, at, from, start, outer } => {
                return self.looked_behind(node, at, from, start, outer, matched);
            }
            Frame::GroupMin { .. }
            | Frame::GroupFirst { .. }
            | Frame::GroupRound { .. }
            | Frame::GroupOther { .. }
            | Frame::GroupRest { .. }
            | Frame::GroupLazyRest { .. }
            | Frame::GroupLazyRound { .. }
            | Frame::GroupPossessive { .. } => return self.resume_group_curly(frame, matched),
            _ => return self.resume_curly(frame, matched),
        }
        Ok(Flow::Done(matched))
    }
}
