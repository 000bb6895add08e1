//! Functions that fail on what clients send.

use vtlkit_syntax::ast::{Expression, Item, Reference, StringValue};
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::read;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "decode-throws",
    group: Group::Values,
    severity: Severity::Warning,
    docs: r#"
# What it flags

`$util.parseJson(…)` and `$util.base64Decode(…)` of a parameter, and in a request template of a value of the payload.

# Why it matters

What is no JSON, or no Base64, ends the render: the client is answered with status 500, and no mapping can catch that.

# Example

```vtl,bad
#set($cursor = $util.parseJson($input.params('cursor')))
{"page": "$cursor.page"}
```

# Use instead

Pass the value on as it is, to something that can refuse it:

```vtl,good
{"cursor": "$util.escapeJavaScript($input.params('cursor')).replaceAll("\\'", "'")"}
```
"#,
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    if reference.name.text(site.source) != "util" {
        return;
    }
    let Some(call) = read::call(reference, site) else { return };
    let (what, Some([argument])) = (call.member, call.arguments) else { return };
    if !matches!(what, "parseJson" | "base64Decode") {
        return;
    }
    let Some((inner, site)) = inner(argument, site) else { return };
    if !is_clients(lint, inner, site) {
        return;
    }
    let kind = if what == "parseJson" { "JSON" } else { "Base64" };
    findings.add(
        Diagnostic::error(
            format!("this fails when `{}` is no {kind}", inner.literal.text(site.source)),
            site.place(call.span),
        )
        .with_note("why", "the render ends there, and the client is answered with status 500")
        .with_note("help", "pass the value on as it is, or have a model with a `pattern` refuse it"),
    );
}

/// The reference an argument is, alone or alone in a string.
fn inner<'t>(argument: &'t Expression, site: Site<'t>) -> Option<(&'t Reference, Site<'t>)> {
    match argument {
        Expression::Reference(reference) => Some((reference, site)),
        Expression::String(literal) => {
            let StringValue::Template { template, .. } = &literal.value else { return None };
            let [Item::Reference(reference)] = &*template.items else { return None };
            let inner = match &template.decoded {
                Some(text) => Site { source: text, string: Some(site.place(literal.span)) },
                None => site,
            };
            Some((reference, inner))
        }
        _ => None,
    }
}

/// Whether clients choose a value.
fn is_clients(lint: &Lint<'_>, reference: &Reference, site: Site<'_>) -> bool {
    let is_request = lint.target.phase == Some(crate::target::Phase::Request);
    match (reference.name.text(site.source), read::call(reference, site)) {
        ("input", Some(call)) => match call.member {
            "params" => call.arguments.is_some(),
            "path" => is_request,
            _ => false,
        },
        (name, _) => is_request && lint.external.get(name).copied().unwrap_or(false),
    }
}
