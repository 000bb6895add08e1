//! Mock integrations whose template does not print an integer `statusCode`.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "mock-status",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A request template of a mock integration whose output is not an object with an integer `statusCode`.

# Why it matters

The number selects the integration response. If it is missing or a string such as `"200"`, the client gets status 500.
The fix removes the quotes. It is unsafe because it changes output that is valid JSON.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /health:
    get:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": "200"}'
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses: {default: {statusCode: "200"}}
```
"#,
    ),
    check: Check::Output(ViolationKind::MockStatus),
};
