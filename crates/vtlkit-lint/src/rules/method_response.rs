//! Integration responses and headers that the method does not declare.

use std::collections::{HashMap, HashSet};

use vtlkit_api::{IntegrationResponse, Method, MethodResponse};
use vtlkit_definition::FaultKind;
use vtlkit_text::{Diagnostic, Severity, Spanned};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::{Wire, existing, first_line, is_closed};

pub(super) static RULE: Rule = Rule {
    name: "method-response",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An integration response with a status that the method does not declare, with a header that the method response does
not declare, or without a status; and a status that is not a number from 100 to 599.

# Why it matters

The client gets status 500 instead of a response whose status is not declared. A header that is not declared is
rejected: "Invalid mapping expression parameter specified: method.response.header.X".

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
        responses:
          default:
            statusCode: "200"
            responseParameters: {method.response.header.Cache-Control: "'no-store'"}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive, headers: {Cache-Control: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: "200"
            responseParameters: {method.response.header.Cache-Control: "'no-store'"}
```
"#,
    ),
    check: Check::File(check),
};

/// The prefix of header targets.
const HEADER: &str = "method.response.header.";

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for fault in definition.faults.iter().filter(|fault| fault.kind == FaultKind::NoStatus) {
        findings.add(
            Diagnostic::error(
                "the integration response has no status",
                first_line(fault.word.span, definition.text),
            )
            .with_note("why", "the service rejects it")
            .with_note("help", "add the status of a method response, such as `statusCode: \"200\"`"),
        );
    }
    for method in
        definition.deployed().iter().flat_map(|api| &api.resources).flat_map(|resource| &resource.methods)
    {
        for response in &method.responses {
            let status = &response.status_code;
            // OpenAPI also allows `default` and `4XX`.
            if status.value.bytes().all(|byte| byte.is_ascii_digit()) {
                bad_status(status, findings);
            }
        }
    }
    let is_whole = !definition.refers_outside();
    for wire in definition.wires.iter().filter(|wire| !wire.kind().is_proxy()) {
        let declared: HashMap<&str, &MethodResponse> =
            wire.method.responses.iter().map(|it| (it.status_code.value.as_str(), it)).collect();
        for response in &wire.integration.responses {
            let status = &response.status_code;
            if !wire.is_known(status) || bad_status(status, findings) {
                continue;
            }
            match declared.get(status.value.as_str()) {
                None if covers_all(wire.method) || overrides(response) || !is_whole => {}
                // Terraform may declare them in another file.
                None if definition.is_terraform && declared.is_empty() => {}
                None => {
                    findings.add(undeclared(wire, response));
                    // A method that declares no responses gets one finding.
                    if declared.is_empty() {
                        break;
                    }
                }
                Some(method_response) if is_whole => headers(response, method_response, findings),
                Some(_) => {}
            }
        }
    }
}

/// Reports an invalid status. Returns whether it is invalid.
fn bad_status(status: &Spanned<String>, findings: &mut Findings) -> bool {
    let is_status = matches!(status.value.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
    if !is_status {
        findings.add(
            Diagnostic::error(format!("`{}` is not a valid status", status.value), status.span)
                .with_note("why", "the service rejects it: a status must match `[1-5]\\d\\d`")
                .with_note("help", "write a number from 100 to 599"),
        );
    }
    !is_status
}

/// Whether a method declares a response for a range of statuses, such as `default` or `4XX`.
fn covers_all(method: &Method) -> bool {
    let is_range = |status: &str| !status.bytes().all(|byte| byte.is_ascii_digit());
    method.responses.iter().any(|response| is_range(&response.status_code.value))
}

/// Whether a template may override the status; an override needs no method response.
fn overrides(response: &IntegrationResponse) -> bool {
    existing(&response.response_templates).any(|entry| entry.template.as_str().contains("responseOverride"))
}

fn undeclared(wire: &Wire<'_>, response: &IntegrationResponse) -> Diagnostic {
    let status = &response.status_code;
    let message = if wire.method.responses.is_empty() {
        "the method declares no responses".to_owned()
    } else {
        format!("the method declares no response with status {}", status.value)
    };
    Diagnostic::error(message, status.span)
        .with_label(wire.method.http_method.span, "the method")
        .with_note("why", "the client gets status 500 instead of this response")
        .with_note("help", format!("add a response `{}` to the method responses", status.value))
}

fn headers(response: &IntegrationResponse, declared: &MethodResponse, findings: &mut Findings) {
    let known: HashSet<String> =
        declared.parameters.iter().map(|(name, _)| name.value.to_ascii_lowercase()).collect();
    for mapping in &response.response_parameters {
        let Some(name) = mapping.target.value.strip_prefix(HEADER).filter(|name| is_closed(name)) else {
            continue;
        };
        if known.contains(&name.to_ascii_lowercase()) {
            continue;
        }
        let why = format!(
            "the service rejects it: \"Invalid mapping expression parameter specified: {HEADER}{name}\""
        );
        findings.add(
            Diagnostic::error(
                format!(
                    "the method response {} does not declare the header `{name}`",
                    response.status_code.value
                ),
                mapping.target.span,
            )
            .with_label(declared.status_code.span, "the method response")
            .with_note("why", why)
            .with_note("help", "add the header to the method response"),
        );
    }
}
