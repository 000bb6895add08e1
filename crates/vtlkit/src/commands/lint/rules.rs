//! `vtlkit rules` and `vtlkit explain`.

use std::io::{self, Write as _};

use vtlkit_lint::{RULES, rule};

use super::ExplainArgs;
use super::selection::unknown;
use crate::failure::Failure;

/// Lists the rules.
pub(crate) fn rules() -> Result<(), Failure> {
    let mut out = String::new();
    for rule in RULES {
        let summary = rule.summary().replace('\n', " ");
        let line =
            format!("{:24} {:11} {:8} {summary}\n", rule.name, rule.group.name(), rule.severity.name());
        out.push_str(&line);
    }
    write(&out)
}

/// Prints the documentation of a rule.
pub(crate) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let rule = rule(&args.rule).ok_or_else(|| Failure::input(unknown(&args.rule)))?;
    write(&format!("{}, {} ({})\n{}", rule.name, rule.severity.name(), rule.group.name(), rule.docs))
}

fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| Failure::output(&error))
}
