//! Running with an [`Observer`]: the same behaviour, with events.

use std::fmt::Write as _;

use vtlkit_java::wtf8;
use vtlkit_syntax::ast::Operator;
use vtlkit_text::Span;
use vtlkit_value::Value;

use crate::machine::{Code, Machine, Run};
use crate::names::slots;
use crate::observe::{Branch, Observer, Piece, Printed, Variable};
use crate::program::{Escape, Expr, ExprId, Op, Reference};

/// The most bytes of a variable's value that are reported at the end of an iteration.
const MOST_SHOWN: usize = 200;
/// The most variables that are reported.
const MOST_VARIABLES: usize = 50;

/// The observer of a render, and the state of the reporting.
pub(crate) struct Watch<'o> {
    pub(crate) observer: &'o mut dyn Observer,
    /// The length of the output that was reported.
    covered: usize,
    /// The number of running captures, whose text is not yet output.
    pub(crate) captures: u32,
    /// The span of the template's current op, or of the `#evaluate` that is running.
    place: Span,
}

impl<'o> Watch<'o> {
    pub(crate) fn new(observer: &'o mut dyn Observer) -> Self {
        Self { observer, covered: 0, captures: 0, place: Span::default() }
    }
}

impl Machine<'_> {
    /// Like [`op`](Self::op), but reports to the observer.
    pub(crate) fn watched_op(&mut self, code: &Code<'_>, at: u32) -> Run<u32> {
        let around = self.watch.as_ref().map_or_else(Span::default, |watch| watch.place);
        // Offsets of an evaluated text are not offsets of the template.
        let place = match code.program.op_spans.get(at as usize) {
            Some(&span) if code.unit == 0 => span,
            _ => around,
        };
        let op = code.program.ops[at as usize];
        if let Some(watch) = &mut self.watch {
            watch.place = place;
            if code.unit == 0 && !matches!(op, Op::Jump(_) | Op::Next(_)) {
                watch.observer.ran(place);
            }
        }
        let mut value = None;
        let next = match op {
            Op::Unless(condition, otherwise) => self.watched_branch(code, at, condition, otherwise)?,
            Op::Reference(reference) => {
                self.step(1)?;
                let reference = &code.program.references[reference as usize];
                value = self.watched_reference(code, reference)?;
                at + 1
            }
            _ => self.op(code, at)?,
        };
        let printed = self.state.out.len();
        if let Some(watch) = &mut self.watch {
            watch.place = around;
            if watch.captures == 0 && (printed > watch.covered || value.is_some()) {
                let output = watch.covered.min(printed)..printed;
                watch.covered = printed;
                watch.observer.piece(Piece { output, template: place, value });
            }
        }
        Ok(next)
    }

    fn watched_reference(&mut self, code: &Code<'_>, reference: &Reference) -> Run<Option<Printed>> {
        let value = self.lookup(code, reference)?;
        let start = self.state.out.len() + reference.before_value.len as usize;
        let shown = if value.is_null() { self.missing() } else { value };
        self.print_reference(code, reference, shown)?;
        if self.watch.as_ref().is_none_or(|watch| watch.captures > 0)
            || reference.escape == Escape::Escaped
            || self.block_of(value).is_some()
        {
            return Ok(None);
        }
        if value.is_null() {
            return Ok(Some(Printed { class: "missing", text: String::new() }));
        }
        let text = match value {
            Value::Str(text) => self.state.heap.bytes(text),
            _ => self.state.out.get(start..).unwrap_or_default(),
        };
        Ok(Some(Printed { class: self.simple_class(value), text: wtf8::to_utf8(text).into_owned() }))
    }

    fn watched_branch(&mut self, code: &Code<'_>, at: u32, condition: ExprId, otherwise: u32) -> Run<u32> {
        self.step(1)?;
        let mut reason = String::new();
        let taken = self.watched_condition(code, condition, &mut reason)?;
        if code.unit == 0
            && let (Some(branch), Some(watch)) = (code.program.condition_of(at), &mut self.watch)
        {
            watch.observer.branch(Branch { template: branch.head, taken, reason });
            if let Some(template) = branch.otherwise.filter(|_| !taken) {
                let reason = "every condition before it is false".to_owned();
                watch.observer.branch(Branch { template, taken: true, reason });
            }
        }
        Ok(if taken { at + 1 } else { otherwise })
    }

    pub(crate) fn watch_loop(&mut self, code: &Code<'_>, span: Span) {
        if let Some(watch) = self.watch.as_mut().filter(|_| code.unit == 0) {
            watch.observer.loop_started(span);
        }
    }

    /// Reports the end of the current iteration, if there is one.
    pub(crate) fn watch_round_end(&mut self, code: &Code<'_>) {
        let wanted = self.watch.as_ref().is_some_and(|watch| watch.observer.wants_rounds());
        let began = self.state.loops.last().is_some_and(|state| state.rounds > 0);
        if !wanted || code.unit != 0 || !began {
            return;
        }
        let named = code.program.names.iter().zip(0u32..).skip(slots::COUNT);
        let variables = named.filter_map(|(name, slot)| {
            let value = self.state.variables.get(slot as usize).copied().unwrap_or(Value::Null);
            let hidden = self.state.nulls.contains(&slot);
            if hidden {
                return Some(Variable { name: name.to_string(), class: "missing", text: String::new() });
            }
            if matches!(value, Value::Null | Value::Root(_)) {
                return None;
            }
            let (mut text, whole) = self.state.heap.display_start(value, MOST_SHOWN);
            if !whole {
                text.push('…');
            }
            Some(Variable { name: name.to_string(), class: self.simple_class(value), text })
        });
        let variables = variables.take(MOST_VARIABLES).collect();
        if let Some(watch) = &mut self.watch {
            watch.observer.round_ended(variables);
        }
    }

    pub(crate) fn watch_loop_end(&mut self, code: &Code<'_>, rounds: u32, cut: bool) {
        if let Some(watch) = self.watch.as_mut().filter(|_| code.unit == 0) {
            watch.observer.loop_ended(rounds, cut);
        }
    }

    /// Like [`condition`](Self::condition), but describes the reason.
    fn watched_condition(&mut self, code: &Code<'_>, id: ExprId, why: &mut String) -> Run<bool> {
        let spelled = || shorten(code.program.spelled(id), 60);
        let expression = code.program.expressions[id.0 as usize];
        match expression {
            Expr::Reference(reference) => {
                self.step(1)?;
                let value = self.lookup(code, &code.program.references[reference as usize])?;
                let missing = self.missing();
                let holds = self.truth(if value.is_null() { missing } else { value })?;
                let _ = write!(why, "`{}` is ", spelled());
                match value {
                    Value::Null if holds => why.push_str("missing: the empty string, so true"),
                    Value::Null => why.push_str("missing, so false"),
                    Value::Bool(value) => why.push_str(if value { "true" } else { "false" }),
                    value => {
                        self.describe(value, why);
                        why.push_str(if holds { ", so true" } else { ", so false" });
                    }
                }
                Ok(holds)
            }
            Expr::Not(operand) => {
                self.step(1)?;
                let holds = !self.watched_condition(code, operand, why)?;
                let _ = write!(why, ", and `!` makes that {holds}");
                Ok(holds)
            }
            Expr::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                self.step(1)?;
                let holds = self.watched_condition(code, left, why)?;
                if holds == (operator == Operator::Or) {
                    let _ = write!(why, ", which decides `{}`", operator.text());
                    return Ok(holds);
                }
                why.push_str("; ");
                self.watched_condition(code, right, why)
            }
            Expr::Binary(
                operator @ (Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual),
                left,
                right,
            ) => {
                self.step(2)?;
                let a = self.watched_operand(code, left, why)?;
                let b = self.watched_operand(code, right, why)?;
                let (holds, note) = match operator {
                    Operator::Equal | Operator::NotEqual => {
                        let note = if self.compared_as_text(a, b) { ", compared as text" } else { "" };
                        (self.equal(a, b)? == (operator == Operator::Equal), note)
                    }
                    _ => {
                        let numbers = [a, b].iter().all(|&value| self.is_number(value));
                        (
                            self.ordered(operator, a, b)?,
                            if numbers { "" } else { ": only numbers have an order" },
                        )
                    }
                };
                if !why.is_empty() && !why.ends_with("; ") {
                    why.push_str(", so ");
                }
                let holding = if holds { "is true" } else { "is false" };
                let _ = write!(why, "`{}` {holding}{note}", spelled());
                Ok(holds)
            }
            _ => {
                let holds = self.condition(code, id)?;
                let _ = match expression {
                    Expr::Boolean(_) => write!(why, "it is always {holds}"),
                    _ => write!(why, "`{}` is neither a reference nor a comparison, so false", spelled()),
                };
                Ok(holds)
            }
        }
    }

    /// Evaluates one side of a comparison, and describes its value unless it is a literal.
    fn watched_operand(&mut self, code: &Code<'_>, id: ExprId, why: &mut String) -> Run<Value> {
        let (value, given) = match code.program.expressions[id.0 as usize] {
            Expr::Reference(reference) => {
                self.step(1)?;
                let value = self.lookup(code, &code.program.references[reference as usize])?;
                (value, false)
            }
            Expr::Null
            | Expr::Boolean(_)
            | Expr::Integer(_)
            | Expr::Long(_)
            | Expr::BigInteger(_)
            | Expr::Double(_)
            | Expr::String(_) => (self.value(code, id)?, true),
            _ => (self.value(code, id)?, false),
        };
        if !given {
            if !why.is_empty() && !why.ends_with("; ") {
                why.push_str(" and ");
            }
            let _ = write!(why, "`{}` is ", shorten(code.program.spelled(id), 60));
            match value {
                Value::Null if self.dialect.missing_is_empty => why.push_str("missing: the empty string"),
                Value::Null => why.push_str("missing"),
                value => self.describe(value, why),
            }
        }
        Ok(match code.program.expressions[id.0 as usize] {
            Expr::Reference(_) if value.is_null() => self.missing(),
            _ => value,
        })
    }

    fn is_number(&self, value: Value) -> bool {
        vtlkit_value::number::Number::of(&self.state.heap, value).is_some()
    }

    fn compared_as_text(&self, a: Value, b: Value) -> bool {
        let numbers = self.is_number(a) && self.is_number(b);
        !numbers && !a.is_null() && !b.is_null() && !self.assignable(a, b)
    }

    /// Describes a value in a few words, in constant time.
    fn describe(&self, value: Value, out: &mut String) {
        let heap = &self.state.heap;
        let class = self.simple_class(value);
        let _ = match value {
            Value::Str(text) if text.byte_len() == 0 => write!(out, "the empty string"),
            Value::Str(text) => write!(out, "{}", quoted(heap.bytes(text))),
            Value::List(list) => write!(out, "a list of {} ({class})", heap.list_len(list)),
            Value::Map(map) => write!(out, "a map of {} ({class})", heap.map_len(map)),
            Value::Object(_) | Value::Root(_) => write!(out, "an object ({class})"),
            scalar => {
                let text = heap.display(scalar);
                write!(out, "{} ({class})", shorten(&text, 60))
            }
        };
    }

    /// The simple name of the class of a value.
    fn simple_class(&self, value: Value) -> &'static str {
        let Some(name) = self.class_name(value) else {
            return if value.is_null() { "missing" } else { "Object" };
        };
        match name {
            "[C" => "char[]",
            "[B" => "byte[]",
            "[Ljava.lang.String;" => "String[]",
            "[Ljava.lang.Object;" => "Object[]",
            name => name.rfind(['.', '$']).map_or(name, |at| &name[at + 1..]),
        }
    }
}

/// The start of a string in quotes, on one line.
fn quoted(text: &[u8]) -> String {
    let start = &text[..text.len().min(160)];
    let start = String::from_utf8_lossy(start);
    let mut shown = String::from("\"");
    for (at, c) in start.chars().enumerate() {
        if at == 40 || (c == char::REPLACEMENT_CHARACTER && text.len() > 160) {
            break;
        }
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            c if c.is_control() => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    let whole = text.len() <= 160 && start.chars().count() <= 40;
    shown.push_str(if whole { "\"" } else { "…\"" });
    shown
}

/// A text on one line, shortened to `most` characters.
fn shorten(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut blank = false;
    for (at, c) in text.chars().enumerate() {
        if at == most {
            shown.push('…');
            break;
        }
        let is_blank = c.is_whitespace() || c.is_control();
        if !(is_blank && blank) {
            shown.push(if is_blank { ' ' } else { c });
        }
        blank = is_blank;
    }
    shown
}
