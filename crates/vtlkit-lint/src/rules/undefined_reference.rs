//! Variables that are never set.

use vtlkit_syntax::ast::{Expression, Operator, Prefix};
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::rules::appsync_only;

pub(super) static RULE: Rule = Rule {
    name: "undefined-reference",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A variable that the template never sets and that is not one of `$input`, `$util`, `$context` and `$stageVariables`.

# Why it matters

API Gateway prints nothing for it and treats it as true in a condition. There is no error.

# Example

```vtl,bad
#set($result = "a")
{"result": "$reuslt"}
```

# Use instead

```vtl,good
#set($result = "a")
{"result": "$result"}
```

A `$` that is meant as text is safe before a space or a digit. Otherwise, print it with a variable:

```vtl,good
#set($dollar = "$")
{"name": "${dollar}name"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let name = reference.name.text(site.source);
    // `$null` and names with a hyphen are left to the rules `null-comparison` and `hyphen-in-reference`.
    if lint.broken
        || lint.names.contains(name)
        || name == "null"
        || name.contains('-')
        || appsync_only::is_root(name)
        || matches!(reference.prefix, Prefix::Escaped { .. })
    {
        return;
    }
    let mut finding = Diagnostic::error(format!("`${name}` is never set"), site.place(reference.name))
        .with_note("why", "it prints nothing, and it is true in a condition");
    if let Some(meant) = lint.comparisons.nearest(name, lint.sorted_names()) {
        finding = finding.with_primary(format!("did you mean `${meant}`?"));
    }
    findings.add(finding);
}

/// Whether an expression is a comparison with `==` or `!=`.
pub(super) fn is_equality(expression: &Expression) -> bool {
    matches!(expression, Expression::Binary { operator: Operator::Equal | Operator::NotEqual, .. })
}
