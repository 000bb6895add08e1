//! Answers that report the failure of a part, which nobody reads.

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

The response template of an operation that answers with status 200 also where a part of the batch failed, such as `PutRecords`,
`SendMessageBatch`, `BatchWriteItem` and `PutEvents`, if the template never looks at the member that says so and does not pass the
whole answer on; and `StartSyncExecution`, whose answer says whether the execution failed.

# Why it matters

The part that failed is lost: the client is told that everything is stored, and nobody sends it again.

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

/// Operations that may fail in part, and the members of their answers that say so, the most telling first.
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
                format!("an execution that failed is answered with status {}", response.status_code.value)
            } else {
                format!("`{name}` may fail in part, and this template does not look at `{member}`")
            };
            findings.add(
                Diagnostic::error(what, entry.content_type.span)
                    .with_note("why", "the answer has status 200 all the same: what failed is lost")
                    .with_note(
                        "help",
                        format!("pass `$input.json('$.{member}')` on, or set `$context.responseOverride.status` by it"),
                    ),
            );
        }
    }
}

/// The operation that is called: the action of the URI, the target in a header, or the `Action` of a form.
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

/// The response that an answer 200 gets.
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

/// How many bytes a `#set` may stand in front of what it sets a variable to.
const NEAR: usize = 200;

/// Whether a template prints the whole answer, or goes through all of its members.
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
