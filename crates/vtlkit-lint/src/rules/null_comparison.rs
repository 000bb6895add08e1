//! Comparisons with a variable named `$null`: `== $null`.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use super::undefined_reference::is_equality;
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "null-comparison",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A comparison with `$null`, a variable that the template never sets.

# Why it matters

Velocity 1.7 has no `null` literal, and `$null` is an ordinary variable. On API Gateway, an undefined variable and a
missing value are both the empty string, so the comparison works by accident. It fails in other engines and after a
`#set($null = …)`. The fix does not change the output.

# Example

```vtl,bad
{"given": #if($input.path('$.id') == $null)false#else true#end}
```

# Use instead

```vtl,good
{"given": #if($input.path('$.id') == "")false#else true#end}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Expression(expression) = node else { return };
    if !is_equality(expression) || lint.names.contains("null") {
        return;
    }
    let Expression::Binary { left, right, .. } = expression else { return };
    for side in [left, right] {
        if let Expression::Reference(reference) = &**side
            && reference.name.text(site.source) == "null"
            && reference.path.is_empty()
        {
            let mut finding = Diagnostic::error(
                "`$null` is a variable that is never set",
                site.place(reference.span),
            )
            .with_note(
                "why",
                "the comparison works by accident: a missing value and an undefined variable are both the empty string",
            )
            .with_note("help", "compare with `\"\"`: a missing value is the empty string");
            if site.string.is_none() {
                finding = finding.with_fix(Fix::new(
                    "compare with `\"\"`",
                    vec![Edit::replace(reference.span, "\"\"")],
                    Applicability::Safe,
                ));
            }
            findings.add(finding);
        }
    }
}
