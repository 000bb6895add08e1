//! `resources.extensions`: properties that override those of generated methods.

use vtlkit_api::{Api, Integration, Method};
use vtlkit_host::tree::NodeRef;

use crate::read::Found;
use crate::read::cloudformation;
use crate::read::parts::Parts;
use crate::read::resolve::Resolver;
use crate::template::{Role, Route, TemplateKind};

/// Applies the extensions of a template, and its resources with the logical name of a generated method.
pub(super) fn apply<'t>(template: NodeRef<'t>, api: &mut Api, resolver: &Resolver<'t>, found: &mut Found) {
    for group in ["extensions", "Resources"] {
        for (key, resource) in resolver.entries(resolver.get(template, group)) {
            if !key.text().starts_with("ApiGatewayMethod") {
                continue;
            }
            let properties = resolver.get(resource, "Properties");
            let Some(node) = properties.and_then(|it| resolver.get(it, "Integration")) else { continue };
            let Some((route, method)) = method_named(api, &key.text()) else { continue };
            let mut parts = Parts { resolver, found };
            let role = Role { route, ..Role::new(TemplateKind::Request) };
            let Some(integration) = &mut method.integration else { continue };
            if let Some(given) = cloudformation::integration(&mut parts, node, &role) {
                replace(integration, given);
            } else {
                let role = Role { integration: None, ..role };
                let templates = parts.templates(node.get("RequestTemplates"), &role);
                if !templates.is_empty() {
                    integration.request_templates = templates;
                }
            }
        }
    }
}

/// The method with a logical name such as `ApiGatewayMethodOrdersIdVarPost`.
fn method_named<'a>(api: &'a mut Api, name: &str) -> Option<(Route, &'a mut Method)> {
    for resource in &mut api.resources {
        let parts = resource.path.value.split('/').filter(|part| !part.is_empty());
        let path: String = parts.map(normalized).collect();
        for method in &mut resource.methods {
            let verb = method.http_method.value.as_str();
            let (first, rest) = verb.split_at(1);
            if name == format!("ApiGatewayMethod{path}{first}{}", rest.to_ascii_lowercase()) {
                let route = Route {
                    method: Some(method.http_method.map(|method| method.as_str().to_owned())),
                    path: Some(resource.path.clone()),
                };
                return Some((route, method));
            }
        }
    }
    None
}

/// A path part in the form the framework uses in logical names: `order-items` is `OrderDashitems`, `{id}` is `IdVar`.
fn normalized(part: &str) -> String {
    let bare = part.trim_start_matches('{').trim_end_matches('}').trim_end_matches('+');
    let end = if part.starts_with('{') { "Var" } else { "" };
    let name: String = bare.replace('-', "Dash").replace('_', "Underscore");
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(end.chars()).collect()
}

/// Overrides the integration with the members that an extension sets.
fn replace(integration: &mut Integration, given: Integration) {
    let Integration { request_templates, responses, request_parameters, .. } = &given;
    let keep = Integration {
        request_templates: if request_templates.is_empty() {
            integration.request_templates.clone()
        } else {
            request_templates.clone()
        },
        responses: if responses.is_empty() { integration.responses.clone() } else { responses.clone() },
        request_parameters: if request_parameters.is_empty() {
            integration.request_parameters.clone()
        } else {
            request_parameters.clone()
        },
        uri: given.uri.clone().or_else(|| integration.uri.clone()),
        http_method: given.http_method.or(integration.http_method),
        credentials: given.credentials.clone().or_else(|| integration.credentials.clone()),
        passthrough_behavior: given.passthrough_behavior.or(integration.passthrough_behavior),
        content_handling: given.content_handling.or(integration.content_handling),
        timeout_millis: given.timeout_millis.or(integration.timeout_millis),
        ..given.clone()
    };
    *integration = keep;
}
