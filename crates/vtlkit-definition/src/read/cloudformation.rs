//! CloudFormation and SAM templates in YAML or JSON, including the output of the CDK.

mod for_each;
mod methods;
mod nested;

use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_api::{
    Api, ApiKeySource, Authorizer, EndpointType, GatewayResponse, GatewayResponseType, Model, Validator,
};
use vtlkit_host::tree::NodeRef;
use vtlkit_host::{Format, HostError};
use vtlkit_text::{Span, Spanned};

pub(super) use self::methods::{add_method, integration, lambda_uri, request_parameter};
use super::auth::Auth;
use super::fault::Vocabulary;
use super::parts::{Parts, name_of_key};
use super::resolve::{Context, Resolver, is_call};
use super::{Found, auth, duplicates, events, openapi, schema, stages, websocket};
use crate::template::{ResponseInfo, Role, TemplateKind};

/// Reads the APIs of a template; `given` has values of its parameters. Returns `false` without reading if the template
/// is already being read: a stack that nests itself is read once.
pub(super) fn read<'t>(
    root: NodeRef<'t>,
    context: &Rc<Context<'t>>,
    given: &BTreeMap<String, NodeRef<'t>>,
    file: &mut Found,
) -> bool {
    let Some(_level) = context.enter(root.tree) else { return false };
    let resolver = Resolver::cloudformation(context, root, given);
    let Some(resources) = root.get("Resources") else { return true };
    let mut template = Template::new(std::iter::once(resources), &resolver);
    template.read(Some(root), file);
    let apis = std::mem::take(&mut template.apis);
    nested::add(apis, |name| template.item(name).is_some(), file);
    nested::read(&template, context, file);
    true
}

/// Reads resources that accompany an API of another origin (the Serverless Framework's) and may extend it.
pub(super) fn read_resources<'t>(
    resources: &[NodeRef<'t>],
    (name, api): (&str, Api),
    resolver: &Resolver<'t>,
    file: &mut Found,
) -> Vec<Api> {
    let mut template = Template::new(resources.iter().copied(), resolver);
    template.add_api(name, api);
    template.read(None, file);
    template.apis.into_iter().map(|(_, api)| api).collect()
}

/// A resource: its logical name, type and properties.
#[derive(Clone, Copy)]
pub(super) struct Item<'t> {
    pub(super) key: NodeRef<'t>,
    pub(super) kind: NodeRef<'t>,
    pub(super) properties: NodeRef<'t>,
    pub(super) node: NodeRef<'t>,
}

pub(super) struct Template<'r, 't> {
    pub(super) resolver: &'r Resolver<'t>,
    pub(super) items: Vec<Item<'t>>,
    by_name: BTreeMap<String, usize>,
    /// The APIs by logical name, in source order.
    pub(super) apis: Vec<(String, Api)>,
    api_index: BTreeMap<String, usize>,
}

impl<'r, 't> Template<'r, 't> {
    fn new(resources: impl Iterator<Item = NodeRef<'t>>, resolver: &'r Resolver<'t>) -> Self {
        let mut items = Vec::new();
        let mut by_name = BTreeMap::new();
        for (key, node) in resources.flat_map(|node| for_each::resources(node, resolver)) {
            resolver.add_resource(key.text().into_owned(), node);
            let Some(kind) = node.get("Type") else { continue };
            if node.get("Condition").is_some_and(|condition| resolver.is_off(condition)) {
                continue;
            }
            by_name.insert(key.text().into_owned(), items.len());
            let properties = node.get("Properties").unwrap_or(node);
            items.push(Item { key, kind, properties, node });
        }
        Self { resolver, items, by_name, apis: Vec::new(), api_index: BTreeMap::new() }
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = Item<'t>> + use<'a, 'r, 't> {
        self.items.iter().copied().filter(move |item| item.kind.is(kind))
    }

    /// The resource with a logical name.
    pub(super) fn item(&self, name: &str) -> Option<Item<'t>> {
        self.items.get(*self.by_name.get(name)?).copied()
    }

    fn read(&mut self, root: Option<NodeRef<'t>>, file: &mut Found) {
        let items = self.items.clone();
        for item in &items {
            match &*item.kind.text() {
                "AWS::ApiGateway::RestApi" => self.rest_api(item, file),
                "AWS::Serverless::Api" => self.serverless_api(item, root.and_then(auth::globals), file),
                _ => {}
            }
        }
        for item in &items {
            match &*item.kind.text() {
                "AWS::ApiGateway::Method" => self.method(item, file),
                "AWS::ApiGateway::Model" => self.model(item, file),
                "AWS::ApiGateway::RequestValidator" => self.validator(item),
                "AWS::ApiGateway::Authorizer" => self.authorizer(item),
                "AWS::ApiGateway::GatewayResponse" => self.gateway_response(item, file),
                kind if kind.starts_with("AWS::ApiGatewayV2::") => websocket::read(self, item, kind, file),
                "AWS::AppSync::Resolver" | "AWS::AppSync::FunctionConfiguration" => appsync(item, file),
                _ => {}
            }
        }
        duplicates::read(self, file);
        if let Some(root) = root {
            events::read(self, root, file);
        }
        stages::read(self, root.and_then(auth::globals), file);
    }

    /// The API that a resource belongs to. An API defined in another file gets an entry of its own.
    pub(super) fn api_of(&mut self, id: Option<NodeRef<'t>>) -> &mut Api {
        let name = id.and_then(|id| self.resolver.name_of(id)).unwrap_or_default();
        self.api_named(&name)
    }

    pub(super) fn api_named(&mut self, name: &str) -> &mut Api {
        let at = match self.api_index.get(name) {
            Some(&at) => at,
            None => self.add_api(name, Api::default()),
        };
        &mut self.apis[at].1
    }

    /// The API with a logical name, if it has been read.
    pub(super) fn known_api(&mut self, name: &str) -> Option<&mut Api> {
        self.api_index.get(name).map(|&at| &mut self.apis[at].1)
    }

    /// The properties of the SAM API that an identifier refers to.
    pub(super) fn sam_api(&self, id: Option<NodeRef<'t>>) -> Option<NodeRef<'t>> {
        let item = self.item(&self.resolver.name_of(id?)?)?;
        item.kind.is("AWS::Serverless::Api").then_some(item.properties)
    }

    fn add_api(&mut self, name: &str, mut api: Api) -> usize {
        let at = self.apis.len();
        let place = self.item(name).map_or(Span::at(0), |item| item.key.span());
        api.id.get_or_insert_with(|| Spanned::new(name.to_owned(), place));
        self.apis.push((name.to_owned(), api));
        self.api_index.insert(name.to_owned(), at);
        at
    }

    fn rest_api(&mut self, item: &Item<'t>, file: &mut Found) {
        let resolver = self.resolver;
        let get = |name: &str| resolver.get(item.properties, name);
        let mut api = Api { name: resolver.text(get("Name")), ..Api::default() };
        self.common(
            &mut api,
            &[item.properties],
            file,
            get("EndpointConfiguration").and_then(|config| resolver.get(config, "Types")),
        );
        self.body(get("Body"), &mut api, file);
        if let Some(location) = get("BodyS3Location") {
            self.body_file(location, &mut api, file);
        }
        self.add_api(&item.key.text(), api);
    }

    fn serverless_api(&mut self, item: &Item<'t>, globals: Option<NodeRef<'t>>, file: &mut Found) {
        let resolver = self.resolver;
        let get = |name: &str| resolver.get(item.properties, name).or_else(|| resolver.get(globals?, name));
        let mut api = Api { name: resolver.text(get("Name")), ..Api::default() };
        // A string or an object; SAM deploys a REGIONAL or EDGE endpoint in both cases.
        let endpoint = get("EndpointConfiguration");
        let endpoint = endpoint
            .and_then(|config| if config.is_map() { resolver.get(config, "Type") } else { Some(config) });
        let levels: Vec<NodeRef<'t>> = [Some(item.properties), globals].into_iter().flatten().collect();
        self.common(&mut api, &levels, file, endpoint);
        let mut parts = Parts { resolver, found: file };
        openapi::gateway_responses(&mut parts, &mut api, get("GatewayResponses"));
        for (key, node) in resolver.entries(get("Models")) {
            let name = name_of_key(key);
            // SAM writes models into an OpenAPI document, which the service imports.
            let role = Role { name: Some(name.clone()), imported: true, ..Role::new(TemplateKind::Model) };
            if let Some(schema) = schema::text(node, resolver, role, file) {
                let content_type = Spanned::new("application/json".to_owned(), node.span());
                api.models.push(Model { name, content_type, schema, imported: false });
            }
        }
        self.body(get("DefinitionBody"), &mut api, file);
        if let Some(location) = get("DefinitionUri") {
            self.body_file(location, &mut api, file);
        }
        Auth::of(Some(item.properties), globals, resolver).apply(&mut api);
        self.add_api(&item.key.text(), api);
    }

    /// An inline OpenAPI document: an object, or its text as a string.
    fn body(&self, body: Option<NodeRef<'t>>, api: &mut Api, file: &mut Found) {
        let Some(body) = body else { return };
        if body.is_map() && !is_call(body) {
            openapi::read(body, self.resolver, api, file);
            return;
        }
        let Some(text) = self.resolver.own_text(body) else { return };
        let is_json = text.as_str().trim_start().starts_with('{');
        let format = if is_json { Format::Json } else { Format::Yaml };
        if let Some(tree) = self.resolver.context.loader.nested(format, text.map)
            && let Some(root) = tree.roots().next()
        {
            openapi::read(root, self.resolver, api, file);
        }
    }

    /// An OpenAPI document in a file: a path, or an S3 bucket and key.
    fn body_file(&self, location: NodeRef<'t>, api: &mut Api, file: &mut Found) {
        let get = |names: [&str; 2]| names.into_iter().find_map(|name| self.resolver.get(location, name));
        let is_object = location.is_map() && !is_call(location);
        let path = if is_object {
            let key = self.resolver.text(get(["Key", "key"]));
            key.map(|key| key.map(|key| format!("s3://bucket/{key}")))
        } else {
            self.resolver.text(Some(location))
        };
        if let Some(path) = path.as_ref().filter(|path| self.resolver.is_open(path.span)) {
            let message = format!(
                "the document of the API is at `{}`, which is only known after deployment",
                path.value
            );
            self.resolver.context.loader.note(HostError::new(path.span, message));
            return;
        }
        if let Some(path) = path
            && let Some(root) = self.resolver.follow(&path).and_then(|tree| tree.roots().next())
        {
            openapi::read(root, self.resolver, api, file);
        }
    }

    /// Properties that `AWS::ApiGateway::RestApi` and SAM APIs share. `levels` are the properties of the API, followed
    /// for SAM by the global ones.
    fn common(&self, api: &mut Api, levels: &[NodeRef<'t>], file: &mut Found, endpoint: Option<NodeRef<'t>>) {
        let resolver = self.resolver;
        let get = |name: &str| levels.iter().find_map(|level| resolver.get(*level, name));
        let mut parts = Parts { resolver, found: file };
        let endpoint =
            endpoint.and_then(|types| if types.is_seq() { types.items().next() } else { Some(types) });
        api.endpoint_type = parts.word(endpoint, Vocabulary::EndpointType, EndpointType::parse);
        api.api_key_source =
            parts.word(get("ApiKeySourceType"), Vocabulary::ApiKeySource, ApiKeySource::parse);
        api.minimum_compression_size = resolver.number(get("MinimumCompressionSize"));
        let lists = levels.iter().filter_map(|level| resolver.get(*level, "BinaryMediaTypes"));
        for item in lists.flat_map(|list| resolver.items(Some(list))) {
            // SAM writes `/` as `~1` here.
            api.binary_media_types
                .extend(resolver.text(Some(item)).map(|text| text.map(|name| name.replace("~1", "/"))));
        }
    }

    /// The name of the resource that is referred to: its `property`, or its logical name. A value that refers to no
    /// resource is the name itself.
    pub(super) fn named(&self, id: NodeRef<'t>, property: &str) -> Option<Spanned<String>> {
        let name = self.resolver.name_of(id)?;
        let item = self.item(&name).or_else(|| self.item(name.split('.').next()?));
        let said = item.and_then(|item| self.resolver.text(self.resolver.get(item.properties, property)));
        Some(Spanned::new(said.map_or(name, |said| said.value), id.span()))
    }

    /// The name that a resource sets in `property`, or its logical name.
    pub(super) fn own_name(&self, item: &Item<'t>, property: &str) -> Spanned<String> {
        let said = self.resolver.text(self.resolver.get(item.properties, property));
        said.unwrap_or_else(|| Spanned::new(item.key.text().into_owned(), item.key.span()))
    }

    fn model(&mut self, item: &Item<'t>, file: &mut Found) {
        let resolver = self.resolver;
        let Some(node) = item.properties.get("Schema") else { return };
        let content_type = resolver.text(resolver.get(item.properties, "ContentType"));
        let name = self.own_name(item, "Name");
        let mut role = Role { name: Some(name.clone()), ..Role::new(TemplateKind::Model) };
        role.content_type.clone_from(&content_type);
        let Some(schema) = schema::text(node, resolver, role, file) else { return };
        let content_type =
            content_type.unwrap_or_else(|| Spanned::new("application/json".to_owned(), node.span()));
        let model = Model { name, content_type, schema, imported: false };
        self.api_of(item.properties.get("RestApiId")).models.push(model);
    }

    fn validator(&mut self, item: &Item<'t>) {
        let resolver = self.resolver;
        let flag = |name: &str| {
            let value = resolver.boolean(resolver.get(item.properties, name));
            value.unwrap_or(Spanned::new(false, item.properties.span()))
        };
        let validator = Validator {
            name: self.own_name(item, "Name"),
            body: flag("ValidateRequestBody"),
            parameters: flag("ValidateRequestParameters"),
        };
        self.api_of(item.properties.get("RestApiId")).validators.push(validator);
    }

    fn authorizer(&mut self, item: &Item<'t>) {
        let resolver = self.resolver;
        let text = |name: &str| resolver.text(resolver.get(item.properties, name));
        let Some(kind) = text("Type") else { return };
        let authorizer = Authorizer {
            name: self.own_name(item, "Name"),
            kind: kind.map(|kind| kind.to_ascii_lowercase()),
            uri: text("AuthorizerUri"),
            identity_source: text("IdentitySource"),
            identity_validation_expression: text("IdentityValidationExpression"),
            result_ttl_seconds: resolver
                .number(resolver.get(item.properties, "AuthorizerResultTtlInSeconds")),
        };
        self.api_of(item.properties.get("RestApiId")).authorizers.push(authorizer);
    }

    fn gateway_response(&mut self, item: &Item<'t>, file: &mut Found) {
        let resolver = self.resolver;
        let get = |name: &str| resolver.get(item.properties, name);
        let mut parts = Parts { resolver, found: file };
        let kind = get("ResponseType");
        let kind = parts.word(kind, Vocabulary::GatewayResponseType, GatewayResponseType::parse);
        let status_code = resolver.text(get("StatusCode"));
        let mut role = Role::new(TemplateKind::GatewayResponse);
        role.name = resolver.text(get("ResponseType")).or_else(|| Some(name_of_key(item.key)));
        role.response = Some(ResponseInfo { status_code: status_code.clone(), ..ResponseInfo::default() });
        let templates = parts.templates(item.properties.get("ResponseTemplates"), &role);
        let parameters = parts.mappings(get("ResponseParameters"));
        let Some(kind) = kind else { return };
        let response = GatewayResponse { kind, status_code, parameters, templates };
        self.api_of(item.properties.get("RestApiId")).gateway_responses.push(response);
    }
}

/// Reports AppSync templates: their language is another one.
fn appsync(item: &Item<'_>, file: &mut Found) {
    for key in ["RequestMappingTemplate", "ResponseMappingTemplate"] {
        if let Some(template) = item.properties.get(key) {
            file.record.appsync(template.span());
        }
    }
}
