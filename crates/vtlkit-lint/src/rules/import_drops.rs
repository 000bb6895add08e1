//! Keywords that an import drops.

use serde_json::Value as Json;
use vtlkit_host::TemplateKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "import-drops",
    group: Group::Models,
    severity: Severity::Warning,
    docs: r"
# What it flags

`minItems`, `maxItems`, `minProperties` and `maxProperties` in the schemas of an OpenAPI document.

# Why it matters

The import of the document leaves them out of the models: requests are not held to them.

# Example

```yaml,bad
openapi: 3.0.1
paths: {}
components:
  schemas:
    Order: {type: object, properties: {items: {type: array, maxItems: 10}}}
x-amazon-apigateway-policy: {}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths: {}
components:
  schemas:
    Order: {type: object, properties: {items: {type: array}}}
x-amazon-apigateway-policy: {}
```
",
    check: Check::File(check),
};

/// What is dropped.
pub(crate) const DROPPED: [&str; 4] = ["minItems", "maxItems", "minProperties", "maxProperties"];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for template in &definition.extraction.templates {
        if template.role.kind != TemplateKind::Model || !template.role.imported {
            continue;
        }
        let text = &*template.text;
        if !DROPPED.iter().any(|keyword| text.contains(keyword)) || !has_dropped(text) {
            continue;
        }
        for keyword in DROPPED {
            let quoted = format!("\"{keyword}\"");
            for (at, _) in text.match_indices(&quoted) {
                let after = text.get(at + quoted.len()..).unwrap_or_default().trim_start();
                let number = after
                    .strip_prefix(':')
                    .is_some_and(|value| value.trim_start().starts_with(|c: char| c.is_ascii_digit()));
                if number {
                    let span = template.map.to_host(Span::new(at + 1, at + 1 + keyword.len()));
                    findings.add(
                        Diagnostic::error(format!("the import leaves `{keyword}` out of the model"), span)
                            .with_note("why", "requests are not held to it")
                            .with_note("help", "check it in the endpoint, or set the model after the import"),
                    );
                }
            }
        }
    }
}

/// Whether a schema has one of the keywords where keywords stand.
fn has_dropped(text: &str) -> bool {
    let Ok(schema) = serde_json::from_str::<Json>(text) else { return false };
    let mut open = vec![&schema];
    while let Some(value) = open.pop() {
        match value {
            Json::Object(map) => {
                if DROPPED.iter().any(|keyword| map.get(*keyword).is_some_and(Json::is_number)) {
                    return true;
                }
                open.extend(map.values());
            }
            Json::Array(list) => open.extend(list),
            _ => {}
        }
    }
    false
}
