//! `vtlkit rules` and `vtlkit explain`.

use serde_json::{Value, json};
use vtlkit::{RULES, Rule, rules_named};
use vtlkit_report::json as report_json;

use super::args::{ExplainArgs, RulesArgs, RulesForm};
use super::selection::unknown;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Lists the rules.
pub(crate) fn rules(args: &RulesArgs) -> Result<(), Failure> {
    match args.output {
        RulesForm::Text => output::data(listed(RULES).as_bytes()),
        RulesForm::Json => as_json(RULES, false),
    }
}

/// Prints the documentation of rules. If a name matches several, lists them.
pub(crate) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let named = args.rule.as_deref().map(rules_named).transpose();
    let named = named.map_err(|error| Failure::input(unknown(&error)))?;
    let rules = named.as_deref().unwrap_or(RULES);
    match (args.output, rules) {
        (RulesForm::Json, _) => as_json(rules, true),
        (RulesForm::Text, [rule]) => output::data(documented(rule).as_bytes()),
        (RulesForm::Text, _) if args.all => {
            let all: Vec<String> = rules.iter().map(|rule| documented(rule)).collect();
            output::data(all.join("\n").as_bytes())
        }
        (RulesForm::Text, _) => {
            let help = "\n`vtlkit explain RULE` prints the documentation of one\n";
            output::data((listed(rules) + help).as_bytes())
        }
    }
}

fn listed(rules: &[&Rule]) -> String {
    let line = |rule: &&Rule| {
        let summary = summary(rule);
        let status = match rule.status() {
            vtlkit::Status::Stable => "",
            vtlkit::Status::Preview => "(preview) ",
        };
        format!("{:24} {:11} {:8} {status}{summary}\n", rule.name, rule.group.name(), rule.severity.name())
    };
    rules.iter().map(line).collect()
}

fn documented(rule: &Rule) -> String {
    let Rule { name, docs, .. } = rule;
    let (severity, group, url) = (rule.severity.name(), rule.group.name(), rule.url());
    format!("{name}, {severity} ({group})\n{url}\n{docs}")
}

fn summary(rule: &Rule) -> String {
    rule.summary().replace('\n', " ")
}

/// Prints rules as a JSON array, optionally with their documentation.
fn as_json(rules: &[&Rule], with_docs: bool) -> Result<(), Failure> {
    let object = |rule: &&Rule| {
        let mut object = json!({
            "name": rule.name,
            "group": rule.group.name(),
            "severity": rule.severity.name(),
            "summary": summary(rule),
            "since": rule.since(),
            "status": rule.status().name(),
            "url": rule.url(),
        });
        if with_docs && let Some(members) = object.as_object_mut() {
            members.insert("docs".to_owned(), rule.docs.trim().into());
        }
        object
    };
    let list = Value::Array(rules.iter().map(object).collect());
    output::data((report_json::text(&list, true) + "\n").as_bytes())
}
