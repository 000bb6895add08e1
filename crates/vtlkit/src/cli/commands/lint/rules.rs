//! `vtlkit rules` and `vtlkit explain`.

use vtlkit::{RULES, find_rule};

use super::ExplainArgs;
use super::selection::unknown;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Lists the rules.
pub(crate) fn rules() -> Result<(), Failure> {
    let mut out = String::new();
    for rule in RULES {
        let summary = rule.summary().replace('\n', " ");
        let line =
            format!("{:24} {:11} {:8} {summary}\n", rule.name, rule.group.name(), rule.severity.name());
        out.push_str(&line);
    }
    output::data(out.as_bytes())
}

/// Prints the documentation of a rule.
pub(crate) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let rule = find_rule(&args.rule).map_err(|error| Failure::input(unknown(&error)))?;
    let text = format!("{}, {} ({})\n{}", rule.name, rule.severity.name(), rule.group.name(), rule.docs);
    output::data(text.as_bytes())
}
