//! The templates and models of WebSocket APIs in CloudFormation templates. Such an API is not executed as a whole; its
//! templates are rendered one by one.

use vtlkit_api::{ContentHandling, HttpMethod, IntegrationType, PassthroughBehavior};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Spanned;

use super::Found;
use super::cloudformation::{Item, Template};
use super::fault::Vocabulary;
use super::parts::{Parts, name_of_key};
use super::schema;
use crate::extraction::{Selection, SelectionKind};
use crate::template::{ApiKind, IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};

/// Reads a resource `AWS::ApiGatewayV2::…`.
pub(super) fn read<'t>(template: &Template<'_, 't>, item: &Item<'t>, kind: &str, found: &mut Found) {
    let resolver = template.resolver;
    let properties = item.properties;
    let text = |name: &str| resolver.text(resolver.get(properties, name));
    let role = |kind: TemplateKind| {
        let name = Some(name_of_key(item.key));
        Role { api: ApiKind::WebSocket, name, ..Role::new(kind) }
    };
    match kind.trim_start_matches("AWS::ApiGatewayV2::") {
        "Api" => routes(template, item, found),
        "Route" => {
            select(
                template,
                properties,
                SelectionKind::Model,
                "ModelSelectionExpression",
                "RequestModels",
                found,
            );
            route_response(text("RouteResponseSelectionExpression"), found);
        }
        "Integration" => {
            let (expression, keys) = ("TemplateSelectionExpression", "RequestTemplates");
            select(template, properties, SelectionKind::Template, expression, keys, found);
            let mut parts = Parts { resolver, found };
            let mut role = role(TemplateKind::Request);
            role.route = routes_to(template, &item.key.text());
            role.integration = Some(integration(template, properties, &mut parts));
            parts.templates(properties.get("RequestTemplates"), &role);
        }
        "IntegrationResponse" | "RouteResponse" => {
            let (expression, keys) = ("TemplateSelectionExpression", "ResponseTemplates");
            select(template, properties, SelectionKind::Template, expression, keys, found);
            route_response(text("RouteResponseKey"), found);
            let mut parts = Parts { resolver, found };
            let mut role = role(TemplateKind::Response);
            let integration_id = properties.get("IntegrationId").and_then(|id| resolver.name_of(id));
            if let Some(of) = integration_id.and_then(|name| template.item(&name)) {
                role.route = routes_to(template, &of.key.text());
                role.integration = Some(integration(template, of.properties, &mut parts));
            }
            role.response = Some(ResponseInfo {
                status_code: None,
                selection_pattern: text("IntegrationResponseKey"),
                content_handling: parts.content_handling(resolver.get(properties, "ContentHandlingStrategy")),
            });
            parts.templates(properties.get("ResponseTemplates"), &role);
        }
        "Model" => {
            let mut role = role(TemplateKind::Model);
            role.name = text("Name").or(role.name);
            role.content_type = text("ContentType");
            if let Some(node) = properties.get("Schema") {
                schema::text(node, resolver, role, found);
            }
        }
        _ => {}
    }
}

fn integration<'t>(
    template: &Template<'_, 't>,
    properties: NodeRef<'t>,
    parts: &mut Parts<'_, 't>,
) -> IntegrationInfo {
    let resolver = template.resolver;
    let get = |name: &str| resolver.get(properties, name);
    let kind = parts.word(get("IntegrationType"), Vocabulary::IntegrationType, IntegrationType::parse);
    let passthrough_behavior =
        parts.word(get("PassthroughBehavior"), Vocabulary::PassthroughBehavior, PassthroughBehavior::parse);
    let handling = get("ContentHandlingStrategy");
    let content_handling = parts.word(handling, Vocabulary::ContentHandling, ContentHandling::parse);
    parts.word(get("IntegrationMethod"), Vocabulary::HttpMethod, HttpMethod::parse);
    IntegrationInfo {
        kind,
        uri: resolver.text(get("IntegrationUri")),
        http_method: resolver.text(get("IntegrationMethod")),
        passthrough_behavior,
        content_handling,
        span: properties.span(),
    }
}

/// Records the route selection expression of an API, if all its routes are known.
fn routes<'t>(template: &Template<'_, 't>, api: &Item<'t>, found: &mut Found) {
    let resolver = template.resolver;
    let get = |name: &str| resolver.get(api.properties, name);
    let Some(expression) = resolver.text(get("RouteSelectionExpression")) else { return };
    if get("Body").or(get("BodyS3Location")).is_some() {
        return;
    }
    let mut keys = Vec::new();
    for route in template.of_kind("AWS::ApiGatewayV2::Route") {
        let Some(owner) = route.properties.get("ApiId").and_then(|id| resolver.name_of(id)) else { return };
        let Some(key) = resolver.text(resolver.get(route.properties, "RouteKey")) else { return };
        if *owner == *api.key.text() {
            keys.push(key.value);
        }
    }
    found.record.selection(Selection { kind: SelectionKind::Route, expression, keys });
}

/// Records a selection expression among the keys of a mapping.
fn select<'t>(
    template: &Template<'_, 't>,
    properties: NodeRef<'t>,
    kind: SelectionKind,
    expression: &str,
    mapping: &str,
    found: &mut Found,
) {
    let resolver = template.resolver;
    let expression = resolver.text(resolver.get(properties, expression));
    let mapping = resolver.get(properties, mapping).filter(|mapping| resolver.knows_entries(*mapping));
    let Some((expression, mapping)) = expression.zip(mapping) else { return };
    let keys = resolver.raw_entries(mapping).into_iter().map(|(key, _)| key.text().into_owned()).collect();
    found.record.selection(Selection { kind, expression, keys });
}

/// Records the key of a route response, or the expression that selects one.
fn route_response(expression: Option<Spanned<String>>, found: &mut Found) {
    if let Some(expression) = expression {
        let keys = vec!["$default".to_owned()];
        found.record.selection(Selection { kind: SelectionKind::RouteResponse, expression, keys });
    }
}

/// The route with this integration as target.
fn routes_to(template: &Template<'_, '_>, integration: &str) -> Route {
    let resolver = template.resolver;
    let mut route = Route::default();
    for item in template.of_kind("AWS::ApiGatewayV2::Route") {
        let target = resolver.text(resolver.get(item.properties, "Target"));
        if target.is_some_and(|target| target.value.strip_prefix("integrations/") == Some(integration)) {
            route.path = resolver.text(resolver.get(item.properties, "RouteKey"));
            break;
        }
    }
    route
}
