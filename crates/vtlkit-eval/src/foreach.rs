//! `#foreach`: iteration with the semantics of Java's iterators.

use vtlkit_value::{Heap, MapId, Object, ObjectId, Str, Value, View};

use crate::Failure;
use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::expression::Bounds;
use crate::machine::{Code, Machine, Run, ScopeValue, kinds};
use crate::methods::iterator;
use crate::names::slots;
use crate::program::LoopList;

/// The state of an iterator.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cursor {
    /// Over a list: checks the list at each step, like that of `ArrayList`.
    List { list: vtlkit_value::ListId, next: u32, changes: u32 },
    /// Over a view of a map: knows in advance whether there is another entry, like that of `LinkedHashMap`.
    Map { map: MapId, view: View, next: u32, changes: u32, has_next: bool },
    /// An iterator that the template created.
    Iterator(ObjectId),
    /// Over a range: the next number, the step, and the remaining count.
    Range { next: i32, step: i32, left: u32 },
}

impl Cursor {
    /// An iterator over a value; `None` if it is not iterable.
    pub(crate) fn over(heap: &Heap, value: Value) -> Option<Self> {
        let map_cursor = |map, view| Self::Map {
            map,
            view,
            next: 0,
            changes: heap.map(map).changes,
            has_next: heap.map_len(map) > 0,
        };
        match value {
            Value::List(list) => Some(Self::List { list, next: 0, changes: heap.list(list).changes }),
            Value::Map(map) => Some(map_cursor(map, View::Values)),
            Value::Object(id) => match heap.object(id) {
                Object::View { map, view } => Some(map_cursor(map, view)),
                Object::Iterator { .. } => Some(Self::Iterator(id)),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn has_next(&self, heap: &Heap) -> bool {
        match *self {
            // For a sub-list whose list was modified, the first step fails.
            Self::List { list, next, .. } => {
                next as usize != heap.list_len(list) || next == 0 && heap.list_is_stale(list)
            }
            Self::Map { has_next, .. } => has_next,
            Self::Iterator(id) => iterator::has_next(heap, id),
            Self::Range { left, .. } => left > 0,
        }
    }

    /// The next element. Fails if the collection was modified since the last step.
    pub(crate) fn next(&mut self, heap: &mut Heap) -> Result<Value, Failure> {
        match self {
            Self::List { list, next, changes } => {
                if heap.list_changes(*list) != *changes {
                    return Err(changed());
                }
                *next += 1;
                heap.list_get(*list, *next as usize - 1).ok_or_else(changed)
            }
            Self::Map { map, view, next, changes, has_next } => {
                if heap.map(*map).changes != *changes {
                    return Err(changed());
                }
                *next += 1;
                *has_next = (*next as usize) < heap.map_len(*map);
                entry(heap, *map, *view, *next as usize - 1).ok_or_else(changed)
            }
            Self::Range { next, step, left } => {
                let value = Value::Int(*next);
                *next = next.wrapping_add(*step);
                *left = left.saturating_sub(1);
                Ok(value)
            }
            Self::Iterator(id) => iterator::next(heap, *id),
        }
    }
}

/// The element of a view for the map entry at an index.
pub(crate) fn entry(heap: &mut Heap, map: MapId, view: View, at: usize) -> Option<Value> {
    let (key, value) = heap.map_entry(map, at)?;
    Some(match view {
        View::Keys => key,
        View::Values => value,
        View::Entries => Value::Object(heap.new_object(Object::Entry { map, key, value })),
    })
}

/// The failure for a collection that was modified during iteration (`ConcurrentModificationException`).
#[cold]
pub(crate) fn changed() -> Failure {
    Failure::new("the collection was modified during iteration")
        .with_help("collect the changes in another list and apply them after the loop")
}

/// A running loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoopState {
    pub(crate) number: u32,
    cursor: Cursor,
    scope: u32,
    pub(crate) rounds: u32,
    /// The values of the loop's variables before the loop.
    element: Value,
    count: Value,
    has_next: Value,
}

impl Machine<'_> {
    /// Starts a loop. Returns the first op of its block, or the op after the loop.
    pub(crate) fn foreach(&mut self, code: &Code<'_>, number: u32) -> Run<u32> {
        let this = code.program.loops[number as usize];
        let cursor = match this.list {
            LoopList::Missing => {
                let mut error = EvalError::new(EvalErrorKind::Directive, "`#foreach` has no list", this.span);
                error.help = Some("write `#foreach($element in $list)`".into());
                return Err(error.into());
            }
            LoopList::Empty => None,
            LoopList::Value(list) => {
                let list = self.value(code, list).map_err(|unwind| Self::at(unwind, this.span))?;
                if let Value::Object(id) = list
                    && let Object::Stream { .. } = self.state.heap.object(id)
                {
                    // Velocity finds `iterator()`, but Java denies access to it.
                    let message = "`#foreach` cannot iterate over a stream";
                    let mut error = EvalError::new(EvalErrorKind::Directive, message, this.span);
                    error.help = Some("convert it to a list with `toList()`".into());
                    return Err(error.into());
                }
                // A scope is a map.
                let list = self.scope_of(list).map_or(list, |scope| Value::Map(self.sorted_scope_map(scope)));
                Cursor::over(&self.state.heap, list)
            }
            LoopList::Range(from, to) => self
                .bounds(code, from, to)
                .map_err(|unwind| Self::at(unwind, this.span))?
                .map(|Bounds { from, step, len }| Cursor::Range { next: from, step, left: len }),
        };
        self.watch_loop(code, this.span);
        let Some(cursor) = cursor else {
            self.watch_loop_end(code, 0, false);
            return Ok(this.exit);
        };
        let element = self.get(code, this.slot)?;
        let count = self.get(code, slots::VELOCITY_COUNT)?;
        let has_next = self.get(code, slots::VELOCITY_HAS_NEXT)?;
        let before = self.get(code, slots::FOREACH)?;
        let parent = self.scope_of(before);
        let replaced = if parent.is_some() { Value::Null } else { before };
        let scope = self.state.scopes.len() as u32;
        self.state.scopes.push(ScopeValue {
            index: -1,
            has_next: false,
            parent,
            replaced,
            storage: Value::Null,
            capacity: 0,
            place: (code.unit, number),
        });
        let object = Object::Opaque { kind: kinds::SCOPE, number: scope, text: Str::default() };
        let object = Value::Object(self.state.heap.new_object(object));
        self.put(code, slots::FOREACH, object);
        self.state.loops.push(LoopState { number, cursor, scope, rounds: 0, element, count, has_next });
        self.round(code, number)
    }

    /// Ends an iteration. Returns the first op of the block for the next one, or the op after the loop.
    pub(crate) fn next_round(&mut self, code: &Code<'_>, number: u32) -> Run<u32> {
        self.round(code, number)
    }

    fn round(&mut self, code: &Code<'_>, number: u32) -> Run<u32> {
        let this = code.program.loops[number as usize];
        if self.watch.is_some() {
            self.watch_round_end(code);
        }
        let Some(state) = self.state.loops.last_mut() else { return Ok(this.exit) };
        let full = self.dialect.loop_rounds.is_some_and(|rounds| state.rounds >= rounds);
        let more = state.cursor.has_next(&self.state.heap);
        if full || !more {
            self.end_loop(code, full && more);
            return Ok(this.exit);
        }
        state.rounds += 1;
        let rounds = state.rounds as i32;
        let value = state.cursor.next(&mut self.state.heap);
        let has_next = state.cursor.has_next(&self.state.heap);
        let scope = state.scope;
        let value = value.map_err(|failure| {
            let mut error = EvalError::new(EvalErrorKind::ConcurrentModification, failure.message, this.span);
            error.help = failure.help;
            Unwind::Error(error)
        })?;
        let scope = &mut self.state.scopes[scope as usize];
        scope.index += 1;
        scope.has_next = has_next;
        self.put(code, slots::VELOCITY_COUNT, Value::Int(rounds));
        self.put(code, slots::VELOCITY_HAS_NEXT, Value::Bool(has_next));
        self.show(code, this.slot);
        self.put(code, this.slot, value);
        if value.is_null() {
            let slot = self.slot(code, this.slot);
            self.state.nulls.push(slot);
        }
        Ok(this.body)
    }

    /// Ends an iteration in which the loop variable was null.
    fn show(&mut self, code: &Code<'_>, slot: u32) {
        if !self.state.nulls.is_empty() {
            let slot = self.slot(code, slot);
            if let Some(at) = self.state.nulls.iter().rposition(|&null| null == slot) {
                self.state.nulls.remove(at);
            }
        }
    }

    /// Restores the variables of the innermost loop.
    fn end_loop(&mut self, code: &Code<'_>, cut: bool) {
        let Some(state) = self.state.loops.pop() else { return };
        self.watch_loop_end(code, state.rounds, cut);
        let this = code.program.loops[state.number as usize];
        self.show(code, this.slot);
        self.put_or_remove(code, this.slot, state.element);
        self.put_or_remove(code, slots::VELOCITY_COUNT, state.count);
        self.put_or_remove(code, slots::VELOCITY_HAS_NEXT, state.has_next);
        // Velocity restores what the current scope replaced. A value that is not a scope stays.
        let now = self.get(code, slots::FOREACH).unwrap_or(Value::Null);
        if let Some(scope) = self.scope_of(now) {
            let ScopeValue { parent, .. } = self.state.scopes[scope as usize];
            let before = match parent {
                Some(parent) => self.scope_value(parent),
                None => self.replaced(scope),
            };
            self.put_or_remove(code, slots::FOREACH, before);
        }
    }

    /// Unwinds a part of a template: leaves its innermost loop, if `unwind` refers to it, and returns the op after
    /// that loop. `loops` is the number of loops around the part.
    pub(crate) fn leave_loop(&mut self, code: &Code<'_>, loops: usize, unwind: Unwind) -> Run<u32> {
        let mut unwind = unwind;
        while self.state.loops.len() > loops {
            self.watch_round_end(code);
            let Some(&state) = self.state.loops.last() else { break };
            let this = code.program.loops[state.number as usize];
            self.end_loop(code, false);
            match unwind {
                Unwind::Break => return Ok(this.exit),
                Unwind::BreakScope(scope) if scope == state.scope => return Ok(this.exit),
                other => {
                    unwind = Self::within(other, this.span, || {
                        format!("iteration {} of `#foreach`", state.rounds)
                    });
                }
            }
        }
        Err(unwind)
    }

    /// Sets a variable, or removes it if the value is null.
    fn put_or_remove(&mut self, code: &Code<'_>, slot: u32, value: Value) {
        if value.is_null() {
            self.remove(code, slot);
        } else {
            self.put(code, slot, value);
        }
    }
}
