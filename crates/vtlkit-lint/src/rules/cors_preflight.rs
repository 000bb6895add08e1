//! CORS preflight requests that are answered with an error.

use std::collections::BTreeSet;

use vtlkit_api::{Api, Authorization, GatewayResponseType, IntegrationType, Method};
use vtlkit_text::{Diagnostic, Severity};

use super::{binary_conversion, mock_template};
use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "cors-preflight",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An `OPTIONS` method that fails for a browser's preflight request: a mock without a request template for
`application/json`, a template with a binary payload, or a method that requires an authorizer or an API key. As an
info finding, a `DEFAULT_4XX` or `DEFAULT_5XX` gateway response without the header `Access-Control-Allow-Origin`, in
an API whose preflight responses set it.

# Why it matters

Before a cross-origin request, a browser sends a preflight request: `OPTIONS`, without a body, a content type or
credentials. If the response is an error, the browser does not send the actual request. If an error response lacks the
header, the script on the page cannot read the error.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    options:
      responses: {"200": {description: allowed, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {text/plain: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200", responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    options:
      responses: {"200": {description: allowed, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200", responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}}
```
"#,
    ),
    check: Check::File(check),
};

/// The header that lets a page read a cross-origin response, in lower case.
const ORIGIN: &str = "access-control-allow-origin";

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let text = definition.text;
    for wire in definition.wires.iter().filter(|wire| wire.is_preflight()) {
        if wire.is_first {
            if let Some((message, span)) = mock_template::unanswered(wire, text) {
                findings.add(
                    Diagnostic::error(message, span)
                        .with_note(
                            "why",
                            "a browser sends no content type with a preflight request, and gets status 500",
                        )
                        .with_note(
                            "help",
                            "add a request template: `application/json: '{\"statusCode\": 200}'`",
                        ),
                );
            }
            if let Some(mut finding) = binary_conversion::unread(wire, text) {
                finding.message =
                    "the preflight request is answered with status 500: this template receives a binary payload".into();
                findings.add(finding);
            }
        }
        if wire.kind() == IntegrationType::Mock && allows_origin(wire) {
            credentials(wire.method, findings);
        }
    }
    let opened = definition.wires.iter().filter(|wire| wire.is_preflight() && allows_origin(wire));
    let opened: BTreeSet<*const Api> = opened.map(|wire| std::ptr::from_ref(wire.api)).collect();
    for api in definition.apis.iter().filter(|api| opened.contains(&std::ptr::from_ref(*api))) {
        gateway_responses(api, findings);
    }
}

/// Whether a response of the method sets `Access-Control-Allow-Origin`.
fn allows_origin(wire: &Wire<'_>) -> bool {
    let mut mappings = wire.integration.responses.iter().flat_map(|response| &response.response_parameters);
    mappings.any(|mapping| mapping.target.value.to_ascii_lowercase().ends_with(ORIGIN))
}

fn credentials(method: &Method, findings: &mut Findings) {
    let (what, span) = if method.authorization.value != Authorization::None {
        ("an authorizer", method.authorization.span)
    } else if method.api_key_required.value {
        ("an API key", method.api_key_required.span)
    } else {
        return;
    };
    findings.add(
        Diagnostic::error(format!("the preflight request requires {what}"), span)
            .with_label(method.http_method.span, "the method")
            .with_note(
                "why",
                "a browser sends no credentials with a preflight request, and does not send the actual request if it fails",
            )
            .with_note("help", "remove the authorization and the API key from `OPTIONS`"),
    );
}

fn gateway_responses(api: &Api, findings: &mut Findings) {
    for response in &api.gateway_responses {
        let is_default =
            matches!(response.kind.value, GatewayResponseType::Default4xx | GatewayResponseType::Default5xx);
        let has_origin =
            response.parameters.iter().any(|it| it.target.value.to_ascii_lowercase().ends_with(ORIGIN));
        if !is_default || has_origin {
            continue;
        }
        findings.add(
            Diagnostic::error(
                format!("`{}` does not set the header `Access-Control-Allow-Origin`", response.kind.value),
                response.kind.span,
            )
            .with_note("why", "the page that sent the request cannot read the error")
            .with_note("help", "map `gatewayresponse.header.Access-Control-Allow-Origin` to the origin"),
        );
        if let Some(finding) = findings.list.last_mut() {
            finding.severity = Severity::Info;
        }
    }
}
