//! Invalid parameter mappings.

use std::collections::HashSet;

use vtlkit_api::{Api, IntegrationType, Method, ParameterLocation, ParameterMapping};
use vtlkit_definition::FaultKind;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::{Wire, is_known};

pub(super) static RULE: Rule = Rule {
    name: "mapping-expression",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A parameter mapping with an invalid source (a static value without single quotes, `true`, `$context.requestId`, a
request parameter in a response mapping or the other way round), with a source parameter that the method does not
declare, or with an invalid target.

# Why it matters

The service rejects the integration or the response: "Invalid mapping expression specified", "Invalid mapping
expression parameter specified: method.request.path.id".

A static value must be enclosed in single quotes, in addition to the quotes of the file format. The fix adds them, and
removes the `$` from `$context` and `$stageVariables`.

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
        requestParameters:
          integration.request.header.X-Source: 'gateway'
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
        requestParameters:
          integration.request.header.X-Source: "'gateway'"
```
"#,
    ),
    check: Check::File(check),
};

/// The kind of message that a mapping belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Response,
    Gateway,
}

impl Side {
    /// The prefixes of targets.
    const fn targets(self) -> &'static [&'static str] {
        match self {
            Self::Request => &[
                "integration.request.header.",
                "integration.request.path.",
                "integration.request.querystring.",
            ],
            Self::Response => &["method.response.header."],
            Self::Gateway => {
                &["gatewayresponse.header.", "gatewayresponse.path.", "gatewayresponse.querystring."]
            }
        }
    }

    /// The prefixes of sources that are parts of a message.
    const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Request => &[
                "method.request.header.",
                "method.request.multivalueheader.",
                "method.request.path.",
                "method.request.querystring.",
                "method.request.multivaluequerystring.",
            ],
            Self::Response => &["integration.response.header.", "integration.response.multivalueheader."],
            Self::Gateway => {
                &["method.request.header.", "method.request.path.", "method.request.querystring."]
            }
        }
    }

    /// The source that is the body.
    const fn body(self) -> Option<&'static str> {
        match self {
            Self::Request => Some("method.request.body"),
            Self::Response => Some("integration.response.body"),
            Self::Gateway => None,
        }
    }
}

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let text = definition.text;
    for fault in definition.faults.iter().filter(|fault| fault.kind == FaultKind::RequestParameter) {
        findings.add(
            Diagnostic::error(format!("`{}` is not a valid request parameter", fault.word.value), fault.word.span)
                .with_note("why", "the service rejects the method: \"Invalid mapping expression specified\"")
                .with_note(
                    "help",
                    "write `method.request.path.NAME`, `method.request.querystring.NAME` or `method.request.header.NAME`",
                ),
        );
    }
    let is_whole = !definition.refers_outside();
    for wire in &definition.wires {
        let declared = declared(wire.method);
        for mapping in &wire.integration.request_parameters {
            if wire.is_first && one(wire.api, (mapping, Side::Request), text, findings) {
                continue;
            }
            if is_whole && wire.kind() != IntegrationType::Mock {
                undeclared(wire, mapping, &declared, findings);
            }
        }
        for response in wire.integration.responses.iter().filter(|_| wire.is_first) {
            for mapping in &response.response_parameters {
                one(wire.api, (mapping, Side::Response), text, findings);
            }
        }
    }
    for api in definition.deployed() {
        for mapping in api.gateway_responses.iter().flat_map(|response| &response.parameters) {
            one(api, (mapping, Side::Gateway), text, findings);
        }
    }
}

/// Reports a mapping that is invalid by itself. Returns whether it is.
fn one(api: &Api, (mapping, side): (&ParameterMapping, Side), text: &str, findings: &mut Findings) -> bool {
    let (target, source) = (&mapping.target, &mapping.source);
    if is_known(api, target) && !side.targets().iter().any(|start| has_name(&target.value, start)) {
        findings.add(
            Diagnostic::error(format!("`{}` is not a valid mapping target", target.value), target.span)
                .with_note("why", "the service rejects it: \"Invalid mapping expression specified\"")
                .with_note(
                    "help",
                    format!("write one of `{}`, followed by a name", side.targets().join("`, `")),
                ),
        );
        return true;
    }
    if !is_known(api, source) || is_source(&source.value, side) {
        return false;
    }
    let mut finding =
        Diagnostic::error(format!("`{}` is not a valid mapping source", source.value), source.span)
            .with_note(
                "why",
                format!("the service rejects it: \"Invalid mapping expression specified: {}\"", source.value),
            );
    let remedy = remedy(&source.value);
    finding = finding.with_note(
        "help",
        match &remedy {
            Some(meant) => format!("write `{meant}`, inside the quotes of the file format"),
            None => format!(
                "write a static value in single quotes, `context.…`, `stageVariables.…`, or a source that starts with `{}`",
                side.sources().join("`, `")
            ),
        },
    );
    finding.fix = remedy.and_then(|meant| {
        let edit = rewritten(text, mapping, &meant)?;
        let is_static = meant.starts_with('\'');
        let message = if is_static { "put the static value in single quotes" } else { "remove the `$`" };
        Some(Fix::new(message, vec![edit], Applicability::Safe))
    });
    findings.add(finding);
    true
}

/// Whether an expression consists of a prefix and a name.
fn has_name(expression: &str, start: &str) -> bool {
    expression.strip_prefix(start).is_some_and(|name| !name.is_empty() && !name.contains([' ', '\'', '"']))
}

fn is_source(source: &str, side: Side) -> bool {
    let is_static = source.len() >= 2 && source.starts_with('\'') && source.ends_with('\'');
    let is_body = side
        .body()
        .and_then(|body| source.strip_prefix(body))
        .is_some_and(|path| path.is_empty() || path.len() > 1 && path.starts_with(['.', '[']));
    is_static
        || is_body
        || has_name(source, "context.")
        || has_name(source, "stageVariables.")
        || side.sources().iter().any(|start| has_name(source, start))
}

/// The valid source that an invalid one was meant to be, if that is certain.
fn remedy(source: &str) -> Option<String> {
    let trimmed = source.trim();
    let bare = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(trimmed);
    if let Some(rest) = trimmed.strip_prefix('$')
        && (rest.starts_with("context.") || rest.starts_with("stageVariables."))
        && !rest.contains(['(', ' '])
    {
        return Some(rest.to_owned());
    }
    let is_expression = ["method.", "integration.", "context", "stageVariables", "$", "gatewayresponse."]
        .iter()
        .any(|start| bare.starts_with(start));
    (!is_expression && !bare.is_empty() && !bare.contains(['\'', '"', '\\', '\n', '{']))
        .then(|| format!("'{bare}'"))
}

/// The edit that replaces the source, in double quotes.
fn rewritten(text: &str, mapping: &ParameterMapping, meant: &str) -> Option<Edit> {
    let span = mapping.source.span;
    let written = span.text(text);
    let is_plain = !written.is_empty() && !written.contains(['\n', '\\', '!', '&', '*', '|', '>', '#'])
        || matches!(written, "'*'" | "\"*\"" | "*");
    // Block scalars and anchors are not edited.
    if !is_plain && !matches!(written.as_bytes(), [b'\'', .., b'\''] | [b'"', .., b'"']) {
        return None;
    }
    Some(Edit::replace(span, format!("\"{meant}\"")))
}

/// The parameters that a method declares, with the key of each name.
fn declared(method: &Method) -> HashSet<(ParameterLocation, String)> {
    method.request_parameters.iter().map(|it| (it.location, key(it.location, &it.name))).collect()
}

/// The name of a parameter for comparison: header names ignore case.
fn key(place: ParameterLocation, name: &str) -> String {
    if place == ParameterLocation::Header { name.to_ascii_lowercase() } else { name.to_owned() }
}

/// Reports a source parameter that the method does not declare.
fn undeclared(
    wire: &Wire<'_>,
    mapping: &ParameterMapping,
    declared: &HashSet<(ParameterLocation, String)>,
    findings: &mut Findings,
) {
    let source = &mapping.source;
    let places = [
        ("method.request.path.", ParameterLocation::Path),
        ("method.request.querystring.", ParameterLocation::QueryString),
        ("method.request.multivaluequerystring.", ParameterLocation::QueryString),
        ("method.request.header.", ParameterLocation::Header),
        ("method.request.multivalueheader.", ParameterLocation::Header),
    ];
    let named = places.iter().find_map(|(start, place)| Some((source.value.strip_prefix(start)?, *place)));
    let Some((name, place)) = named.filter(|_| wire.is_known(source)) else { return };
    if declared.contains(&(place, key(place, name))) {
        return;
    }
    findings.add(
        Diagnostic::error(format!("the method does not declare the parameter `{name}`"), source.span)
            .with_label(wire.method.http_method.span, "the method")
            .with_note(
                "why",
                format!(
                    "the service rejects it: \"Invalid mapping expression parameter specified: {}\"",
                    source.value
                ),
            )
            .with_note(
                "help",
                format!("declare it as a parameter of the method, in the {}", in_words(place)),
            ),
    );
}

const fn in_words(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Header => "headers",
        ParameterLocation::Path => "path",
        ParameterLocation::QueryString => "query string",
    }
}
