//! Members that `$context` does not have.

use vtlkit_syntax::ast::Accessor;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::context;
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest;

pub(super) static RULE: Rule = Rule {
    name: "unknown-context",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A member of `$context` or `$context.identity` that API Gateway does not document for mapping templates.

# Why it matters

An unknown member prints nothing, and there is no error.

# Example

```vtl,bad
{"ip": "$context.identity.ip"}
```

# Use instead

```vtl,good
{"ip": "$context.identity.sourceIp"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    if reference.name.text(site.source) != "context" {
        return;
    }
    let property = |at: usize| match reference.path.get(at) {
        Some(Accessor::Property { name, .. }) => Some((name.text(site.source), *name)),
        _ => None,
    };
    let Some((first, span)) = property(0) else { return };
    // Names that end with a hyphen are left to the rule `hyphen-in-reference`.
    if reference.path.last().is_some_and(|step| step.span().text(site.source).ends_with('-')) {
        return;
    }
    if !context::MEMBERS.contains(&first) {
        // Members of AppSync's `$context` are left to the rule `appsync-only`.
        if !matches!(first, "arguments" | "args" | "source" | "stash" | "prev" | "empty" | "class") {
            add(findings, "$context", first, site.place(span), context::MEMBERS);
        }
    } else if first == "identity"
        && let Some((second, span)) = property(1)
        && !context::IDENTITY.contains(&second)
        && !matches!(second, "empty" | "class")
    {
        add(findings, "$context.identity", second, site.place(span), context::IDENTITY);
    }
}

fn add(findings: &mut Findings, of: &str, name: &str, span: Span, known: &'static [&'static str]) {
    let mut finding = Diagnostic::error(format!("`{of}` has no `{name}`"), span)
        .with_note("why", "it prints nothing, and it is true in a condition");
    // The name may be the end of a longer one: `ip` of `sourceIp`.
    let inside =
        || known.iter().copied().find(|it| it.to_ascii_lowercase().ends_with(&name.to_ascii_lowercase()));
    if let Some(meant) = suggest::nearest(name, known.iter().copied()).or_else(inside) {
        finding = finding.with_primary(format!("did you mean `{meant}`?"));
    }
    findings.add(finding);
}
