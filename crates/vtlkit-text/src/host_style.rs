/// The notation a piece of a template has in its host file: what stands in the file for a character of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostStyle {
    /// How the text itself is written.
    pub scalar: ScalarStyle,
    /// What the host puts into the text before the service sees it.
    pub interpolation: Interpolation,
}

/// How a text is written in a host file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// The bytes of the template themselves: a file of its own, a Markdown fence at the margin.
    Verbatim,
    /// Whole lines behind an indent that is not part of the template: a Markdown fence inside a list.
    Indented {
        /// What stands before each line.
        indent: Box<str>,
        /// A line that starts like this, blanks aside, ends the text.
        terminator: Box<str>,
    },
    /// A YAML block scalar, `|` or `>`.
    YamlBlock {
        /// Whether it is folded (`>`): a line break stands for a blank.
        folded: bool,
        /// Whether the header names the indent (`|2`); if not, the first line with content sets it.
        fixed_indent: bool,
        /// What stands before each line.
        indent: Box<str>,
        /// How the file ends a line.
        newline: Newline,
    },
    /// A YAML scalar without quotes.
    YamlPlain {
        /// Whether it stands inside `[]` or `{}`, where commas and brackets end it.
        flow: bool,
    },
    /// A YAML scalar in single quotes.
    YamlSingleQuoted,
    /// A YAML scalar in double quotes.
    YamlDoubleQuoted,
    /// A JSON string.
    JsonString,
    /// An HCL string in quotes.
    HclQuoted,
    /// An HCL heredoc.
    HclHeredoc {
        /// Whether it is flush (`<<-`): the smallest indent of its lines is taken off every line.
        flush: bool,
        /// What is taken off each line; empty without `<<-`.
        indent: Box<str>,
        /// The word that ends it.
        marker: Box<str>,
    },
    /// A JSON value of a JSON file, taken as the text it is.
    Json,
    /// Text that something in the host makes, such as `jsonencode`: only what reads the same on every level can be
    /// changed in place.
    Derived,
}

/// How a host file ends its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Newline {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r` alone.
    Cr,
}

impl Newline {
    /// The bytes of the line end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }

    /// The first line end of a text; `\n` if it has none.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        match memchr::memchr2(b'\n', b'\r', bytes) {
            Some(at) if bytes.get(at) == Some(&b'\r') => {
                if bytes.get(at + 1) == Some(&b'\n') {
                    Self::CrLf
                } else {
                    Self::Cr
                }
            }
            _ => Self::Lf,
        }
    }
}

/// What a host puts into a text before the service sees it. All of them write their pieces `${…}`, which is also how
/// Velocity writes a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Interpolation {
    /// Nothing: `${x}` reaches the service as it stands.
    #[default]
    None,
    /// CloudFormation's `Fn::Sub`: `${Name}` and `${Name.Attribute}` give way to values, `${!x}` stands for `${x}`.
    Sub,
    /// Terraform's templates: `${…}` and `%{…}` are evaluated, `$${` and `%%{` stand for `${` and `%{`.
    Hcl,
    /// The Serverless framework's variables, `${source:address}`; other `${x}` reach the service as they stand.
    Serverless,
}

impl HostStyle {
    /// A notation into which the host puts nothing.
    pub const fn plain(scalar: ScalarStyle) -> Self {
        Self { scalar, interpolation: Interpolation::None }
    }
}
