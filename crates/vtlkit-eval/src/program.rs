use vtlkit_syntax::ast::Operator;
use vtlkit_text::Span;

use crate::names::Names;

/// A compiled template. It owns all its data and can be shared between threads.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The text of all constants, as WTF-8.
    pub(crate) text: Vec<u8>,
    pub(crate) ops: Vec<Op>,
    pub(crate) expressions: Vec<Expr>,
    pub(crate) references: Vec<Reference>,
    pub(crate) accessors: Vec<Accessor>,
    /// Lists of expressions: arguments, elements, keys and values in turn.
    pub(crate) arguments: Vec<ExprId>,
    pub(crate) sets: Vec<Set>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) defines: Vec<Define>,
    pub(crate) macros: Vec<MacroDefinition>,
    pub(crate) calls: Vec<Call>,
    pub(crate) directives: Vec<Directive>,
    /// The conditions, ordered by the index of their op.
    pub(crate) conditions: Vec<Condition>,
    /// The span of each op.
    pub(crate) op_spans: Vec<Span>,
    /// The span of each expression.
    pub(crate) expression_spans: Vec<Span>,
    /// The text that the spans point into.
    pub(crate) source: Box<str>,
    /// The names of the variables, by slot.
    pub(crate) names: Names,
    /// The bytes of text that the template prints if each op runs once: a hint for the output's size.
    pub(crate) text_bytes: usize,
}

impl Program {
    /// The span of an op in the template, if it can fail.
    #[cold]
    pub(crate) fn span_of(&self, op: u32) -> Option<Span> {
        match *self.ops.get(op as usize)? {
            Op::Text(_) | Op::Expression(_) | Op::Jump(_) | Op::Define(_) => None,
            _ => self.op_spans.get(op as usize).copied(),
        }
    }

    /// The condition that an op evaluates.
    pub(crate) fn condition_of(&self, op: u32) -> Option<Condition> {
        let at = self.conditions.binary_search_by_key(&op, |condition| condition.op).ok()?;
        self.conditions.get(at).copied()
    }

    /// The source of an expression.
    pub(crate) fn spelled(&self, expression: ExprId) -> &str {
        let span = self.expression_spans.get(expression.0 as usize).copied().unwrap_or_default();
        self.source.get(span.range()).unwrap_or_default()
    }
}

/// The condition of an `#if` or `#elseif`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    pub(crate) op: u32,
    /// `#if(…)` or `#elseif(…)`.
    pub(crate) head: Span,
    /// The `#else` that is taken if the condition is false.
    pub(crate) otherwise: Option<Span>,
}

/// A piece of [`Program::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Const {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// The index of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExprId(pub(crate) u32);

/// A range of a table of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Stretch {
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// An instruction of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// Prints text.
    Text(Const),
    /// Prints a reference.
    Reference(u32),
    /// Prints the value of an expression as a node of the template, as `#foreach` does with a fourth argument.
    Expression(ExprId),
    Set(u32),
    /// Jumps unless the condition is true.
    Unless(ExprId, u32),
    Jump(u32),
    /// Starts a loop, or jumps to its end.
    Foreach(u32),
    /// The end of a loop's block.
    Next(u32),
    Define(u32),
    Call(u32),
    Directive(u32),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Expr {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    BigInteger(Const),
    Double(f64),
    String(Const),
    /// A string that is rendered, and whether its last character is removed.
    Interpolated(Stretch, bool),
    List(Stretch),
    Map(Stretch),
    Range(ExprId, ExprId),
    Reference(u32),
    Not(ExprId),
    /// With the source texts of the operands, which replace null in a concatenation.
    Add(ExprId, ExprId, Const, Const),
    Binary(Operator, ExprId, ExprId),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub(crate) slot: u32,
    pub(crate) path: Stretch,
    pub(crate) escape: Escape,
    /// The text that is printed without a value.
    pub(crate) literal: Const,
    /// The text that is printed before a value.
    pub(crate) before_value: Const,
    /// The text that is printed before the literal.
    pub(crate) before_literal: Const,
    /// The source of the reference, with `$`: for a macro parameter of that name, the argument's source is printed
    /// instead.
    pub(crate) spelled: Const,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    None,
    /// Prints its literal, with one more backslash if it has no value.
    Escaped,
    /// Has no value.
    Broken,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Accessor {
    pub(crate) kind: AccessorKind,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum AccessorKind {
    Property(Const),
    /// `.class`, which is `getClass()` even of a map that has such a key.
    Class(Const),
    Method(Const, Stretch),
    Index(ExprId),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Set {
    pub(crate) slot: u32,
    pub(crate) path: Stretch,
    pub(crate) value: ExprId,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    pub(crate) slot: u32,
    pub(crate) list: LoopList,
    /// The first op of the block.
    pub(crate) body: u32,
    /// The op after the loop.
    pub(crate) exit: u32,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LoopList {
    /// Fewer than two arguments: an error when the loop is reached.
    Missing,
    /// Two arguments: Velocity uses the block as the list, which has no value.
    Empty,
    Value(ExprId),
    /// A literal range, for which no list is created.
    Range(ExprId, ExprId),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Define {
    pub(crate) slot: u32,
    pub(crate) block: Stretch,
}

#[derive(Clone, Debug)]
pub(crate) struct MacroDefinition {
    pub(crate) name: Box<str>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) block: Stretch,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) slot: u32,
    /// The source of a reference to it: `$name`.
    pub(crate) spelled: Const,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Box<str>,
    pub(crate) arguments: Vec<Argument>,
    /// The block of a `#@name()`.
    pub(crate) block: Option<Stretch>,
    /// The text that is printed if there is no such macro.
    pub(crate) text: Const,
    pub(crate) text_only: bool,
    /// Whether an argument is a plain word, which is an error if there is such a macro.
    pub(crate) has_word: bool,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument {
    pub(crate) value: ExprId,
    /// Its source, which is printed for a parameter without a value.
    pub(crate) literal: Const,
    /// Whether it is a constant, which is evaluated once, before the call.
    pub(crate) constant: bool,
}

/// A directive without a block that is neither a loop nor a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Directive {
    pub(crate) kind: DirectiveKind,
    pub(crate) arguments: Stretch,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DirectiveKind {
    Stop,
    Break,
    Evaluate,
    Include,
    Parse,
}
