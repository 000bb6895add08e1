//! `$name.txt`.

use std::collections::HashMap;

use vtlkit_syntax::ast::{Accessor, Expression, Item, Reference};
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::read;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "dot-after-reference",
    group: Group::Syntax,
    severity: Severity::Info,
    docs: r#"
# What it flags

A dot and a word after a reference that is a text, so that no member can be meant, and file endings such as `.txt` after
any other.

# Why it matters

Velocity takes the word for a member. A text has none of this name, so that neither the value nor the word is printed.
The fix puts the reference in braces. It changes what is printed, and so has to be asked for.

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
    check: Check::Template(check),
};

/// Endings of files that are hardly ever members of an object.
const ENDINGS: [&str; 14] =
    ["txt", "csv", "tsv", "png", "jpg", "jpeg", "gif", "svg", "pdf", "xml", "html", "zip", "gz", "parquet"];

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let mut texts = Texts::default();
    walk(lint.template, lint.source, &mut texts);
    walk(lint.template, lint.source, &mut Dots { texts: &texts.variables, findings });
}

/// Which variables are only ever set to texts.
#[derive(Default)]
struct Texts {
    variables: HashMap<String, bool>,
}

impl Visitor for Texts {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Item(Item::Set(set)) => {
                let name = set.target.name.text(site.source).to_owned();
                let text = set.target.path.is_empty()
                    && match &set.value {
                        Expression::String(_) => true,
                        Expression::Reference(value) => {
                            gives_text(value, site) == Some(value.path.len()) && !value.path.is_empty()
                        }
                        _ => false,
                    };
                let known = self.variables.get(&name).copied().unwrap_or(true);
                self.variables.insert(name, known && text);
            }
            Node::Reference(reference, Use::Element) => {
                self.variables.insert(reference.name.text(site.source).to_owned(), false);
            }
            _ => {}
        }
    }
}

/// How many steps of a reference lead to what is a text for sure.
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
        let is_text = self.texts.get(name).copied();
        let known = if is_text == Some(true) { Some(0) } else { gives_text(reference, site) };
        let last = reference.path.len().saturating_sub(1);
        let (at, word, sure) = match (known, reference.path.last()) {
            (Some(known), _) if known < reference.path.len() => match reference.path.get(known) {
                Some(Accessor::Property { span, name }) => (*span, name.text(site.source), true),
                _ => return,
            },
            (None, Some(Accessor::Property { span, name }))
                if is_text.is_some() && ENDINGS.contains(&name.text(site.source)) && last == 0 =>
            {
                (*span, name.text(site.source), false)
            }
            _ => return,
        };
        if matches!(word, "empty" | "bytes" | "class") {
            return;
        }
        let what = reference.literal.start();
        let kept = Span::new(what, at.start()).text(site.source);
        let sigil = if reference.quiet { "$!" } else { "$" };
        let inside = kept.strip_prefix(sigil).unwrap_or(kept);
        let braced = format!("{sigil}{{{inside}}}");
        let message = if sure {
            format!("`{kept}` is a text and has no member `{word}`")
        } else {
            format!("`.{word}` is read as a member of `{kept}`")
        };
        let mut finding = Diagnostic::error(message, site.place(at))
            .with_note(
                "why",
                "a member that there is not prints nothing, and the value is not printed either",
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
