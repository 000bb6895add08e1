//! OpenAPI 2 and 3 with API Gateway's extensions.

use std::collections::BTreeMap;

use vtlkit_api::{
    Api, ApiKeySource, Authorization, Authorizer, GatewayResponse, GatewayResponseType, HttpMethod,
    Integration, Method, MethodResponse, Model, ModelUse, ParameterLocation, RequestParameter, Resource,
    Validator,
};
use vtlkit_text::Spanned;

use super::fault::{FaultKind, Vocabulary};
use super::parts::{self, Parts, name_of_key};
use super::resolve::Resolver;
use super::{Found, schema};
use crate::locate::openapi::method_of;
use crate::template::{ResponseInfo, Role, Route, TemplateKind};
use vtlkit_host::tree::NodeRef;

/// Maximum length of a chain of `$ref`.
const HOPS: usize = 16;
const INTEGRATION: &str = "x-amazon-apigateway-integration";
/// The content type of a body without one.
const JSON: &str = "application/json";

/// Reads a document into an API; members that the API already has are kept.
pub(crate) fn read<'t>(root: NodeRef<'t>, resolver: &Resolver<'t>, api: &mut Api, found: &mut Found) {
    resolver.import(|| {
        let parts = Parts { resolver, found };
        Reader { root, parts, api, schemes: BTreeMap::new() }.document();
    });
}

struct Reader<'r, 't> {
    root: NodeRef<'t>,
    parts: Parts<'r, 't>,
    api: &'r mut Api,
    /// What each security scheme requires from a client.
    schemes: BTreeMap<String, Scheme>,
}

#[derive(Clone)]
enum Scheme {
    ApiKey,
    Signature,
    Authorizer(String),
}

impl<'t> Reader<'_, 't> {
    fn document(&mut self) {
        let root = self.root;
        let resolver = self.parts.resolver;
        let get = |name: &str| resolver.get(root, name);
        if self.api.name.is_none() {
            self.api.name = get("info").and_then(|info| resolver.text(resolver.get(info, "title")));
        }
        self.security_schemes();
        for (key, validator) in resolver.entries(get("x-amazon-apigateway-request-validators")) {
            let flag = |name: &str| {
                resolver
                    .boolean(resolver.get(validator, name))
                    .unwrap_or(Spanned::new(false, validator.span()))
            };
            self.api.validators.push(Validator {
                name: name_of_key(key),
                body: flag("validateRequestBody"),
                parameters: flag("validateRequestParameters"),
            });
        }
        let binary = resolver.items(get("x-amazon-apigateway-binary-media-types"));
        self.api.binary_media_types.extend(binary.into_iter().filter_map(|item| resolver.text(Some(item))));
        if let Some(size) = resolver.number(get("x-amazon-apigateway-minimum-compression-size")) {
            self.api.minimum_compression_size = Some(size);
        }
        let source = get("x-amazon-apigateway-api-key-source");
        if let Some(source) = self.parts.word(source, Vocabulary::ApiKeySource, ApiKeySource::parse) {
            self.api.api_key_source = Some(source);
        }
        let responses = get("x-amazon-apigateway-gateway-responses");
        gateway_responses(&mut self.parts, self.api, responses);
        let named = get("definitions").or_else(|| resolver.get(get("components")?, "schemas"));
        for (key, value) in resolver.entries(named) {
            let name = name_of_key(key);
            let role = Role { name: Some(name.clone()), ..Role::new(TemplateKind::Model) };
            self.model(name, value, role);
        }
        for (path, item) in resolver.entries(get("paths")) {
            if path.text().starts_with('/') {
                self.path(path, item);
            }
        }
    }

    fn model(&mut self, name: Spanned<String>, node: NodeRef<'t>, role: Role) {
        let role = Role { imported: true, ..role };
        if let Some(schema) = schema::text(node, self.parts.resolver, role, self.parts.found) {
            let content_type = Spanned::new(JSON.to_owned(), node.span());
            self.api.models.push(Model { name, content_type, schema, imported: true });
        }
    }

    fn path(&mut self, path: NodeRef<'t>, item: NodeRef<'t>) {
        let item = self.referred(item);
        let shared = self.parts.resolver.get(item, "parameters");
        let mut resource = Resource { path: name_of_key(path), methods: Vec::new() };
        for (key, operation) in self.parts.resolver.entries(Some(item)) {
            let method = method_of(&key.text()).and_then(HttpMethod::parse);
            if let Some(method) = method
                && operation.is_map()
            {
                let method = self.method(Spanned::new(method, key.span()), operation, shared, &resource.path);
                resource.methods.push(method);
            }
        }
        if !resource.methods.is_empty() {
            self.api.resources.push(resource);
        }
    }

    fn method(
        &mut self,
        http_method: Spanned<HttpMethod>,
        operation: NodeRef<'t>,
        shared: Option<NodeRef<'t>>,
        path: &Spanned<String>,
    ) -> Method {
        let resolver = self.parts.resolver;
        let get = |name: &str| resolver.get(operation, name);
        let mut method = Method::new(http_method);
        let route = Route {
            method: Some(http_method.map(|method| method.as_str().to_owned())),
            path: Some(path.clone()),
        };
        let route = &route;
        method.operation_name = resolver.text(get("operationId"));
        let validator = get("x-amazon-apigateway-request-validator")
            .or_else(|| resolver.get(self.root, "x-amazon-apigateway-request-validator"));
        method.validator = resolver.text(validator).filter(|name| !name.value.is_empty());
        self.authorization(&mut method, operation);
        self.request_body(&mut method, get("requestBody"), route);
        // Parameters of an operation override those of its path item.
        for list in [get("parameters"), shared] {
            for parameter in resolver.items(list) {
                let parameter = self.referred(parameter);
                self.parameter(&mut method, operation, parameter, route);
            }
        }
        for (status, response) in resolver.entries(get("responses")) {
            let response = self.referred(response);
            method.responses.push(self.response(status, response));
        }
        if let Some(node) = get(INTEGRATION) {
            method.integration = self.integration(node, route);
        }
        for other in operation.get(INTEGRATION).map(|node| resolver.others(node)).unwrap_or_default() {
            self.integration(other, route);
        }
        method
    }

    fn integration(&mut self, node: NodeRef<'t>, route: &Route) -> Option<Integration> {
        let resolver = self.parts.resolver;
        let mut role = Role { route: route.clone(), ..Role::new(TemplateKind::Request) };
        let mut integration = self.parts.integration(node, &parts::OPENAPI, &mut role);
        let record = &mut self.parts.found.record;
        record.misplaced(node, "responseTemplates", "belongs in each response under `responses`");
        let mut responses = Vec::new();
        for (pattern, response) in resolver.entries(resolver.get(node, "responses")) {
            let pattern = (!pattern.is("default")).then(|| name_of_key(pattern));
            responses.extend(self.parts.integration_response(response, &parts::OPENAPI, pattern, &role));
            let record = &mut self.parts.found.record;
            record.misplaced(response, "requestTemplates", "belongs in the integration, next to `responses`");
        }
        if let Some(integration) = &mut integration {
            integration.responses = responses;
        }
        integration
    }

    fn parameter(
        &mut self,
        method: &mut Method,
        operation: NodeRef<'t>,
        parameter: NodeRef<'t>,
        route: &Route,
    ) {
        let resolver = self.parts.resolver;
        let Some(place) = resolver.text(resolver.get(parameter, "in")) else { return };
        let location = match place.value.as_str() {
            "query" => ParameterLocation::QueryString,
            "header" => ParameterLocation::Header,
            "path" => ParameterLocation::Path,
            "body" => {
                let Some(schema) = resolver.get(parameter, "schema") else { return };
                let types =
                    resolver.get(operation, "consumes").or_else(|| resolver.get(self.root, "consumes"));
                let mut types: Vec<_> =
                    resolver.items(types).into_iter().filter_map(|item| resolver.text(Some(item))).collect();
                if types.is_empty() {
                    types.push(Spanned::new(JSON.to_owned(), parameter.span()));
                }
                for content_type in types {
                    let model = self.model_for(schema, None, route);
                    method.request_models.extend(model.map(|model| ModelUse { content_type, model }));
                }
                return;
            }
            _ => return,
        };
        let Some(name) = resolver.text(resolver.get(parameter, "name")) else { return };
        if method.request_parameters.iter().any(|other| other.location == location && other.name == name) {
            return;
        }
        let required = resolver.boolean(resolver.get(parameter, "required"));
        let required = required.unwrap_or(Spanned::new(false, parameter.span()));
        method.request_parameters.push(RequestParameter { location, name, required });
    }

    fn request_body(&mut self, method: &mut Method, body: Option<NodeRef<'t>>, route: &Route) {
        let resolver = self.parts.resolver;
        let Some(body) = body.map(|body| self.referred(body)) else { return };
        for (content_type, media) in resolver.entries(resolver.get(body, "content")) {
            let Some(schema) = resolver.get(media, "schema") else { continue };
            let content_type = name_of_key(content_type);
            let model = self.model_for(schema, Some(&content_type), route);
            method.request_models.extend(model.map(|model| ModelUse { content_type, model }));
        }
    }

    /// The name of the model for a schema. An inline schema becomes a model, named as the service names it on import.
    fn model_for(
        &mut self,
        schema: NodeRef<'t>,
        content_type: Option<&Spanned<String>>,
        route: &Route,
    ) -> Option<Spanned<String>> {
        let resolver = self.parts.resolver;
        if let Some(reference) = resolver.text(resolver.get(schema, "$ref")) {
            let name = schema::model_of(&reference.value)?.to_owned();
            return Some(Spanned::new(name, reference.span));
        }
        let taken = self.api.models.iter().filter(|model| model.name.value.starts_with("MODEL")).count();
        let name = Spanned::new(format!("MODEL{}", taken + 1), schema.span());
        let role = Role {
            content_type: content_type.cloned(),
            route: route.clone(),
            ..Role::new(TemplateKind::Model)
        };
        self.model(name.clone(), schema, role);
        Some(name)
    }

    fn response(&mut self, status: NodeRef<'t>, response: NodeRef<'t>) -> MethodResponse {
        let resolver = self.parts.resolver;
        let mut out = MethodResponse {
            status_code: name_of_key(status),
            parameters: Vec::new(),
            models: Vec::new(),
            span: response.span(),
        };
        for (name, header) in resolver.entries(resolver.get(response, "headers")) {
            out.parameters.push((name_of_key(name), Spanned::new(false, header.span())));
        }
        let reference = |schema: NodeRef<'t>| {
            let reference = resolver.text(resolver.get(schema, "$ref"))?;
            Some(Spanned::new(schema::model_of(&reference.value)?.to_owned(), reference.span))
        };
        for (content_type, media) in resolver.entries(resolver.get(response, "content")) {
            if let Some(model) = resolver.get(media, "schema").and_then(reference) {
                out.models.push(ModelUse { content_type: name_of_key(content_type), model });
            }
        }
        if let Some(model) = resolver.get(response, "schema").and_then(reference) {
            let content_type = Spanned::new(JSON.to_owned(), response.span());
            out.models.push(ModelUse { content_type, model });
        }
        out
    }

    fn security_schemes(&mut self) {
        let resolver = self.parts.resolver;
        let root = self.root;
        let schemes = resolver
            .get(root, "securityDefinitions")
            .or_else(|| resolver.get(resolver.get(root, "components")?, "securitySchemes"));
        for (key, scheme) in resolver.entries(schemes) {
            let text = |node: NodeRef<'t>, name: &str| resolver.text(resolver.get(node, name));
            let name = key.text().into_owned();
            let auth_type = text(scheme, "x-amazon-apigateway-authtype");
            let found = if auth_type.is_some_and(|kind| kind.value.eq_ignore_ascii_case("awsSigv4")) {
                Scheme::Signature
            } else if let Some(authorizer) = resolver.get(scheme, "x-amazon-apigateway-authorizer") {
                let header = text(scheme, "name")
                    .filter(|_| text(scheme, "in").is_none_or(|place| place.value == "header"));
                let kind =
                    text(authorizer, "type").unwrap_or(Spanned::new("token".to_owned(), authorizer.span()));
                let by_header =
                    header.map(|header| header.map(|name| format!("method.request.header.{name}")));
                self.api.authorizers.push(Authorizer {
                    name: name_of_key(key),
                    identity_source: text(authorizer, "identitySource")
                        .or(by_header.filter(|_| !kind.value.eq_ignore_ascii_case("request"))),
                    kind: kind.map(|kind| kind.to_ascii_lowercase()),
                    uri: text(authorizer, "authorizerUri"),
                    identity_validation_expression: text(authorizer, "identityValidationExpression"),
                    result_ttl_seconds: resolver
                        .number(resolver.get(authorizer, "authorizerResultTtlInSeconds")),
                });
                Scheme::Authorizer(name.clone())
            } else if text(scheme, "name")
                .is_some_and(|header| header.value.eq_ignore_ascii_case("x-api-key"))
            {
                Scheme::ApiKey
            } else {
                continue;
            };
            self.schemes.insert(name, found);
        }
    }

    /// Whether the document defines a security scheme, of any type.
    fn knows_scheme(&self, name: &str) -> bool {
        let resolver = self.parts.resolver;
        let components = || resolver.get(resolver.get(self.root, "components")?, "securitySchemes");
        let schemes = resolver.get(self.root, "securityDefinitions").or_else(components);
        schemes.is_some_and(|schemes| resolver.get(schemes, name).is_some())
    }

    fn authorization(&mut self, method: &mut Method, operation: NodeRef<'t>) {
        let resolver = self.parts.resolver;
        let security = resolver.get(operation, "security").or_else(|| resolver.get(self.root, "security"));
        for requirement in resolver.items(security) {
            for (name, _) in resolver.entries(Some(requirement)) {
                match self.schemes.get(&*name.text()) {
                    Some(Scheme::ApiKey) => method.api_key_required = Spanned::new(true, name.span()),
                    Some(Scheme::Signature) => {
                        method.authorization = Spanned::new(Authorization::AwsIam, name.span());
                    }
                    Some(Scheme::Authorizer(authorizer)) => {
                        method.authorization =
                            Spanned::new(Authorization::Authorizer(authorizer.clone()), name.span());
                    }
                    None if self.knows_scheme(&name.text()) => {}
                    None => self.parts.fault(FaultKind::Authorizer, name_of_key(name)),
                }
            }
        }
        let auth = resolver.get(operation, "x-amazon-apigateway-auth");
        if let Some(kind) = auth.and_then(|auth| resolver.text(resolver.get(auth, "type")))
            && kind.value.eq_ignore_ascii_case("AWS_IAM")
        {
            method.authorization = Spanned::new(Authorization::AwsIam, kind.span);
        }
    }

    /// Follows `$ref`s within the document; `node` itself if it is none, or if the chain is broken or cyclic.
    fn referred(&self, node: NodeRef<'t>) -> NodeRef<'t> {
        let resolver = self.parts.resolver;
        let mut at = node;
        for _ in 0..HOPS {
            let Some(reference) = resolver.text(resolver.get(at, "$ref")) else { return at };
            match self.pointer(&reference.value) {
                Some(next) => at = next,
                None => return node,
            }
        }
        node
    }

    fn pointer(&self, reference: &str) -> Option<NodeRef<'t>> {
        let mut at = self.root;
        for part in reference.strip_prefix("#/")?.split('/') {
            at = self.parts.resolver.get(at, &part.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(at)
    }
}

/// The gateway responses of `x-amazon-apigateway-gateway-responses` or of a SAM API, by type.
pub(crate) fn gateway_responses<'t>(parts: &mut Parts<'_, 't>, api: &mut Api, node: Option<NodeRef<'t>>) {
    let resolver = parts.resolver;
    for (key, response) in resolver.entries(node) {
        let kind = parts.word(Some(key), Vocabulary::GatewayResponseType, GatewayResponseType::parse);
        let either = |a: &str, b: &str| resolver.get(response, a).or_else(|| resolver.get(response, b));
        let parameters = either("responseParameters", "ResponseParameters");
        let raw = |name: &str| response.get(name);
        let templates = raw("responseTemplates").or_else(|| raw("ResponseTemplates"));
        let mut role = Role::new(TemplateKind::GatewayResponse);
        role.name = Some(name_of_key(key));
        let status_code = resolver.text(either("statusCode", "StatusCode"));
        role.response = Some(ResponseInfo { status_code: status_code.clone(), ..ResponseInfo::default() });
        let mut mappings = parts.mappings(parameters);
        // SAM groups the parameters by location.
        for (place, prefix) in [("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring")] {
            let group = parameters.and_then(|parameters| resolver.get(parameters, place));
            mappings.extend(parts.mappings(group).into_iter().map(|mut mapping| {
                mapping.target.value = format!("gatewayresponse.{prefix}.{}", mapping.target.value);
                mapping
            }));
        }
        let templates = parts.templates(templates, &role);
        let Some(kind) = kind else { continue };
        api.gateway_responses.push(GatewayResponse { kind, status_code, parameters: mappings, templates });
    }
}
