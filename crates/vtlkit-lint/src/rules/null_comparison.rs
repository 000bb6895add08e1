//! `== $null`.

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

A comparison with `$null`, which nothing sets.

# Why it matters

On API Gateway a variable that is not set is the empty text, and so is a value that is missing, and both compare as
equal. The comparison works by that accident; it fails as soon as a `#set($null = …)` or another engine comes in. The
fix does not change what is printed.

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
                "`$null` is a variable that nothing sets",
                site.place(reference.span),
            )
            .with_note(
                "why",
                "it works by accident, as a missing value and a variable that is not set are both empty",
            )
            .with_note("help", "compare with `\"\"`, which is what a missing value is");
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
