use std::borrow::Cow;
use std::sync::Arc;

use vtlkit_java::wtf8;
use vtlkit_value::{Heap, MapId, Value};

use crate::error::Unwind;
use crate::machine::{Machine, State, Unit};
use crate::program::{Program, Stretch};
use crate::watch::Watch;
use crate::{Dialect, EvalError, Host, Limits, Observer};

/// Renders one program repeatedly, reusing its buffers.
#[derive(Debug)]
pub struct Renderer {
    program: Arc<Program>,
    dialect: Dialect,
    limits: Limits,
    state: State,
}

/// The variables of a render, before it starts.
#[derive(Debug)]
pub struct Scope<'r> {
    /// The heap for values. Handles from an earlier render are invalid.
    pub heap: &'r mut Heap,
    program: &'r Program,
    variables: &'r mut [Value],
    late: &'r mut Vec<(Box<str>, Value)>,
    kept: Option<MapId>,
}

impl Scope<'_> {
    /// Sets a variable, given without `$`.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.program.names.slot(name) {
            Some(slot) => self.variables[slot] = value,
            // Only `#evaluate` can use a variable that the template does not mention.
            None if self.program.directives.is_empty() => {}
            None => self.late.push((name.into(), value)),
        }
    }

    /// Registers a map that is read after the render, as API Gateway reads `$context`: blocks in it, or in maps in
    /// it, are rendered at the end.
    pub fn keep(&mut self, map: MapId) {
        self.kept = Some(map);
    }

    /// Whether the template mentions the variable.
    pub fn uses(&self, name: &str) -> bool {
        self.program.uses(name)
    }
}

/// The result of a render.
#[derive(Debug)]
pub struct Output<'r> {
    bytes: &'r [u8],
    /// The values after the render.
    pub heap: &'r Heap,
}

impl<'r> Output<'r> {
    /// The output as WTF-8, since a template can split a surrogate pair.
    pub const fn bytes(&self) -> &'r [u8] {
        self.bytes
    }

    /// The output as text, with `?` for unpaired surrogates.
    pub fn text(&self) -> Cow<'r, str> {
        wtf8::to_utf8(self.bytes)
    }
}

impl Renderer {
    /// Creates a renderer for a program.
    pub fn new(program: Arc<Program>, dialect: Dialect, limits: Limits) -> Self {
        let mut state = State { heap: Heap::with_limit(limits.memory_bytes), ..State::default() };
        state.out.reserve(2 * program.text_bytes + 64);
        state.heap.expect(32);
        state.guesses.resize(program.accessors.len(), 0);
        let base = state.heap.intern(&program.text);
        state.mark = state.heap.mark();
        state.units.push(Unit { program: Arc::clone(&program), base, slots: Vec::new() });
        Self { program, dialect, limits, state }
    }

    /// Renders once. `prepare` sets the variables; the host provides the roots among them.
    pub fn render(
        &mut self,
        host: &mut dyn Host,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> Result<Output<'_>, Box<EvalError>> {
        self.run(host, None, prepare)
    }

    /// Like [`render`](Self::render), but reports events to an observer. If the render fails, it has the events up to
    /// the failure.
    pub fn render_observed(
        &mut self,
        host: &mut dyn Host,
        observer: &mut dyn Observer,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> Result<Output<'_>, Box<EvalError>> {
        self.run(host, Some(observer), prepare)
    }

    fn run<'h>(
        &mut self,
        host: &'h mut dyn Host,
        observer: Option<&'h mut dyn Observer>,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> Result<Output<'_>, Box<EvalError>> {
        let mut state = std::mem::take(&mut self.state);
        state.heap.reset(state.mark);
        state.heap.set_work(self.limits.steps);
        state.out.clear();
        state.units.truncate(1);
        state.frames.clear();
        state.in_sight = 0;
        state.blocks.clear();
        state.scopes.clear();
        state.scope_maps = false;
        state.loops.clear();
        state.nulls.clear();
        state.macros.clear();
        state.stack.clear();
        state.slots.clear();
        state.variables.clear();
        state.variables.resize(self.program.names.len(), Value::Null);
        let mut late = Vec::new();
        let mut scope = Scope {
            heap: &mut state.heap,
            program: &self.program,
            variables: &mut state.variables,
            late: &mut late,
            kept: None,
        };
        prepare(&mut scope);
        let kept = scope.kept;
        for (name, value) in late {
            state.slots.insert(name, state.variables.len() as u32);
            state.variables.push(value);
        }
        let (dialect, limits) = (self.dialect, self.limits);
        let watch = observer.map(Watch::new);
        let mut machine = Machine { state, host, watch, dialect, limits, steps: limits.steps, depth: 0 };
        if !self.program.macros.is_empty() {
            machine.define_macros(0);
        }
        let end = self.program.ops.len() as u32;
        let mut result = machine.run(0, Stretch { start: 0, end });
        if let (false, Some(kept), false) =
            (machine.state.blocks.is_empty(), kept, matches!(result, Err(Unwind::Error(_))))
        {
            result = machine.settle_blocks(kept);
        }
        self.state = machine.state;
        match result {
            // `#stop` and a `#break` outside a loop end the template and keep its output.
            Ok(()) | Err(Unwind::Stop | Unwind::Break | Unwind::BreakScope(_)) => {
                Ok(Output { bytes: &self.state.out, heap: &self.state.heap })
            }
            Err(Unwind::Error(error)) => Err(error),
        }
    }
}
