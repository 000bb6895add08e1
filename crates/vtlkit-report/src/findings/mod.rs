//! Reports of findings in the formats that programs read.
//!
//! One module per format: [`json`](json()) is vtlkit's own, [`github`](github()) annotates pull requests,
//! [`gitlab`](gitlab()) is GitLab's Code Quality report, [`sarif`](sarif()) SARIF 2.1.0, [`junit`](junit()) JUnit XML
//! and [`rdjson`](rdjson()) the input of reviewdog. [`concise`](concise()) has one line per finding.

mod concise;
mod fingerprint;
mod github;
mod gitlab;
mod json;
mod junit;
mod rdjson;
mod sarif;

use vtlkit_text::{Diagnostic, Place, Severity, Span};

pub use concise::concise;
pub use fingerprint::fingerprints;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use junit::junit;
pub use rdjson::rdjson;
pub use sarif::sarif;

use crate::Source;

/// The rule name of findings without a rule, for formats that require one: a file, or a part of it, cannot be read.
pub const UNREADABLE: &str = "unreadable-file";

/// A linted file.
#[derive(Debug)]
pub struct Linted<'r> {
    /// Its text, with the path that a report shows.
    pub source: Source<'r>,
    /// Its findings, in source order.
    pub findings: &'r [Finding],
}

/// A finding with spans in its file.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The diagnostic; its spans refer to the file.
    pub diagnostic: Diagnostic,
    /// A description of the template; empty if the file does not describe it.
    pub template: String,
    /// The line of the template in which it starts, trimmed: part of its fingerprint.
    pub line: String,
}

impl Finding {
    /// The name of its rule.
    pub fn rule(&self) -> &'static str {
        self.diagnostic.rule.unwrap_or(UNREADABLE)
    }

    /// The message, followed by the notes.
    fn words(&self) -> String {
        let mut out = self.diagnostic.message.to_string();
        if !self.diagnostic.primary.text.is_empty() {
            out.extend([": ", &self.diagnostic.primary.text]);
        }
        for note in &self.diagnostic.notes {
            out.extend(["\n", note.name, ": ", &note.text]);
        }
        if !self.template.is_empty() {
            out.extend(["\ntemplate: ", &self.template]);
        }
        out
    }
}

/// The description of a rule in a report.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Its name.
    pub name: &'static str,
    /// Its group.
    pub group: &'static str,
    /// What it reports, in one sentence.
    pub summary: String,
    /// Its documentation, as Markdown.
    pub docs: String,
    /// The severity of its findings.
    pub severity: Severity,
}

/// The start and end of a span, columns in characters.
fn places(source: &Source<'_>, span: Span) -> (Place, Place) {
    (source.place(span.start()), source.place(span.end()))
}
