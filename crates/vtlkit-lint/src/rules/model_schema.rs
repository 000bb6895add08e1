//! Models without a schema or a name.

use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "model-schema",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r##"
# What it flags

A model whose schema is `{}`, and a model with an empty name.

# Why it matters

The service rejects the model: "Model schema must have at least 1 property or array items defined", "Model name must
be non-empty". To allow any object, write `{"type": "object"}`, the schema of the built-in model `Empty`.

# Example

```yaml,bad
openapi: 3.0.1
components:
  schemas:
    Anything: {}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Anything"}}}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: "https://example.com/pets"}
```

# Use instead

```yaml,good
openapi: 3.0.1
components:
  schemas:
    Anything: {type: object}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Anything"}}}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: "https://example.com/pets"}
```
"##,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    // In an OpenAPI document that is also for other programs, only what concerns API Gateway is read.
    for model in definition.deployed().iter().flat_map(|api| &api.models) {
        if model.name.value.trim().is_empty() {
            findings.add(
                Diagnostic::error("the model has no name", model.name.span)
                    .with_note("why", "the service rejects it: \"Model name must be non-empty\"")
                    .with_note("help", "give it a name of letters and digits"),
            );
        }
        // An inline schema gets its name from the import.
        let is_inline = model.name.span == model.schema.span;
        let members = model.schema.as_str().trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if !is_inline && members.is_some_and(|members| members.trim().is_empty()) {
            let why = "the service rejects it: \"Model schema must have at least 1 property or array items defined\"";
            findings.add(
                Diagnostic::error(format!("the schema of `{}` is empty", model.name.value), model.name.span)
                    .with_note("why", why)
                    .with_note("help", "write `{\"type\": \"object\"}` to allow any object"),
            );
        }
    }
}
