//! Missing or unknown integration types.

use vtlkit_api::IntegrationType;
use vtlkit_definition::{FaultKind, Vocabulary};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest::nearest;
use crate::wiring::{first_line, is_closed};

pub(super) static RULE: Rule = Rule {
    name: "integration-type",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

An integration without a type or with an unknown type.

# Why it matters

The service rejects the integration: its type must be one of `HTTP`, `MOCK`, `AWS_PROXY`, `HTTP_PROXY` and `AWS`.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: https_proxy
        httpMethod: GET
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
",
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for fault in definition.faults {
        let (word, span) = (fault.word.value.as_str(), fault.word.span);
        match fault.kind {
            FaultKind::NoType => {
                let span = first_line(span, definition.text);
                findings.add(
                    Diagnostic::error("the integration has no type", span)
                        .with_note("why", "the service rejects the integration")
                        .with_note(
                            "help",
                            "write `type` with `aws`, `aws_proxy`, `http`, `http_proxy` or `mock`",
                        ),
                );
            }
            FaultKind::Word(Vocabulary::IntegrationType) if is_closed(word) => {
                findings.add(wrong(word, span, definition.text));
            }
            _ => {}
        }
    }
}

fn wrong(word: &str, span: Span, text: &str) -> Diagnostic {
    let all = IntegrationType::ALL.iter().map(|kind| kind.as_str());
    let plain = word.to_ascii_uppercase().replace(['-', ' '], "_");
    let meant = match plain.as_str() {
        "LAMBDA" | "LAMBDA_PROXY" | "AWSPROXY" => Some("AWS_PROXY"),
        "HTTPS" => Some("HTTP"),
        "HTTPPROXY" | "HTTPS_PROXY" => Some("HTTP_PROXY"),
        other => all.clone().find(|kind| *kind == other).or_else(|| nearest(word, all)),
    };
    let finding = Diagnostic::error(format!("`{word}` is not an integration type"), span).with_note(
        "why",
        "the service rejects it: the type must be one of [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
    );
    let Some(meant) = meant else {
        return finding.with_note("help", "write `aws`, `aws_proxy`, `http`, `http_proxy` or `mock`");
    };
    let is_upper = word.bytes().any(|byte| byte.is_ascii_uppercase());
    let meant = if is_upper { meant.to_owned() } else { meant.to_ascii_lowercase() };
    let mut finding = finding.with_note("help", format!("did you mean `{meant}`?"));
    let written = span.text(text);
    if let Some(at) = written.find(word).filter(|_| written.len() <= word.len() + 2) {
        let place = Span::new(span.start() + at, span.start() + at + word.len());
        let edit = Edit::replace(place, meant.clone());
        finding.fix = Some(Fix::new(format!("write `{meant}`"), vec![edit], Applicability::Unsafe));
    }
    finding
}
