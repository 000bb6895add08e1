//! The syntax tree of a template.
//!
//! Nodes contain spans into the source, which [`Template::source`] resolves. The tree owns only the few strings that
//! differ from the source.

mod expression;

use vtlkit_text::Span;

pub use expression::{Expression, Operator, StringLiteral, StringValue};

/// A parsed template, or the parsed inside of a string that interpolates.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The text that its spans point into; `None` if they point into the text of the enclosing template. Unpaired
    /// surrogates are encoded as described in [`halves`](crate::halves).
    pub decoded: Option<Box<str>>,
    /// Its items, in order.
    pub items: Vec<Item>,
}

impl Template {
    /// The text that the spans of this template point into, given the text of the enclosing template.
    pub fn source<'t>(&'t self, outer: &'t str) -> &'t str {
        self.decoded.as_deref().unwrap_or(outer)
    }
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Text that is printed.
    Text(Text),
    /// A comment, which prints nothing.
    Comment(Comment),
    /// `$name`.
    Reference(Reference),
    /// `#set`.
    Set(Set),
    /// `#if`.
    If(If),
    /// `#foreach`.
    Foreach(Foreach),
    /// `#define`.
    Define(Define),
    /// `#macro`.
    Macro(Macro),
    /// A macro call. If there is no such macro, it is printed as text.
    Call(Call),
    /// `#stop`.
    Stop(Simple),
    /// `#break`.
    Break(Simple),
    /// `#evaluate`.
    Evaluate(Simple),
    /// `#include`.
    Include(Simple),
    /// `#parse`.
    Parse(Simple),
}

impl Item {
    /// The span of the item.
    pub const fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span,
            Self::Comment(comment) => comment.span,
            Self::Reference(reference) => reference.span,
            Self::Set(set) => set.span,
            Self::If(item) => item.span,
            Self::Foreach(item) => item.span,
            Self::Define(item) => item.span,
            Self::Macro(item) => item.span,
            Self::Call(call) => call.span,
            Self::Stop(item)
            | Self::Break(item)
            | Self::Evaluate(item)
            | Self::Include(item)
            | Self::Parse(item) => item.span,
        }
    }
}

/// Text that is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its span.
    pub span: Span,
    /// The printed text, if it differs from the source.
    pub printed: Option<Box<str>>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its span, including the newline that a `##` comment removes.
    pub span: Span,
    /// Which kind it is.
    pub kind: CommentKind,
}

/// The kinds of comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentKind {
    /// `## …`, including the newline.
    Line,
    /// `#* … *#`.
    Block,
    /// `#* …` without an end: the rest of the template is part of it.
    Unclosed,
}

/// A reference: `$name`, `${name}` or `$!name` with its properties, methods and indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its span, including the backslashes and dollar signs before it.
    pub span: Span,
    /// The part that Velocity prints if the reference has no value: from its own `$` on.
    pub literal: Span,
    /// The text that is then printed, if it differs from the source: prefix characters of references in its arguments
    /// are left out.
    pub spelled: Option<Box<str>>,
    /// Whether a missing value prints nothing: `$!name`.
    pub quiet: bool,
    /// Whether the name is in braces: `${name}`.
    pub braced: bool,
    /// The characters before it.
    pub prefix: Prefix,
    /// The name of the variable.
    pub name: Span,
    /// The properties, methods and indexes that are applied to it.
    pub path: Vec<Accessor>,
}

/// The characters before a reference's own `$`.
#[derive(Clone, Debug, PartialEq)]
pub enum Prefix {
    /// Nothing.
    None,
    /// An even number of backslashes, then text such as the first `$` of `$$x`.
    Printed {
        /// Half of the backslashes: this many are printed before a value, and twice as many before a missing one.
        backslashes: usize,
        /// The text, which is printed unchanged.
        text: Box<str>,
    },
    /// An odd number of backslashes: the reference itself is printed instead of its value.
    Escaped {
        /// Half of the backslashes, rounded down. One more is printed if the value is missing.
        backslashes: usize,
    },
    /// A backslash between `$` and `!`: the reference has no value, and this text is printed.
    Broken(Box<str>),
}

/// One step of a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Accessor {
    /// `.name`.
    Property {
        /// With the dot.
        span: Span,
        /// Without it.
        name: Span,
    },
    /// `.name(…)`.
    Method {
        /// From the dot to the parenthesis.
        span: Span,
        /// The name.
        name: Span,
        /// The arguments.
        arguments: Vec<Expression>,
    },
    /// `[…]`.
    Index {
        /// With the brackets.
        span: Span,
        /// What is between them.
        index: Box<Expression>,
    },
}

impl Accessor {
    /// The span of the step.
    pub const fn span(&self) -> Span {
        match self {
            Self::Property { span, .. } | Self::Method { span, .. } | Self::Index { span, .. } => *span,
        }
    }
}

/// `#set($target = value)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The whole directive, including the white space before it and the newline after it that it removes.
    pub span: Span,
    /// The variable or property that is set.
    pub target: Reference,
    /// The value that it is set to.
    pub value: Expression,
}

/// `#if … #elseif … #else … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// From `#if` to `#end`.
    pub span: Span,
    /// The conditions in order, each with its block.
    pub branches: Vec<Branch>,
    /// The block of `#else`.
    pub otherwise: Option<Block>,
    /// The `#end`.
    pub end: Span,
}

/// One condition of an `#if` and its block.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `#if(…)` or `#elseif(…)`.
    pub head: Span,
    /// The condition.
    pub condition: Expression,
    /// The block that is rendered if the condition is true.
    pub block: Block,
}

/// Items between the head of a directive and its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// From the end of the directive's head to the start of the directive that closes the block.
    pub span: Span,
    /// The items.
    pub items: Vec<Item>,
}

/// `#foreach($element in $list) … #end`.
///
/// Velocity uses the first argument as the element and the third as the list, whatever the second is. A fourth
/// argument is rendered instead of the block.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreach {
    /// From `#foreach` to `#end`.
    pub span: Span,
    /// `#foreach(…)`.
    pub head: Span,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// The block that is rendered for each element.
    pub block: Block,
    /// The `#end`.
    pub end: Span,
}

/// `#define($name) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// From `#define` to `#end`.
    pub span: Span,
    /// `#define(…)`.
    pub head: Span,
    /// The name that it defines: the argument without its first character.
    pub name: Span,
    /// The block that a reference to the name renders.
    pub block: Block,
    /// The `#end`.
    pub end: Span,
}

/// `#macro(name $a $b) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Macro {
    /// From `#macro` to `#end`.
    pub span: Span,
    /// `#macro(…)`.
    pub head: Span,
    /// The name.
    pub name: Span,
    /// The names of its parameters, without `$`.
    pub parameters: Vec<Span>,
    /// The block that a call renders.
    pub block: Block,
    /// The `#end`.
    pub end: Span,
}

/// `#name(…)`, `#name`, or `#@name(…) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The whole call.
    pub span: Span,
    /// The text that is printed if there is no such macro, if it differs from the source.
    pub printed: Option<Box<str>>,
    /// The name, without `#`, `@` and braces.
    pub name: Span,
    /// Whether the call is always text, because of prefix characters before its `#`.
    pub text_only: bool,
    /// The arguments; `None` without parentheses.
    pub arguments: Option<Vec<Expression>>,
    /// The block of a `#@name(…)`.
    pub block: Option<Block>,
}

/// A directive with arguments and without a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Simple {
    /// The whole directive.
    pub span: Span,
    /// The arguments.
    pub arguments: Vec<Expression>,
}
