//! Preflight requests of browsers that get no answer.

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

A method `OPTIONS` that cannot answer a browser: a mock without a request template for `application/json`, a template that gets bytes as
every payload is binary, a method that asks for an authorizer or an API key. As a remark, a gateway response `DEFAULT_4XX` or
`DEFAULT_5XX` without the header `Access-Control-Allow-AccessPath`, where preflight requests are answered with it.

# Why it matters

Before a request from another site, a browser asks with `OPTIONS`, without a body, a content type or credentials. If the answer is
an error, it does not send the request. Without the header on an error, the script of the page is not told what went wrong.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    options:
      responses: {"200": {description: allowed, headers: {Access-Control-Allow-AccessPath: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {text/plain: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200", responseParameters: {method.response.header.Access-Control-Allow-AccessPath: "'*'"}}}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    options:
      responses: {"200": {description: allowed, headers: {Access-Control-Allow-AccessPath: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200", responseParameters: {method.response.header.Access-Control-Allow-AccessPath: "'*'"}}}
```
"#,
    ),
    check: Check::File(check),
};

/// The header that lets a page read an answer, in small letters.
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
                            "a browser sends no content type with its preflight request, and gets status 500",
                        )
                        .with_note(
                            "help",
                            "add a request template: `application/json: '{\"statusCode\": 200}'`",
                        ),
                );
            }
            if let Some(mut finding) = binary_conversion::unread(wire, text) {
                finding.message =
                    "the preflight request is answered with 500: this template gets bytes".into();
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

/// Whether the responses of a method let other sites read them.
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
        Diagnostic::error(format!("the preflight request needs {what}"), span)
            .with_label(method.http_method.span, "the method")
            .with_note(
                "why",
                "a browser sends no credentials with it, and does not send the request itself then",
            )
            .with_note("help", "let everybody call `OPTIONS`"),
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
                format!("`{}` lacks the header `Access-Control-Allow-AccessPath`", response.kind.value),
                response.kind.span,
            )
            .with_note("why", "the page that sent the request is not told of the error")
            .with_note("help", "map `gatewayresponse.header.Access-Control-Allow-AccessPath` to the origin"),
        );
        if let Some(finding) = findings.list.last_mut() {
            finding.severity = Severity::Info;
        }
    }
}
