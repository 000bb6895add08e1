//! Misspelt keys of integrations.

use vtlkit_definition::FaultKind;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest::nearest;

pub(super) static RULE: Rule = Rule {
    name: "unknown-key",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A misspelt key of an integration or of an integration response, such as `passThroughBehavior`, or a CloudFormation key
in OpenAPI (or the other way round), such as `integrationResponses`.

# Why it matters

An import silently ignores unknown keys: the templates, the responses or the passthrough behavior are not deployed.
CloudFormation rejects the stack template.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: https://example.com/pets
        passThroughBehavior: never
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
        passthroughBehavior: never
```
",
    ),
    check: Check::File(check),
};

/// Names that keys have in other formats, in lower case.
const ELSEWHERE: [(&str, &str); 12] = [
    ("integrationresponses", "responses"),
    ("integrationresponse", "responses"),
    ("integrationhttpmethod", "httpmethod"),
    ("httpmethod", "integrationhttpmethod"),
    ("integrationmethod", "httpmethod"),
    ("responses", "integrationresponses"),
    ("integrationtype", "type"),
    ("integrationuri", "uri"),
    ("template", "requesttemplates"),
    ("templates", "requesttemplates"),
    ("timeout", "timeoutinmillis"),
    ("contenthandlingstrategy", "contenthandling"),
];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for fault in definition.faults {
        let FaultKind::Key { read } = fault.kind else { continue };
        let key = fault.word.value.as_str();
        let Some(meant) = meant(key, read) else { continue };
        let mut finding =
            Diagnostic::error(format!("`{key}` is not a key of an integration"), fault.word.span)
                .with_note("why", "its value is ignored, or the definition is rejected")
                .with_note("help", format!("write `{meant}`"));
        let written = fault.word.span.text(definition.text);
        if let Some(at) = written.find(key).filter(|_| written.len() <= key.len() + 2) {
            let start = fault.word.span.start() + at;
            let edit = Edit::replace(Span::new(start, start + key.len()), meant);
            finding.fix = Some(Fix::new(format!("write `{meant}`"), vec![edit], Applicability::Safe));
        }
        findings.add(finding);
    }
}

/// The key that was meant, if that is clear.
fn meant(key: &str, read: &[&'static str]) -> Option<&'static str> {
    let plain = key.replace('_', "").to_ascii_lowercase();
    let same = |name: &str| read.iter().copied().find(|known| known.eq_ignore_ascii_case(name));
    let elsewhere = ELSEWHERE.iter().filter(|(name, _)| *name == plain).find_map(|(_, meant)| same(meant));
    same(&plain)
        .or(elsewhere)
        .or_else(|| nearest(key, read.iter().copied()).filter(|meant| meant.len() > SHORT))
}

/// Names up to this length are similar to too many others.
const SHORT: usize = 4;
