//! Invalid names of models, and schema words that the import rejects.

use vtlkit_definition::TemplateKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "model-name",
    group: Group::Models,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A model whose name contains characters other than letters and digits, and `discriminator` or `format: decimal` in a
schema.

# Why it matters

The service rejects the model and the import of the whole API.

# Example

```yaml,bad
openapi: 3.0.1
paths: {}
components:
  schemas:
    new-pet: {type: object}
x-amazon-apigateway-policy: {}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths: {}
components:
  schemas:
    NewPet: {type: object}
x-amazon-apigateway-policy: {}
```
",
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for template in &definition.extraction.templates {
        let role = &template.role;
        if role.kind != TemplateKind::Model {
            continue;
        }
        if let Some(name) = &role.name
            && !name.value.contains("${")
            && !name.value.chars().all(|c| c.is_ascii_alphanumeric())
        {
            findings.add(
                Diagnostic::error(
                    format!("`{}` is not a valid model name: use letters and digits only", name.value),
                    name.span,
                )
                .with_note("why", "the service rejects the model and the whole import")
                .with_note("help", "remove the other characters, here and in each `$ref`"),
            );
        }
        let text = &*template.text;
        let mut add = |at: usize, len: usize, message: &'static str, help: &'static str| {
            findings.add(
                Diagnostic::error(message, template.map.to_host(Span::new(at, at + len)))
                    .with_note("why", "the service rejects the model and the whole import")
                    .with_note("help", help),
            );
        };
        // Only as a keyword, not as the name of a property.
        if role.imported
            && let Some(at) = text.find("\"discriminator\"")
            && text.get(at + 15..).is_some_and(|rest| {
                let value = rest.trim_start().trim_start_matches(':').trim_start();
                value.starts_with('"')
                    || value.starts_with("{\"propertyName\"")
                    || value.starts_with("{ \"propertyName\"")
            })
        {
            add(at + 1, 13, "the service does not support `discriminator`", "remove it");
        }
        let decimal = text.match_indices("\"decimal\"").find(|(at, _)| {
            let before = text.get(..*at).unwrap_or_default().trim_end();
            before.strip_suffix(':').is_some_and(|before| before.trim_end().ends_with("\"format\""))
        });
        if let Some((at, _)) = decimal {
            add(at + 1, 7, "the service does not support the format `decimal`", "remove the format");
        }
    }
}
