//! Hyphens that are parsed as part of a variable name: `$id-suffix`.

use vtlkit_syntax::ast::Accessor;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "hyphen-in-reference",
    group: Group::Syntax,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A `-` that Velocity parses as part of a name: `$id-suffix` if only `$id` is set, and names that end with `-`, as in
`$first-$last`.

# Why it matters

In Velocity 1.7, names may contain hyphens. `$id-suffix` refers to a variable `id-suffix`, which does not exist, and
prints nothing. The fix puts the name in braces. It is unsafe because it changes the output.

# Example

```vtl,bad
#set($id = $context.requestId)
{"key": "$id-suffix"}
```

# Use instead

```vtl,good
#set($id = $context.requestId)
{"key": "${id}-suffix"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    if reference.braced {
        return;
    }
    let name = reference.name.text(site.source);
    let (span, keep) = match reference.path.last() {
        None if !lint.names.contains(name) => {
            let Some((before, _)) = name.split_once('-') else { return };
            let is_set = lint.names.contains(before);
            if !is_set && !name.ends_with('-') {
                return;
            }
            (reference.name, reference.name.start() + before.len())
        }
        Some(Accessor::Property { name, .. }) => {
            let text = name.text(site.source);
            if !text.ends_with('-') {
                return;
            }
            (*name, name.start() + text.trim_end_matches('-').len())
        }
        _ => return,
    };
    let mut finding = Diagnostic::error(
        format!("the hyphen is part of the name `{}`", span.text(site.source)),
        site.place(span),
    )
    .with_note("why", "in Velocity 1.7, names may contain `-`, and there is no variable of this name");
    if site.string.is_none() {
        let open = reference.literal.start() + if reference.quiet { 2 } else { 1 };
        let kept = Span::new(reference.literal.start(), keep).text(site.source);
        let sigil = if reference.quiet { "$!" } else { "$" };
        let inside = kept.strip_prefix(sigil).unwrap_or(kept);
        finding = finding
            .with_note("help", format!("write `{sigil}{{{inside}}}` and then the hyphen"))
            .with_fix(Fix::new(
                "put the name in braces",
                vec![Edit::insert(open, "{"), Edit::replace(Span::at(keep), "}")],
                Applicability::Unsafe,
            ));
    }
    findings.add(finding);
}
