//! Models that no validator enforces.

use vtlkit_api::{Api, Method};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::{Definition, validator};
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "validator-unattached",
    group: Group::Models,
    severity: Severity::Warning,
    docs: docs(
        r##"
# What it flags

A method with a request model but without a validator that checks bodies, in CloudFormation and in OpenAPI documents
that define validators. The rule `unknown-reference` reports validators that are not defined.

# Why it matters

Without a validator, the model is only documentation: every body reaches the template.

# Example

```yaml,bad
openapi: 3.0.1
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
components:
  schemas:
    Pet: {type: object}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
```

# Use instead

```yaml,good
openapi: 3.0.1
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
x-amazon-apigateway-request-validator: all
components:
  schemas:
    Pet: {type: object}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
```
"##,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for api in definition.apis {
        for method in api.resources.iter().flat_map(|resource| &resource.methods) {
            if let Some(finding) = one(definition, api, method) {
                findings.add(finding);
            }
        }
    }
}

fn one(definition: &Definition<'_>, api: &Api, method: &Method) -> Option<Diagnostic> {
    let used = method.request_models.iter().find(|model| model.model.value != "Empty");
    let why =
        ("why", "without a validator, the model is only documentation: every body reaches the template");
    if let Some(name) = &method.validator {
        let known = validator(api, method);
        let body = known.is_none_or(|validator| validator.body.value);
        let used = used.filter(|_| !body)?;
        return Some(
            Diagnostic::error(format!("the validator `{}` does not check bodies", name.value), name.span)
                .with_label(place(method, used.model.span), "so this model is not enforced")
                .with_note(why.0, why.1)
                .with_note("help", "set `validateRequestBody` in the validator"),
        );
    }
    let used = used?;
    // In a document without validators, schemas are documentation.
    let meant = !api.validators.is_empty() || is_resource(definition, method);
    let proxy = method.integration.as_ref().is_some_and(|integration| integration.kind.value.is_proxy());
    (meant && !proxy || !api.validators.is_empty()).then(|| {
        Diagnostic::error("no validator enforces this model", place(method, used.model.span))
            .with_note(why.0, why.1)
            .with_note("help", "set a request validator that checks bodies on the method")
    })
}

/// Whether a method is a CloudFormation resource, where a model is set on purpose.
fn is_resource(definition: &Definition<'_>, method: &Method) -> bool {
    let Some(integration) = &method.integration else { return false };
    let templates = definition.extraction.templates.iter();
    let mut own = templates.filter(|template| {
        let span = integration.span;
        span.start() <= template.span.start() && template.span.end() <= span.end()
    });
    own.any(|template| template.role.name.is_some())
}

/// The span that is reported: the use of the model, or the method's name if the schema is a long inline one.
fn place(method: &Method, span: Span) -> Span {
    if span.len() > 200 { method.http_method.span } else { span }
}
