//! Loops over groups whose matches differ in length.

use super::frame::Frame;
use super::{Flow, Machine};
use crate::error::ErrorKind;
use crate::program::{Kind, Loop, NodeId};

impl Machine<'_, '_> {
    /// Enters a loop.
    pub(super) fn start_loop(&mut self, id: NodeId, at: u32) -> Result<Flow, ErrorKind> {
        let program = self.program;
        let node = program.node(id);
        let Kind::Loop(inner) = &node.kind else { return Ok(Flow::Done(false)) };
        let restore = Frame::RestoreLocal { local: inner.count, value: self.local(inner.count) };
        if inner.min > 0 {
            self.set_local(inner.count, 1);
            return self.call(restore, inner.body, at);
        }
        if inner.lazy {
            self.push(restore)?;
            return self.call(Frame::LoopLazyStart { node: id, at }, node.next, at);
        }
        if inner.max > 0 {
            self.set_local(inner.count, 1);
            self.push(restore)?;
            return self.call(Frame::Else { node: node.next, at }, inner.body, at);
        }
        self.call(restore, node.next, at)
    }

    /// The end of an iteration.
    pub(super) fn round(&mut self, id: NodeId, inner: Loop, at: u32) -> Result<Flow, ErrorKind> {
        let next = self.program.node(id).next;
        // An empty iteration is the last.
        if at as i32 <= self.local(inner.begin) {
            return Ok(Flow::Call(next, at));
        }
        let local = inner.count;
        let count = self.local(local);
        if count < inner.min {
            self.set_local(local, count + 1);
            return self.call(Frame::UndoLocal { local, value: count }, inner.body, at);
        }
        if inner.lazy {
            return self.call(Frame::LoopLazy { node: id, at, count }, next, at);
        }
        let has_failed =
            inner.failed.and_then(|set| self.failed.get(set as usize)).is_some_and(|set| set.contains(at));
        if count >= inner.max || has_failed {
            return Ok(Flow::Call(next, at));
        }
        self.set_local(local, count + 1);
        self.call(Frame::Loop { node: id, at, count }, inner.body, at)
    }

    pub(super) fn resume_loop(&mut self, frame: Frame, matched: bool) -> Result<Flow, ErrorKind> {
        let (Frame::Loop { node, .. } | Frame::LoopLazy { node, .. } | Frame::LoopLazyStart { node, .. }) =
            frame
        else {
            return Ok(Flow::Done(matched));
        };
        let program = self.program;
        let Kind::Loop(inner) = &program.node(node).kind else { return Ok(Flow::Done(matched)) };
        if matched {
            return Ok(Flow::Done(true));
        }
        let local = inner.count;
        match frame {
            Frame::Loop { at, count, .. } => {
                self.set_local(local, count);
                if let Some(set) = inner.failed.and_then(|set| self.failed.get_mut(set as usize)) {
                    set.add(at);
                }
                Ok(Flow::Call(program.node(node).next, at))
            }
            Frame::LoopLazy { at, count, .. } if count < inner.max => {
                self.set_local(local, count + 1);
                self.call(Frame::UndoLocal { local, value: count }, inner.body, at)
            }
            Frame::LoopLazyStart { at, .. } if inner.max > 0 => {
                self.set_local(local, 1);
                Ok(Flow::Call(inner.body, at))
            }
            _ => Ok(Flow::Done(false)),
        }
    }
}
