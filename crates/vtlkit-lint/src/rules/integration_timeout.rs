//! Times that an endpoint cannot be given.

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

A timeout below 50 milliseconds; and one above 29,000 of an API whose endpoint is said to be edge-optimized.

# Why it matters

The service refuses it: "Timeout should be between 50 ms and 29000 ms". For Regional and private APIs an account may be
granted more than 29,000 milliseconds, so that nothing is said about these.

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
            "write at most 29000, or make the API a Regional one"
        } else {
            "write milliseconds, from 50 to 29000"
        };
        findings.add(
            Diagnostic::error(
                format!("the timeout of {} milliseconds is refused", timeout.value),
                timeout.span,
            )
            .with_note("why", "the service says: \"Timeout should be between 50 ms and 29000 ms\"")
            .with_note("help", help),
        );
    }
}
