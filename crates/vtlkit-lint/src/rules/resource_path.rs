//! Resource paths that the service rejects.

use std::collections::HashMap;

use vtlkit_api::Api;
use vtlkit_definition::FaultKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::is_closed;

pub(super) static RULE: Rule = Rule {
    name: "resource-path",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A path below `{proxy+}`; two path variables with different names at the same position, such as `/pets/{id}` and
`/pets/{name}/toys`; a path part that is neither a word nor a single variable, such as `{id}.json`; and two resources
with the same path.

# Why it matters

The service rejects the resource: "Cannot create a child of a resource with a greedy path variable: {proxy+}", "A
sibling ({id}) of this resource already has a variable path part -- only one is allowed", "Another resource with the
same parent already has this name".

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets/{id}:
    get:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "https://example.com/pet"}
  /pets/{name}/toys:
    get:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "https://example.com/toys"}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets/{id}:
    get:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "https://example.com/pet"}
  /pets/{id}/toys:
    get:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "https://example.com/toys"}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for api in definition.deployed() {
        of_api(api, findings);
    }
    for fault in definition.faults {
        let (name, span) = (&fault.word.value, fault.word.span);
        match fault.kind {
            FaultKind::PathPart => findings.add(refused_part(name, span)),
            FaultKind::SameResource { first } => {
                let why =
                    "the service rejects it: \"Another resource with the same parent already has this name\"";
                findings.add(
                    Diagnostic::error(
                        format!("two resources with the same parent are called `{name}`"),
                        span,
                    )
                    .with_label(first, "the other one")
                    .with_note("why", why)
                    .with_note("help", "keep one of them, with the methods of both"),
                );
            }
            FaultKind::SameMethod { first } => findings.add(
                Diagnostic::error(format!("the resource has two {name} methods"), span)
                    .with_label(first, "the other one")
                    .with_note("why", "the service rejects it: \"Method already exists for this resource\"")
                    .with_note("help", "keep one of them"),
            ),
            _ => {}
        }
    }
}

/// A node of the resource tree: the service creates a resource for each path part.
#[derive(Default)]
struct Node<'a> {
    /// The first path variable among its children.
    variable: Option<(&'a str, Span)>,
}

fn of_api(api: &Api, findings: &mut Findings) {
    let mut nodes = vec![Node::default()];
    let mut children: HashMap<(usize, &str), usize> = HashMap::new();
    // In the order of the file, so that the later path is reported.
    let mut paths: Vec<_> = api.resources.iter().map(|resource| &resource.path).collect();
    paths.sort_by_key(|path| path.span);
    for path in paths {
        let mut at = 0;
        let mut greedy = None;
        for part in path.value.split('/').filter(|part| !part.is_empty()) {
            if let Some(greedy) = greedy {
                let why = "the service rejects it: \"Cannot create a child of a resource with a greedy path variable\"";
                findings.add(
                    Diagnostic::error(
                        format!("`{part}` is below `{greedy}`, which matches the rest of the path"),
                        path.span,
                    )
                    .with_note("why", why)
                    .with_note("help", "end the path with the greedy path variable"),
                );
                break;
            }
            let is_known = is_closed(part) && (api.is_known(path.span) || !part.contains('<'));
            if is_known && !is_part(part) {
                findings.add(refused_part(part, path.span));
                break;
            }
            if part.starts_with('{') && is_known {
                greedy = part.ends_with("+}").then_some(part);
                match nodes.get(at).and_then(|node| node.variable) {
                    Some((other, first)) if other != part => {
                        findings.add(sibling(part, path.span, other, first));
                        break;
                    }
                    Some(_) => {}
                    None => {
                        if let Some(node) = nodes.get_mut(at) {
                            node.variable = Some((part, path.span));
                        }
                    }
                }
            }
            let next = nodes.len();
            at = *children.entry((at, part)).or_insert(next);
            if at == next {
                nodes.push(Node::default());
            }
        }
    }
}

fn sibling(part: &str, span: Span, other: &str, first: Span) -> Diagnostic {
    let why = format!(
        "the service rejects it: \"A sibling ({other}) of this resource already has a variable path part -- only one is \
         allowed\""
    );
    Diagnostic::error(format!("`{part}` is at the position of the variable `{other}` in another path"), span)
        .with_label(first, "the other path")
        .with_note("why", why)
        .with_note("help", format!("use the name `{other}` here too"))
}

fn refused_part(part: &str, span: Span) -> Diagnostic {
    let why = "the service rejects it: \"Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and \
               curly braces at the beginning and the end\"";
    Diagnostic::error(format!("`{part}` is not a valid path part"), span)
        .with_note("why", why)
        .with_note("help", "write a word or a single variable: `{name}`")
}

/// Whether the service accepts a path part. The characters allowed besides letters and digits are not fully
/// documented, so only braces, spaces and delimiters of URLs are rejected here.
fn is_part(part: &str) -> bool {
    match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => {
            let name = name.strip_suffix('+').unwrap_or(name);
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '$');
            !name.is_empty() && name.chars().all(is_of_name)
        }
        None => !part.contains(['{', '}', ' ', '?', '#', '|', '<', '>', '"', '\\', '^', '`']),
    }
}
