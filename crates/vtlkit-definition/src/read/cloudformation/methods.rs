//! Methods with their integrations and paths.

use vtlkit_api::{
    Api, Authorization, HttpMethod, Integration, Method, MethodResponse, ModelUse, ParameterLocation,
    RequestParameter, Resource,
};
use vtlkit_host::HostError;
use vtlkit_host::tree::NodeRef;
use vtlkit_text::{Span, Spanned};

use super::{Item, Template};
use crate::read::Found;
use crate::read::fault::{FaultKind, Vocabulary};
use crate::read::parts::{self, Parts, name_of_key};
use crate::template::{Role, TemplateKind};

/// Maximum depth of a resource path.
const PATH_DEPTH: usize = 64;

impl<'t> Template<'_, 't> {
    /// The path of the resource that an identifier refers to.
    fn path(&self, id: NodeRef<'t>) -> String {
        let mut parts = Vec::new();
        let mut id = id;
        for _ in 0..PATH_DEPTH {
            let Some(name) = self.resolver.name_of(id) else { break };
            if name.ends_with(".RootResourceId") {
                break;
            }
            // A parent outside the template is taken for the root resource.
            let Some(item) = self.item(&name) else { break };
            parts.extend(
                self.resolver.text(self.resolver.get(item.properties, "PathPart")).map(|part| part.value),
            );
            match item.properties.get("ParentId") {
                Some(parent) => id = parent,
                None => break,
            }
        }
        let parts: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
        format!("/{}", parts.join("/"))
    }

    pub(super) fn method(&mut self, item: &Item<'t>, file: &mut Found) {
        let resolver = self.resolver;
        let properties = item.properties;
        let get = |name: &str| resolver.get(properties, name);
        let mut parts = Parts { resolver, found: file };
        let http_method = parts.word(get("HttpMethod"), Vocabulary::HttpMethod, HttpMethod::parse);
        let Some(http_method) = http_method else { return };
        let mut method = Method::new(http_method);
        method.operation_name = resolver.text(get("OperationName"));
        method.validator = properties.get("RequestValidatorId").and_then(|id| self.named(id, "Name"));
        if let Some(required) = resolver.boolean(get("ApiKeyRequired")) {
            method.api_key_required = required;
        }
        if let Some(kind) = resolver.text(get("AuthorizationType")) {
            method.authorization = match kind.value.as_str() {
                "NONE" => Spanned::new(Authorization::None, kind.span),
                "AWS_IAM" => Spanned::new(Authorization::AwsIam, kind.span),
                _ => {
                    let id = properties.get("AuthorizerId");
                    if id.is_none() && !resolver.is_open(kind.span) {
                        parts.fault(FaultKind::NoAuthorizer, kind.clone());
                    }
                    let authorizer = id.and_then(|id| self.named(id, "Name"));
                    let name = authorizer.map_or(kind.value, |name| name.value);
                    Spanned::new(Authorization::Authorizer(name), kind.span)
                }
            };
        }
        for (key, value) in resolver.entries(get("RequestParameters")) {
            method.request_parameters.extend(request_parameter(&mut parts, key, value));
        }
        method.request_models = self.models(get("RequestModels"));
        for response in resolver.items(get("MethodResponses")) {
            let Some(status_code) = resolver.text(resolver.get(response, "StatusCode")) else { continue };
            let mut out = MethodResponse {
                status_code,
                parameters: Vec::new(),
                models: Vec::new(),
                span: response.span(),
            };
            for (key, value) in resolver.entries(resolver.get(response, "ResponseParameters")) {
                let name =
                    name_of_key(key).map(|key| key.trim_start_matches("method.response.header.").to_owned());
                let required = resolver.boolean(Some(value)).unwrap_or(Spanned::new(false, value.span()));
                out.parameters.push((name, required));
            }
            out.models = self.models(resolver.get(response, "ResponseModels"));
            method.responses.push(out);
        }
        let id = properties.get("ResourceId");
        let path = Spanned::new(
            id.map_or_else(|| "/".to_owned(), |id| self.path(id)),
            id.map_or(item.node.span(), NodeRef::span),
        );
        let mut role = Role { name: Some(name_of_key(item.key)), ..Role::new(TemplateKind::Request) };
        role.route.method = resolver.text(get("HttpMethod"));
        role.route.path = Some(path.clone());
        parts.found.record.misplaced(properties, "RequestTemplates", "belongs in `Integration`");
        parts.found.record.misplaced(properties, "IntegrationResponses", "belongs in `Integration`");
        method.integration = get("Integration").and_then(|node| integration(&mut parts, node, &role));
        for other in properties.get("Integration").map(|node| resolver.others(node)).unwrap_or_default() {
            integration(&mut parts, other, &role);
        }
        let api = self.api_of(properties.get("RestApiId"));
        add_method(api, path, method);
    }

    /// The models of a method or response by content type.
    fn models(&self, node: Option<NodeRef<'t>>) -> Vec<ModelUse> {
        let entries = node.map(NodeRef::entries).unwrap_or_default().into_iter();
        entries
            .filter_map(|(key, value)| {
                let content_type = Spanned::new(key.text().into_owned(), key.span());
                Some(ModelUse { content_type, model: self.named(value, "Name")? })
            })
            .collect()
    }
}

/// Reads the integration of a method with its responses.
pub(in crate::read) fn integration<'t>(
    parts: &mut Parts<'_, 't>,
    node: NodeRef<'t>,
    role: &Role,
) -> Option<Integration> {
    let resolver = parts.resolver;
    let mut role = role.clone();
    let mut integration = parts.integration(node, &parts::CLOUDFORMATION, &mut role);
    parts.found.record.misplaced(node, "ResponseTemplates", "belongs in each of `IntegrationResponses`");
    let mut responses = Vec::new();
    let response = |parts: &mut Parts<'_, 't>, response: NodeRef<'t>| {
        let pattern = resolver.text(resolver.get(response, "SelectionPattern"));
        parts.integration_response(response, &parts::CLOUDFORMATION, pattern, &role)
    };
    let list = node.get("IntegrationResponses");
    let chosen = list.and_then(|list| resolver.node(list));
    for raw in chosen.into_iter().flat_map(NodeRef::items) {
        if resolver.spend(1).is_none() {
            break;
        }
        responses.extend(resolver.node(raw).and_then(|node| response(parts, node)));
        for other in resolver.others(raw) {
            response(parts, other);
        }
    }
    for other in list.map(|list| resolver.others(list)).unwrap_or_default() {
        for item in resolver.items(Some(other)) {
            response(parts, item);
        }
    }
    if let Some(integration) = &mut integration {
        integration.responses = responses;
    }
    integration
}

/// Adds a method. Resources with the same path are merged at the end.
pub(in crate::read) fn add_method(api: &mut Api, path: Spanned<String>, method: Method) {
    api.resources.push(Resource { path, methods: vec![method] });
}

/// `method.request.querystring.name: true`, or SAM's form with an object.
pub(in crate::read) fn request_parameter<'t>(
    parts: &mut Parts<'_, 't>,
    key: NodeRef<'t>,
    value: NodeRef<'t>,
) -> Option<RequestParameter> {
    let name = key.text();
    let place = name.strip_prefix("method.request.").and_then(|rest| rest.split_once('.'));
    let location = place.and_then(|(place, _)| ParameterLocation::parse(place));
    let (Some((_, bare)), Some(location)) = (place, location) else {
        let message = format!("`{name}` is not a request parameter");
        parts.fault(FaultKind::RequestParameter, name_of_key(key));
        parts.error(
            HostError::new(key.span(), message)
                .help("use `method.request.path.NAME`, `method.request.querystring.NAME` or `method.request.header.NAME`"),
        );
        return None;
    };
    let required = if value.is_map() { parts.resolver.get(value, "Required") } else { Some(value) };
    let required = parts.resolver.boolean(required).unwrap_or(Spanned::new(false, value.span()));
    Some(RequestParameter { location, name: Spanned::new(bare.to_owned(), key.span()), required })
}

/// The URI of an integration with a Lambda function.
pub(in crate::read) fn lambda_uri(function: &str, span: Span) -> Spanned<String> {
    let uri = format!(
        "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations"
    );
    Spanned::new(uri, span)
}
