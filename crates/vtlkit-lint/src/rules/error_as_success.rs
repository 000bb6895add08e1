//! Backend errors that reach the client with a success status.

use vtlkit_api::{IntegrationResponse, IntegrationType};
use vtlkit_gateway::execution::Execution;
use vtlkit_text::{Applicability, Diagnostic, Fix, Severity};

use crate::definition::Definition;
use crate::exchange::{Exchange, Reply};
use crate::failures;
use crate::findings::Findings;
use crate::respond::{self, Added};
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "error-as-success",
    group: Group::Definition,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A non-proxy integration with an AWS service, an HTTP endpoint or a Lambda function whose errors become a response with
a status from 200 to 299. The integration responses are executed with the endpoint's errors 400, 403, 429, 500 and
503, or with a function that fails, including templates that set `$context.responseOverride.status`.

# Why it matters

The client treats the error as a success: an order that was not stored is confirmed. The default response is used for
everything that no selection pattern matches, errors included.

The fix adds responses for `4\d{2}` and `5\d{2}`, or for every error message of a function, and the method responses
that they require. It is unsafe because it changes the responses that clients receive.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /orders:
    post:
      responses: {"201": {description: stored}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: https://orders.example.com
        responses:
          default: {statusCode: "201"}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /orders:
    post:
      responses: {"201": {description: stored}, "400": {description: refused}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: https://orders.example.com
        responses:
          "4\\d{2}": {statusCode: "400"}
          "5\\d{2}": {statusCode: "500"}
          default: {statusCode: "201"}
```
"#,
    ),
    check: Check::File(check),
};

const OF_CLIENT: Added = Added { pattern: r"4\d{2}", status: "400", description: "Refused" };
const OF_SERVER: Added = Added { pattern: r"5\d{2}", status: "500", description: "Failed" };
/// An error message of a function may have several lines, so `.` must match line breaks.
const OF_FUNCTION: Added = Added { pattern: r"(?s).+", status: "500", description: "Failed" };

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for wire in definition.wires.iter().filter(|wire| wire.is_first) {
        let is_mapped = matches!(wire.kind(), IntegrationType::Aws | IntegrationType::Http);
        // An unknown AWS service may be a function that is invoked asynchronously.
        let is_clear = wire.kind() == IntegrationType::Http || wire.service().is_some();
        if !is_mapped
            || !is_clear
            || wire.integration.responses.is_empty()
            || !wire.knows_responses()
            || wire.overrides_early()
            || wire.is_lambda() && wire.is_asynchronous()
        {
            continue;
        }
        let replies = failures::of(wire);
        let executions = Exchange::new(wire).run(&replies);
        let lost: Vec<(&Reply, &Execution)> =
            replies.iter().zip(&executions).filter(|(_, execution)| is_success(execution)).collect();
        if let Some(finding) = finding(wire, &lost, definition.text) {
            findings.add(finding);
        }
    }
}

/// Whether the client receives a status from 200 to 299.
fn is_success(execution: &Execution) -> bool {
    execution.gateway_response.is_none() && (200..300).contains(&execution.response.status)
}

fn finding(wire: &Wire<'_>, lost: &[(&Reply, &Execution)], text: &str) -> Option<Diagnostic> {
    let (reply, execution) = *lost.first()?;
    let status = execution.response.status;
    let chosen = chosen(wire, status)?;
    // Responses that a framework generates are not in the file.
    if chosen.status_code.span.text(text).trim_matches(['"', '\'']) != chosen.status_code.value {
        return None;
    }
    let message = if wire.is_lambda() {
        format!("a failed function call is answered with status {status}")
    } else {
        let statuses: Vec<String> = lost.iter().map(|(reply, _)| reply.status.to_string()).collect();
        format!("an error {} from the endpoint is answered with status {status}", or(&statuses))
    };
    let added: Vec<Added> = if wire.is_lambda() {
        vec![OF_FUNCTION]
    } else {
        let of = |class: u16| lost.iter().any(|(reply, _)| reply.status / 100 == class);
        [(4, OF_CLIENT), (5, OF_SERVER)].into_iter().filter(|(class, _)| of(*class)).map(|it| it.1).collect()
    };
    let patterns: Vec<String> =
        added.iter().map(|it| format!("`{}` with status {}", it.pattern, it.status)).collect();
    let mut finding = Diagnostic::error(message, chosen.status_code.span)
        .with_note("why", "the client treats the error as a success")
        .with_note(
            "shown",
            format!("`{}` becomes {status} `{}`", short(&reply.body), short(&execution.response.text())),
        )
        .with_note(
            "help",
            format!(
                "add a response for {}, and declare the status in the method responses",
                patterns.join(", and one for ")
            ),
        );
    finding.fix = respond::add(wire, text, &added)
        .map(|edits| Fix::new("add responses for errors", edits, Applicability::Unsafe));
    Some(finding)
}

/// The integration response that answers with a status: the default response if it has this status, otherwise another
/// one that has it.
fn chosen<'a>(wire: &Wire<'a>, status: u16) -> Option<&'a IntegrationResponse> {
    let status = status.to_string();
    let responses = &wire.integration.responses;
    let default = responses.iter().find(|response| response.selection_pattern.is_none());
    let own = responses.iter().find(|response| *response.status_code == status);
    default.filter(|response| *response.status_code == status).or(own).or(default)
}

fn or(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// The first characters of a body, on one line.
fn short(body: &str) -> String {
    const MOST: usize = 100;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
