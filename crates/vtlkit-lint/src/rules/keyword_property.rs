//! Properties named like a Velocity operator: `$filter.or`.

use vtlkit_syntax::ast::{Accessor, Operator};
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "keyword-property",
    group: Group::Values,
    severity: Severity::Info,
    docs: docs(
        r#"
# What it flags

A property whose name is also a Velocity operator: `or`, `and`, `not`, `eq`, `ne`, `gt`, `ge`, `lt`, `le`.

# Why it matters

API Gateway accepts it, but other engines reject the template, so it cannot be tested with them. The fix does not
change the output.

# Example

```vtl,bad
#set($filter = $input.path('$.filter'))
{"any": "$filter.or.size()"}
```

# Use instead

```vtl,good
#set($filter = $input.path('$.filter'))
{"any": "$filter.get("or").size()"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    for step in &reference.path {
        let Accessor::Property { span, name } = step else { continue };
        let word = name.text(site.source);
        if word != "not" && Operator::from_text(word).is_none() {
            continue;
        }
        let is_quoted = match site.string {
            None => lint.in_double_quotes(span.start()),
            Some(_) => site.source.get(..span.start()).is_some_and(in_double_quotes),
        };
        let quote = if is_quoted { "'" } else { "\"" };
        let call = format!(".get({quote}{word}{quote})");
        let mut finding = Diagnostic::error(format!("`{word}` is also an operator"), site.place(*name))
            .with_note("why", "API Gateway reads it as a name, but other engines reject the template")
            .with_note("help", format!("write `{call}`"));
        if site.string.is_none() {
            finding = finding.with_fix(Fix::new(
                format!("write `{call}`"),
                vec![Edit::replace(*span, call)],
                Applicability::Safe,
            ));
        }
        findings.add(finding);
    }
}

/// Whether the text ends inside double quotes, in which single quotes are the safer choice.
fn in_double_quotes(before: &str) -> bool {
    before.rsplit('\n').next().is_some_and(|line| line.matches('"').count() % 2 == 1)
}
