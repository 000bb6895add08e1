//! Running a path on a heap, in the order and with the side effects Jayway has.
//!
//! Jayway's tokens call each other; here a stack of frames stands for those calls, so that neither a long path nor
//! a deep document can overflow anything. Only filters and arguments nest natively, and the parser bounds them.

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

/// Runs the whole path on a document. `None` if it finds nothing.
pub(crate) fn read(
    program: &Program,
    heap: &mut Heap,
    document: Value,
    steps: &mut u64,
) -> Result<Option<Value>, EvalError> {
    if document.is_null() {
        return Err(EvalError::new(
            EvalErrorKind::NullDocument,
            "the document is null; no path can be read from it",
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

/// Runs a path of names and single indexes, of which each step finds one value or the search ends.
fn read_simple(program: &Program, heap: &Heap, document: Value) -> Option<Value> {
    program.tokens.iter().try_fold(document, |value, token| match (token.kind, value) {
        (Kind::Name(name), Value::Map(map)) => heap.map_get_bytes(map, program.name(name)),
        (Kind::Index(index), value) => element(heap, as_list(heap, value)?, index),
        (Kind::Root, value) => Some(value),
        _ => None,
    })
}

/// Why a path, or a part of it, ends early.
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
    /// What `$` means in filters and arguments.
    root: Value,
    /// Whether a missing member ends the search everywhere, as in an existence check.
    require: bool,
    index_before_last: Option<i32>,
    /// How many values of paths from `$` were known when this evaluation began.
    known: u32,
}

/// What is left to do. All but `Eval` and the walks are calls that Jayway guards against an exception.
#[derive(Clone, Copy)]
enum Frame {
    /// Run a token on a value.
    Eval {
        token: TokenId,
        model: Value,
    },
    /// An index beyond the end below here is ignored.
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
    /// A run of elements.
    Sliced {
        token: TokenId,
        list: ListId,
        at: i32,
        end: i32,
    },
    /// The elements a filter accepts.
    Chosen {
        token: TokenId,
        list: ListId,
        at: u32,
        changes: u32,
    },
    /// A value and everything below it, for a deep scan for `target`.
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
    /// How many steps may still be made.
    steps: &'a mut u64,
    /// The frames of all evaluations that are running, the innermost on top.
    stack: Vec<Frame>,
    /// Their results, likewise.
    results: Vec<Value>,
    state: State,
}

impl Machine<'_> {
    /// The value of a path: what it leads to if it is definite, otherwise a new JSON list of all it leads to.
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

    /// Whether a path finds something, and everything it asks for on the way.
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

    /// Runs a path, leaving its results on the stack of results; tells whether it is definite.
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

    /// Follows the names and single indexes a path starts with, as long as there is but one way.
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

    /// Works off the frames above `base`.
    fn work(&mut self, base: usize, context: &Context) -> Run<()> {
        while self.stack.len() > base {
            let Some(frame) = self.stack.pop() else { break };
            if let Err(fault) = self.spend(1).and_then(|()| self.step(frame, context)) {
                self.unwind(fault, base, context)?;
            }
        }
        Ok(())
    }

    /// Goes back to the frame that takes a fault, if there is one.
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
            return Err(Fault::error(
                EvalErrorKind::TooManySteps,
                "the path takes more steps than are allowed",
            ));
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

/// The element at an index, a negative one counted from the end.
fn element(heap: &Heap, list: ListId, index: i32) -> Option<Value> {
    let index = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => heap.list_len(list).checked_sub(index.unsigned_abs() as usize)?,
    };
    heap.list_get(list, index)
}

/// The value of the entry at a place of a map, whose key Jayway casts to a string.
fn entry(heap: &Heap, map: MapId, at: usize) -> Run<Option<Value>> {
    match heap.map_entry(map, at) {
        Some((Value::Str(_) | Value::Null, value)) => Ok(Some(value)),
        Some(_) => Err(Fault::error(
            EvalErrorKind::KeyNotString,
            "a map in the document has a key that is no string",
        )),
        None => Ok(None),
    }
}

fn room(heap: &Heap, bytes: usize) -> Run<()> {
    heap.room(bytes).map_err(|_| {
        Fault::error(EvalErrorKind::OutOfMemory, "the values made by paths take too much memory")
    })
}

#[cold]
fn modified() -> Fault {
    Fault::error(EvalErrorKind::ConcurrentModification, "append() changes the array that is being walked")
}
