//! The integration responses that the framework generates for an event.

use vtlkit_api::{
    Integration, IntegrationResponse, IntegrationType, Method, MethodResponse, ParameterMapping,
    TemplateEntry,
};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Spanned;

use super::named;
use crate::read::parts::Parts;
use crate::read::resolve::Resolver;
use crate::template::{ResponseInfo, Role, TemplateKind};

/// The default status codes and selection patterns: an error message of the function contains the status in brackets.
const DEFAULTS: [(&str, &str); 9] = [
    ("200", ""),
    ("400", r"[\s\S]*\[400\][\s\S]*"),
    ("401", r"[\s\S]*\[401\][\s\S]*"),
    ("403", r"[\s\S]*\[403\][\s\S]*"),
    ("404", r"[\s\S]*\[404\][\s\S]*"),
    ("422", r"[\s\S]*\[422\][\s\S]*"),
    ("500", r"[\s\S]*(Process\s?exited\s?before\s?completing\s?request|\[500\])[\s\S]*"),
    ("502", r"[\s\S]*\[502\][\s\S]*"),
    ("504", r"([\s\S]*\[504\][\s\S]*)|(.*Task timed out after \d+\.\d+ seconds$)"),
];

/// Adds the responses of an event to its integration.
pub(super) fn read<'t>(
    event: NodeRef<'t>,
    kind: IntegrationType,
    out: &mut Integration,
    role: &Role,
    parts: &mut Parts<'_, 't>,
) {
    if matches!(kind, IntegrationType::AwsProxy | IntegrationType::HttpProxy) {
        return;
    }
    let resolver = parts.resolver;
    let response = resolver.get(event, "response");
    let role = Role { kind: TemplateKind::Response, check: None, ..role.clone() };
    let shared = templates(response.and_then(|it| it.get("template")), &role, parts);
    let content_handling =
        parts.content_handling(response.and_then(|it| resolver.get(it, "contentHandling")));
    let headers = headers(response, resolver);
    let codes = resolver.entries(response.and_then(|it| resolver.get(it, "statusCodes")));
    for (status, node) in &codes {
        let pattern =
            resolver.text(resolver.get(*node, "pattern")).filter(|pattern| !pattern.value.is_empty());
        let mut role = role.clone();
        role.response = Some(ResponseInfo {
            status_code: Some(named(*status)),
            selection_pattern: pattern.clone(),
            content_handling,
        });
        let own = node.get("template").map(|own| templates(Some(own), &role, parts));
        let mut response_parameters = headers.clone();
        response_parameters.extend(self::headers(Some(*node), resolver));
        out.responses.push(IntegrationResponse {
            selection_pattern: pattern,
            status_code: named(*status),
            response_parameters,
            response_templates: own.unwrap_or_else(|| shared.clone()),
            content_handling,
            span: node.span(),
        });
    }
    let span = response.unwrap_or(event).span();
    let defaults = if codes.is_empty() { &DEFAULTS[..] } else { &DEFAULTS[..1] };
    let has_default = out.responses.iter().any(|response| response.selection_pattern.is_none());
    for (status, pattern) in defaults.iter().filter(|_| codes.is_empty() || !has_default) {
        out.responses.push(IntegrationResponse {
            selection_pattern: (!pattern.is_empty()).then(|| Spanned::new((*pattern).to_owned(), span)),
            status_code: Spanned::new((*status).to_owned(), span),
            response_parameters: headers.clone(),
            response_templates: shared.clone(),
            content_handling,
            span,
        });
    }
}

/// A template for `application/json`, or a mapping from content type to template.
pub(super) fn templates<'t>(
    node: Option<NodeRef<'t>>,
    role: &Role,
    parts: &mut Parts<'_, 't>,
) -> Vec<TemplateEntry> {
    let Some(written) = node else { return Vec::new() };
    parts.refer(written, role);
    match parts.resolver.node(written) {
        Some(value) if value.is_map() => parts.templates(node, role),
        Some(value) => {
            let template = parts.template(value, role);
            let content_type = Spanned::new("application/json".to_owned(), value.span());
            template.map(|template| TemplateEntry { content_type, template }).into_iter().collect()
        }
        None => Vec::new(),
    }
}

/// The headers of a response with their sources.
fn headers<'t>(response: Option<NodeRef<'t>>, resolver: &Resolver<'t>) -> Vec<ParameterMapping> {
    let entries = resolver.entries(response.and_then(|it| resolver.get(it, "headers")));
    let mapping = |(key, value): (NodeRef<'t>, NodeRef<'t>)| {
        Some(ParameterMapping {
            target: named(key).map(|name| format!("method.response.header.{name}")),
            source: resolver.text(Some(value))?,
        })
    };
    entries.into_iter().filter_map(mapping).collect()
}

/// Adds a method response for each integration response.
pub(super) fn declare(integration: &Integration, method: &mut Method) {
    for response in &integration.responses {
        let header = |mapping: &ParameterMapping| {
            let name = mapping
                .target
                .clone()
                .map(|target| target.trim_start_matches("method.response.header.").to_owned());
            (name, Spanned::new(false, response.span))
        };
        method.responses.push(MethodResponse {
            status_code: response.status_code.clone(),
            parameters: response.response_parameters.iter().map(header).collect(),
            models: Vec::new(),
            span: response.span,
        });
    }
}
