//! Templates of proxy integrations, which are never rendered.

use vtlkit_definition::TemplateKind;
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "template-on-proxy",
    group: Group::Wiring,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

Request and response templates of `AWS_PROXY` and `HTTP_PROXY` integrations.

# Why it matters

A proxy integration passes requests and responses through unchanged. Its templates are never rendered.

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
        requestTemplates:
          application/json: '{"id": 1}'
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    get:
      responses: {"200": {description: the pets}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://example.com/pets
        requestTemplates:
          application/json: '{"id": 1}'
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for template in &definition.extraction.templates {
        let role = &template.role;
        if !matches!(role.kind, TemplateKind::Request | TemplateKind::Response) || role.web_socket() {
            continue;
        }
        let Some(kind) = role.integration.as_ref().and_then(|it| it.kind.as_ref()) else { continue };
        if !kind.value.is_proxy() || template.text.trim().is_empty() {
            continue;
        }
        let span = role.content_type.as_ref().map_or(template.span, |it| it.span);
        findings.add(
            Diagnostic::error(format!("`{}` renders no templates", kind.value), span)
                .with_label(kind.span, "the type of the integration")
                .with_note("why", "a proxy integration passes requests and responses through unchanged")
                .with_note("help", "remove the template, or use an integration type without `_PROXY`"),
        );
    }
}
