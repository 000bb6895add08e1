//! Content types that get around models and templates.

use vtlkit_api::{Api, HttpMethod, IntegrationType, Method, PassthroughBehavior};
use vtlkit_host::TemplateKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::{Definition, enforced};
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "content-type-bypass",
    group: Group::Models,
    severity: Severity::Warning,
    docs: r#"
# What it flags

An integration without `passthroughBehavior: never`, where bodies have to match a model, or where a template makes the
request of an AWS service other than Lambda.

# Why it matters

A request with another `Content-Type` meets neither the model nor the template: its body passes as it is. The client
then writes the call of the service itself, with the role of the API.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    post:
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates:
          application/json: '{"TableName": "pets", "Item": {"id": {"S": "$context.requestId"}}}'
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    post:
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates:
          application/json: '{"TableName": "pets", "Item": {"id": {"S": "$context.requestId"}}}'
```
"#,
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for api in definition.apis {
        for method in api.resources.iter().flat_map(|resource| &resource.methods) {
            if let Some(finding) = one(api, method) {
                findings.add(finding);
            }
        }
    }
    // Other files tell of integrations only where a template is.
    let mut known = Vec::new();
    for template in definition.extraction.templates.iter().filter(|_| definition.apis.is_empty()) {
        let role = &template.role;
        let Some(integration) = &role.integration else { continue };
        let default = role.content_type.as_ref().is_some_and(|it| it.value == "$default");
        let bodiless =
            role.route.method.as_ref().is_some_and(|it| matches!(&*it.value, "GET" | "HEAD" | "OPTIONS"));
        let passes = integration
            .passthrough_behavior
            .as_ref()
            .is_none_or(|it| it.value == PassthroughBehavior::WhenNoMatch);
        let service =
            integration.service().filter(|service| !service.is_lambda() && service.action.is_some());
        if role.kind != TemplateKind::Request || role.web_socket() || default || bodiless || !passes {
            continue;
        }
        if let (Some(kind), Some(_)) = (&integration.kind, service)
            && kind.value == IntegrationType::Aws
            && !template.text.trim().is_empty()
            && !known.contains(&integration.span)
        {
            known.push(integration.span);
            let span = integration.passthrough_behavior.as_ref().map_or(kind.span, |behavior| behavior.span);
            findings.add(finding("the template", span));
        }
    }
}

fn one(api: &Api, method: &Method) -> Option<Diagnostic> {
    let integration = method.integration.as_ref()?;
    let kind = integration.kind.value;
    let has_body = !matches!(*method.http_method, HttpMethod::Get | HttpMethod::Head | HttpMethod::Options);
    if !has_body
        || !matches!(kind, IntegrationType::Aws | IntegrationType::Http)
        || integration.passthrough() != PassthroughBehavior::WhenNoMatch
        || integration.request_templates.iter().any(|entry| entry.content_type.value == "$default")
    {
        return None;
    }
    let service = integration.service().filter(|service| !service.is_lambda());
    let templates =
        integration.request_templates.iter().any(|entry| !entry.template.as_str().trim().is_empty());
    let model = method
        .request_models
        .iter()
        .find(|model| {
            model.model.value != "Empty" && enforced(api, method, &model.content_type.value).is_some()
        })
        .filter(|_| method.request_models.iter().all(|model| model.content_type.value != "$default"));
    let what = match (service, templates, model) {
        (_, _, Some(_)) => "the model",
        // Where the call is in the path, the body is what is to be stored.
        (Some(service), true, None) if service.action.is_some() => "the template",
        _ => return None,
    };
    let span =
        integration.passthrough_behavior.as_ref().map_or(integration.kind.span, |behavior| behavior.span);
    Some(finding(what, span))
}

fn finding(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(format!("another content type gets around {what}"), span)
        .with_note("why", "a body of a type without a template passes as it is, unchecked")
        .with_note("help", "set the passthrough behavior to `NEVER`: other types are answered with 415")
}
