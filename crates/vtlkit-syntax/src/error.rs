use std::fmt;

use vtlkit_text::Span;

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A directive with a block has no `#end`.
    UnclosedBlock {
        /// The directive, with its `#`.
        directive: Box<str>,
    },
    /// An `#end` without anything to end.
    StrayEnd,
    /// An `#else` or `#elseif` outside of an `#if`, or after its `#else`.
    MisplacedBranch {
        /// Which of the two, with its `#`.
        directive: &'static str,
    },
    /// Something in a directive or a reference that cannot stand there.
    Unexpected {
        /// What is there; `None` at the end of the template.
        found: Option<Box<str>>,
        /// What could be there, in words.
        expected: Box<str>,
        /// What it is part of, with its `#` or `$`.
        inside: Box<str>,
    },
    /// `$` or `#` as the last character, which Velocity 1.7 refuses.
    SigilAtEnd {
        /// Which.
        sigil: char,
    },
    /// A `#[[` without its `]]#`.
    UnclosedVerbatim,
    /// A comment whose last character is `$` or `#`, at the end of the template.
    CommentEndsInSigil,
    /// A directive that needs parentheses has none.
    MissingParentheses {
        /// The directive, with its `#`.
        directive: Box<str>,
    },
    /// A word without `$` where only values go.
    BareWord {
        /// The word.
        word: Box<str>,
    },
    /// A directive with too few or too many arguments, or one of the wrong kind.
    WrongArguments {
        /// The directive, with its `#`.
        directive: &'static str,
        /// What it takes, in words.
        takes: &'static str,
    },
    /// A range whose ends are not references or integers.
    BadRange,
    /// A `\u` in a string without four hexadecimal digits.
    BadUnicodeEscape,
    /// Brackets or blocks nest deeper than the limit.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A template that is larger than the limit, in bytes.
    TooLarge {
        /// The limit.
        limit: usize,
    },
}

/// An error in a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where it shows.
    pub span: Span,
    /// A second place that matters, with what it is.
    pub related: Option<(Span, &'static str)>,
}

impl SyntaxError {
    pub(crate) const fn new(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { kind, span, related: None }
    }

    /// What to do about it, if that can be said.
    pub fn help(&self) -> Option<String> {
        use SyntaxErrorKind as Kind;
        Some(match &self.kind {
            Kind::UnclosedBlock { .. } => "write `#end` where the block ends".into(),
            Kind::StrayEnd => "remove it, or open the block it should end".into(),
            Kind::MisplacedBranch { .. } => {
                "put it between `#if(…)` and its `#end`, before any `#else`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if &**found == "-" => {
                "write blanks on both sides of a minus: `$a - 1`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if found.starts_with('\\') => {
                "a backslash escapes nothing inside quotes; double the quote to get one: `\"\"`".into()
            }
            Kind::Unexpected { found: Some(found), .. } if matches!(&**found, "\"" | "'") => {
                "close the quote with another one".into()
            }
            Kind::Unexpected { .. } => return None,
            Kind::SigilAtEnd { .. } => "write anything after it, a line end for instance".into(),
            Kind::UnclosedVerbatim => "write `]]#` where the text ends".into(),
            Kind::CommentEndsInSigil => "end the comment with another character or a line end".into(),
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
            Kind::StrayEnd => f.write_str("`#end` closes nothing"),
            Kind::MisplacedBranch { directive } => write!(f, "`{directive}` belongs to no `#if`"),
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
            Kind::BadRange => f.write_str("a range goes from one integer or reference to another"),
            Kind::BadUnicodeEscape => f.write_str("`\\u` without four hexadecimal digits"),
            Kind::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            Kind::TooLarge { limit } => write!(f, "the template is larger than {limit} bytes"),
        }
    }
}

impl std::error::Error for SyntaxError {}
