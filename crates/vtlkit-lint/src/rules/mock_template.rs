//! Mock integrations without a request template for `application/json`.

use vtlkit_api::IntegrationType;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::{Wire, is_for_json};

pub(super) static RULE: Rule = Rule {
    name: "mock-template",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A mock integration without a request template for `application/json`. For `OPTIONS` methods, the rule `cors-preflight`
reports this.

# Why it matters

The template prints the status that selects the response. A request without a `Content-Type` is treated as
`application/json`; without a template for this type, the client gets status 500: "Unable to parse statusCode. It
should be an integer that is defined in the request template."

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        responses: {default: {statusCode: "200"}}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200"}}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for wire in definition.wires.iter().filter(|wire| wire.is_first && !wire.is_preflight()) {
        if let Some((message, span)) = unanswered(wire, definition.text) {
            findings.add(
                Diagnostic::error(message, span)
                    .with_note("why", "a mock without a status from its template answers with status 500")
                    .with_note("help", "add a request template: `application/json: '{\"statusCode\": 200}'`"),
            );
        }
    }
}

/// The message and span for a mock that fails for requests without a content type.
pub(super) fn unanswered(wire: &Wire<'_>, text: &str) -> Option<(&'static str, Span)> {
    if wire.kind() != IntegrationType::Mock {
        return None;
    }
    let templates = &wire.integration.request_templates;
    // The rule `mock-status` reports an empty template.
    if templates.iter().any(is_for_json) {
        return None;
    }
    if let Some(other) = templates.first() {
        return Some(("the mock has no request template for `application/json`", other.content_type.span));
    }
    // Templates that cannot be read, such as a function call, are not missing.
    let is_written = wire.writes(text, &["requestTemplates", "RequestTemplates", "request_templates"]);
    (!is_written).then_some(("the mock has no request template", wire.integration.kind.span))
}
