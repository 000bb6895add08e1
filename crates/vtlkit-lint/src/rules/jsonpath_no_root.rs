//! JSONPath expressions without the root `$`.

use vtlkit_jsonpath::JsonPath;
use vtlkit_jsonpath::ast::Root;
use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "jsonpath-no-root",
    group: Group::JsonPath,
    severity: Severity::Info,
    docs: docs(
        r#"
# What it flags

A JSONPath that does not start with `$`.

# Why it matters

Older versions of the Jayway JSONPath library reject it. The fix adds the `$.` that newer versions imply, and does not
change the output.

# Example

```vtl,bad
{"id": $input.json('id')}
```

# Use instead

```vtl,good
{"id": $input.json('$.id')}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let Some((call, argument)) = read::input_call(reference, site) else { return };
    if !matches!(call.member, "path" | "json") {
        return;
    }
    let Some(said) = read::text(argument, site) else { return };
    let Ok(path) = JsonPath::compile(said.as_bytes()) else { return };
    if path.tree().root != Root::Implied {
        return;
    }
    let span = read::within(argument, Span::new(0, said.len()), &said, site);
    let mut finding = Diagnostic::error("the path does not start with `$`", span)
        .with_note("why", "older versions of the service's JSONPath library reject it")
        .with_note("help", format!("write `$.{said}`"));
    // In a double-quoted string, `$.` is not a reference.
    if span != argument.span() && matches!(argument, Expression::String(_)) && !said.starts_with('[') {
        finding = finding.with_fix(Fix::new(
            "start at `$`",
            vec![Edit::insert(span.start(), "$.")],
            Applicability::Safe,
        ));
    }
    findings.add(finding);
}
