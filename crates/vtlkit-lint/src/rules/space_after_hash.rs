//! Directives with a space after the `#`: `# if(…)`.

use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "space-after-hash",
    group: Group::Syntax,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

Spaces or tabs between `#` and `set(`, `if(`, `elseif(` or `foreach(`.

# Why it matters

`# set(…)` is plain text: it is printed, and the variable stays unset. The fix removes the space. It is unsafe because
it changes the output.

# Example

```vtl,bad
# set($id = 1)
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

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Item(Item::Text(text)) = node else { return };
    if site.string.is_some() {
        return;
    }
    let said = text.span.text(site.source);
    for (at, _) in said.match_indices('#') {
        // Text ends where a reference starts, which may be inside the parentheses.
        let rest = site.source.get(text.span.start() + at + 1..).unwrap_or_default();
        let name = rest.trim_start_matches([' ', '\t']);
        let blanks = rest.len() - name.len();
        let known = ["set", "if", "elseif", "foreach"].into_iter().find(|directive| {
            name.strip_prefix(directive).is_some_and(|rest| rest.trim_start().starts_with("($"))
        });
        if let (1.., Some(known)) = (blanks, known) {
            let from = text.span.start() + at;
            let gap = Span::new(from + 1, from + 1 + blanks);
            findings.add(
                Diagnostic::error(
                    format!("`# {known}` is plain text, not a directive"),
                    Span::new(from, gap.end() + known.len()),
                )
                .with_note("why", "a directive has no space after its `#`, so this is printed")
                .with_fix(Fix::new(
                    "remove the space",
                    vec![Edit::delete(gap)],
                    Applicability::Unsafe,
                )),
            );
        }
    }
}
