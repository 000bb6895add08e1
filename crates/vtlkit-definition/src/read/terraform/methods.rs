//! Methods and their parts.

use std::rc::Rc;

use vtlkit_api::{
    Authorization, ContentHandling, HttpMethod, Integration, IntegrationResponse, IntegrationType, Method,
    MethodResponse, ModelUse, ParameterLocation, PassthroughBehavior, RequestParameter,
};
use vtlkit_host::HostError;
use vtlkit_text::Spanned;

use super::reader::{Item, Reader, Route};
use super::value::Value;
use crate::read::fault::Vocabulary;
use crate::template::{IntegrationInfo, ResponseInfo, Role, Route as RoleRoute, TemplateKind};

impl<'t> Reader<'_, '_, 't> {
    /// The route that a resource belongs to, with its path and HTTP method; an unknown method is `ANY`.
    fn route(&mut self, item: &Item<'t>) -> Option<(Route, Spanned<String>, Spanned<HttpMethod>)> {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let path = match self.attribute(item, "resource_id") {
            Some(id) => {
                // An unknown part of the path is recorded with it.
                if id.to_text().is_some_and(|text| !text.unknown.is_empty()) {
                    self.note_open(&id);
                }
                self.terraform.path(&id)
            }
            None => Spanned::new("/".to_owned(), item.place()),
        };
        let method = self.attribute(item, "http_method");
        let open = method.as_ref().and_then(|method| method.open().map(|open| Rc::clone(&open.name)));
        let place = method.as_ref().map_or(item.place(), |method| method.span);
        let method = self.word(method, Vocabulary::HttpMethod, HttpMethod::parse);
        let method = match method {
            Some(method) => method,
            None if open.is_some() => Spanned::new(HttpMethod::Any, place),
            None => return None,
        };
        let called = match open {
            Some(open) => unknown_method(item, &open),
            None => method.value.as_str().to_owned(),
        };
        let route = (api, path.value.clone(), called);
        Some((route, path, method))
    }

    /// The index of the method of a route. If only its parts are in the files, it gets an entry of its own.
    fn method_of(&mut self, item: &Item<'t>) -> Option<usize> {
        let (route, path, method) = self.route(item)?;
        if let Some(known) = self.routes.get(&route) {
            return Some(*known);
        }
        let at = self.methods.len();
        self.routes.insert(route.clone(), at);
        self.methods.push((route, path, Method::new(method)));
        Some(at)
    }

    pub(crate) fn method(&mut self, item: &Item<'t>) {
        let Some((route, path, http_method)) = self.route(item) else { return };
        let mut method = Method::new(http_method);
        method.operation_name = self.text(item, "operation_name");
        method.validator = self.attribute(item, "request_validator_id").and_then(|id| self.name_of(&id));
        if let Some(required) = self.boolean(item, "api_key_required") {
            method.api_key_required = required;
        }
        if let Some(kind) = self.text(item, "authorization") {
            method.authorization = match kind.value.as_str() {
                "NONE" => Spanned::new(Authorization::None, kind.span),
                "AWS_IAM" => Spanned::new(Authorization::AwsIam, kind.span),
                _ => {
                    let authorizer = self.attribute(item, "authorizer_id").and_then(|id| self.name_of(&id));
                    let name = authorizer.map_or(kind.value, |name| name.value);
                    Spanned::new(Authorization::Authorizer(name), kind.span)
                }
            };
        }
        let parameters = self.attribute(item, "request_parameters");
        for (name, value) in self.members(parameters) {
            method.request_parameters.extend(self.request_parameter(&name, &value));
        }
        let models = self.attribute(item, "request_models");
        method.request_models = self.models(models);
        // Of two definitions of one method, the first is kept.
        if !self.routes.contains_key(&route) {
            self.routes.insert(route.clone(), self.methods.len());
            self.methods.push((route, path, method));
        }
    }

    /// `method.request.querystring.name = true`
    fn request_parameter(&mut self, name: &Spanned<String>, value: &Value) -> Option<RequestParameter> {
        let place = name.value.strip_prefix("method.request.").and_then(|rest| rest.split_once('.'));
        let location = place.and_then(|(place, _)| ParameterLocation::parse(place));
        let (Some((_, bare)), Some(location)) = (place, location) else {
            let message = format!("`{}` is not a request parameter", name.value);
            self.found.errors.push(
                HostError::new(name.span, message).help(
                    "use `method.request.path.NAME`, `method.request.querystring.NAME` or `method.request.header.NAME`",
                ),
            );
            return None;
        };
        let required = Spanned::new(value.to_bool().unwrap_or(false), value.span);
        Some(RequestParameter { location, name: Spanned::new(bare.to_owned(), name.span), required })
    }

    /// The models by content type.
    fn models(&mut self, value: Option<Value>) -> Vec<ModelUse> {
        let members = self.members(value);
        members
            .into_iter()
            .filter_map(|(content_type, id)| Some(ModelUse { content_type, model: self.name_of(&id)? }))
            .collect()
    }

    pub(crate) fn method_response(&mut self, item: &Item<'t>) {
        let Some(at) = self.method_of(item) else { return };
        let Some(status_code) = self.text(item, "status_code") else { return };
        let mut response = MethodResponse {
            status_code,
            parameters: Vec::new(),
            models: Vec::new(),
            span: item.body.span(),
        };
        let parameters = self.attribute(item, "response_parameters");
        for (name, value) in self.members(parameters) {
            let name = name.map(|name| name.trim_start_matches("method.response.header.").to_owned());
            let required = Spanned::new(value.to_bool().unwrap_or(false), value.span);
            response.parameters.push((name, required));
        }
        let models = self.attribute(item, "response_models");
        response.models = self.models(models);
        if let Some((_, _, method)) = self.methods.get_mut(at) {
            method.responses.push(response);
        }
    }

    pub(crate) fn integration(&mut self, item: &Item<'t>) {
        let at = self.method_of(item);
        let integration = self.read_integration(item, at);
        if let Some((_, _, method)) = at.and_then(|at| self.methods.get_mut(at))
            && method.integration.is_none()
        {
            method.integration = integration;
        }
    }

    fn read_integration(&mut self, item: &Item<'t>, at: Option<usize>) -> Option<Integration> {
        let get = |reader: &Self, name: &str| reader.attribute(item, name);
        let kind = get(self, "type");
        if kind.is_none() {
            self.found.errors.push(
                HostError::new(item.place(), "the integration has no type")
                    .help("say `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY` or `MOCK`"),
            );
        }
        let is_open = kind.as_ref().is_some_and(|kind| kind.open().is_some());
        let place = kind.as_ref().map_or(item.place(), |kind| kind.span);
        let said = self.word(kind, Vocabulary::IntegrationType, IntegrationType::parse);
        // An unknown type is taken as `AWS`, which renders templates.
        let kind = said.or_else(|| is_open.then(|| Spanned::new(IntegrationType::Aws, place)));
        let mut out =
            Integration::new(kind.unwrap_or(Spanned::new(IntegrationType::Mock, place)), item.body.span());
        let method = get(self, "integration_http_method");
        out.http_method = self.word(method, Vocabulary::HttpMethod, HttpMethod::parse);
        let behavior = get(self, "passthrough_behavior");
        out.passthrough_behavior =
            self.word(behavior, Vocabulary::PassthroughBehavior, PassthroughBehavior::parse);
        out.content_handling = self.content_handling(item);
        out.uri = self.text(item, "uri");
        out.credentials = self.text(item, "credentials");
        let timeout = get(self, "timeout_milliseconds");
        out.timeout_millis = self.number(timeout);
        let parameters = get(self, "request_parameters");
        out.request_parameters = self.mappings(parameters);
        let templates = get(self, "request_templates");
        let info = IntegrationInfo {
            kind: said,
            uri: out.uri.clone(),
            http_method: self.text(item, "integration_http_method"),
            passthrough_behavior: out.passthrough_behavior,
            content_handling: out.content_handling,
            span: item.body.span(),
        };
        if let Some(at) = at {
            self.integrations.entry(at).or_insert_with(|| info.clone());
        }
        let route = self.route_of(item, at);
        let check = at.and_then(|at| self.check(at));
        let role = Role {
            route,
            integration: Some(info),
            check,
            ..super::reader::role(TemplateKind::Request, item)
        };
        out.request_templates = self.templates(templates, &role);
        out.cache_namespace = self.text(item, "cache_namespace");
        let keys = get(self, "cache_key_parameters").and_then(|keys| keys.items()).unwrap_or_default();
        out.cache_key_parameters = keys.iter().filter_map(|key| self.text_of(key)).collect();
        out.connection_type = self.text(item, "connection_type");
        out.connection_id = self.text(item, "connection_id");
        kind.map(|_| out)
    }

    /// The route of a method in the form of roles.
    fn route_of(&mut self, item: &Item<'t>, at: Option<usize>) -> RoleRoute {
        let path = at.and_then(|at| self.methods.get(at)).map(|(_, path, _)| path.clone());
        let path = path.filter(|_| item.body.get("resource_id").is_some());
        RoleRoute { method: self.text(item, "http_method"), path }
    }

    pub(crate) fn integration_response(&mut self, item: &Item<'t>) {
        let at = self.method_of(item);
        let Some(status_code) = self.text(item, "status_code") else {
            self.found.errors.push(
                HostError::new(item.place(), "the integration response has no status code")
                    .help("set the status code of the method response, such as `status_code = \"200\"`"),
            );
            return;
        };
        let selection_pattern = self.text(item, "selection_pattern").filter(|it| !it.value.is_empty());
        let parameters = self.attribute(item, "response_parameters");
        let response_parameters = self.mappings(parameters);
        let templates = self.attribute(item, "response_templates");
        let content_handling = self.content_handling(item);
        let info = ResponseInfo {
            status_code: Some(status_code.clone()),
            selection_pattern: selection_pattern.clone(),
            content_handling,
        };
        let role = Role {
            route: self.route_of(item, at),
            integration: at.and_then(|at| self.integrations.get(&at)).cloned(),
            response: Some(info),
            ..super::reader::role(TemplateKind::Response, item)
        };
        let response = IntegrationResponse {
            selection_pattern,
            status_code,
            response_parameters,
            response_templates: self.templates(templates, &role),
            content_handling,
            span: item.body.span(),
        };
        if let Some((_, _, method)) = at.and_then(|at| self.methods.get_mut(at))
            && let Some(integration) = &mut method.integration
        {
            integration.responses.push(response);
        }
    }

    fn content_handling(&mut self, item: &Item<'t>) -> Option<Spanned<ContentHandling>> {
        let value = self.attribute(item, "content_handling")?;
        self.word(Some(value), Vocabulary::ContentHandling, ContentHandling::parse)
    }
}

/// Distinguishes a method with an unknown name from others of the same API resource: by its name, or by what `each` and
/// `count` refer to, which is specific to the block.
fn unknown_method(item: &Item<'_>, open: &str) -> String {
    const METHOD: &str = "aws_api_gateway_method.";
    if !open.starts_with("each.") && !open.starts_with("count.") {
        return open.to_owned();
    }
    let source = item.body.get("http_method").map(|node| node.source()).unwrap_or_default();
    match source.split_once(METHOD) {
        Some((_, name)) => {
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            format!("{METHOD}{}", name.get(..end.unwrap_or(name.len())).unwrap_or_default())
        }
        None => item.address.name.to_string(),
    }
}
