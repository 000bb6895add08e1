//! Models, validators and authorizers that the API does not define.

use std::collections::HashSet;

use vtlkit_api::{Api, Authorization, Method};
use vtlkit_definition::FaultKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest::nearest;
use crate::wiring::is_known;

pub(super) static RULE: Rule = Rule {
    name: "unknown-reference",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r##"
# What it flags

The name of a model, request validator or authorizer that the file does not define, and a method that requires an
authorizer without naming one.

# Why it matters

The service rejects the method: "Invalid model identifier specified: Pet", "Invalid Request Validator identifier
specified",
"Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."

# Example

```yaml,bad
openapi: 3.0.1
components:
  schemas:
    Pet: {type: object}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pets"}}}
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: POST
        uri: https://example.com/pets
```

# Use instead

```yaml,good
openapi: 3.0.1
components:
  schemas:
    Pet: {type: object}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: POST
        uri: https://example.com/pets
```
"##,
    ),
    check: Check::File(check),
};

/// The built-in models of every API.
const BUILT_IN: [&str; 2] = ["Empty", "Error"];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let text = definition.text;
    for api in definition.deployed() {
        let known: HashSet<&str> = api.models.iter().map(|model| model.name.value.as_str()).collect();
        for method in api.resources.iter().flat_map(|resource| &resource.methods) {
            models(api, &known, method, text, findings);
            validator(api, method, text, findings);
            authorizer(api, method, text, findings);
        }
    }
    // SAM adds the security schemes of its authorizers to the document.
    let of_sam = text.contains("AWS::Serverless::");
    for fault in definition.faults {
        let word = &fault.word;
        match fault.kind {
            FaultKind::Authorizer if !of_sam => {
                findings.add(unknown("authorizer", &word.value, word.span, AUTHORIZER, std::iter::empty()));
            }
            FaultKind::NoAuthorizer => findings.add(
                Diagnostic::error(
                    format!("`{}` requires an authorizer, but none is named", word.value),
                    word.span,
                )
                .with_note("why", AUTHORIZER)
                .with_note("help", "name the authorizer, or remove the authorization type"),
            ),
            _ => {}
        }
    }
}

const AUTHORIZER: &str =
    "the service rejects the method: \"Invalid authorizer ID specified. Setting the authorization
type \
                          to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.\"";

fn unknown<'k>(
    what: &str,
    name: &str,
    span: Span,
    why: &'static str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let help = match nearest(name, known.take(MOST)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("define the {what}, or remove the name"),
    };
    Diagnostic::error(format!("there is no {what} `{name}`"), span)
        .with_note("why", why)
        .with_note("help", help)
}

/// The most names that an unknown one is compared with.
const MOST: usize = 200;

fn models(api: &Api, known: &HashSet<&str>, method: &Method, text: &str, findings: &mut Findings) {
    let of_responses = method.responses.iter().flat_map(|response| &response.models);
    for used in method.request_models.iter().chain(of_responses) {
        let name = used.model.value.as_str();
        if BUILT_IN.contains(&name) || !is_known(api, &used.model) || known.contains(name) {
            continue;
        }
        let written = used.model.span.text(text);
        let is_pointer = written.contains("#/definitions/") || written.contains("#/components/schemas/");
        if is_pointer || !api.models.is_empty() && is_plain(text, used.model.span, name) {
            let known = api.models.iter().map(|model| model.name.value.as_str());
            let why = "the service rejects the method: \"Invalid model identifier specified\"";
            findings.add(unknown("model", name, used.model.span, why, known));
        }
    }
}

fn validator(api: &Api, method: &Method, text: &str, findings: &mut Findings) {
    let Some(used) = &method.validator else { return };
    let name = used.value.as_str();
    if api.validator(name).is_some() || !is_known(api, used) || !is_plain(text, used.span, name) {
        return;
    }
    // In CloudFormation, it may be the identifier of an existing validator.
    if api.validators.is_empty() && !is_extension(text, used.span) {
        return;
    }
    let known = api.validators.iter().map(|validator| validator.name.value.as_str());
    let why = "the service rejects the method: \"Invalid Request Validator identifier specified\"";
    findings.add(unknown("validator", name, used.span, why, known));
}

fn authorizer(api: &Api, method: &Method, text: &str, findings: &mut Findings) {
    let Authorization::Authorizer(name) = &method.authorization.value else { return };
    let span = method.authorization.span;
    let is_there = api.authorizers.iter().any(|authorizer| authorizer.name.value == *name);
    if is_there || api.authorizers.is_empty() || !api.is_known(span) || !is_plain(text, span, name) {
        return;
    }
    let known = api.authorizers.iter().map(|authorizer| authorizer.name.value.as_str());
    findings.add(unknown("authorizer", name, span, AUTHORIZER, known));
}

/// Whether a name is a literal in the file, not the result of a function.
fn is_plain(text: &str, span: Span, name: &str) -> bool {
    let before = text.get(..span.start()).unwrap_or_default().trim_end();
    let tag = before.rsplit(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '[' | '{')).next();
    span.text(text).trim_matches(['"', '\'']) == name && !tag.is_some_and(|tag| tag.starts_with('!'))
}

/// Whether a validator is named by the OpenAPI extension.
fn is_extension(text: &str, span: Span) -> bool {
    let before = text.get(..span.start()).unwrap_or_default();
    before.trim_end_matches(['"', '\'', ' ', '\t', ':']).ends_with("x-amazon-apigateway-request-validator")
}
