//! Linting a template or a file never panics, and every span is inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_lint::{Target, lint, lint_file};
use vtlkit_text::Diagnostic;

fn check(text: &str, finding: &Diagnostic) {
    let labels = finding.secondary.iter().map(|label| label.span);
    let notes = finding.notes.iter().filter_map(|note| note.span);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    for span in [finding.primary.span].into_iter().chain(labels).chain(notes).chain(edits) {
        assert!(text.get(span.range()).is_some(), "{span:?} of {finding:?}");
    }
}

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = input;
    let name = vtlkit_fuzz::host(kind);
    for finding in lint_file(name, text, &vtlkit_definition::extract(name, text)) {
        check(text, &finding.diagnostic);
    }
    for finding in lint(text, &Target::default()) {
        check(text, &finding);
    }
});
