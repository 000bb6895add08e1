//! Mock integrations that no request template gives a status.

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

A mock integration without a request template for `application/json`. Of methods `OPTIONS` the rule `cors-preflight` tells it.

# Why it matters

The template gives the status that chooses the response. A request without a `Content-Type` is taken for `application/json`;
without a template for it, it is answered with status 500: "Unable to parse statusCode. It should be an integer that is defined in
the request template."

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
                    .with_note("why", "without a status from a template a mock answers with status 500")
                    .with_note("help", "add a request template: `application/json: '{\"statusCode\": 200}'`"),
            );
        }
    }
}

/// Why a mock does not answer requests without a content type, and where that is seen.
pub(super) fn unanswered(wire: &Wire<'_>, text: &str) -> Option<(&'static str, Span)> {
    if wire.kind() != IntegrationType::Mock {
        return None;
    }
    let templates = &wire.integration.request_templates;
    // What an empty one lacks is told by the rule `mock-status`.
    if templates.iter().any(is_for_json) {
        return None;
    }
    if let Some(other) = templates.first() {
        return Some(("the mock has no request template for `application/json`", other.content_type.span));
    }
    // What cannot be read, such as a function, is not missing.
    let is_written = wire.writes(text, &["requestTemplates", "RequestTemplates", "request_templates"]);
    (!is_written).then_some(("the mock has no request template", wire.integration.kind.span))
}
