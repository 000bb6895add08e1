//! Templates that read members that the request model does not define or require.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "template-reads-unmodelled",
    group: Group::Models,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A member of the payload that a request template prints although the request model does not define it, or does not
require it and the template does not check whether it exists.

# Why it matters

The member is misspelt in the template or in the model, or a request without it is valid and is forwarded with an
empty value. If the model forbids additional properties, the value is always empty.

# Example

```yaml,bad
openapi: 3.0.1
x-amazon-apigateway-request-validators:
  body: {validateRequestBody: true, validateRequestParameters: false}
paths:
  /users:
    post:
      x-amazon-apigateway-request-validator: body
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [email]
              properties: {email: {type: string}}
      x-amazon-apigateway-integration:
        type: http
        passthroughBehavior: never
        uri: https://example.com
        requestTemplates:
          application/json: '{"mail": $input.json("$.mail")}'
```

# Use instead

```yaml,good
openapi: 3.0.1
x-amazon-apigateway-request-validators:
  body: {validateRequestBody: true, validateRequestParameters: false}
paths:
  /users:
    post:
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-request-validator: body
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [email]
              properties: {email: {type: string}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        passthroughBehavior: never
        uri: https://example.com
        requestTemplates:
          application/json: '{"mail": $input.json("$.email")}'
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```
"#,
    ),
    check: Check::Output(ViolationKind::ReadsUnmodelled),
};
