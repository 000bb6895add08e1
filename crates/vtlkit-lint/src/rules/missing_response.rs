//! Integrations without a response for what the backend may answer.

use vtlkit_api::{Integration, IntegrationType};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::exchange::{Exchange, Reply};
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "missing-response",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A non-proxy integration without responses, or without a default response although the backend may return a status that
no selection pattern matches.

# Why it matters

The client gets status 500: "No match for output mapping and no default output mapping configured". This happens for
every request or, as a warning, if the backend returns an unmatched error status.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
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

/// The property's name in OpenAPI, CloudFormation and Terraform.
const NAMES: [&str; 3] = ["responses", "IntegrationResponses", "integration_response"];

/// Statuses that backends return, successes first.
const STATUSES: [u16; 7] = [200, 400, 403, 404, 429, 500, 503];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for wire in definition.wires.iter().filter(|wire| wire.is_first && !wire.kind().is_proxy()) {
        let integration = wire.integration;
        if integration.responses.is_empty() {
            // They may be created by something in the file that is not evaluated.
            let is_elsewhere =
                definition.is_terraform && !definition.text.contains("aws_api_gateway_integration_response");
            if !wire.writes(definition.text, &NAMES) && !is_elsewhere {
                findings.add(
                    Diagnostic::error("the integration has no responses", integration.kind.span)
                        .with_note("why", WHY)
                        .with_note("help", "add `responses` with a `default` response"),
                );
            }
            continue;
        }
        if integration.responses.iter().any(|response| response.selection_pattern.is_none())
            || wire.kind() == IntegrationType::Mock
        {
            continue;
        }
        without_default(wire, integration, findings);
    }
}

const WHY: &str = "the client gets status 500: \"No match for output mapping and no default output mapping \
                   configured\"";

fn without_default(wire: &Wire<'_>, integration: &Integration, findings: &mut Findings) {
    let Some(first) = integration.responses.first() else { return };
    let span = first.selection_pattern.as_ref().map_or(integration.kind.span, |pattern| pattern.span);
    let finding = |message: String| {
        Diagnostic::error(message, span)
            .with_note("why", WHY)
            .with_note("help", "add a `default` response for answers that no pattern matches")
    };
    if wire.is_lambda() {
        // A successful function call always selects the default response.
        findings.add(finding("there is no default response for what the function returns".to_owned()));
        return;
    }
    if !wire.knows_responses() {
        return;
    }
    let replies = STATUSES.map(Reply::of_status);
    let selected = Exchange::new(wire).are_selected(&replies);
    let lost = STATUSES.into_iter().zip(selected).find(|(_, is_selected)| !is_selected);
    let Some((status, _)) = lost else { return };
    let finding = finding(format!("no pattern matches status {status}, and there is no default response"));
    if status < 300 {
        findings.add(finding);
    } else {
        findings.warn(finding);
    }
}
