//! Stream records whose `Data` is not Base64.

use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::Phase;

pub(super) static RULE: Rule = Rule {
    name: "data-not-base64",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

In requests to Kinesis and Firehose, a `Data` member that is the unencoded payload or a literal that is not valid
Base64.

# Why it matters

These services decode `Data` as Base64. They answer anything else with status 400 or store other bytes than were
meant. A value that the client may already have encoded is not flagged.

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
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord
        requestTemplates:
          application/json: |
            {"StreamName": "clicks", "PartitionKey": "$context.requestId", "Data": $input.json('$')}
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
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
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord
        requestTemplates:
          application/json: |
            {"StreamName": "clicks", "PartitionKey": "$context.requestId", "Data": "$util.base64Encode($input.json('$'))"}
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```
"#,
    ),
    check: Check::Template(check),
};

/// The key of a record's data.
const KEY: &str = "\"Data\"";

/// Expressions that print the whole payload, which is not Base64 if it is JSON.
const PAYLOAD: [&str; 6] = [
    "$input.body",
    "$input.json('$')",
    "$input.json(\"$\")",
    "$input.path('$')",
    "$input.path(\"$\")",
    "${input.body}",
];

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let is_stream = matches!(lint.target.service.as_deref(), Some("kinesis" | "firehose"));
    let is_json = lint.target.content_type.as_deref().is_none_or(|kind| kind.contains("json"));
    if !is_stream || !is_json || lint.target.phase != Some(Phase::Request) || lint.target.web_socket {
        return;
    }
    for (at, _) in lint.source.match_indices(KEY) {
        let Some((start, value)) = value(lint.source, at + KEY.len()) else { continue };
        if value.contains("base64Encode")
            || !(PAYLOAD.iter().any(|it| is_printed(value, it)) || is_plain(value))
        {
            continue;
        }
        findings.add(
            Diagnostic::error("`Data` must be Base64-encoded", Span::new(start, start + value.len()))
                .with_note(
                    "why",
                    "the service answers with status 400, or stores other bytes than were meant",
                )
                .with_note("help", "wrap it in `\"$util.base64Encode(…)\"`"),
        );
    }
}

/// The most characters that are searched for the end of a value.
const LONGEST: usize = 1_000;

/// The value after a key, up to the next comma, brace or newline, and where it starts.
fn value(source: &str, key_end: usize) -> Option<(usize, &str)> {
    let rest = source.get(key_end..)?.trim_start().strip_prefix(':')?.trim_start();
    let mut depth = 0_usize;
    let mut end = rest.len();
    let mut in_string = false;
    for (at, c) in rest.char_indices().take(LONGEST) {
        match c {
            '"' if depth == 0 => in_string = !in_string,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | '}' if depth == 0 && !in_string => {
                end = at;
                break;
            }
            '\n' => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let value = rest.get(..end)?.trim_end();
    (!value.is_empty()).then_some((source.len() - rest.len(), value))
}

/// Whether a value prints the payload as a whole, plain or escaped. A member of the payload may be Base64.
fn is_printed(value: &str, payload: &str) -> bool {
    let Some((_, rest)) = value.split_once(payload) else { return false };
    // `$input.path('$').data` is a member.
    !rest.starts_with(['.', '['])
}

/// Whether a value is a string without references that is not Base64.
fn is_plain(value: &str) -> bool {
    let Some(text) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let is_of_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    !text.is_empty() && !text.contains(['$', '#', '\u{0}']) && !text.chars().all(is_of_base64)
}
