//! Stage variables that no stage of the API has.

use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "unknown-stage-variable",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A stage variable that is not among those the configuration lists:

```toml
stage-variables = ["table", "tenant"]
```

Without a list in `vtlkit.toml` nothing is flagged, as templates do not say which variables their stages have.

# Why it matters

API Gateway prints nothing for a variable that the stage does not have, and takes it as true in a condition.

# Example

```vtl,bad
{"TableName": "$stageVariables.tabel"}
```

# Use instead

```vtl,good
{"TableName": "$stageVariables.table"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let Some(known) = &lint.target.stage_variables else { return };
    if reference.name.text(site.source) != "stageVariables" {
        return;
    }
    let Some(call) = read::call(reference, site) else { return };
    let (name, span) = match call.arguments {
        None => (call.member.into(), call.span),
        Some([argument]) if call.member == "get" => match read::text(argument, site) {
            Some(name) => (name, argument.span()),
            None => return,
        },
        Some(_) => return,
    };
    if lint.knows_stage_variable(&name) {
        return;
    }
    let mut finding = Diagnostic::error(format!("no stage has a variable `{name}`"), site.place(span))
        .with_note("why", "it prints nothing, and a condition takes it as true")
        .with_note("help", "add it to `stage-variables` in vtlkit.toml, if a stage has it");
    if let Some(meant) = lint.comparisons.nearest(&name, known) {
        finding = finding.with_primary(format!("did you mean `{meant}`?"));
    }
    findings.add(finding);
}

#[cfg(test)]
mod tests {
    use crate::{Target, lint};

    #[test]
    fn only_what_the_list_lacks_is_flagged() {
        let template =
            "$stageVariables.tabel $stageVariables.table $stageVariables.get('x') $stageVariables.get($y)";
        let found = |target: &Target| {
            let found = lint(template, target).into_iter().filter(|it| it.rule == Some(super::RULE.name));
            found.map(|it| (it.primary.span.text(template), it.primary.text)).collect::<Vec<_>>()
        };
        let known = Some(vec!["table".to_owned()]);
        assert_eq!(
            found(&Target { stage_variables: known, ..Target::default() }),
            [("tabel", "did you mean `table`?".into()), ("'x'", "".into())]
        );
        assert_eq!(found(&Target::default()), []);
    }
}
