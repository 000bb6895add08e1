//! The syntax tree of a template.
//!
//! Nodes hold spans, not text: [`Template::source`] gives the text behind one. The tree owns nothing of the source
//! but the few strings that differ from it.

mod expression;

use vtlkit_text::Span;

pub use expression::{Expression, Operator, StringLiteral, StringValue};

/// A parsed template, or the parsed inside of a string that interpolates.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The text its spans point into; `None` where they point into the text of the template around it. Half a
    /// surrogate pair is in it as [`halves`](crate::halves) says.
    pub decoded: Option<Box<str>>,
    /// What it consists of.
    pub items: Vec<Item>,
}

impl Template {
    /// The text the spans of this template point into, given the text of the template around it.
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
    /// A call of a macro, or of nothing: then it is printed as it stands.
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
    /// Where the item stands.
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
    /// Where it stands.
    pub span: Span,
    /// What is printed, where that is not what stands there.
    pub printed: Option<Box<str>>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Where it stands, with the line end a `##` comment takes with it.
    pub span: Span,
    /// Which kind it is.
    pub kind: CommentKind,
}

/// The kinds of comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentKind {
    /// `## …` up to and with the end of the line.
    Line,
    /// `#* … *#`.
    Block,
    /// `#* …` without an end: everything after it is gone.
    Unclosed,
}

/// `$name`, `${name}`, `$!name`, with what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where it stands, with the backslashes and dollars in front of it.
    pub span: Span,
    /// The reference as Velocity prints it when it has no value: from its own `$` on.
    pub literal: Span,
    /// What is printed then, where that is not what stands there: nothing that stands in front of a reference in
    /// its arguments is.
    pub spelled: Option<Box<str>>,
    /// Whether a missing value prints as nothing: `$!name`.
    pub quiet: bool,
    /// Whether the name is in braces: `${name}`.
    pub braced: bool,
    /// What stands in front of it.
    pub prefix: Prefix,
    /// The name of the variable.
    pub name: Span,
    /// What is taken from it.
    pub path: Vec<Accessor>,
}

/// What stands in front of a reference's own `$`.
#[derive(Clone, Debug, PartialEq)]
pub enum Prefix {
    /// Nothing.
    None,
    /// An even number of backslashes and then text, such as the first `$` of `$$x`.
    Printed {
        /// Half of the backslashes: a value is printed after these, a missing one after twice as many.
        backslashes: usize,
        /// The text, which is printed as it stands.
        text: Box<str>,
    },
    /// An odd number of backslashes: the reference itself is printed instead of its value.
    Escaped {
        /// Half of the backslashes, rounded down; a missing value adds one.
        backslashes: usize,
    },
    /// A backslash between `$` and `!`: the reference has no value and prints as this text.
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
    /// Where the step stands.
    pub const fn span(&self) -> Span {
        match self {
            Self::Property { span, .. } | Self::Method { span, .. } | Self::Index { span, .. } => *span,
        }
    }
}

/// `#set($target = value)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The whole directive, with the blanks before it and the line end after it that it takes.
    pub span: Span,
    /// What is set.
    pub target: Reference,
    /// What it is set to.
    pub value: Expression,
}

/// `#if … #elseif … #else … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// From `#if` to `#end`.
    pub span: Span,
    /// The conditions in turn, each with its block.
    pub branches: Vec<Branch>,
    /// The block of `#else`.
    pub otherwise: Option<Block>,
    /// The `#end`.
    pub end: Span,
}

/// One condition of an `#if` and what it guards.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `#if(…)` or `#elseif(…)`.
    pub head: Span,
    /// The condition.
    pub condition: Expression,
    /// What is printed where it holds.
    pub block: Block,
}

/// Items between the head of a directive and its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// From the end of the head to the start of the directive that closes it.
    pub span: Span,
    /// The items.
    pub items: Vec<Item>,
}

/// `#foreach($element in $list) … #end`.
///
/// Velocity takes the first argument for the element and the third for the list, whatever stands between them; a
/// fourth one is rendered in place of the block.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreach {
    /// From `#foreach` to `#end`.
    pub span: Span,
    /// `#foreach(…)`.
    pub head: Span,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// What is printed for each element.
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
    /// The name it defines: what stands in the parentheses but for its first character.
    pub name: Span,
    /// What the name stands for.
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
    /// What a call prints.
    pub block: Block,
    /// The `#end`.
    pub end: Span,
}

/// `#name(…)`, `#name`, or `#@name(…) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The whole call.
    pub span: Span,
    /// What is printed where there is no such macro, if that is not what stands there.
    pub printed: Option<Box<str>>,
    /// The name, without `#`, `@` and braces.
    pub name: Span,
    /// Whether the call can only be text, because something stands in front of the `#`.
    pub text_only: bool,
    /// The arguments; `None` where there are no parentheses.
    pub arguments: Option<Vec<Expression>>,
    /// The block of a `#@name(…)`.
    pub block: Option<Block>,
}

/// A directive that has arguments and no block.
#[derive(Clone, Debug, PartialEq)]
pub struct Simple {
    /// The whole directive.
    pub span: Span,
    /// The arguments.
    pub arguments: Vec<Expression>,
}
