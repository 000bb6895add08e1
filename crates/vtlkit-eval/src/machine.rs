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

/// What an [`Object::Opaque`] of the machine's is.
pub(crate) mod kinds {
    /// What a `#define`d name holds: a block to be rendered at each use.
    pub(crate) const BLOCK: u8 = 0;
    /// `$foreach`.
    pub(crate) const SCOPE: u8 = 1;
    /// What `.class` gives: the name of a class, and nothing that could be done with it.
    pub(crate) const CLASS: u8 = 2;
    /// `$foreach.info`.
    pub(crate) const INFO: u8 = 3;
}

/// A program that takes part in a render: the template itself, or the text of an `#evaluate`.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) program: Arc<Program>,
    /// Its constants on the heap.
    pub(crate) base: Str,
    /// Its slots in the machine's variables; empty where they are the same.
    pub(crate) slots: Vec<u32>,
}

/// A block that a variable holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockValue {
    pub(crate) unit: u32,
    pub(crate) block: Stretch,
    /// How often it is being rendered right now, and how often it may be.
    pub(crate) depth: u32,
    pub(crate) max_depth: u32,
}

/// `$foreach` of one run of a loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeValue {
    pub(crate) index: i32,
    pub(crate) has_next: bool,
    /// The scope of the loop around it.
    pub(crate) parent: Option<u32>,
    /// What the variable held before, where that was no scope.
    pub(crate) replaced: Value,
    /// What a template has put into it: a map, once there is something.
    pub(crate) storage: Value,
    /// For how many entries Java's map has room, which its order depends on; 0 until it is asked for.
    pub(crate) capacity: usize,
    /// The unit of the loop, and its number there.
    pub(crate) place: (u32, u32),
}

/// The buffers of a render, kept from one to the next.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) heap: Heap,
    pub(crate) out: Vec<u8>,
    pub(crate) variables: Vec<Value>,
    /// Where each property that the template reads stood in the map it was read from last.
    pub(crate) guesses: Vec<u32>,
    pub(crate) units: Vec<Unit>,
    pub(crate) frames: Vec<MacroFrame>,
    /// How many of the frames are in sight: an argument of a macro is evaluated in the frame of its call.
    pub(crate) in_sight: usize,
    pub(crate) blocks: Vec<BlockValue>,
    pub(crate) scopes: Vec<ScopeValue>,
    /// Whether a template has used a scope as a map.
    pub(crate) scope_maps: bool,
    pub(crate) loops: Vec<LoopState>,
    /// The variables of loops that are at a null, which read as null in that round whatever is set.
    pub(crate) nulls: Vec<u32>,
    /// The macros by name: the unit and the number of the definition.
    pub(crate) macros: HashMap<Box<str>, (u32, u32)>,
    /// Arguments of the methods that are being called.
    pub(crate) stack: Vec<Value>,
    pub(crate) scratch: Vec<u8>,
    /// Regular expressions that were used lately.
    pub(crate) patterns: crate::methods::Patterns,
    /// The slots of the variables that the template does not name, and from the first `#evaluate` on of all.
    pub(crate) slots: HashMap<Box<str>, u32>,
    pub(crate) mark: Mark,
}

/// Runs a program.
pub(crate) struct Machine<'h> {
    pub(crate) state: State,
    pub(crate) host: &'h mut dyn Host,
    /// Who watches, if anyone does.
    pub(crate) watch: Option<Watch<'h>>,
    pub(crate) dialect: Dialect,
    pub(crate) limits: Limits,
    pub(crate) steps: u64,
    pub(crate) depth: usize,
}

/// The unit that is being run.
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
    /// Runs a unit from a stretch of its ops to the end of it.
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

    /// Runs one op and gives the number of the next.
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

    /// Counts steps, and looks after the other limits once in a while.
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

    /// A method's failure as an error of the render.
    #[cold]
    pub(crate) fn failed(failure: Failure, span: Span) -> Unwind {
        let mut error = match failure.limit {
            Some(limit) => EvalError::limit(limit, span),
            None => EvalError::new(EvalErrorKind::Method, failure.message, span),
        };
        error.help = failure.help.or(error.help);
        error.into()
    }

    /// Adds a frame to an error that passes through.
    #[cold]
    pub(crate) fn within(unwind: Unwind, span: Span, what: impl FnOnce() -> String) -> Unwind {
        match unwind {
            Unwind::Error(mut error) => {
                if error.span.is_empty() {
                    error.span = span;
                }
                // A deep recursion says the same again and again.
                if error.frames.len() < 20 {
                    error.frames.push(Frame { what: what(), span });
                }
                Unwind::Error(error)
            }
            other => other,
        }
    }
}
