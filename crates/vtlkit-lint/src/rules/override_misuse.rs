//! Overrides that the service ignores: `$context.responseOverride.statusCode`.

use vtlkit_syntax::ast::{Accessor, Expression, Item, Reference};
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest;
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "override-misuse",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

An override that the service ignores: a member other than `requestOverride.header`, `.path` and `.querystring` or
`responseOverride.header` and `.status`; a status that is not an integer from 100 to 599; or a request override in a
response template, which runs after the request was sent.

# Why it matters

The override has no effect, and there is no error.

# Example

```vtl,bad
#set($context.responseOverride.statusCode = 404)
{}
```

# Use instead

```vtl,good
#set($context.responseOverride.status = 404)
{}
```
",
    ),
    check: Check::Node(check),
};

const REQUEST: [&str; 3] = ["header", "path", "querystring"];
const RESPONSE: [&str; 2] = ["header", "status"];

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Item(Item::Set(set)) = node else { return };
    if set.target.name.text(site.source) != "context" {
        return;
    }
    let Some((which, span)) = step(&set.target, 0, site) else { return };
    let mut add = |message: String, span: Span, help: String| {
        findings.add(
            Diagnostic::error(message, site.place(span))
                .with_note("why", "the service ignores it and reports no error")
                .with_note("help", help),
        );
    };
    let parts: &[&str] = match &*which {
        "requestOverride" => &REQUEST,
        "responseOverride" => &RESPONSE,
        other => {
            if let Some(meant) = suggest::nearest(other, ["requestOverride", "responseOverride"]) {
                add(format!("`$context` has no `{other}`"), span, format!("write `{meant}`"));
            }
            return;
        }
    };
    if which == "requestOverride" && lint.target.is_response() {
        let help =
            "override the response with `$context.responseOverride`, or move this to the request template";
        add(
            "a response template cannot change the request, which was already sent".into(),
            span,
            help.into(),
        );
        return;
    }
    let Some((part, span)) = step(&set.target, 1, site) else { return };
    if !parts.contains(&&*part) {
        let meant = match &*part {
            "statusCode" | "code" if which == "responseOverride" => Some("status"),
            "query" | "queryString" | "queryStringParameters" if which == "requestOverride" => {
                Some("querystring")
            }
            other => suggest::nearest(other, parts.iter().copied()),
        };
        let help =
            meant.map_or_else(|| format!("it has {}", parts.join(", ")), |meant| format!("write `{meant}`"));
        add(format!("`$context.{which}` has no `{part}`"), span, help);
        return;
    }
    if part == "status" {
        let bad = match &set.value {
            Expression::Integer(number) => {
                number.text(site.source).parse::<u32>().map_or(true, |status| !(100..600).contains(&status))
            }
            Expression::Float(_)
            | Expression::Boolean { .. }
            | Expression::List { .. }
            | Expression::Map { .. } => true,
            value @ Expression::String(_) => read::text(value, site)
                .is_some_and(|text| text.parse::<u32>().map_or(true, |status| !(100..600).contains(&status))),
            _ => false,
        };
        if bad {
            let value = set.value.span();
            add(
                format!("`{}` is not a valid status", value.text(site.source)),
                value,
                "set an integer from 100 to 599".into(),
            );
        }
    }
}

/// The property name or constant index at a step of a reference, and its span.
fn step<'t>(
    reference: &'t Reference,
    at: usize,
    site: Site<'t>,
) -> Option<(std::borrow::Cow<'t, str>, Span)> {
    match reference.path.get(at)? {
        Accessor::Property { name, .. } => Some((name.text(site.source).into(), *name)),
        Accessor::Index { index, .. } => Some((read::text(index, site)?, index.span())),
        Accessor::Method { .. } => None,
    }
}
