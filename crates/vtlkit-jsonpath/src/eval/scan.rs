//! The deep scan: applies a token to a value and all its descendants, parents first.

use vtlkit_value::{ListId, MapId, Value};

use super::{Context, Frame, Machine, Run, as_list, entry, modified};
use crate::program::{Kind, TokenId};

impl Machine<'_> {
    pub(super) fn walk(&mut self, target: TokenId, model: Value, context: &Context) -> Run<()> {
        if let Value::Map(map) = model {
            let children = Frame::WalkMembers { target, map, at: 0 };
            if let Kind::Name(name) = self.kind(target) {
                self.stack.push(children);
                if let Some(value) = self.heap.map_get_bytes(map, self.program.name(name)) {
                    self.member(target, value, context);
                }
                return Ok(());
            }
            let matches = self.matches(target, model, context)?;
            self.stack.push(children);
            if matches {
                self.stack.push(Frame::Eval { token: target, model });
            }
        } else if let Some(list) = as_list(self.heap, model) {
            let matches = self.matches(target, model, context)?;
            let changes = self.heap.list(list).changes;
            self.stack.push(Frame::WalkElements { target, list, at: 0, changes });
            if matches && self.is_leaf(target) {
                self.stack.push(Frame::Eval { token: target, model });
            } else if matches {
                // All elements are passed to the next token, whatever the token would select.
                self.stack.push(Frame::WalkEach { target, list, at: 0, changes });
            }
        }
        Ok(())
    }

    /// Whether a scan applies its token to an object or array.
    fn matches(&mut self, target: TokenId, model: Value, context: &Context) -> Run<bool> {
        Ok(match (self.kind(target), model) {
            (Kind::Wildcard, _) => true,
            (Kind::Filter(_), _) => self.accepts(target, model, context)?,
            (Kind::Name(name), Value::Map(map)) => {
                self.heap.map_get_bytes(map, self.program.name(name)).is_some()
            }
            (Kind::Names(start, end), Value::Map(map)) => {
                !self.is_leaf(target)
                    || self
                        .program
                        .names(start, end)
                        .iter()
                        .all(|name| self.heap.map_get_bytes(map, name).is_some())
            }
            (Kind::Name(_) | Kind::Names(..), _) => false,
            _ => as_list(self.heap, model).is_some(),
        })
    }

    pub(super) fn walk_members(&mut self, target: TokenId, map: MapId, mut at: u32) -> Run<()> {
        while let Some(value) = entry(self.heap, map, at as usize)? {
            at += 1;
            if is_container(value) {
                self.stack.push(Frame::WalkMembers { target, map, at });
                self.stack.push(Frame::Walk { target, model: value });
                break;
            }
            self.spend(1)?;
        }
        Ok(())
    }

    pub(super) fn walk_elements(
        &mut self,
        target: TokenId,
        list: ListId,
        mut at: u32,
        changes: u32,
    ) -> Run<()> {
        while let Some(value) = self.heap.list_get(list, at as usize) {
            if self.heap.list(list).changes != changes {
                return Err(modified());
            }
            at += 1;
            if is_container(value) {
                self.stack.push(Frame::WalkElements { target, list, at, changes });
                self.stack.push(Frame::Walk { target, model: value });
                break;
            }
            self.spend(1)?;
        }
        Ok(())
    }

    pub(super) fn walk_each(&mut self, target: TokenId, list: ListId, at: u32, changes: u32) -> Run<()> {
        let Some(value) = self.heap.list_get(list, at as usize) else { return Ok(()) };
        if self.heap.list(list).changes != changes {
            return Err(modified());
        }
        let next = self.next(target);
        self.set_place(next, at);
        self.stack.push(Frame::WalkEach { target, list, at: at + 1, changes });
        self.stack.push(Frame::Eval { token: next, model: value });
        Ok(())
    }
}

fn is_container(value: Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}
