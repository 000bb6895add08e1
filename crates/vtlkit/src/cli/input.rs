//! Values on the command line: in a file, on standard input, or inline; and pairs of names and values.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::files;

/// The source of an option's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Inline: a JSON object or array.
    Inline(String),
    /// In a file; `-` is standard input.
    File(PathBuf),
}

impl From<OsString> for Input {
    /// A text that starts with `{` or `[` is inline, any other is a file, optionally with `@` before it.
    fn from(argument: OsString) -> Self {
        match argument.to_str() {
            Some(text) if text.trim_start().starts_with(['{', '[']) => Self::Inline(text.to_owned()),
            Some(text) => Self::File(text.strip_prefix('@').unwrap_or(text).into()),
            None => Self::File(argument.into()),
        }
    }
}

impl Input {
    /// Whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self, Self::File(path) if files::is_stdin(path))
    }

    /// The name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Inline(_) => "<argument>".to_owned(),
            Self::File(path) => files::name(path),
        }
    }

    /// The bytes; `what` describes them in messages.
    pub(crate) fn read(&self, what: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Inline(text) => Ok(text.clone().into_bytes()),
            Self::File(path) => {
                require(path, what)?;
                files::read(path, what, files::LARGEST_VALUE)
            }
        }
    }

    /// The text; `what` describes it in messages.
    pub(crate) fn read_text(&self, what: &str) -> Result<String, Failure> {
        match self {
            Self::Inline(text) => Ok(text.clone()),
            Self::File(path) => {
                require(path, what)?;
                files::read_text(path, what, files::LARGEST_VALUE)
            }
        }
    }

    /// A path in the value, relative to the value's file.
    pub(crate) fn path_of(&self, named: &str) -> PathBuf {
        match self {
            Self::File(path) if !files::is_stdin(path) => path.with_file_name(named),
            _ => named.into(),
        }
    }
}

/// Fails if a file does not exist: its name may have been meant as the value.
fn require(path: &Path, what: &str) -> Result<(), Failure> {
    if files::is_stdin(path) || path.exists() {
        return Ok(());
    }
    let help = match files::similar(path) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write `{…}` or `[…]` for the value itself, a path or `@` and a path for a file, `-` for standard input".to_owned(),
    };
    Err(Failure::input_with_help(
        format!("cannot read {what}: there is no file `{}`", files::name(path)),
        help,
    ))
}

/// Parses `NAME=VALUE`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("missing name before the `=`".into()),
        Some((name, value)) => Ok((name.into(), value.into())),
        None => Err("write NAME=VALUE: the `=` is missing".into()),
    }
}

/// Parses a header: `NAME=VALUE`, or `NAME: VALUE` as in HTTP. Names contain neither sign, so the first one separates.
pub(crate) fn header(text: &str) -> Result<(String, String), String> {
    match text.find([':', '=']).map(|at| text.split_at(at)) {
        Some(("", _)) => Err("missing name before the value".into()),
        Some((name, value)) => match value.strip_prefix(':') {
            Some(value) => Ok((name.trim_end().into(), value.trim().into())),
            None => Ok((name.into(), value.get(1..).unwrap_or_default().into())),
        },
        None => Err(format!("write `{text}: VALUE` or `{text}=VALUE`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_a_colon_or_an_equals_sign() {
        let read = |text: &str| header(text).map(|(name, value)| format!("{name}|{value}"));
        assert_eq!(read("Accept: text/plain;q=0.5"), Ok("Accept|text/plain;q=0.5".to_owned()));
        assert_eq!(read("Accept=a: b"), Ok("Accept|a: b".to_owned()));
        assert_eq!(read("X-Empty:"), Ok("X-Empty|".to_owned()));
        assert_eq!(read("X-Blank= "), Ok("X-Blank| ".to_owned()));
        assert_eq!(read("Accept"), Err("write `Accept: VALUE` or `Accept=VALUE`".to_owned()));
        assert!(read(": a").is_err() && read("=a").is_err());
    }

    #[test]
    fn an_argument_is_a_value_or_a_file() {
        let input = |text: &str| Input::from(OsString::from(text));
        assert_eq!(input("{\"a\": 1}"), Input::Inline("{\"a\": 1}".to_owned()));
        assert_eq!(input(" [1]"), Input::Inline(" [1]".to_owned()));
        assert_eq!(input("a.json"), Input::File("a.json".into()));
        assert_eq!(input("@a.json"), Input::File("a.json".into()));
        assert_eq!(input("./{a"), Input::File("./{a".into()));
        assert!(input("-").is_stdin() && input("@-").is_stdin() && !input("{}").is_stdin());
        assert_eq!(input("cases/a.json").path_of("b.png"), PathBuf::from("cases/b.png"));
        assert_eq!(input("{}").path_of("b.png"), PathBuf::from("b.png"));
    }
}
