//! Macros and `#evaluate`, and the scoping of variables in macro calls.

use std::collections::HashSet;
use std::sync::Arc;

use vtlkit_syntax::Directives;
use vtlkit_text::Span;
use vtlkit_value::{Str, Value};

use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::machine::{Code, Machine, Run, State, Unit};
use crate::names::slots;
use crate::program::{Call, Const, Escape, Expr, ExprId, Program, Reference, Stretch};

/// The maximum depth of macro calls: Velocity's `velocimacro.max.depth`.
const MAX_DEPTH: usize = 20;

/// The variables of one call of a macro.
///
/// Parameters are passed by name: the argument is evaluated at each use, in the scope of the call. A `#set` in the
/// macro sets the variable in this frame and in all enclosing ones.
#[derive(Debug, Default)]
pub(crate) struct MacroFrame {
    /// Variables set inside, by the machine's slots.
    locals: Vec<(u32, Value)>,
    /// Parameters bound to an expression.
    arguments: Vec<Bound>,
    /// The number of frames visible at the call.
    outer: usize,
    name: Box<str>,
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    slot: u32,
    /// The unit of the call, and the expression in it.
    unit: u32,
    value: ExprId,
    literal: Const,
    /// The unit of the macro, and the text of a reference to the parameter there.
    macro_unit: u32,
    spelled: Const,
}

impl Machine<'_> {
    /// The machine's slot for a slot of a unit.
    pub(crate) fn slot(&self, code: &Code<'_>, slot: u32) -> u32 {
        let unit = &self.state.units[code.unit as usize];
        unit.slots.get(slot as usize).copied().unwrap_or(slot)
    }

    /// The value of a variable; null if it has none.
    pub(crate) fn get(&mut self, code: &Code<'_>, slot: u32) -> Run<Value> {
        let slot = if code.unit == 0 { slot } else { self.slot(code, slot) };
        if self.state.in_sight == 0 {
            return Ok(self.state.variables[slot as usize]);
        }
        self.get_through_frames(slot)
    }

    fn get_through_frames(&mut self, slot: u32) -> Run<Value> {
        let mut at = self.state.in_sight;
        while let Some(frame) = at.checked_sub(1).and_then(|at| self.state.frames.get(at)) {
            let local = frame.locals.iter().find(|(local, value)| *local == slot && !value.is_null());
            if let Some(&(_, value)) = local {
                return Ok(value);
            }
            let bound = frame.arguments.iter().find(|bound| bound.slot == slot).copied();
            if let Some(bound) = bound {
                let outer = frame.outer;
                return self.bound_value(bound, outer);
            }
            at = frame.outer;
        }
        Ok(self.state.variables[slot as usize])
    }

    /// Evaluates an argument in the scope of its call.
    fn bound_value(&mut self, bound: Bound, outer: usize) -> Run<Value> {
        self.step(1)?;
        let Unit { program, base, .. } = &self.state.units[bound.unit as usize];
        let (program, base) = (Arc::clone(program), *base);
        let code = Code { program: &program, base, unit: bound.unit };
        let in_sight = std::mem::replace(&mut self.state.in_sight, outer);
        self.depth += 1;
        let value = if self.depth > self.limits.depth {
            Err(EvalError::limit(crate::Limit::Depth, Span::default()).into())
        } else {
            let reference = match program.expressions[bound.value.0 as usize] {
                Expr::Reference(reference) => program.references.get(reference as usize),
                _ => None,
            };
            match reference {
                // A variable without a path is looked up without the handler for missing references.
                Some(reference) if reference.path.len() == 0 && reference.escape != Escape::Broken => {
                    self.get(&code, reference.slot)
                }
                _ => self.value(&code, bound.value),
            }
        };
        self.depth -= 1;
        self.state.in_sight = in_sight;
        value
    }

    /// Sets a variable in every visible frame.
    pub(crate) fn put(&mut self, code: &Code<'_>, slot: u32, value: Value) {
        let slot = if code.unit == 0 { slot } else { self.slot(code, slot) };
        if self.state.nulls.contains(&slot) {
            return;
        }
        let mut at = self.state.in_sight;
        while let Some(frame) = at.checked_sub(1).and_then(|at| self.state.frames.get_mut(at)) {
            match frame.locals.iter_mut().find(|(local, _)| *local == slot) {
                Some((_, local)) => *local = value,
                None => frame.locals.push((slot, value)),
            }
            at = frame.outer;
        }
        self.state.variables[slot as usize] = value;
    }

    /// Removes a variable, or a parameter of that name, from every visible frame.
    pub(crate) fn remove(&mut self, code: &Code<'_>, slot: u32) {
        let slot = if code.unit == 0 { slot } else { self.slot(code, slot) };
        self.state.nulls.retain(|&null| null != slot);
        let mut at = self.state.in_sight;
        while let Some(frame) = at.checked_sub(1).and_then(|at| self.state.frames.get_mut(at)) {
            frame.locals.retain(|(local, _)| *local != slot);
            frame.arguments.retain(|bound| bound.slot != slot);
            at = frame.outer;
        }
        self.state.variables[slot as usize] = Value::Null;
    }

    /// The source of the argument, if the reference is to a parameter.
    pub(crate) fn argument_literal(&self, code: &Code<'_>, reference: &Reference) -> Option<Str> {
        let mut at = self.state.in_sight;
        while let Some(frame) = at.checked_sub(1).and_then(|at| self.state.frames.get(at)) {
            for bound in &frame.arguments {
                let spelled = self.text_of(bound.macro_unit, bound.spelled);
                if self.state.heap.bytes(spelled) == self.state.heap.bytes(code.text(reference.spelled)) {
                    return Some(self.text_of(bound.unit, bound.literal));
                }
            }
            at = frame.outer;
        }
        None
    }

    fn text_of(&self, unit: u32, text: Const) -> Str {
        self.state.units[unit as usize].base.slice(text.start as usize, (text.start + text.len) as usize)
    }

    /// Registers the macros of a unit. The first definition of a name wins.
    pub(crate) fn define_macros(&mut self, unit: u32) {
        if !self.dialect.macros {
            return;
        }
        let program = Arc::clone(&self.state.units[unit as usize].program);
        for (number, definition) in program.macros.iter().enumerate() {
            self.state.macros.entry(definition.name.clone()).or_insert((unit, number as u32));
        }
    }

    pub(crate) fn call(&mut self, code: &Code<'_>, call: &Call) -> Run<()> {
        let found = if call.text_only { None } else { self.state.macros.get(&call.name).copied() };
        let Some((unit, number)) = found else {
            return self.print_text(code.text(call.text));
        };
        if call.has_word {
            let mut error = EvalError::new(
                EvalErrorKind::Directive,
                format!("`#{}` is called with a word that is neither a string nor a reference", call.name),
                call.span,
            );
            error.help = Some("write it in quotes".into());
            return Err(error.into());
        }
        let depth = self.state.in_sight;
        let calls =
            std::iter::successors(depth.checked_sub(1), |&at| self.state.frames[at].outer.checked_sub(1))
                .count();
        if calls >= MAX_DEPTH {
            let names: Vec<String> =
                self.state.frames.iter().take(3).map(|frame| format!("`#{}`", frame.name)).collect();
            let mut error = EvalError::new(
                EvalErrorKind::MacroDepth,
                format!("macro calls are nested more than {MAX_DEPTH} levels deep: {}, …", names.join(", ")),
                call.span,
            );
            error.help = Some("end the recursion with a condition".into());
            return Err(error.into());
        }
        let frame = self.frame(code, call, unit, number)?;
        let program = Arc::clone(&self.state.units[unit as usize].program);
        let block = program.macros[number as usize].block;
        self.state.frames.push(frame);
        let in_sight = std::mem::replace(&mut self.state.in_sight, self.state.frames.len());
        let result = self.run(unit, block);
        self.state.in_sight = in_sight;
        self.state.frames.pop();
        match result {
            Ok(()) | Err(Unwind::Break) => Ok(()),
            Err(Unwind::Error(mut error)) => {
                if unit != code.unit {
                    // The macro was defined by an `#evaluate`, whose offsets are not offsets of the template.
                    error.span = call.span;
                    error.frames.clear();
                }
                Err(Self::within(Unwind::Error(error), call.span, || format!("macro `#{}`", call.name)))
            }
            Err(unwind) => Err(unwind),
        }
    }

    fn frame(&mut self, code: &Code<'_>, call: &Call, unit: u32, number: u32) -> Run<MacroFrame> {
        let program = Arc::clone(&self.state.units[unit as usize].program);
        let definition = &program.macros[number as usize];
        let macro_code = Code { program: &program, base: self.state.units[unit as usize].base, unit };
        let mut frame =
            MacroFrame { outer: self.state.in_sight, name: call.name.clone(), ..MacroFrame::default() };
        let bound = definition.parameters.len().min(call.arguments.len());
        for (at, (parameter, argument)) in definition.parameters.iter().zip(&call.arguments).enumerate() {
            // Of several parameters with the same name, the last one with an argument wins.
            if definition.parameters[at + 1..bound].iter().any(|later| later.slot == parameter.slot) {
                continue;
            }
            let slot = self.slot(&macro_code, parameter.slot);
            if argument.constant {
                let value = self.value(code, argument.value)?;
                frame.locals.push((slot, value));
            } else {
                let (value, literal) = (argument.value, argument.literal);
                let (macro_unit, spelled) = (unit, parameter.spelled);
                frame.arguments.push(Bound { slot, unit: code.unit, value, literal, macro_unit, spelled });
            }
        }
        if let Some(block) = call.block {
            let block = self.new_block(code.unit, block, MAX_DEPTH as u32);
            frame.locals.push((slots::BODY_CONTENT, block));
        }
        Ok(frame)
    }

    /// `#evaluate`: renders a string as a template in place.
    pub(crate) fn evaluate(&mut self, code: &Code<'_>, argument: ExprId, span: Span) -> Run<()> {
        let value = self.value(code, argument)?;
        let text = match value {
            Value::Null => Str::default(),
            value => self.to_str(value)?.unwrap_or_default(),
        };
        let source = vtlkit_syntax::halves::to_text(self.state.heap.bytes(text)).into_owned();
        self.step(source.len() as u64)?;
        let macros: HashSet<String> = self.state.macros.keys().map(ToString::to_string).collect();
        let parsed = vtlkit_syntax::parse_within(&source, Directives::Velocity, &macros);
        if let Some(error) = parsed.errors.first() {
            let message = format!("the argument of `#evaluate` is not a valid template: {error}");
            return Err(EvalError::new(EvalErrorKind::Syntax, message, span).into());
        }
        let program = Program::compile_text(&parsed.template, &source);
        let unit = self.add_unit(program.into());
        self.define_macros(unit);
        let end = self.state.units[unit as usize].program.ops.len() as u32;
        match self.run(unit, Stretch { start: 0, end }) {
            // `#stop` and `#break` end the evaluated template.
            Ok(()) | Err(Unwind::Stop | Unwind::Break) => Ok(()),
            Err(Unwind::Error(mut error)) => {
                // Offsets of the evaluated text are not offsets of the template.
                error.span = span;
                error.frames.retain(|frame| frame.span == span);
                Err(Self::within(Unwind::Error(error), span, || "`#evaluate`".to_owned()))
            }
            Err(unwind) => Err(unwind),
        }
    }

    /// Adds a program to the render, sharing the variables.
    fn add_unit(&mut self, program: Arc<Program>) -> u32 {
        let base = self.state.heap.intern(&program.text);
        let main = Arc::clone(&self.state.units[0].program);
        let State { slots: known, variables, units, .. } = &mut self.state;
        if units.len() == 1 {
            known.extend(main.names.iter().map(Box::from).zip(0..));
        }
        let slots = program.names.iter().map(|name| {
            known.get(name).copied().unwrap_or_else(|| {
                let slot = variables.len() as u32;
                variables.push(Value::Null);
                known.insert(name.into(), slot);
                slot
            })
        });
        let slots = slots.collect();
        self.state.units.push(Unit { program, base, slots });
        self.state.units.len() as u32 - 1
    }
}
