//! What the analysis had no time for.

use vtlkit_text::{Diagnostic, Span};

/// Something that was not tried, or not wholly.
pub(super) struct Untried {
    /// What it is, in words, behind a number.
    pub(super) what: &'static str,
    /// The places.
    pub(super) places: Vec<Span>,
}

/// The finding that tells of it.
pub(super) fn finding(untried: &[Untried]) -> Option<Diagnostic> {
    let first = untried.iter().flat_map(|it| &it.places).min()?;
    let parts = untried.iter().filter(|it| !it.places.is_empty());
    let parts: Vec<String> = parts.map(|it| format!("{} {}", it.places.len(), it.what)).collect();
    let message = format!("the analysis of the output has come to its limit: {}", parts.join(", "));
    Some(
        Diagnostic::error(message, *first)
            .with_note("why", "there may be faults here and behind this that are not reported")
            .with_note("help", "divide the template, or correct what is reported and run the linter again"),
    )
}
