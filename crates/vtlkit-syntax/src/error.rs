use std::fmt;

use vtlkit_text::Span;

/// The kind of a syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A directive with a block has no `#end`.
    UnclosedBlock {
        /// The directive, with its `#`.
        directive: Box<str>,
    },
    /// An `#end` without an open block.
    StrayEnd,
    /// An `#else` or `#elseif` outside an `#if`, or after its `#else`.
    MisplacedBranch {
        /// Which of the two, with its `#`.
        directive: &'static str,
    },
    /// An unexpected token in a directive or a reference.
    Unexpected {
        /// The token; `None` at the end of the template.
        found: Option<Box<str>>,
        /// A description of the tokens that are allowed there.
        expected: Box<str>,
        /// The directive or reference that it is part of, with its `#` or `$`.
        inside: Box<str>,
    },
    /// `$` or `#` as the last character, which Velocity 1.7 rejects.
    SigilAtEnd {
        /// Which.
        sigil: char,
    },
    /// A `#[[` without its `]]#`.
    UnclosedVerbatim,
    /// A comment whose last character is `$` or `#`, at the end of the template.
    CommentEndsInSigil,
    /// A directive without the parentheses that it requires.
    MissingParentheses {
        /// The directive, with its `#`.
        directive: Box<str>,
    },
    /// A word without `$` where a value is required.
    BareWord {
        /// The word.
        word: Box<str>,
    },
    /// A directive with the wrong number of arguments or with one of the wrong kind.
    WrongArguments {
        /// The directive, with its `#`.
        directive: &'static str,
        /// A description of the arguments that it takes.
        takes: &'static str,
    },
    /// A range with an end that is not a reference or an integer.
    BadRange,
    /// A `\u` in a string without four hexadecimal digits.
    BadUnicodeEscape,
    /// Brackets or blocks nest deeper than the limit.
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// The template is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

/// A syntax error in a template, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// The position of the error.
    pub span: Span,
    /// A second position that is involved, with a label.
    pub related: Option<(Span, &'static str)>,
}

impl SyntaxError {
    pub(crate) const fn new(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { kind, span, related: None }
    }

    /// How to fix it, if that is known.
    pub fn help(&self) -> Option<String> {
        use SyntaxErrorKind as Kind;
        Some(match &self.kind {
            Kind::UnclosedBlock { .. } => "write `#end` where the block ends".into(),
            Kind::StrayEnd => "remove it, or add the directive that it should close".into(),
            Kind::MisplacedBranch { .. } => {
                "put it between `#if(…)` and its `#end`, before any `#else`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if &**found == "-" => {
                "write spaces around the minus sign: `$a - 1`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if found.starts_with('\\') => {
                "strings have no backslash escapes; write a quote inside a string twice: `\"\"`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if matches!(&**found, "\"" | "'") => {
                "add the closing quote".into()
            }
            Kind::Unexpected { .. } => return None,
            Kind::SigilAtEnd { .. } => "add a character after it, such as a newline".into(),
            Kind::UnclosedVerbatim => "write `]]#` where the verbatim text ends".into(),
            Kind::CommentEndsInSigil => "end the comment with another character or a newline".into(),
            Kind::MissingParentheses { directive } => format!("write `{directive}(…)`"),
            Kind::BareWord { word } => format!("write `'{word}'` for a string or `${word}` for a variable"),
            Kind::WrongArguments { .. } => return None,
            Kind::BadRange => "write `[1..5]` or `[$from..$to]`".into(),
            Kind::BadUnicodeEscape => "write four hexadecimal digits after `\\u`".into(),
            Kind::TooDeep { .. } => "split the template or the expression".into(),
            Kind::TooLarge { .. } => "split the template".into(),
        })
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use SyntaxErrorKind as Kind;
        match &self.kind {
            Kind::UnclosedBlock { directive } => write!(f, "`{directive}` is not closed"),
            Kind::StrayEnd => f.write_str("`#end` without an open block"),
            Kind::MisplacedBranch { directive } => write!(f, "`{directive}` without a matching `#if`"),
            Kind::Unexpected { found: Some(found), expected, inside } => {
                write!(f, "unexpected `{found}` in `{inside}`")?;
                if expected.is_empty() { Ok(()) } else { write!(f, ", expected {expected}") }
            }
            Kind::Unexpected { found: None, expected, inside } => {
                write!(f, "the template ends inside `{inside}`")?;
                if expected.is_empty() { Ok(()) } else { write!(f, ", expected {expected}") }
            }
            Kind::SigilAtEnd { sigil } => write!(f, "`{sigil}` cannot be the last character of a template"),
            Kind::UnclosedVerbatim => f.write_str("`#[[` is not closed"),
            Kind::CommentEndsInSigil => f.write_str("a comment cannot end the template with `$` or `#`"),
            Kind::MissingParentheses { directive } => write!(f, "`{directive}` needs parentheses"),
            Kind::BareWord { word } => write!(f, "`{word}` is neither a string nor a reference"),
            Kind::WrongArguments { directive, takes } => write!(f, "`{directive}` takes {takes}"),
            Kind::BadRange => f.write_str("the ends of a range must be integers or references"),
            Kind::BadUnicodeEscape => f.write_str("`\\u` without four hexadecimal digits"),
            Kind::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            Kind::TooLarge { limit } => write!(f, "the template is larger than {limit} bytes"),
        }
    }
}

impl std::error::Error for SyntaxError {}
