//! What a linter found in files, in the forms that programs read.
//!
//! Each form is a module: [`json`](json()) is the tool's own, [`github`](github()) annotates a pull request,
//! [`gitlab`](gitlab()) is GitLab's Code Quality report, [`sarif`](sarif()) is SARIF 2.1.0, [`junit`](junit()) JUnit's
//! XML and [`rdjson`](rdjson()) what reviewdog reads. [`concise`](concise()) is a line each, for people and editors.

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

/// What findings that no rule made are called where a form wants a name: the file, or a part of it, cannot be read.
pub const UNREADABLE: &str = "unreadable-file";

/// A file that was linted.
#[derive(Debug)]
pub struct Linted<'r> {
    /// Its text, by the path a report is to name it by.
    pub source: Source<'r>,
    /// What was found in it, in the order of the places.
    pub findings: &'r [Finding],
}

/// A finding in terms of its file.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was found; its places are of the file.
    pub diagnostic: Diagnostic,
    /// The template it is in, in words; empty where the file says nothing of it.
    pub template: String,
    /// The line of the template that it starts in, blanks aside: what it is recognised by when lines have moved.
    pub line: String,
}

impl Finding {
    /// The name of its rule.
    pub fn rule(&self) -> &'static str {
        self.diagnostic.rule.unwrap_or(UNREADABLE)
    }

    /// What is wrong, and below it why and what to do.
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

/// What a report tells of a rule.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub group: &'static str,
    /// What it flags, in a sentence.
    pub summary: String,
    /// Its documentation, as Markdown.
    pub docs: String,
    /// How bad its findings are.
    pub severity: Severity,
}

/// The first place of a span and the one behind its last character, columns in characters.
fn places(source: &Source<'_>, span: Span) -> (Place, Place) {
    (source.place(span.start()), source.place(span.end()))
}
