//! Integrations whose HTTP method is missing or wrong.

use vtlkit_api::{HttpMethod, IntegrationType};
use vtlkit_definition::{Fault, FaultKind, Vocabulary};
use vtlkit_text::{Applicability, Diagnostic, Fix, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "integration-method",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An integration, other than a mock, without the HTTP method of the backend request; and a Lambda integration whose
method is not `POST`.

# Why it matters

The service rejects the integration: "Enumeration value for HttpMethod must be non-empty". A Lambda integration with
another method is accepted, but every request is answered with status 500.

The fix adds `POST` for functions and AWS service actions, and the client's method for HTTP endpoints.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        uri: https://example.com/pets
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: https://example.com/pets
```
"#,
    ),
    check: Check::File(check),
};

const WHY: &str = "the service rejects it: \"Enumeration value for HttpMethod must be non-empty\"";

/// The property's name in OpenAPI, CloudFormation and Terraform.
const NAMES: [&str; 3] = ["httpMethod", "IntegrationHttpMethod", "integration_http_method"];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let text = definition.text;
    let is_empty =
        |fault: &&Fault| fault.kind == FaultKind::Word(Vocabulary::HttpMethod) && fault.word.value.is_empty();
    for fault in definition.faults.iter().filter(is_empty) {
        findings.add(
            Diagnostic::error("the integration's HTTP method is empty", fault.word.span)
                .with_note("why", WHY)
                .with_note("help", "write the HTTP method of the backend request"),
        );
    }
    for wire in definition.wires.iter().filter(|wire| wire.is_first && wire.kind() != IntegrationType::Mock) {
        match wire.integration.http_method {
            None if !wire.writes(text, &NAMES) => findings.add(missing(wire, text)),
            Some(method)
                if wire.is_lambda() && !matches!(method.value, HttpMethod::Post | HttpMethod::Any) =>
            {
                let message =
                    format!("a Lambda function must be called with POST, not with {}", method.value);
                let mut finding = Diagnostic::error(message, method.span)
                    .with_note("why", "every request is answered with status 500")
                    .with_note("help", "write `POST`, whatever method the client uses");
                let written = method.span.text(text);
                let bare = written.trim_matches(['"', '\'']);
                if bare.eq_ignore_ascii_case(method.value.as_str()) {
                    let start = method.span.start() + written.find(bare).unwrap_or_default();
                    let place = vtlkit_text::Span::new(start, start + bare.len());
                    let edit = vtlkit_text::Edit::replace(place, "POST");
                    finding.fix = Some(Fix::new("call it with POST", vec![edit], Applicability::Safe));
                }
                findings.add(finding);
            }
            _ => {}
        }
    }
}

fn missing(wire: &Wire<'_>, text: &str) -> Diagnostic {
    let is_action = wire.service().is_some_and(|service| service.action.is_some());
    let (word, applicability) = if wire.is_lambda() || is_action {
        ("POST", Applicability::Safe)
    } else if wire.service().is_some() {
        // What an AWS service does for a path depends on the method.
        (wire.method.http_method.value.as_str(), Applicability::DisplayOnly)
    } else {
        (wire.method.http_method.value.as_str(), Applicability::Unsafe)
    };
    let mut finding = Diagnostic::error("the integration has no HTTP method", wire.integration.kind.span)
        .with_note("why", WHY)
        .with_note(
            "help",
            format!("add `{}` with the value `{word}`", wire.name(text, NAMES).unwrap_or(NAMES[0])),
        );
    finding.fix = wire
        .add(text, NAMES, word)
        .map(|edit| Fix::new(format!("call it with {word}"), vec![edit], applicability));
    finding
}
