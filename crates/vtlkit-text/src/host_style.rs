/// The notation of a part of a template in its host file: how characters of the template are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostStyle {
    /// The notation of the string.
    pub scalar: ScalarStyle,
    /// The interpolation syntax of the host.
    pub interpolation: Interpolation,
}

/// The notation of a string in a host file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// The bytes of the template: a template file, or a Markdown fence without indentation.
    Verbatim,
    /// Whole lines after indentation that is not part of the template: a Markdown fence inside a list.
    Indented {
        /// The indentation of each line.
        indent: Box<str>,
        /// A line that starts with this, after whitespace, ends the text.
        terminator: Box<str>,
    },
    /// A YAML block scalar, `|` or `>`.
    YamlBlock {
        /// Whether it is folded (`>`): a line break represents a space.
        folded: bool,
        /// Whether the header has an indentation indicator (`|2`); otherwise the first non-empty line decides.
        fixed_indent: bool,
        /// The indentation of each line.
        indent: Box<str>,
        /// The newline of the file.
        newline: Newline,
    },
    /// A YAML plain scalar.
    YamlPlain {
        /// Whether it is inside `[]` or `{}`, where commas and brackets end it.
        flow: bool,
    },
    /// A YAML single-quoted scalar.
    YamlSingleQuoted,
    /// A YAML double-quoted scalar.
    YamlDoubleQuoted,
    /// A JSON string.
    JsonString,
    /// A quoted HCL string.
    HclQuoted,
    /// An HCL heredoc.
    HclHeredoc {
        /// Whether it is flush (`<<-`): the smallest indentation of its lines is removed from every line.
        flush: bool,
        /// The indentation that is removed; empty without `<<-`.
        indent: Box<str>,
        /// The closing marker.
        marker: Box<str>,
    },
    /// A value of a JSON file, whose source is the text.
    Json,
    /// Derived text, such as the result of `jsonencode`: only words that are the same in every notation can be changed
    /// in place.
    Derived,
}

/// The newline of a host file.
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
    /// The bytes of the newline.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }

    /// The first newline in a text; `\n` if it has none.
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

/// The interpolation syntax of a host format. All use `${…}`, which is also the syntax of Velocity's references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Interpolation {
    /// None: `${x}` reaches the service unchanged.
    #[default]
    None,
    /// CloudFormation's `Fn::Sub`: `${Name}` and `${Name.Attribute}` are replaced by values, `${!x}` by `${x}`.
    Sub,
    /// Terraform's templates: `${…}` and `%{…}` are evaluated; `$${` and `%%{` are escapes for `${` and `%{`.
    Hcl,
    /// The Serverless Framework's variables, `${source:address}`; any other `${x}` reaches the service unchanged.
    Serverless,
}

impl HostStyle {
    /// A notation without interpolation.
    pub const fn plain(scalar: ScalarStyle) -> Self {
        Self { scalar, interpolation: Interpolation::None }
    }
}
