//! The regular expressions of the operator `=~`.

use vtlkit_regex::{Budget, Error, Regex};

/// A Java regular expression with its flags.
#[derive(Debug)]
pub(crate) struct Pattern(Option<Regex>);

impl Pattern {
    /// Compiles a pattern with flags among `dixmsuU`, with the meaning of embedded flags.
    pub(crate) fn new(pattern: &[u8], flags: &[u8]) -> Result<Self, Error> {
        let regex = if flags.is_empty() {
            Regex::new(pattern)?
        } else {
            Regex::new(&[b"(?", flags, b")", pattern].concat())?
        };
        Ok(Self(Some(regex)))
    }

    /// A pattern that matches nothing.
    pub(crate) const fn never() -> Self {
        Self(None)
    }

    /// Whether the whole input matches. The work is subtracted from `steps`.
    pub(crate) fn is_full_match(&self, input: &[u8], steps: &mut u64) -> Result<bool, Error> {
        let Some(regex) = &self.0 else { return Ok(false) };
        let mut budget = Budget::steps(*steps);
        let outcome = regex.is_full_match(input, &mut budget);
        *steps = budget.steps;
        outcome
    }
}
