//! Endpoints that the service does not take.

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

An integration without a URI, unless it is a mock; one of the types `HTTP` and `HTTP_PROXY` whose URI is no HTTP address; one
of the types `AWS` and `AWS_PROXY` whose URI is no ARN of the form `arn:aws:apigateway:region:service:action/Name` or
`…:path/…`, such as the ARN of the function itself; and `AWS_PROXY` for another service than Lambda and Firehose.

# Why it matters

The service refuses the integration: "Invalid HTTP endpoint specified for URI", "Invalid ARN specified in the request", "AWS
ARN for integration must contain path or action", "Integrations of type 'AWS_PROXY' currently only supports Lambda function
and Firehose stream invocations."

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

/// What the URI is called in OpenAPI, CloudFormation and Terraform.
const NAMES: [&str; 3] = ["uri", "Uri", "URI"];

/// Where Lambda functions are called.
const FUNCTIONS: &str = "/functions/";

/// What is wrong with a URI, the service's words, and what to do.
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
                    "the service refuses it: \"Invalid HTTP endpoint specified for URI\""
                } else {
                    "the service refuses it: \"Invalid ARN specified in the request\""
                };
                findings.add(
                    Diagnostic::error("the integration has no URI", wire.integration.kind.span)
                        .with_note("why", why)
                        .with_note("help", "add the address of what is to be called as `uri`"),
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

/// Whether a URI is a word that a program puts something in for, such as `PetsHandler` or `__URI__`.
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
    // What starts with something that is filled in may be anything.
    if lower.starts_with(['$', '{', '<']) || scheme.is_some_and(|host| !host.is_empty()) {
        return None;
    }
    // A scheme that is filled in, or a part of it.
    if scheme.is_none() && !is_closed(lower.split('/').next().unwrap_or_default()) {
        return None;
    }
    let help = if lower.starts_with("arn:") {
        "write the address of the endpoint, or make the integration one of the type `aws`"
    } else {
        "write the whole address, with `https://` or `http://` in front"
    };
    Some(Wrong {
        message: format!("`{uri}` is no address of an HTTP endpoint"),
        why: "the service refuses it: \"Invalid HTTP endpoint specified for URI\"",
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
            message: format!("`{uri}` is no ARN"),
            why: "the service refuses it: \"Invalid ARN specified in the request\"",
            help: FORM,
        });
    };
    if let Some(service) = wire.service() {
        return match service.path {
            _ if !is_closed(service.service) => None,
            _ if wire.kind() == IntegrationType::AwsProxy && !is_proxied(service.service) => Some(Wrong {
                message: format!("`AWS_PROXY` does not work with the service `{}`", service.service),
                why: "the service refuses it: \"Integrations of type 'AWS_PROXY' currently only supports Lambda \
                      function and Firehose stream invocations.\"",
                help: "make it an integration of the type `aws`, with templates and responses",
            }),
            Some(path) if service.is_lambda() && !is_invocation(path) => Some(Wrong {
                message: "the URI does not end with `/invocations`".to_owned(),
                why: "nothing invokes the function: every request is answered with an error",
                help: FUNCTION,
            }),
            _ => None,
        };
    }
    // What comes behind something that is filled in may be a path or an action.
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
            "the ARN of a function is not the URI that calls it".to_owned()
        } else {
            format!("`{uri}` names neither a path nor an action")
        },
        why: "the service refuses it: \"AWS ARN for integration must contain path or action\"",
        help: if is_function { FUNCTION } else { FORM },
    })
}

/// Whether nothing is filled into a part of a URI.
fn is_closed(part: &str) -> bool {
    !part.contains(['{', '<'])
}

/// Whether `AWS_PROXY` works with a service.
fn is_proxied(service: &str) -> bool {
    matches!(service, "lambda" | "firehose")
}

/// Whether a path of Lambda's invokes a function, as far as it is known.
fn is_invocation(path: &str) -> bool {
    let Some((_, function)) = path.split_once(FUNCTIONS) else { return true };
    ["/invocations", "/response-streaming-invocations", "/invoke-async", "/invoke-async/", "}", ">"]
        .iter()
        .any(|end| function.trim_end().ends_with(end))
}
