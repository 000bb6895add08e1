//! The examples in the rules' documentation: bad ones are flagged, good ones are not, and a fix mends what it fixes.

use vtlkit_lint::{RULES, Rule, Target, lint, lint_file};
use vtlkit_text::{Diagnostic, apply_edits};

/// The text of each fence of a kind, without its last line end, with the language it is in.
fn fences<'d>(docs: &'d str, kind: &str) -> Vec<(&'d str, &'d str)> {
    let mut out = Vec::new();
    for language in ["vtl", "yaml", "json", "hcl"] {
        let parts = docs.split(&format!("```{language},{kind}\n")).skip(1).collect::<Vec<_>>();
        for part in parts {
            let start = part.as_ptr() as usize - docs.as_ptr() as usize;
            let part = &docs[start..];
            out.push((language, part.split("\n```").next().unwrap_or(part)));
        }
    }
    out
}

/// What the examples take as known beside the template.
fn target() -> Target {
    let stage_variables = Some(vec!["table".to_owned(), "tenant".to_owned()]);
    Target { stage_variables, ..Target::default() }
}

/// What is found in an example: a template, or a file that holds some.
fn findings(language: &str, text: &str) -> Vec<Diagnostic> {
    if language == "vtl" {
        return lint(text, &target());
    }
    let name = format!("example.{}", if language == "hcl" { "tf" } else { language });
    let extraction = vtlkit_definition::extract(&name, text);
    assert!(extraction.errors.is_empty(), "{:?} in\n{text}", extraction.errors);
    lint_file(&name, text, &extraction).into_iter().map(|finding| finding.diagnostic).collect()
}

fn of_rule(rule: &Rule, language: &str, text: &str) -> Vec<Diagnostic> {
    findings(language, text).into_iter().filter(|it| it.rule == Some(rule.name)).collect()
}

#[test]
fn bad_examples_are_flagged_and_good_ones_are_not() {
    let mut wrong: Vec<String> = Vec::new();
    for rule in RULES {
        for heading in ["# What it flags", "# Why it matters", "# Example", "# Use instead"] {
            assert!(rule.docs.contains(heading), "{} has no {heading}", rule.name);
        }
        let (bad, good) = (fences(rule.docs, "bad"), fences(rule.docs, "good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{} lacks an example", rule.name);
        for (language, text) in bad {
            if of_rule(rule, language, text).is_empty() {
                wrong.push(format!("{} does not flag\n{text}\n", rule.name));
            }
        }
        for (language, text) in good {
            let findings = findings(language, text);
            if !findings.is_empty() {
                wrong.push(format!("{}: {findings:#?} in\n{text}\n", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn findings_say_what_why_and_what_to_do() {
    for rule in RULES {
        for (language, text) in fences(rule.docs, "bad") {
            for finding in of_rule(rule, language, text) {
                let told = !finding.primary.text.is_empty() || finding.fix.is_some();
                let helps = told || finding.notes.iter().any(|note| note.name == "help");
                let why = finding.notes.iter().any(|note| note.name == "why");
                assert!(
                    helps || matches!(rule.name, "syntax-error" | "jsonpath-syntax"),
                    "{}: {finding:#?}",
                    rule.name
                );
                assert!(why || rule.name == "unused-suppression", "{}: {finding:#?}", rule.name);
            }
        }
    }
}

#[test]
fn a_fix_mends_what_it_fixes() {
    for rule in RULES {
        for (language, text) in fences(rule.docs, "bad") {
            let findings = of_rule(rule, language, text);
            let fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
            if fixes.is_empty() {
                continue;
            }
            let edits: Vec<_> = fixes.iter().flat_map(|fix| fix.edits.clone()).collect();
            let fixed = apply_edits(text, &edits).unwrap();
            let left = of_rule(rule, language, &fixed);
            assert!(left.len() + fixes.len() <= findings.len(), "{}: {left:#?} in\n{fixed}", rule.name);
        }
    }
}
