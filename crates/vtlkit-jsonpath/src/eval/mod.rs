//! Evaluates a path, in the order and with the side effects of Jayway.
//!
//! Jayway's tokens call each other. Here, an explicit stack of frames replaces these calls, so that neither a long
//! path nor a deep document overflows the native stack. Only filters and arguments recurse, and the parser limits
//! their depth.

mod call;
mod compare;
mod filter;
mod node;
mod scan;
mod state;
mod token;

use vtlkit_value::{Heap, ListId, ListKind, MapId, Value};

use crate::error::{EvalError, EvalErrorKind};
use crate::program::{Kind, NONE, PathId, Program, TokenId};
use state::State;

/// Evaluates the path on a document. `None` if there is no result.
pub(crate) fn read(
    program: &Program,
    heap: &mut Heap,
    document: Value,
    steps: &mut u64,
) -> Result<Option<Value>, EvalError> {
    if document.is_null() {
        return Err(EvalError::new(
            EvalErrorKind::NullDocument,
            "the document is null, so paths cannot be evaluated on it",
        ));
    }
    if program.simple {
        return Ok(read_simple(program, heap, document));
    }
    let mut machine =
        Machine { program, heap, steps, stack: Vec::new(), results: Vec::new(), state: State::default() };
    match machine.evaluate(program.main, document, document, false) {
        Ok(value) => Ok(Some(value)),
        Err(Fault::NotFound) => Ok(None),
        Err(Fault::Error(error)) => Err(error),
    }
}

/// Evaluates a path of names and single indexes.
fn read_simple(program: &Program, heap: &Heap, document: Value) -> Option<Value> {
    program.tokens.iter().try_fold(document, |value, token| match (token.kind, value) {
        (Kind::Name(name), Value::Map(map)) => heap.map_get_bytes(map, program.name(name)),
        (Kind::Index(index), value) => element(heap, as_list(heap, value)?, index),
        (Kind::Root, value) => Some(value),
        _ => None,
    })
}

/// Why an evaluation ends early.
enum Fault {
    /// `PathNotFoundException`.
    NotFound,
    Error(EvalError),
}

impl Fault {
    #[cold]
    fn error(kind: EvalErrorKind, message: impl Into<Box<str>>) -> Self {
        Self::Error(EvalError::new(kind, message))
    }

    fn kind(&self) -> Option<EvalErrorKind> {
        match self {
            Self::NotFound => None,
            Self::Error(error) => Some(error.kind()),
        }
    }
}

type Run<T> = Result<T, Fault>;

/// One evaluation of one path.
#[derive(Clone, Copy)]
struct Context {
    /// The value of `$` in filters and arguments.
    root: Value,
    /// Whether a missing member ends the evaluation at any segment, as in an existence check.
    require: bool,
    index_before_last: Option<i32>,
    /// The number of cached results of paths from `$` when this evaluation began.
    known: u32,
}

/// A pending operation. All except `Eval` and the walks are calls in which Jayway catches an exception.
#[derive(Clone, Copy)]
enum Frame {
    /// Applies a token to a value.
    Eval {
        token: TokenId,
        model: Value,
    },
    /// Ignores an index past the end in the frames above.
    CatchIndex,
    /// The members of an object, for a wildcard.
    Members {
        token: TokenId,
        map: MapId,
        at: u32,
    },
    /// Some members of an object, by name.
    Named {
        token: TokenId,
        map: MapId,
        at: u32,
    },
    /// The elements of an array, for a wildcard.
    Elements {
        token: TokenId,
        list: ListId,
        at: u32,
    },
    /// Some elements, by index.
    Indexed {
        token: TokenId,
        list: ListId,
        at: u32,
    },
    /// A range of elements.
    Sliced {
        token: TokenId,
        list: ListId,
        at: i32,
        end: i32,
    },
    /// The elements for which a filter is true.
    Chosen {
        token: TokenId,
        list: ListId,
        at: u32,
        changes: u32,
    },
    /// A value and its descendants, for a deep scan for `target`.
    Walk {
        target: TokenId,
        model: Value,
    },
    WalkMembers {
        target: TokenId,
        map: MapId,
        at: u32,
    },
    WalkElements {
        target: TokenId,
        list: ListId,
        at: u32,
        changes: u32,
    },
    /// The token after `target` on each element.
    WalkEach {
        target: TokenId,
        list: ListId,
        at: u32,
        changes: u32,
    },
}

struct Machine<'a> {
    program: &'a Program,
    heap: &'a mut Heap,
    /// The remaining steps.
    steps: &'a mut u64,
    /// The frames of all running evaluations, the innermost last.
    stack: Vec<Frame>,
    /// Their results, in the same order.
    results: Vec<Value>,
    state: State,
}

impl Machine<'_> {
    /// The result of a path: a value if it is definite, otherwise a new JSON list.
    fn evaluate(&mut self, path: PathId, document: Value, root: Value, require: bool) -> Run<Value> {
        let first = self.results.len();
        let outcome = self.run(path, document, root, require).and_then(|definite| {
            let found = self.results.get(first..).unwrap_or_default();
            if definite {
                return found.last().copied().ok_or(Fault::NotFound);
            }
            room(self.heap, size_of_val(found))?;
            Ok(Value::List(self.heap.new_list_of(ListKind::Json, found)))
        });
        self.results.truncate(first);
        outcome
    }

    /// Whether a path has a result, with every member on the way present.
    fn exists(&mut self, path: PathId, item: Value, root: Value) -> Run<bool> {
        let first = self.results.len();
        let outcome = self.run(path, item, root, true);
        let found = self.results.len() > first;
        self.results.truncate(first);
        match outcome {
            Ok(definite) => Ok(found || !definite),
            Err(Fault::NotFound) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Evaluates a path and pushes its results. Returns whether it is definite.
    fn run(&mut self, path: PathId, document: Value, root: Value, require: bool) -> Run<bool> {
        if root.is_null() {
            return Err(Fault::error(EvalErrorKind::NullDocument, "a path is evaluated on null"));
        }
        let Some(&info) = self.program.paths.get(path as usize) else { return Err(Fault::NotFound) };
        let base = self.stack.len();
        let known = self.state.known.len();
        let context =
            Context { root, require, index_before_last: info.index_before_last, known: known as u32 };
        let outcome = self.start(info.root, document, require).and_then(|()| self.work(base, &context));
        self.stack.truncate(base);
        self.state.known.truncate(known);
        outcome.map(|()| info.definite)
    }

    /// Fast path for the names and single indexes at the start of a path.
    fn start(&mut self, root: TokenId, document: Value, require: bool) -> Run<()> {
        self.spend(1)?;
        let (mut token, mut value, mut indexed) = (root, document, false);
        loop {
            match self.kind(token) {
                Kind::Root => {}
                Kind::Name(name) => {
                    let Value::Map(map) = value else { return self.wrong_type(token) };
                    let Some(member) = self.heap.map_get_bytes(map, self.program.name(name)) else {
                        return self.missing(token, require);
                    };
                    value = member;
                }
                Kind::Index(index) => {
                    let Some(list) = as_list(self.heap, value) else { return self.wrong_type(token) };
                    let Some(member) = element(self.heap, list, index) else { return Ok(()) };
                    value = member;
                    indexed = true;
                }
                _ => {
                    if indexed {
                        self.stack.push(Frame::CatchIndex);
                    }
                    self.stack.push(Frame::Eval { token, model: value });
                    return Ok(());
                }
            }
            token = self.next(token);
            if token == NONE {
                self.results.push(value);
                return Ok(());
            }
        }
    }

    /// Runs the frames above `base`.
    fn work(&mut self, base: usize, context: &Context) -> Run<()> {
        while self.stack.len() > base {
            let Some(frame) = self.stack.pop() else { break };
            if let Err(fault) = self.spend(1).and_then(|()| self.step(frame, context)) {
                self.unwind(fault, base, context)?;
            }
        }
        Ok(())
    }

    /// Unwinds to the frame that catches a fault, if there is one.
    fn unwind(&mut self, fault: Fault, base: usize, context: &Context) -> Run<()> {
        let beyond_end = fault.kind() == Some(EvalErrorKind::IndexOutOfBounds);
        let not_found = matches!(fault, Fault::NotFound) && !context.require;
        if beyond_end || not_found {
            while self.stack.len() > base {
                let Some(frame) = self.stack.pop() else { break };
                match frame {
                    Frame::CatchIndex if beyond_end => return Ok(()),
                    Frame::Elements { .. } => {
                        self.stack.push(frame);
                        return Ok(());
                    }
                    Frame::Indexed { .. } | Frame::Sliced { .. } | Frame::Chosen { .. } if beyond_end => {
                        self.stack.push(frame);
                        return Ok(());
                    }
                    _ => {}
                }
            }
        }
        Err(fault)
    }

    fn step(&mut self, frame: Frame, context: &Context) -> Run<()> {
        match frame {
            Frame::Eval { token, model } => self.token(token, model, context),
            Frame::CatchIndex => Ok(()),
            Frame::Members { token, map, at } => {
                if let Some(value) = entry(self.heap, map, at as usize)? {
                    self.stack.push(Frame::Members { token, map, at: at + 1 });
                    self.member(token, value, context);
                }
                Ok(())
            }
            Frame::Named { token, map, at } => self.named(token, map, at, context),
            Frame::Elements { token, list, at } => {
                if let Some(value) = self.heap.list_get(list, at as usize) {
                    self.stack.push(Frame::Elements { token, list, at: at + 1 });
                    self.go_on(token, value);
                }
                Ok(())
            }
            Frame::Indexed { token, list, at } => {
                self.indexed(token, list, at);
                Ok(())
            }
            Frame::Sliced { token, list, at, end } => {
                if at < end {
                    self.stack.push(Frame::Sliced { token, list, at: at + 1, end });
                    if let Some(value) = element(self.heap, list, at) {
                        self.go_on(token, value);
                    }
                }
                Ok(())
            }
            Frame::Chosen { token, list, at, changes } => self.chosen(token, list, at, changes, context),
            Frame::Walk { target, model } => self.walk(target, model, context),
            Frame::WalkMembers { target, map, at } => self.walk_members(target, map, at),
            Frame::WalkElements { target, list, at, changes } => {
                self.walk_elements(target, list, at, changes)
            }
            Frame::WalkEach { target, list, at, changes } => self.walk_each(target, list, at, changes),
        }
    }

    fn spend(&mut self, steps: u64) -> Run<()> {
        let Some(left) = self.steps.checked_sub(steps) else {
            *self.steps = 0;
            return Err(Fault::error(EvalErrorKind::TooManySteps, "the path exceeds the step limit"));
        };
        *self.steps = left;
        Ok(())
    }
}

/// Jayway's `isArray`: a `java.util.List`, which a Java array is not.
fn as_list(heap: &Heap, value: Value) -> Option<ListId> {
    match value {
        Value::List(list) if !heap.list(list).kind.is_array() => Some(list),
        _ => None,
    }
}

/// The element at an index. A negative index counts from the end.
fn element(heap: &Heap, list: ListId, index: i32) -> Option<Value> {
    let index = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => heap.list_len(list).checked_sub(index.unsigned_abs() as usize)?,
    };
    heap.list_get(list, index)
}

/// The value of the entry at an index of a map. Jayway casts its key to a string.
fn entry(heap: &Heap, map: MapId, at: usize) -> Run<Option<Value>> {
    match heap.map_entry(map, at) {
        Some((Value::Str(_) | Value::Null, value)) => Ok(Some(value)),
        Some(_) => Err(Fault::error(
            EvalErrorKind::KeyNotString,
            "a map in the document has a key that is not a string",
        )),
        None => Ok(None),
    }
}

fn room(heap: &Heap, bytes: usize) -> Run<()> {
    heap.room(bytes)
        .map_err(|_| Fault::error(EvalErrorKind::OutOfMemory, "the results of paths exceed the memory limit"))
}

#[cold]
fn modified() -> Fault {
    Fault::error(EvalErrorKind::ConcurrentModification, "append() modifies the array during iteration")
}
