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
    /// A word without `$`: null as an argument of a method, a mere word as one of a directive.
    Word(Span),
    /// `!a`, `not a`.
    Not {
        /// With the operator.
        span: Span,
        /// What is negated.
        operand: Box<Expression>,
    },
    /// `a + b`.
    Binary {
        /// Both operands.
        span: Span,
        /// Which operator.
        operator: Operator,
        /// Where it stands.
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
    /// Where the expression stands.
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

/// A string in quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct StringLiteral {
    /// With the quotes.
    pub span: Span,
    /// What it stands for.
    pub value: StringValue,
}

/// What a string stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum StringValue {
    /// The text between the quotes.
    Raw(Span),
    /// Text that differs from what is between the quotes: quotes were doubled, or `\uXXXX` was read. Half a
    /// surrogate pair, which a `\uXXXX` may be, is in the three bytes of WTF-8.
    Decoded(Box<[u8]>),
    /// A template that is rendered each time the string is used.
    Template {
        /// The template. Velocity renders it with a blank at its end.
        template: Box<Template>,
        /// Whether the last character of what it renders is that blank, and so is dropped. There is none where
        /// the string holds `##`.
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
    /// How tightly it binds: a higher number first.
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

    /// The operator a template writes as `text`.
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

    /// The sign of the operator.
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
