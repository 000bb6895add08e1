//! Paths that the service does not take.

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

A path below `{proxy+}`; two variables with different names in the same place, such as `/pets/{id}` and `/pets/{name}/toys`; a
part of a path that is neither a word nor a variable as a whole, such as `{id}.json`; and two resources of the same path.

# Why it matters

The service refuses the resource: "Cannot create a child of a resource with a greedy path variable: {proxy+}", "A sibling
({id}) of this resource already has a variable path part -- only one is allowed", "Another resource with the same parent already
has this name".

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
                    "the service refuses it: \"Another resource with the same parent already has this name\"";
                findings.add(
                    Diagnostic::error(format!("there are two resources `{name}` of one parent"), span)
                        .with_label(first, "this is the other one")
                        .with_note("why", why)
                        .with_note("help", "keep one of them, and give it the methods of both"),
                );
            }
            FaultKind::SameMethod { first } => findings.add(
                Diagnostic::error(format!("the resource has two methods {name}"), span)
                    .with_label(first, "this is the other one")
                    .with_note("why", "the service refuses it: \"Method already exists for this resource\"")
                    .with_note("help", "keep one of them"),
            ),
            _ => {}
        }
    }
}

/// A resource as the service makes one of each part of a path.
#[derive(Default)]
struct Node<'a> {
    /// The first variable that stands below it.
    variable: Option<(&'a str, Span)>,
}

fn of_api(api: &Api, findings: &mut Findings) {
    let mut nodes = vec![Node::default()];
    let mut children: HashMap<(usize, &str), usize> = HashMap::new();
    // In the order of the file, so that what comes later is at fault.
    let mut paths: Vec<_> = api.resources.iter().map(|resource| &resource.path).collect();
    paths.sort_by_key(|path| path.span);
    for path in paths {
        let mut at = 0;
        let mut greedy = None;
        for part in path.value.split('/').filter(|part| !part.is_empty()) {
            if let Some(greedy) = greedy {
                let why = "the service refuses it: \"Cannot create a child of a resource with a greedy path variable\"";
                findings.add(
                    Diagnostic::error(
                        format!("`{part}` stands below `{greedy}`, which takes all of the path"),
                        path.span,
                    )
                    .with_note("why", why)
                    .with_note("help", "end the path with the greedy variable"),
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
        "the service refuses it: \"A sibling ({other}) of this resource already has a variable path part -- only one is \
         allowed\""
    );
    Diagnostic::error(format!("`{part}` stands where another path has `{other}`"), span)
        .with_label(first, "the other path")
        .with_note("why", why)
        .with_note("help", format!("name the variable `{other}` here too"))
}

fn refused_part(part: &str, span: Span) -> Diagnostic {
    let why = "the service refuses it: \"Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and \
               curly braces at the beginning and the end\"";
    Diagnostic::error(format!("`{part}` cannot be a part of a path"), span)
        .with_note("why", why)
        .with_note("help", "make it a word, or a variable as a whole: `{name}`")
}

/// Whether the service takes a part of a path. Which characters beside letters and digits a word may have is not all
/// documented, so only braces, blanks and what separates the parts of an address are refused here.
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
