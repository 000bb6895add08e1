//! Reports what the analysis had no budget for.

use vtlkit_text::{Diagnostic, Span};

/// Something that was not tried, or not completely.
pub(super) struct Untried {
    /// A description, to be printed after a number.
    pub(super) what: &'static str,
    /// The spans in the template.
    pub(super) places: Vec<Span>,
}

/// The finding about the limit.
pub(super) fn finding(untried: &[Untried]) -> Option<Diagnostic> {
    let first = untried.iter().flat_map(|it| &it.places).min()?;
    let parts = untried.iter().filter(|it| !it.places.is_empty());
    let parts: Vec<String> = parts.map(|it| format!("{} {}", it.places.len(), it.what)).collect();
    let message = format!("the analysis of the output reached its limit: {}", parts.join(", "));
    Some(
        Diagnostic::error(message, *first)
            .with_note("why", "there may be more problems from here on that are not reported")
            .with_note("help", "split the template, or fix what is reported and run the linter again"),
    )
}
