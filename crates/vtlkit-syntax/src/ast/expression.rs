//! Expressions.

use vtlkit_text::Span;

use super::{Reference, Template};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `'text'` or `"text"`.
    String(StringLiteral),
    /// `12`, of any length.
    Integer(Span),
    /// `1.5`, `1e3`, `.5`.
    Float(Span),
    /// `true` or `false`.
    Boolean {
        /// The word.
        span: Span,
        /// Which.
        value: bool,
    },
    /// `[a, b]`.
    List {
        /// With the brackets.
        span: Span,
        /// The elements.
        elements: Vec<Expression>,
    },
    /// `[1..5]`.
    Range {
        /// With the brackets.
        span: Span,
        /// The first number.
        from: Box<Expression>,
        /// The last number.
        to: Box<Expression>,
    },
    /// `{"a": 1}`.
    Map {
        /// With the braces.
        span: Span,
        /// Keys and values.
        entries: Vec<(Expression, Expression)>,
    },
    /// `$name`.
    Reference(Reference),
    /// A word without `$`: null as an argument of a method, a plain word as an argument of a directive.
    Word(Span),
    /// `!a`, `not a`.
    Not {
        /// With the operator.
        span: Span,
        /// The negated expression.
        operand: Box<Expression>,
    },
    /// `a + b`.
    Binary {
        /// Both operands.
        span: Span,
        /// The operator.
        operator: Operator,
        /// The span of the operator.
        operator_span: Span,
        /// The left operand.
        left: Box<Expression>,
        /// The right operand.
        right: Box<Expression>,
    },
    /// `(a)`.
    Group {
        /// With the parentheses.
        span: Span,
        /// What is between them.
        inner: Box<Expression>,
    },
}

impl Expression {
    /// The span of the expression.
    pub const fn span(&self) -> Span {
        match self {
            Self::String(literal) => literal.span,
            Self::Reference(reference) => reference.span,
            Self::Integer(span) | Self::Float(span) | Self::Word(span) => *span,
            Self::Boolean { span, .. }
            | Self::List { span, .. }
            | Self::Range { span, .. }
            | Self::Map { span, .. }
            | Self::Not { span, .. }
            | Self::Binary { span, .. }
            | Self::Group { span, .. } => *span,
        }
    }
}

/// A string literal.
#[derive(Clone, Debug, PartialEq)]
pub struct StringLiteral {
    /// With the quotes.
    pub span: Span,
    /// Its value.
    pub value: StringValue,
}

/// The value of a string literal.
#[derive(Clone, Debug, PartialEq)]
pub enum StringValue {
    /// The text between the quotes.
    Raw(Span),
    /// Text that differs from the text between the quotes because of doubled quotes or `\uXXXX` escapes, as WTF-8: an
    /// escape may be an unpaired surrogate.
    Decoded(Box<[u8]>),
    /// A template that is rendered each time the string is used.
    Template {
        /// The template. Velocity renders it with a space appended.
        template: Box<Template>,
        /// Whether the last rendered character is that space, which is then removed. It is not if the string contains
        /// `##`.
        drop_last: bool,
    },
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `||`, `or`.
    Or,
    /// `&&`, `and`.
    And,
    /// `==`, `eq`.
    Equal,
    /// `!=`, `ne`.
    NotEqual,
    /// `<`, `lt`.
    Less,
    /// `<=`, `le`.
    LessOrEqual,
    /// `>`, `gt`.
    Greater,
    /// `>=`, `ge`.
    GreaterOrEqual,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
}

impl Operator {
    /// The precedence: operators with a higher number bind more tightly.
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Modulo => 6,
        }
    }

    /// The operator that is written as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "||" | "or" => Self::Or,
            "&&" | "and" => Self::And,
            "==" | "eq" => Self::Equal,
            "!=" | "ne" => Self::NotEqual,
            "<" | "lt" => Self::Less,
            "<=" | "le" => Self::LessOrEqual,
            ">" | "gt" => Self::Greater,
            ">=" | "ge" => Self::GreaterOrEqual,
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Modulo,
            _ => return None,
        })
    }

    /// The symbol of the operator.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
        }
    }
}
