//! Values on the command line: in a file, on standard input, or in the argument itself.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::failure::Failure;
use crate::cli::files;

/// Where the value of an option is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// In the argument: a JSON object or list.
    Inline(String),
    /// In a file; `-` is standard input.
    File(PathBuf),
}

impl From<OsString> for Input {
    /// What starts with `{` or `[` is the value, everything else is a file, with or without `@` in front.
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

    /// The bytes; `what` says what they are in messages.
    pub(crate) fn read(&self, what: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Inline(text) => Ok(text.clone().into_bytes()),
            Self::File(path) => files::read(path, what, files::LARGEST_VALUE),
        }
    }

    /// The text; `what` says what it is in messages.
    pub(crate) fn read_text(&self, what: &str) -> Result<String, Failure> {
        match self {
            Self::Inline(text) => Ok(text.clone()),
            Self::File(path) => files::read_text(path, what, files::LARGEST_VALUE),
        }
    }

    /// A path that the value names, as seen from the value's file.
    pub(crate) fn path_of(&self, named: &str) -> PathBuf {
        match self {
            Self::File(path) if !files::is_stdin(path) => path.with_file_name(named),
            _ => named.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
