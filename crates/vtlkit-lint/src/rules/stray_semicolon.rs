//! Semicolons after directives: `#set(…);`.

use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "stray-semicolon",
    group: Group::Syntax,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A `;` directly after a `#set(…)` or an `#end`.

# Why it matters

A directive ends with its closing parenthesis. The `;` is plain text and is printed, which makes JSON invalid. The fix
removes it. It is unsafe because it changes the output.

# Example

```vtl,bad
#set($id = 1);
{"id": 1}
```

# Use instead

```vtl,good
#set($id = 1)
{"id": $id}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Item(Item::Text(text)) = node else { return };
    let start = text.span.start();
    if site.string.is_none()
        && lint.directive_ends.contains(&start)
        && text.span.text(site.source).starts_with(';')
    {
        let span = Span::new(start, start + 1);
        findings.add(
            Diagnostic::error("the `;` after a directive is printed", span)
                .with_note("why", "it becomes part of the output and makes JSON invalid")
                .with_note("help", "remove it: a directive ends with its closing parenthesis")
                .with_fix(Fix::new("remove the `;`", vec![Edit::delete(span)], Applicability::Unsafe)),
        );
    }
}
