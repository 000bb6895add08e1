//! `maxLength`, `minLength`, `pattern`.

use crate::ecma::{MatchError, Pattern};
use crate::java;
use crate::json::Json;

/// A keyword for strings.
#[derive(Debug)]
pub(crate) enum StringRule {
    /// Length in code points; likewise the next.
    Max(u64),
    Min(u64),
    Pattern {
        source: Box<str>,
        pattern: Pattern,
    },
}

impl StringRule {
    pub(super) fn pattern(value: Json<'_>) -> Option<Self> {
        let source = value.as_str()?;
        Some(Self::Pattern { source: Box::from(source), pattern: Pattern::compile(source).ok()? })
    }

    pub(super) fn check(&self, string: &str) -> Result<Option<String>, MatchError> {
        let length = || java::code_points(string).count() as u64;
        Ok(match self {
            Self::Max(max) if length() > *max => Some(format!(
                "string \"{string}\" is too long (length: {}, maximum allowed: {max})",
                length()
            )),
            Self::Min(min) if length() < *min => Some(format!(
                "string \"{string}\" is too short (length: {}, required minimum: {min})",
                length()
            )),
            Self::Pattern { source, pattern } if !pattern.is_match(string)? => {
                Some(format!("ECMA 262 regex \"{source}\" does not match input string \"{string}\""))
            }
            _ => None,
        })
    }
}
