//! What is found where, from `findings.txt`: templates, and below each its findings in order, as the rule, the text
//! that is marked, and what a fix makes of the template.

use vtlkit_lint::{Target, lint};
use vtlkit_text::apply_edits;

#[test]
fn templates_have_the_findings_that_are_listed() {
    let cases = include_str!("findings.txt");
    let mut wrong = String::new();
    for case in cases.split("\n== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (template, expected) = rest.split_once("\n--").unwrap_or((rest, ""));
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let mut found = Vec::new();
        for finding in lint(template, &Target::default()) {
            found.push(format!(
                "{} `{}`",
                finding.rule.unwrap(),
                finding.primary.span.text(template).trim_end()
            ));
            if let Some(fix) = &finding.fix {
                found.push(format!("=> {}", apply_edits(template, &fix.edits).unwrap().replace('\n', "␊")));
            }
        }
        if found != expected {
            wrong.extend(["\n== ", name, "\n", template, "\n-- found\n", &found.join("\n"), "\n"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
