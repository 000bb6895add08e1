//! A linter for the mapping templates of API Gateway and the definitions that contain them.
//!
//! ```
//! use vtlkit_lint::{Target, lint};
//!
//! let template = r#"{"name": "$util.escapeJavascript($input.path('$.name'))"}"#;
//! let findings = lint(template, &Target::default());
//! assert_eq!(findings[0].rule, Some("unknown-member"));
//! assert_eq!(findings[0].message, "`$util.escapeJavascript` does not exist");
//! assert_eq!(findings[0].primary.span.text(template), "escapeJavascript");
//! ```
//!
//! [`RULES`] lists the rules. Each rule is a file with its check and its documentation, whose examples are tests. The
//! rules of the group `output` use one analysis of the rendered output. They report a fault only with a request that
//! was rendered and breaks the output.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod alias;
mod answers;
mod checked;
mod context;
mod definition;
mod exchange;
mod failures;
mod findings;
mod fix;
mod lint;
mod member;
mod offer;

mod pick;
mod respond;
mod rule;
mod rules;
mod sample;
mod spans;
mod suggest;
mod suppress;
mod trial;
mod truth;
mod wiring;

pub use definition::{Around, FileFinding, explore_file, lint_file, lint_file_with, subjects};
pub use fix::{Findings, Fixed, Subject, Subjects, fix, fix_all};
pub use lint::{explore, lint};
pub use rule::{Group, Rule, Status};
pub use rules::RULES;
pub use sample::sample_request;
pub use suppress::suppressions;
pub use vtlkit_predict::{Exploration, Phase, Reason, RequestModel, Target, Unknown};

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Whether a rule with this name exists. Unlike [`rule`], it does not link the documentation of the rules.
pub fn is_rule(name: &str) -> bool {
    rules::APPLIED.iter().any(|rule| rule.name == name)
}

/// The rule whose name is most similar to an unknown name, if one is similar enough.
pub fn nearest_rule(name: &str) -> Option<&'static str> {
    suggest::nearest(name, rules::APPLIED.iter().map(|rule| rule.name))
}
