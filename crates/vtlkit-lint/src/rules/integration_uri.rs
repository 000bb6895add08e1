//! Integration URIs that the service rejects.

use vtlkit_api::IntegrationType;
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "integration-uri",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An integration, other than a mock, without a URI; an `HTTP` or `HTTP_PROXY` integration whose URI is not an HTTP URL;
an `AWS` or `AWS_PROXY` integration whose URI is not an ARN of the form
`arn:aws:apigateway:region:service:action/Name` or `…:path/…` (the ARN of a function, for example); and `AWS_PROXY`
with a service other than Lambda and Firehose.

# Why it matters

The service rejects the integration: "Invalid HTTP endpoint specified for URI", "Invalid ARN specified in the
request", "AWS ARN for integration must contain path or action", "Integrations of type 'AWS_PROXY' currently only
supports Lambda function and Firehose stream invocations."

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:lambda:eu-west-1:123456789012:function:pets
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:pets/invocations
```
"#,
    ),
    check: Check::File(check),
};

/// The property's name in OpenAPI, CloudFormation and Terraform.
const NAMES: [&str; 3] = ["uri", "Uri", "URI"];

/// The part of a Lambda path that precedes the function.
const FUNCTIONS: &str = "/functions/";

/// What is wrong with a URI, the service's error message, and what to do.
struct Wrong {
    message: String,
    why: &'static str,
    help: &'static str,
}

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for wire in definition.wires.iter().filter(|wire| wire.is_first && wire.kind() != IntegrationType::Mock) {
        let Some(uri) = &wire.integration.uri else {
            if !wire.writes(definition.text, &NAMES) {
                let why = if is_http(wire) {
                    "the service rejects it: \"Invalid HTTP endpoint specified for URI\""
                } else {
                    "the service rejects it: \"Invalid ARN specified in the request\""
                };
                findings.add(
                    Diagnostic::error("the integration has no URI", wire.integration.kind.span)
                        .with_note("why", why)
                        .with_note("help", "add the endpoint's address as `uri`"),
                );
            }
            continue;
        };
        if is_placeholder(&uri.value) {
            continue;
        }
        let wrong = if is_http(wire) { of_http(&uri.value) } else { of_aws(wire, &uri.value) };
        if let Some(Wrong { message, why, help }) = wrong {
            findings.add(
                Diagnostic::error(message, uri.span)
                    .with_label(wire.integration.kind.span, "the type of the integration")
                    .with_note("why", why)
                    .with_note("help", help),
            );
        }
    }
}

/// Whether a URI is a placeholder that a tool replaces, such as `PetsHandler` or `__URI__`.
fn is_placeholder(uri: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_marked = uri.starts_with(['%', '@', '#', '*', '~']);
    is_marked || uri.contains(|c: char| c.is_ascii_uppercase() || c == '_') && uri.chars().all(is_of_name)
}

fn is_http(wire: &Wire<'_>) -> bool {
    matches!(wire.kind(), IntegrationType::Http | IntegrationType::HttpProxy)
}

fn of_http(uri: &str) -> Option<Wrong> {
    let lower = uri.trim_start().to_ascii_lowercase();
    let scheme = ["http://", "https://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    // A URI that starts with an interpolation may be anything.
    if lower.starts_with(['$', '{', '<']) || scheme.is_some_and(|host| !host.is_empty()) {
        return None;
    }
    // The scheme or a part of it is interpolated.
    if scheme.is_none() && !is_closed(lower.split('/').next().unwrap_or_default()) {
        return None;
    }
    let help = if lower.starts_with("arn:") {
        "write the URL of the endpoint, or set the integration's type to `aws`"
    } else {
        "write the complete URL, starting with `https://` or `http://`"
    };
    Some(Wrong {
        message: format!("`{uri}` is not an HTTP URL"),
        why: "the service rejects it: \"Invalid HTTP endpoint specified for URI\"",
        help,
    })
}

fn of_aws(wire: &Wire<'_>, uri: &str) -> Option<Wrong> {
    const FORM: &str = "write `arn:aws:apigateway:{region}:{service}:action/{Name}` or `…:path/{path}`";
    const FUNCTION: &str = "write `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{ARN of the function}/invocations`";
    let uri = uri.trim();
    if uri.starts_with(['$', '{', '<']) {
        return None;
    }
    let Some(rest) = uri.strip_prefix("arn:") else {
        return Some(Wrong {
            message: format!("`{uri}` is not an ARN"),
            why: "the service rejects it: \"Invalid ARN specified in the request\"",
            help: FORM,
        });
    };
    if let Some(service) = wire.service() {
        return match service.path {
            _ if !is_closed(service.service) => None,
            _ if wire.kind() == IntegrationType::AwsProxy && !is_proxied(service.service) => Some(Wrong {
                message: format!("`AWS_PROXY` does not work with the service `{}`", service.service),
                why: "the service rejects it: \"Integrations of type 'AWS_PROXY' currently only supports Lambda \
                      function and Firehose stream invocations.\"",
                help: "set the integration's type to `aws`, and add templates and responses",
            }),
            Some(path) if service.is_lambda() && !is_invocation(path) => Some(Wrong {
                message: "the URI does not end with `/invocations`".to_owned(),
                why: "the function is not invoked, and every request is answered with an error",
                help: FUNCTION,
            }),
            _ => None,
        };
    }
    // What follows an interpolation may be a path or an action.
    let mut parts = rest.splitn(5, ':').skip(1);
    let (service, tail) = (parts.next().unwrap_or_default(), uri.rsplit(':').next().unwrap_or_default());
    if !is_closed(service) {
        return None;
    }
    if service == "apigateway" && !is_closed(tail) {
        return None;
    }
    let is_function = service == "lambda";
    Some(Wrong {
        message: if is_function {
            "a function's ARN is not its invocation URI".to_owned()
        } else {
            format!("`{uri}` names neither a path nor an action")
        },
        why: "the service rejects it: \"AWS ARN for integration must contain path or action\"",
        help: if is_function { FUNCTION } else { FORM },
    })
}

/// Whether a part of a URI has no interpolation.
fn is_closed(part: &str) -> bool {
    !part.contains(['{', '<'])
}

/// Whether a service supports `AWS_PROXY`.
fn is_proxied(service: &str) -> bool {
    matches!(service, "lambda" | "firehose")
}

/// Whether a Lambda path invokes a function, as far as it is known.
fn is_invocation(path: &str) -> bool {
    let Some((_, function)) = path.split_once(FUNCTIONS) else { return true };
    ["/invocations", "/response-streaming-invocations", "/invoke-async", "/invoke-async/", "}", ">"]
        .iter()
        .any(|end| function.trim_end().ends_with(end))
}
