//! Integration timeouts outside the allowed range.

use vtlkit_api::EndpointType;
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "integration-timeout",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A timeout below 50 milliseconds, or above 29,000 milliseconds in an API whose endpoint type is edge-optimized.

# Why it matters

The service rejects it: "Timeout should be between 50 ms and 29000 ms". For Regional and private APIs, an account's
quota may allow more than 29,000 milliseconds, so these are not flagged.

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
        timeoutInMillis: 29
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
        timeoutInMillis: 29000
```
"#,
    ),
    check: Check::File(check),
};

/// The bounds in milliseconds.
const LEAST: u32 = 50;
const MOST: u32 = 29_000;

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for wire in definition.wires.iter().filter(|wire| wire.is_first) {
        let Some(timeout) = wire.integration.timeout_millis else { continue };
        let of_edge = wire.api.endpoint_type.is_some_and(|kind| kind.value == EndpointType::Edge);
        if (LEAST..=MOST).contains(&timeout.value) || timeout.value > MOST && !of_edge {
            continue;
        }
        let help = if timeout.value > MOST {
            "write at most 29000, or make the API Regional"
        } else {
            "write the timeout in milliseconds, from 50 to 29000"
        };
        findings.add(
            Diagnostic::error(
                format!("the timeout of {} milliseconds is not allowed", timeout.value),
                timeout.span,
            )
            .with_note("why", "the service says: \"Timeout should be between 50 ms and 29000 ms\"")
            .with_note("help", help),
        );
    }
}
