//! Stage variables that the configuration does not list.

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

A stage variable that `stage-variables` in the configuration does not list:

```toml
stage-variables = ["table", "tenant"]
```

Without this list in `vtlkit.toml`, nothing is flagged, since templates do not declare the stage's variables.

# Why it matters

API Gateway prints nothing for an undefined stage variable and treats it as true in a condition.

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
    let mut finding = Diagnostic::error(format!("there is no stage variable `{name}`"), site.place(span))
        .with_note("why", "it prints nothing, and it is true in a condition")
        .with_note("help", "if a stage defines it, add it to `stage-variables` in vtlkit.toml");
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
