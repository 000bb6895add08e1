mod blocks;
mod directive;
mod print;

pub(crate) use print::Objects;

use std::collections::HashMap;
use std::sync::Arc;

use vtlkit_text::Span;
use vtlkit_value::{Heap, Mark, Str, Value};

use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::foreach::LoopState;
use crate::macros::MacroFrame;
use crate::program::{Const, Op, Program, Stretch};
use crate::watch::Watch;
use crate::{Dialect, Failure, Frame, Host, Limit, Limits};

/// The kinds of the machine's [`Object::Opaque`]s.
pub(crate) mod kinds {
    /// The value of a `#define`d name: a block that is rendered at each use.
    pub(crate) const BLOCK: u8 = 0;
    /// `$foreach`.
    pub(crate) const SCOPE: u8 = 1;
    /// The value of `.class`: the name of a class.
    pub(crate) const CLASS: u8 = 2;
    /// `$foreach.info`.
    pub(crate) const INFO: u8 = 3;
}

/// A program that takes part in a render: the template itself, or the text of an `#evaluate`.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) program: Arc<Program>,
    /// The handle of its constants on the heap.
    pub(crate) base: Str,
    /// Maps its slots to the machine's; empty if they are the same.
    pub(crate) slots: Vec<u32>,
}

/// A `#define` block as a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockValue {
    pub(crate) unit: u32,
    pub(crate) block: Stretch,
    /// The depth of its current recursive renders, and the maximum.
    pub(crate) depth: u32,
    pub(crate) max_depth: u32,
}

/// The `$foreach` of one run of a loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeValue {
    pub(crate) index: i32,
    pub(crate) has_next: bool,
    /// The scope of the enclosing loop.
    pub(crate) parent: Option<u32>,
    /// The previous value of the variable, if that was not a scope.
    pub(crate) replaced: Value,
    /// The entries that the template added: a map, created when it is needed.
    pub(crate) storage: Value,
    /// The capacity of Java's `HashMap`, which determines the iteration order; 0 until it is needed.
    pub(crate) capacity: usize,
    /// The loop's unit, and its index there.
    pub(crate) place: (u32, u32),
}

/// The buffers of a render, reused by the next one.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) heap: Heap,
    pub(crate) out: Vec<u8>,
    pub(crate) variables: Vec<Value>,
    /// An inline cache: the position of each property in the map it was last read from.
    pub(crate) guesses: Vec<u32>,
    pub(crate) units: Vec<Unit>,
    pub(crate) frames: Vec<MacroFrame>,
    /// The number of visible frames: a macro's argument is evaluated in the frame of the call.
    pub(crate) in_sight: usize,
    pub(crate) blocks: Vec<BlockValue>,
    pub(crate) scopes: Vec<ScopeValue>,
    /// Whether a template has used a scope as a map.
    pub(crate) scope_maps: bool,
    pub(crate) loops: Vec<LoopState>,
    /// Loop variables whose current element is null: they read as null in this iteration, even after a `#set`.
    pub(crate) nulls: Vec<u32>,
    /// The macros by name: the unit and the index of the definition.
    pub(crate) macros: HashMap<Box<str>, (u32, u32)>,
    /// The arguments of the methods that are being called.
    pub(crate) stack: Vec<Value>,
    pub(crate) scratch: Vec<u8>,
    /// Cache of recently used regular expressions.
    pub(crate) patterns: crate::methods::Patterns,
    /// The slots of variables that the template does not mention; after the first `#evaluate`, of all variables.
    pub(crate) slots: HashMap<Box<str>, u32>,
    pub(crate) mark: Mark,
}

/// Runs a program.
pub(crate) struct Machine<'h> {
    pub(crate) state: State,
    pub(crate) host: &'h mut dyn Host,
    /// The observer, if there is one.
    pub(crate) watch: Option<Watch<'h>>,
    pub(crate) dialect: Dialect,
    pub(crate) limits: Limits,
    pub(crate) steps: u64,
    pub(crate) depth: usize,
}

/// The current unit.
#[derive(Clone, Copy)]
pub(crate) struct Code<'p> {
    pub(crate) program: &'p Program,
    pub(crate) base: Str,
    pub(crate) unit: u32,
}

impl Code<'_> {
    pub(crate) const fn text(&self, text: Const) -> Str {
        self.base.slice(text.start as usize, (text.start + text.len) as usize)
    }
}

pub(crate) type Run<T> = Result<T, Unwind>;

impl Machine<'_> {
    /// Runs a range of ops of a unit.
    pub(crate) fn run(&mut self, unit: u32, stretch: Stretch) -> Run<()> {
        let Some(Unit { program, base, .. }) = self.state.units.get(unit as usize) else { return Ok(()) };
        let (program, base) = (Arc::clone(program), *base);
        let code = Code { program: &program, base, unit };
        self.depth += 1;
        if self.depth > self.limits.depth {
            self.depth -= 1;
            return Err(EvalError::limit(Limit::Depth, Span::default()).into());
        }
        let loops = self.state.loops.len();
        let mut at = stretch.start;
        let result = loop {
            if at >= stretch.end {
                break Ok(());
            }
            let next = match self.watch {
                None => self.op(&code, at),
                Some(_) => self.watched_op(&code, at),
            };
            match next {
                Ok(next) => at = next,
                Err(unwind) => {
                    let unwind = match program.span_of(at) {
                        Some(span) => Self::at(unwind, span),
                        None => unwind,
                    };
                    match self.leave_loop(&code, loops, unwind) {
                        Ok(exit) => at = exit,
                        Err(unwind) => break Err(unwind),
                    }
                }
            }
        };
        self.depth -= 1;
        result
    }

    /// Runs one op. Returns the index of the next one.
    pub(crate) fn op(&mut self, code: &Code<'_>, at: u32) -> Run<u32> {
        self.step(1)?;
        match code.program.ops[at as usize] {
            Op::Text(text) => self.print_text(code.text(text))?,
            Op::Reference(reference) => {
                self.render_reference(code, &code.program.references[reference as usize])?;
            }
            Op::Expression(expression) => self.render_expression(code, expression)?,
            Op::Set(set) => self.set(code, &code.program.sets[set as usize])?,
            Op::Unless(condition, otherwise) => {
                if !self.condition(code, condition)? {
                    return Ok(otherwise);
                }
            }
            Op::Jump(to) => return Ok(to),
            Op::Foreach(number) => return self.foreach(code, number),
            Op::Next(number) => return self.next_round(code, number),
            Op::Define(define) => {
                let define = code.program.defines[define as usize];
                let block = self.new_block(code.unit, define.block, 2);
                self.put(code, define.slot, block);
            }
            Op::Call(call) => self.call(code, &code.program.calls[call as usize])?,
            Op::Directive(number) => self.directive(code, number)?,
        }
        Ok(at + 1)
    }

    /// Counts steps, and checks the other limits from time to time.
    #[inline]
    pub(crate) fn step(&mut self, steps: u64) -> Run<()> {
        if let Some(left) = self.steps.checked_sub(steps) {
            self.steps = left;
            if left & 31 != 0 || self.within_limits() {
                return Ok(());
            }
        }
        Err(self.limit_error())
    }

    fn within_limits(&self) -> bool {
        let State { heap, out, .. } = &self.state;
        out.len() <= self.limits.output_bytes && heap.room(0).is_ok() && heap.work_left() > 0
    }

    #[cold]
    fn limit_error(&self) -> Unwind {
        let limit = if self.state.out.len() > self.limits.output_bytes {
            Limit::OutputBytes
        } else if self.state.heap.room(0).is_err() {
            Limit::MemoryBytes
        } else {
            Limit::Steps
        };
        EvalError::limit(limit, Span::default()).into()
    }

    /// Converts a method's failure to a render error.
    #[cold]
    pub(crate) fn failed(failure: Failure, span: Span) -> Unwind {
        let mut error = match failure.limit {
            Some(limit) => EvalError::limit(limit, span),
            None => EvalError::new(EvalErrorKind::Method, failure.message, span),
        };
        error.help = failure.help.or(error.help);
        error.into()
    }

    /// Adds a frame to an error that is being propagated.
    #[cold]
    pub(crate) fn within(unwind: Unwind, span: Span, what: impl FnOnce() -> String) -> Unwind {
        match unwind {
            Unwind::Error(mut error) => {
                if error.span.is_empty() {
                    error.span = span;
                }
                // The frames of a deep recursion repeat.
                if error.frames.len() < 20 {
                    error.frames.push(Frame { what: what(), span });
                }
                Unwind::Error(error)
            }
            other => other,
        }
    }
}
