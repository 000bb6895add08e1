//! Response templates that ignore partial failures of batch operations.

use vtlkit_api::{IntegrationResponse, IntegrationType};
use vtlkit_regex::{Budget, Regex};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::{Wire, existing};

pub(super) static RULE: Rule = Rule {
    name: "partial-failure",
    group: Group::Definition,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

The response template of an operation that returns status 200 even if a part of the batch failed (such as
`PutRecords`, `SendMessageBatch`, `BatchWriteItem` and `PutEvents`), if the template neither reads the member that
reports failures nor forwards the whole response. The same applies to `StartSyncExecution`, whose response says
whether the execution failed.

# Why it matters

The failed part is lost: the client is told that everything was stored and does not retry.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /clicks:
    post:
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecords
        requestTemplates: {application/json: $input.body}
        responses:
          "[45]\\d{2}": {statusCode: "500"}
          default: {statusCode: "200", responseTemplates: {application/json: '{"stored": true}'}}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /clicks:
    post:
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecords
        requestTemplates: {application/json: $input.body}
        responses:
          "[45]\\d{2}": {statusCode: "500"}
          default:
            statusCode: "200"
            responseTemplates:
              application/json: |-
                #if($input.path('$.FailedRecordCount') != 0)#set($context.responseOverride.status = 500)#end
                {"failed": $input.json('$.FailedRecordCount')}
```
"#,
    ),
    check: Check::File(check),
};

/// Operations that may fail in part, and the response members that report it, the most specific first.
const OPERATIONS: [(&str, &[&str]); 11] = [
    ("PutRecords", &["FailedRecordCount", "ErrorCode"]),
    ("PutRecordBatch", &["FailedPutCount", "ErrorCode"]),
    ("SendMessageBatch", &["Failed", "BatchResultErrorEntry"]),
    ("DeleteMessageBatch", &["Failed", "BatchResultErrorEntry"]),
    ("ChangeMessageVisibilityBatch", &["Failed", "BatchResultErrorEntry"]),
    ("PublishBatch", &["Failed"]),
    ("BatchWriteItem", &["UnprocessedItems"]),
    ("BatchGetItem", &["UnprocessedKeys"]),
    ("PutEvents", &["FailedEntryCount", "ErrorCode"]),
    ("BatchExecuteStatement", &["Error"]),
    ("StartSyncExecution", &["status", "error", "cause"]),
];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let wires = definition.wires.iter().filter(|wire| wire.is_first && wire.kind() == IntegrationType::Aws);
    for wire in wires {
        let Some(operation) = operation(wire) else { continue };
        let known = OPERATIONS.iter().find(|(name, _)| *name == operation);
        let (Some((name, members)), true) = (known, wire.knows_responses()) else { continue };
        let Some(response) = selected(wire) else { continue };
        for entry in existing(&response.response_templates) {
            let template = entry.template.as_str();
            if passes_all(template) || members.iter().any(|member| template.contains(member)) {
                continue;
            }
            let member = members.first().copied().unwrap_or_default();
            let what = if *name == "StartSyncExecution" {
                format!("a failed execution is answered with status {}", response.status_code.value)
            } else {
                format!("`{name}` may fail in part, and this template does not read `{member}`")
            };
            findings.add(
                Diagnostic::error(what, entry.content_type.span)
                    .with_note("why", "the response has status 200 anyway, so the failed part is lost")
                    .with_note(
                        "help",
                        format!("forward `$input.json('$.{member}')`, or set `$context.responseOverride.status` depending on it"),
                    ),
            );
        }
    }
}

/// The called operation: the action of the URI, the `X-Amz-Target` header, or the `Action` parameter.
fn operation<'a>(wire: &Wire<'a>) -> Option<&'a str> {
    let service = wire.service()?;
    if let Some(action) = service.action {
        return Some(action);
    }
    if let Some(target) = wire.fixed_header("X-Amz-Target") {
        return target.rsplit('.').next();
    }
    let is_action = |target: &str| target == "integration.request.querystring.Action";
    let mapped = wire.integration.request_parameters.iter().find(|it| is_action(&it.target.value));
    if let Some(mapping) = mapped {
        return mapping.source.value.strip_prefix('\'')?.strip_suffix('\'');
    }
    let template = existing(&wire.integration.request_templates).next()?.template.as_str();
    let (_, rest) = template.split_once("Action=")?;
    rest.split(|c: char| !c.is_ascii_alphanumeric()).next()
}

/// The integration response that status 200 selects.
fn selected<'a>(wire: &Wire<'a>) -> Option<&'a IntegrationResponse> {
    const STEPS: u64 = 1_000;
    let responses = &wire.integration.responses;
    let is_it = |response: &&IntegrationResponse| {
        response.selection_pattern.as_ref().is_some_and(|pattern| {
            let regex = Regex::new(pattern.value.as_bytes());
            regex.is_ok_and(|regex| regex.is_full_match(b"200", &mut Budget::steps(STEPS)).unwrap_or(false))
        })
    };
    let matching = responses.iter().find(is_it);
    matching.or_else(|| responses.iter().find(|response| response.selection_pattern.is_none()))
}

/// The most bytes before a value that are searched for its `#set`.
const NEAR: usize = 200;

/// Whether a template prints the whole response or iterates over all of its members.
fn passes_all(template: &str) -> bool {
    let is_whole = |word: &str| {
        template.match_indices(word).any(|(at, _)| {
            let before = template.as_bytes().get(at.saturating_sub(NEAR)..at).unwrap_or_default();
            let line = before.rsplit(|byte| matches!(byte, b'\n' | b')')).next().unwrap_or_default();
            !line.windows(4).any(|word| word == b"#set")
        })
    };
    is_whole("$input.body")
        || ["json('$')", "json(\"$\")", "path('$')", "path(\"$\")"]
            .iter()
            .any(|call| is_whole(&format!("$input.{call}")) || is_whole(&format!("$!input.{call}")))
        || ["entrySet", "keySet", "$input.json('$.*", "$input.json('$..", "$input.path('$.."]
            .iter()
            .any(|part| template.contains(part))
}
