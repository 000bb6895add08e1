//! Variables that nothing sets.

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

A variable that the template sets nowhere and that is none of `$input`, `$util`, `$context` and `$stageVariables`.

# Why it matters

API Gateway prints nothing for it, and takes it as true in a condition; there is no error.

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

A dollar that is meant as text is safe before a blank or a digit, or comes out of a variable:

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
    // What is compared with `$null` is the matter of another rule; a name with a hyphen that of a third.
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
        .with_note("why", "it prints nothing, and a condition takes it as true");
    if let Some(meant) = lint.comparisons.nearest(name, lint.sorted_names()) {
        finding = finding.with_primary(format!("did you mean `${meant}`?"));
    }
    findings.add(finding);
}

/// Whether an expression compares for equality.
pub(super) fn is_equality(expression: &Expression) -> bool {
    matches!(expression, Expression::Binary { operator: Operator::Equal | Operator::NotEqual, .. })
}
