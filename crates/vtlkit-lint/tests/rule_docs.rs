//! The examples in the rules' documentation: bad ones are flagged, good ones are not, and a fix mends what it fixes.

use vtlkit_lint::{RULES, Rule, Target, lint};
use vtlkit_text::apply_edits;

/// The text of each fence of a kind, without its last line end.
fn fences<'d>(docs: &'d str, kind: &str) -> Vec<&'d str> {
    docs.split(&format!("```vtl,{kind}\n"))
        .skip(1)
        .map(|part| part.split("\n```").next().unwrap_or(part))
        .collect()
}

/// What the examples take as known beside the template.
fn target() -> Target {
    let stage_variables = Some(vec!["table".to_owned(), "tenant".to_owned()]);
    Target { stage_variables, ..Target::default() }
}

fn of_rule(rule: &Rule, template: &str) -> Vec<vtlkit_text::Diagnostic> {
    lint(template, &target()).into_iter().filter(|it| it.rule == Some(rule.name)).collect()
}

#[test]
fn bad_examples_are_flagged_and_good_ones_are_not() {
    for rule in RULES {
        for heading in ["# What it flags", "# Why it matters", "# Example", "# Use instead"] {
            assert!(rule.docs.contains(heading), "{} has no {heading}", rule.name);
        }
        let (bad, good) = (fences(rule.docs, "bad"), fences(rule.docs, "good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{} lacks an example", rule.name);
        for template in bad {
            assert!(!of_rule(rule, template).is_empty(), "{} does not flag\n{template}", rule.name);
        }
        for template in good {
            let findings = lint(template, &target());
            assert!(findings.is_empty(), "{}: {findings:#?} in\n{template}", rule.name);
        }
    }
}

#[test]
fn a_fix_mends_what_it_fixes() {
    for rule in RULES {
        for template in fences(rule.docs, "bad") {
            let findings = of_rule(rule, template);
            let fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
            if fixes.is_empty() {
                continue;
            }
            let edits: Vec<_> = fixes.iter().flat_map(|fix| fix.edits.clone()).collect();
            let fixed = apply_edits(template, &edits).unwrap();
            let left = of_rule(rule, &fixed);
            assert!(left.len() + fixes.len() <= findings.len(), "{}: {left:#?} in\n{fixed}", rule.name);
        }
    }
}
