//! Templates whose payload is binary.

use vtlkit_api::{ContentHandling, IntegrationType};
use vtlkit_text::{Applicability, Diagnostic, Fix, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::member::replace_word;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::{Wire, existing};

pub(super) static RULE: Rule = Rule {
    name: "binary-conversion",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A template in an API with the binary media type `*/*`, if its integration or integration response does not set
`contentHandling` to `CONVERT_TO_TEXT`. For `OPTIONS` methods, the rule `cors-preflight` reports this.

# Why it matters

With `*/*`, every payload is binary, even an empty one. A template can only read text, so every request is answered
with status 500: "Execution failed due to configuration error: Unable to transform request".

With `CONVERT_TO_TEXT`, `$input.body` is the payload in Base64. The fix adds this setting. It is safe for mock
integrations whose template does not read the payload.

# Example

```yaml,bad
openapi: 3.0.1
x-amazon-apigateway-binary-media-types: ["*/*"]
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200"}}
```

# Use instead

```yaml,good
openapi: 3.0.1
x-amazon-apigateway-binary-media-types: ["*/*"]
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        contentHandling: CONVERT_TO_TEXT
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200"}}
```
"#,
    ),
    check: Check::File(check),
};

/// The property's name in OpenAPI, CloudFormation and Terraform.
const NAMES: [&str; 3] = ["contentHandling", "ContentHandling", "content_handling"];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let text = definition.text;
    for wire in definition.wires.iter().filter(|wire| wire.is_first && !wire.is_preflight()) {
        if let Some(finding) = unread(wire, text) {
            findings.add(finding);
        }
        if !is_wide(wire) || wire.kind() == IntegrationType::Mock || wire.kind().is_proxy() {
            continue;
        }
        for response in &wire.integration.responses {
            let Some(entry) = existing(&response.response_templates).next() else { continue };
            let handling = response.content_handling.map(|handling| handling.value);
            if handling == Some(ContentHandling::ConvertToText)
                || handling.is_none() && NAMES.iter().any(|name| response.span.text(text).contains(name))
            {
                continue;
            }
            findings.add(
                Diagnostic::error("this template receives a binary payload, which templates cannot read", entry.content_type.span)
                    .with_note("why", "the binary media type `*/*` makes every payload binary, and the client gets status 500")
                    .with_note("help", "set `contentHandling: CONVERT_TO_TEXT` in the response, or list the binary types instead of `*/*`"),
            );
        }
    }
}

/// Whether every payload of the API is binary.
fn is_wide(wire: &Wire<'_>) -> bool {
    wire.api.binary_media_types.iter().any(|kind| kind.value == "*/*")
}

/// The finding for an integration whose request template receives a binary payload.
pub(super) fn unread(wire: &Wire<'_>, text: &str) -> Option<Diagnostic> {
    let integration = wire.integration;
    let entry = existing(&integration.request_templates).next()?;
    let handling = integration.content_handling;
    let converts = handling.is_some_and(|handling| handling.value == ContentHandling::ConvertToText);
    if !is_wide(wire)
        || wire.kind().is_proxy()
        || converts
        || handling.is_none() && converts_somehow(wire, text)
    {
        return None;
    }
    let why = "the binary media type `*/*` makes every payload binary, and the client gets status 500, \"Unable to transform request\"";
    let mut finding = Diagnostic::error(
        "this template receives a binary payload, which templates cannot read",
        entry.content_type.span,
    )
    .with_note("why", why)
    .with_note("help", "set `contentHandling: CONVERT_TO_TEXT`, or list the binary types instead of `*/*`");
    let edit = match handling {
        Some(handling) => replace_word(text, handling.span, handling.value.as_str(), "CONVERT_TO_TEXT"),
        None => wire.add(text, NAMES, "CONVERT_TO_TEXT"),
    };
    let reads =
        existing(&integration.request_templates).any(|entry| entry.template.as_str().contains("$input"));
    let is_safe = wire.kind() == IntegrationType::Mock && !reads;
    let applicability = if is_safe { Applicability::Safe } else { Applicability::Unsafe };
    finding.fix = edit.map(|edit| Fix::new("convert the payload to text", vec![edit], applicability));
    Some(finding)
}

/// Whether the integration sets `contentHandling` to an unknown value. Its responses have a property of the same
/// name, so occurrences are counted.
fn converts_somehow(wire: &Wire<'_>, text: &str) -> bool {
    let of_responses =
        wire.integration.responses.iter().filter(|response| response.content_handling.is_some()).count();
    let span = wire.integration.span.text(text);
    let all: usize = NAMES.iter().map(|name| span.matches(name).count()).sum();
    all > of_responses
}
