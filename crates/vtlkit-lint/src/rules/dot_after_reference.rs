//! Text after a dot that is parsed as a member of a reference: `$name.txt`.

use std::collections::HashMap;

use vtlkit_syntax::ast::{Accessor, Expression, Item, Reference};
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "dot-after-reference",
    group: Group::Syntax,
    severity: Severity::Info,
    docs: docs(
        r#"
# What it flags

A dot and a word after a reference whose value is always a string or a number, which have no members. Values from the
payload, loop elements and authorizer values may have members and are not flagged.

# Why it matters

Velocity parses the word as a member of the value. A string has no such member, so neither the value nor the word is
printed. The fix puts the reference in braces. It is unsafe because it changes the output.

# Example

```vtl,bad
#set($id = $context.requestId)
{"key": "$id.json"}
```

# Use instead

```vtl,good
#set($id = $context.requestId)
{"key": "${id}.json"}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let mut texts = Texts::default();
    walk(lint.template, lint.source, &mut texts);
    walk(lint.template, lint.source, &mut Dots { texts: &texts.variables, findings });
}

/// Variables whose value is always a string, number or boolean, which have no members.
#[derive(Default)]
struct Texts {
    variables: HashMap<String, bool>,
}

impl Texts {
    fn add(&mut self, variable: Span, is_text: bool, site: Site<'_>) {
        let known = self.variables.entry(variable.text(site.source).to_owned()).or_insert(true);
        *known &= is_text;
    }
}

impl Visitor for Texts {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Item(Item::Set(set)) => {
                self.add(set.target.name, set.target.path.is_empty() && is_text(&set.value, site), site);
            }
            Node::Item(Item::Foreach(it)) => {
                if let [Expression::Reference(element), _, list] = &*it.arguments {
                    self.add(element.name, has_texts(list, site), site);
                }
            }
            _ => {}
        }
    }
}

/// Whether the value of an expression has no members.
fn is_text(value: &Expression, site: Site<'_>) -> bool {
    match value {
        Expression::String(_)
        | Expression::Integer(_)
        | Expression::Float(_)
        | Expression::Boolean { .. }
        | Expression::Not { .. }
        | Expression::Binary { .. } => true,
        Expression::Reference(value) => {
            !value.path.is_empty() && gives_text(value, site) == Some(value.path.len())
        }
        Expression::Group { inner, .. } => is_text(inner, site),
        _ => false,
    }
}

/// Whether the elements of a list have no members.
fn has_texts(list: &Expression, site: Site<'_>) -> bool {
    match list {
        Expression::List { elements, .. } => elements.iter().all(|element| is_text(element, site)),
        Expression::Range { .. } => true,
        Expression::Reference(list) => match list.path.last() {
            Some(Accessor::Method { name, .. }) => matches!(name.text(site.source), "keySet" | "split"),
            _ => false,
        },
        _ => false,
    }
}

/// How many steps of a reference lead to a value that is certainly a string.
fn gives_text(reference: &Reference, site: Site<'_>) -> Option<usize> {
    let call = read::call(reference, site)?;
    match (reference.name.text(site.source), call.member, call.arguments) {
        ("input", "params" | "json", Some([_])) | ("input", "body", None) => Some(1),
        (
            "util",
            "escapeJavaScript" | "urlEncode" | "urlDecode" | "base64Encode" | "base64Decode",
            Some(_),
        ) => Some(1),
        ("stageVariables", _, None) => Some(1),
        (
            "context",
            "requestId" | "accountId" | "apiId" | "stage" | "httpMethod" | "resourceId" | "resourcePath"
            | "path" | "requestTime" | "requestTimeEpoch" | "extendedRequestId" | "domainName"
            | "domainPrefix" | "deploymentId" | "connectionId",
            None,
        ) => Some(1),
        ("context", "identity", None) => Some(2),
        _ => None,
    }
}

struct Dots<'t, 'f> {
    texts: &'t HashMap<String, bool>,
    findings: &'f mut Findings,
}

impl Visitor for Dots<'_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        let Node::Reference(reference, Use::Printed) = node else { return };
        if reference.braced {
            return;
        }
        let name = reference.name.text(site.source);
        let is_text = self.texts.get(name).copied().unwrap_or(false);
        let known = if is_text { Some(0) } else { gives_text(reference, site) };
        let Some(known) = known else { return };
        let Some(Accessor::Property { span: at, name: word }) = reference.path.get(known) else { return };
        let (at, word) = (*at, word.text(site.source));
        if matches!(word, "empty" | "bytes" | "class") {
            return;
        }
        let what = reference.literal.start();
        let kept = Span::new(what, at.start()).text(site.source);
        let sigil = if reference.quiet { "$!" } else { "$" };
        let inside = kept.strip_prefix(sigil).unwrap_or(kept);
        let braced = format!("{sigil}{{{inside}}}");
        let message = format!("`{kept}` has no member `{word}`");
        let mut finding = Diagnostic::error(message, site.place(at))
            .with_note(
                "why",
                "strings and numbers have no members: neither the value nor the word is printed",
            )
            .with_note("help", format!("write `{braced}.{word}`"));
        if site.string.is_none() {
            finding = finding.with_fix(Fix::new(
                "put the reference in braces",
                vec![Edit::insert(what + sigil.len(), "{"), Edit::insert(at.start(), "}")],
                Applicability::Unsafe,
            ));
        }
        self.findings.add(finding);
    }
}
