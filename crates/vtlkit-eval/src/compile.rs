mod expression;

use std::borrow::Cow;
use std::collections::BTreeMap;

use vtlkit_syntax::ast::{Block, Expression, Foreach, Item, Prefix, Simple, Template};
use vtlkit_syntax::halves;
use vtlkit_text::Span;

use crate::names::{Names, slots};
use crate::program::{
    Accessor, Argument, Call, Condition, Const, Define, Directive, DirectiveKind, ExprId, Loop, LoopList,
    MacroDefinition, Op, Parameter, Program, Set, Stretch,
};

impl Program {
    /// Whether the template mentions a variable, given without `$`. `#evaluate` may use others.
    pub fn uses(&self, variable: &str) -> bool {
        self.names.slot(variable).is_some()
    }

    /// Compiles a template. `source` is the text that it was parsed from.
    ///
    /// A template with syntax errors is compiled as far as it was parsed. Velocity rejects such a template, so check
    /// for errors first.
    pub fn compile(template: &Template, source: &str) -> Self {
        Self::compile_with(template, source, false)
    }

    /// [`compile`](Self::compile) for a template from a string value, with unpaired surrogates encoded as in
    /// [`vtlkit_syntax::halves`].
    pub(crate) fn compile_text(template: &Template, source: &str) -> Self {
        Self::compile_with(template, source, true)
    }

    fn compile_with(template: &Template, source: &str, halves: bool) -> Self {
        let names = Names::of_slots();
        let mut program = Self { source: source.into(), names, ..Self::default() };
        // An estimate of the number of ops; for long templates, the tables grow.
        let expected = (source.len() / 16).clamp(8, 256).max(template.items.len());
        program.text.reserve(source.len() + source.len() / 2);
        program.ops.reserve(expected);
        program.op_spans.reserve(expected);
        program.expressions.reserve(expected);
        program.expression_spans.reserve(expected);
        program.references.reserve(expected);
        program.accessors.reserve(expected);
        program.arguments.reserve(expected);
        let slots = slots::NAMES.into_iter().zip(0..).collect();
        let (arguments, accessors) = (Vec::with_capacity(16), Vec::with_capacity(16));
        let mut compiler = Compiler { program, slots, arguments, accessors, source, within: None, halves };
        compiler.template(template);
        compiler.program
    }

    /// The text that the template was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names of the variables that the template uses.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.names.iter()
    }
}

struct Compiler<'t> {
    program: Program,
    slots: BTreeMap<&'t str, u32>,
    /// A stack of the expression lists that are being compiled, the innermost last.
    arguments: Vec<ExprId>,
    /// A stack of the reference paths that are being compiled.
    accessors: Vec<Accessor>,
    /// The text that the spans of the current nodes point into.
    source: &'t str,
    /// The string literal that is being compiled, if spans point into its decoded text.
    within: Option<Span>,
    /// Whether that text may contain unpaired surrogates.
    halves: bool,
}

impl<'t> Compiler<'t> {
    fn template(&mut self, template: &'t Template) {
        let (outer, halves) = (self.source, self.halves);
        self.source = template.source(outer);
        self.halves |= template.decoded.is_some();
        self.items(&template.items);
        (self.source, self.halves) = (outer, halves);
    }

    fn items(&mut self, items: &'t [Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &'t Item) {
        match item {
            Item::Text(text) => match &text.printed {
                Some(printed) => self.text(printed.as_bytes(), text.span),
                None => self.text(text.span.text(self.source).as_bytes(), text.span),
            },
            Item::Comment(_) => {}
            Item::Reference(reference) => {
                let span = self.place(reference.span);
                let reference = self.reference(reference);
                self.emit(Op::Reference(reference), span);
            }
            Item::Set(set) => {
                let (slot, path) = if set.target.path.is_empty() {
                    // Without a path, Velocity uses the first token without its first character as the name, so
                    // `${x}` and `$!x` set variables that no reference can name.
                    let plain = !set.target.braced
                        && !set.target.quiet
                        && !matches!(set.target.prefix, Prefix::Broken(_));
                    (
                        if plain { self.slot(set.target.name.text(self.source)) } else { self.slot("{") },
                        Stretch::default(),
                    )
                } else {
                    let broken = matches!(set.target.prefix, Prefix::Broken(_));
                    let name = if broken { "{" } else { set.target.name.text(self.source) };
                    (self.slot(name), self.path(&set.target.path))
                };
                let value = self.expression(&set.value);
                let span = self.place(set.span);
                self.program.sets.push(Set { slot, path, value, span });
                self.emit(Op::Set(self.program.sets.len() as u32 - 1), span);
            }
            Item::If(item) => {
                let mut exits = Vec::with_capacity(item.branches.len());
                for (number, branch) in item.branches.iter().enumerate() {
                    let condition = self.expression(&branch.condition);
                    let unless = self.program.ops.len();
                    let head = self.place(branch.head);
                    let is_last = number + 1 == item.branches.len();
                    let otherwise = item.otherwise.as_ref().filter(|_| is_last).map(|otherwise| {
                        self.place(Span::new(branch.block.span.end(), otherwise.span.start()))
                    });
                    self.program.conditions.push(Condition { op: unless as u32, head, otherwise });
                    self.emit(Op::Unless(condition, 0), head);
                    self.items(&branch.block.items);
                    exits.push(self.program.ops.len());
                    self.emit(Op::Jump(0), head);
                    self.program.ops[unless] = Op::Unless(condition, self.here());
                }
                if let Some(otherwise) = &item.otherwise {
                    self.items(&otherwise.items);
                }
                for exit in exits {
                    self.program.ops[exit] = Op::Jump(self.here());
                }
            }
            Item::Foreach(foreach) => self.foreach(foreach),
            Item::Define(define) => {
                let slot = self.slot(define.name.text(self.source));
                let span = self.place(define.head);
                let block = self.block(&define.block, span);
                self.program.defines.push(Define { slot, block });
                self.emit(Op::Define(self.program.defines.len() as u32 - 1), span);
            }
            Item::Macro(item) => {
                let name = item.name.text(self.source).into();
                let parameters = item.parameters.iter().map(|&parameter| {
                    let parameter = parameter.text(self.source);
                    Parameter {
                        slot: self.slot(parameter),
                        spelled: self.constant(format!("${parameter}").as_bytes()),
                    }
                });
                let parameters = parameters.collect();
                let block = self.block(&item.block, self.place(item.head));
                self.program.macros.push(MacroDefinition { name, parameters, block });
            }
            Item::Call(call) => {
                let arguments = call.arguments.iter().flatten();
                let has_word = arguments.clone().any(|argument| matches!(argument, Expression::Word(_)));
                let arguments: Vec<Argument> = arguments.map(|argument| self.argument(argument)).collect();
                let span = self.place(call.span);
                let block = call.block.as_ref().map(|block| self.block(block, span));
                let text = call.printed.as_deref().unwrap_or(call.span.text(self.source));
                let text = self.constant(text.as_bytes());
                let name = call.name.text(self.source).into();
                let text_only = call.text_only;
                self.program.calls.push(Call { name, arguments, block, text, text_only, has_word, span });
                self.emit(Op::Call(self.program.calls.len() as u32 - 1), span);
            }
            Item::Stop(simple) => self.directive(DirectiveKind::Stop, simple),
            Item::Break(simple) => self.directive(DirectiveKind::Break, simple),
            Item::Evaluate(simple) => self.directive(DirectiveKind::Evaluate, simple),
            Item::Include(simple) => self.directive(DirectiveKind::Include, simple),
            Item::Parse(simple) => self.directive(DirectiveKind::Parse, simple),
        }
    }

    fn foreach(&mut self, foreach: &'t Foreach) {
        let slot = match foreach.arguments.first() {
            Some(Expression::Reference(reference)) => self.slot(reference.name.text(self.source)),
            Some(other) => {
                let name = Span::new(other.span().start() + 1, other.span().end());
                self.slot(name.text(self.source))
            }
            None => self.slot("{"),
        };
        let list = match foreach.arguments.as_slice() {
            [] | [_] => LoopList::Missing,
            [_, _] => LoopList::Empty,
            [_, _, Expression::Range { from, to, .. }, ..] => {
                let (from, to) = (self.expression(from), self.expression(to));
                LoopList::Range(from, to)
            }
            [_, _, list, ..] => LoopList::Value(self.expression(list)),
        };
        let number = self.program.loops.len();
        let span = self.place(foreach.head);
        self.program.loops.push(Loop { slot, list, body: 0, exit: 0, span });
        self.emit(Op::Foreach(number as u32), span);
        let body = self.here();
        if let Some(argument) = foreach.arguments.get(3) {
            // Velocity renders the fourth child of the node, which is the block only if there are three arguments.
            let argument = self.expression(argument);
            self.emit(Op::Expression(argument), span);
        } else {
            self.items(&foreach.block.items);
        }
        self.emit(Op::Next(number as u32), span);
        self.program.loops[number] = Loop { slot, list, body, exit: self.here(), span };
    }

    fn directive(&mut self, kind: DirectiveKind, simple: &'t Simple) {
        let arguments = self.expressions(&simple.arguments);
        let span = self.place(simple.span);
        self.program.directives.push(Directive { kind, arguments, span });
        self.emit(Op::Directive(self.program.directives.len() as u32 - 1), span);
    }

    /// Compiles items that do not run in place: the ops follow a jump.
    fn block(&mut self, block: &'t Block, span: Span) -> Stretch {
        self.aside(span, |compiler| compiler.items(&block.items))
    }

    fn aside(&mut self, span: Span, compile: impl FnOnce(&mut Self)) -> Stretch {
        let jump = self.program.ops.len();
        self.emit(Op::Jump(0), span);
        let start = self.here();
        compile(self);
        let end = self.here();
        self.program.ops[jump] = Op::Jump(end);
        Stretch { start, end }
    }

    fn here(&self) -> u32 {
        self.program.ops.len() as u32
    }

    fn emit(&mut self, op: Op, span: Span) {
        self.program.ops.push(op);
        self.program.op_spans.push(span);
    }

    /// The position of a span in the template: that of the string literal around it, if the span points into decoded
    /// text.
    fn place(&self, span: Span) -> Span {
        self.within.unwrap_or(span)
    }

    fn text(&mut self, text: &[u8], span: Span) {
        if text.is_empty() {
            return;
        }
        self.program.text_bytes += text.len();
        let text = self.constant(text);
        self.emit(Op::Text(text), self.place(span));
    }

    fn constant(&mut self, text: &[u8]) -> Const {
        let text = if self.halves { halves::to_wtf8(text) } else { Cow::Borrowed(text) };
        let start = self.program.text.len() as u32;
        self.program.text.extend_from_slice(&text);
        Const { start, len: text.len() as u32 }
    }

    fn slot(&mut self, name: &'t str) -> u32 {
        if let Some(&slot) = self.slots.get(name) {
            return slot;
        }
        let slot = self.program.names.push(name);
        self.slots.insert(name, slot);
        slot
    }
}
