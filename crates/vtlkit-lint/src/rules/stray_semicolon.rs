//! `#set(…);`.

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

Directives end with their parenthesis. The `;` is text and is printed, which breaks JSON. The fix takes it out of the
output, which is why it has to be asked for.

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
                .with_note("why", "it gets into the output, where JSON has no room for it")
                .with_note("help", "directives end with their parenthesis; remove it")
                .with_fix(Fix::new("remove the `;`", vec![Edit::delete(span)], Applicability::Unsafe)),
        );
    }
}
