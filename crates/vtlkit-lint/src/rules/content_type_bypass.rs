//! Content types that bypass models and templates.

use vtlkit_api::{Api, HttpMethod, IntegrationType, Method, PassthroughBehavior};
use vtlkit_definition::TemplateKind;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::definition::{Definition, enforced};
use crate::findings::Findings;
use crate::member::{add_beside, replace_word};
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "content-type-bypass",
    group: Group::Models,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

An integration without `passthroughBehavior: never`, if request bodies are validated against a model or if a template
writes the request to an AWS service other than Lambda.

# Why it matters

A request with a different `Content-Type` is neither validated nor mapped: its body is passed through unchanged. The
client then controls the whole call to the AWS service, which runs with the API's role.

The fix rejects other content types. It is unsafe because clients that send one then get status 415.

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
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates:
          application/json: '{"TableName": "pets", "Item": {"id": {"S": "$context.requestId"}}}'
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for api in definition.apis {
        for method in api.resources.iter().flat_map(|resource| &resource.methods) {
            if let Some(finding) = one(definition.text, api, method) {
                findings.add(finding);
            }
        }
    }
    // In other files, integrations are known only where there is a template.
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
            let behavior = integration.passthrough_behavior.as_ref().map(|behavior| behavior.span);
            let place = Place { behavior, kind: kind.span, integration: integration.span };
            findings.add(finding("the template", place, definition.text));
        }
    }
}

fn one(text: &str, api: &Api, method: &Method) -> Option<Diagnostic> {
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
        // If the call is in the path, the body is the data to store.
        (Some(service), true, None) if service.action.is_some() => "the template",
        _ => return None,
    };
    let behavior = integration.passthrough_behavior.as_ref().map(|behavior| behavior.span);
    let place = Place { behavior, kind: integration.kind.span, integration: integration.span };
    Some(finding(what, place, text))
}

/// Source spans of an integration.
#[derive(Clone, Copy)]
struct Place {
    /// Its passthrough behavior, if it is set.
    behavior: Option<Span>,
    /// Its type.
    kind: Span,
    integration: Span,
}

fn finding(what: &str, place: Place, text: &str) -> Diagnostic {
    let span = place.behavior.unwrap_or(place.kind);
    let mut finding = Diagnostic::error(format!("a request with another content type bypasses {what}"), span)
        .with_note(
            "why",
            "a body whose content type has no template is passed through unchanged and unvalidated",
        )
        .with_note(
            "help",
            "set the passthrough behavior to `NEVER`: other content types then get status 415",
        );
    finding.fix = edit(place, text)
        .map(|edit| Fix::new("reject other content types", vec![edit], Applicability::Unsafe));
    finding
}

/// Sets the passthrough behavior, with the property name that the file's format uses.
fn edit(place: Place, text: &str) -> Option<Edit> {
    let Place { behavior, kind, integration } = place;
    // A value defined elsewhere, such as in a YAML anchor or a variable, may have other users.
    let is_own = |span: Span| integration.start() <= span.start() && span.end() <= integration.end();
    if let Some(behavior) = behavior {
        return replace_word(text, behavior, "WHEN_NO_MATCH", "never").filter(|_| is_own(behavior));
    }
    let before = text.get(..kind.start()).filter(|_| is_own(kind))?;
    let key = before.trim_end_matches(['"', '\'', ' ', '\t', ':', '=']);
    let of_terraform = || integration.text(text).contains("rest_api_id");
    let (name, word) = match key.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()? {
        "Type" | "IntegrationType" => ("PassthroughBehavior", "NEVER"),
        "type" if of_terraform() => ("passthrough_behavior", "NEVER"),
        "type" => ("passthroughBehavior", "never"),
        _ => return None,
    };
    add_beside(text, kind, name, word)
}
