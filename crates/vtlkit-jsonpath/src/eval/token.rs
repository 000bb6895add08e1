//! Applies each kind of token to a value.

use vtlkit_value::{ListId, MapId, MapKind, Value};

use super::{Context, Fault, Frame, Machine, Run, as_list, element, entry, modified, room};
use crate::error::EvalErrorKind;
use crate::program::{Kind, NONE, TokenId};

impl Machine<'_> {
    pub(super) fn token(&mut self, token: TokenId, model: Value, context: &Context) -> Run<()> {
        match self.kind(token) {
            Kind::Root => {
                self.go_on(token, model);
                Ok(())
            }
            Kind::Name(name) => {
                let Value::Map(map) = model else { return self.wrong_type(token) };
                match self.heap.map_get_bytes(map, self.program.name(name)) {
                    Some(value) => {
                        self.member(token, value, context);
                        Ok(())
                    }
                    None => self.missing(token, context.require),
                }
            }
            Kind::Names(..) => {
                let Value::Map(map) = model else { return self.wrong_type(token) };
                if self.is_leaf(token) {
                    return self.gather(token, map, context);
                }
                self.stack.push(Frame::Named { token, map, at: 0 });
                Ok(())
            }
            Kind::Wildcard => self.wildcard(token, model, context),
            Kind::Index(index) => {
                let Some(list) = as_list(self.heap, model) else { return self.wrong_type(token) };
                if let Some(value) = element(self.heap, list, index) {
                    if !self.is_leaf(token) {
                        self.stack.push(Frame::CatchIndex);
                    }
                    self.go_on(token, value);
                }
                Ok(())
            }
            Kind::Indexes(..) => {
                let Some(list) = as_list(self.heap, model) else { return self.wrong_type(token) };
                self.stack.push(Frame::Indexed { token, list, at: 0 });
                Ok(())
            }
            Kind::SliceFrom(_) | Kind::SliceTo(_) | Kind::SliceBetween(..) => {
                let Some(list) = as_list(self.heap, model) else { return self.wrong_type(token) };
                self.slice(token, list);
                Ok(())
            }
            Kind::Scan => {
                let target = self.next(token);
                if target == NONE {
                    let message =
                        "'..' is followed only by a function; add the name to look for: '..name.length()'";
                    return Err(Fault::error(EvalErrorKind::ScanWithoutTarget, message));
                }
                // A scan for anything else has no results.
                if !matches!(self.kind(target), Kind::Call(_) | Kind::Scan | Kind::Root) {
                    self.stack.push(Frame::Walk { target, model });
                }
                Ok(())
            }
            Kind::Filter(_) => self.filter(token, model, context),
            Kind::Call(call) => self.call(call, token, model, context),
        }
    }

    /// Handles a value of the wrong type for a token.
    pub(super) fn wrong_type(&self, token: TokenId) -> Run<()> {
        if self.upstream_definite(token) { Err(Fault::NotFound) } else { Ok(()) }
    }

    /// Handles a missing member. If it is the last one, the path just has no result.
    pub(super) fn missing(&self, token: TokenId, require: bool) -> Run<()> {
        let ends = require || self.upstream_definite(token) && !self.is_leaf(token);
        if ends { Err(Fault::NotFound) } else { Ok(()) }
    }

    /// Passes a value to the next token, or adds it to the results if there is none.
    pub(super) fn go_on(&mut self, token: TokenId, value: Value) {
        match self.next(token) {
            NONE => self.results.push(value),
            next => self.stack.push(Frame::Eval { token: next, model: value }),
        }
    }

    /// Passes a member on. In a deep scan, a result counts only if the second to last token is the index of the
    /// element that the scan reached last.
    pub(super) fn member(&mut self, token: TokenId, value: Value, context: &Context) {
        let counts = !self.is_leaf(token)
            || self.place(token).is_none_or(|place| {
                context.index_before_last.is_some_and(|index| u32::try_from(index) == Ok(place))
            });
        if counts {
            self.go_on(token, value);
        }
    }

    /// Collects members in a new object.
    fn gather(&mut self, token: TokenId, map: MapId, context: &Context) -> Run<()> {
        let Kind::Names(start, end) = self.kind(token) else { return Ok(()) };
        let names = self.program.names(start, end);
        room(self.heap, 64 * names.len())?;
        let gathered = self.heap.new_map(MapKind::Plain);
        for name in names {
            match self.heap.map_get_bytes(map, name) {
                Some(value) => {
                    let key = self.heap.new_bytes(name);
                    self.heap.map_put(gathered, key, value);
                }
                None if context.require => return Err(Fault::NotFound),
                None => {}
            }
        }
        self.results.push(Value::Map(gathered));
        Ok(())
    }

    pub(super) fn named(&mut self, token: TokenId, map: MapId, at: u32, context: &Context) -> Run<()> {
        let Kind::Names(start, end) = self.kind(token) else { return Ok(()) };
        let Some(name) = self.program.names(start, end).get(at as usize) else { return Ok(()) };
        self.stack.push(Frame::Named { token, map, at: at + 1 });
        match self.heap.map_get_bytes(map, name) {
            Some(value) => self.member(token, value, context),
            None if context.require => return Err(Fault::NotFound),
            None => {}
        }
        Ok(())
    }

    fn wildcard(&mut self, token: TokenId, model: Value, context: &Context) -> Run<()> {
        if let Value::Map(map) = model {
            if !self.is_leaf(token) {
                self.stack.push(Frame::Members { token, map, at: 0 });
                return Ok(());
            }
            self.spend(self.heap.map_len(map) as u64)?;
            for at in 0..self.heap.map_len(map) {
                if let Some(value) = entry(self.heap, map, at)? {
                    self.member(token, value, context);
                }
            }
        } else if let Some(list) = as_list(self.heap, model) {
            if !self.is_leaf(token) {
                self.stack.push(Frame::Elements { token, list, at: 0 });
                return Ok(());
            }
            self.spend(self.heap.list_len(list) as u64)?;
            self.results.extend_from_slice(self.heap.list_values(list));
        }
        Ok(())
    }

    pub(super) fn indexed(&mut self, token: TokenId, list: ListId, at: u32) {
        let Kind::Indexes(start, end) = self.kind(token) else { return };
        if let Some(&index) = self.program.indexes(start, end).get(at as usize) {
            self.stack.push(Frame::Indexed { token, list, at: at + 1 });
            if let Some(value) = element(self.heap, list, index) {
                self.go_on(token, value);
            }
        }
    }

    /// A negative bound counts from the end only in a slice with one bound. A slice with two bounds iterates over the
    /// indexes between them, of which the negative ones count from the end.
    fn slice(&mut self, token: TokenId, list: ListId) {
        let len = i32::try_from(self.heap.list_len(list)).unwrap_or(i32::MAX);
        let (at, end) = match self.kind(token) {
            Kind::SliceFrom(from) => ((if from < 0 { from + len } else { from }).max(0), len),
            Kind::SliceTo(to) => (0, (if to < 0 { to + len } else { to }).min(len)),
            // Indexes before the start have no element.
            Kind::SliceBetween(from, to) => (from.max(-len), to.min(len)),
            _ => return,
        };
        self.stack.push(Frame::Sliced { token, list, at, end });
    }

    fn filter(&mut self, token: TokenId, model: Value, context: &Context) -> Run<()> {
        if let Value::Map(_) = model {
            if self.accepts(token, model, context)? {
                self.go_on(token, model);
            }
        } else if let Some(list) = as_list(self.heap, model) {
            let changes = self.heap.list(list).changes;
            self.stack.push(Frame::Chosen { token, list, at: 0, changes });
        } else if self.upstream_definite(token) {
            let message = "a filter is applied to a value that is neither an object nor an array";
            return Err(Fault::error(EvalErrorKind::FilterOnScalar, message));
        }
        Ok(())
    }

    pub(super) fn chosen(
        &mut self,
        token: TokenId,
        list: ListId,
        at: u32,
        changes: u32,
        context: &Context,
    ) -> Run<()> {
        let Some(item) = self.heap.list_get(list, at as usize) else { return Ok(()) };
        if self.heap.list(list).changes != changes {
            return Err(modified());
        }
        let accepted = self.accepts(token, item, context)?;
        self.stack.push(Frame::Chosen { token, list, at: at + 1, changes });
        if accepted {
            self.go_on(token, item);
        }
        Ok(())
    }
}
