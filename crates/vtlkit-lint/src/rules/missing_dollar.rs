//! Calls without the `$`: `util.escapeJavaScript(…)`.

use vtlkit_gateway::catalog::VARIABLES;
use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "missing-dollar",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A call of a function of `$util` or `$input` without the `$`.

# Why it matters

Without the `$`, the call is plain text and is printed unchanged.

# Example

```vtl,bad
{"name": "util.escapeJavaScript($input.path('$.name'))"}
```

# Use instead

```vtl,good
{"name": "$util.base64Encode($input.json('$.name'))"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Item(Item::Text(text)) = node else { return };
    let said = text.span.text(site.source);
    for variable in VARIABLES.iter().filter(|variable| said.contains(variable.name)) {
        let mut seen = "";
        for member in variable.members {
            if member.name == seen || member.name == "body" {
                continue;
            }
            seen = member.name;
            let call = format!("{}.{}(", variable.name, member.name);
            for (at, _) in said.match_indices(&call) {
                let before = said.get(..at).and_then(|before| before.chars().next_back());
                if before
                    .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '{' | '!'))
                {
                    continue;
                }
                let start = text.span.start() + at;
                findings.add(
                    Diagnostic::error(
                        format!("`{}.{}` needs a `$`", variable.name, member.name),
                        site.place(Span::new(start, start + call.len() - 1)),
                    )
                    .with_note("why", "without it, this is plain text and is printed unchanged")
                    .with_note("help", format!("write `${}.{}(…)`", variable.name, member.name)),
                );
            }
        }
    }
}
