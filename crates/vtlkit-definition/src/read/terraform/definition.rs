//! APIs, and parts that belong to an API as a whole.

use vtlkit_api::{
    Api, ApiKeySource, Authorizer, EndpointType, GatewayResponse, GatewayResponseType, Model, Resource,
    Validator,
};
use vtlkit_host::Format;
use vtlkit_text::{OffsetMap, OffsetMapBuilder, SegmentKind, Spanned, escape_json};

use super::reader::{Item, Owner, Reader};
use super::value::{Data, Text, Value};
use crate::read::fault::Vocabulary;
use crate::read::resolve::Resolver;
use crate::read::{openapi, schema};
use crate::template::{ResponseInfo, TemplateKind};

/// Maximum length of a schema as JSON text, in bytes.
const LONGEST_SCHEMA: usize = 1 << 20;
/// The default identity source of a token authorizer.
const TOKEN: &str = "method.request.header.Authorization";

impl<'t> Reader<'_, '_, 't> {
    /// Reads the resources in the order of their dependencies.
    pub(crate) fn definitions(&mut self, items: &[Item<'t>]) {
        for item in items {
            match item.kind() {
                "aws_api_gateway_rest_api" => self.rest_api(item),
                "aws_appsync_resolver" | "aws_appsync_function" => self.appsync(item),
                _ => {}
            }
        }
        for item in items {
            match item.kind() {
                "aws_api_gateway_method" => self.method(item),
                "aws_api_gateway_model" => self.model(item),
                "aws_api_gateway_request_validator" => self.validator(item),
                "aws_api_gateway_authorizer" => self.authorizer(item),
                "aws_api_gateway_gateway_response" => self.gateway_response(item),
                _ => {}
            }
        }
        for item in items {
            match item.kind() {
                "aws_api_gateway_integration" => self.integration(item),
                "aws_api_gateway_method_response" => self.method_response(item),
                _ => {}
            }
        }
        for item in items.iter().filter(|item| item.kind() == "aws_api_gateway_integration_response") {
            self.integration_response(item);
        }
        self.stages(items);
        self.web_sockets(items);
    }

    /// Adds the APIs to the result.
    pub(crate) fn finish(mut self) {
        for ((api, _, _), path, method) in std::mem::take(&mut self.methods) {
            if let Some(api) = self.apis.get_mut(api) {
                api.resources.push(Resource { path, methods: vec![method] });
            }
        }
        // Drop entries that only have parts shared by all APIs, such as API keys.
        self.apis.retain(|api| *api != Api::default());
        self.found.apis.append(&mut self.apis);
    }

    /// Reports AppSync templates.
    fn appsync(&mut self, item: &Item<'t>) {
        const TEMPLATES: [&str; 4] = [
            "request_template",
            "response_template",
            "request_mapping_template",
            "response_mapping_template",
        ];
        for template in TEMPLATES {
            if let Some(template) = item.body.get(template) {
                self.found.record.appsync(template.span());
            }
        }
    }

    fn rest_api(&mut self, item: &Item<'t>) {
        let id = Spanned::new(self.terraform.called(&item.address), item.place());
        let mut api = Api { id: Some(id), name: self.text(item, "name"), ..Api::default() };
        let source = self.attribute(item, "api_key_source");
        api.api_key_source = self.word(source, Vocabulary::ApiKeySource, ApiKeySource::parse);
        let size = self.attribute(item, "minimum_compression_size");
        api.minimum_compression_size = self.number(size);
        let types =
            self.attribute(item, "binary_media_types").and_then(|types| types.items()).unwrap_or_default();
        api.binary_media_types = types.iter().filter_map(|it| self.text_of(it)).collect();
        let endpoint =
            self.terraform.blocks(item.body, "endpoint_configuration", &item.scope).into_iter().next();
        let types = endpoint.and_then(|(body, scope)| self.terraform.attribute(body, "types", &scope));
        let first = types.and_then(|types| types.items()?.into_iter().next());
        api.endpoint_type = self.word(first, Vocabulary::EndpointType, EndpointType::parse);
        if let Some(body) = self.attribute(item, "body") {
            self.body(&mut api, &body);
        }
        self.add_api(Owner::Address(item.address.clone()), api);
    }

    /// Reads the OpenAPI document that an API is imported from.
    fn body(&mut self, api: &mut Api, body: &Value) {
        self.note_open(body);
        if !self.refer(body, None) {
            self.left_alone(body);
        }
        let Data::Text(text) = &body.data else { return };
        let is_json = text.map.text().trim_start().starts_with('{');
        let (format, map) =
            if is_json { (Format::Json, quoted(text)) } else { (Format::Yaml, text.map.clone()) };
        let Some(tree) = self.terraform.loader.nested(format, map) else { return };
        self.terraform.allow(tree.source.len());
        if let Some(root) = tree.roots().next() {
            openapi::read(root, &Resolver::plain(self.terraform.context, tree), api, self.found);
        }
    }

    fn model(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        if let Some(value) = self.attribute(item, "schema")
            && let Some(schema) = self.own_text(&value)
        {
            if let Data::Unknown(open) = &value.data
                && let Some(file) = &open.file
            {
                self.files.insert(schema.span, file.path.value.clone());
            }
            let name = self.own_name(item, "name");
            let content_type = self.text(item, "content_type");
            let mut role = super::reader::role(TemplateKind::Model, item);
            role.content_type.clone_from(&content_type);
            role.name = Some(name.clone());
            self.take(&value, &schema, &role);
            let content_type =
                content_type.unwrap_or_else(|| Spanned::new("application/json".to_owned(), schema.span));
            let schema = schema::of_text(schema, LONGEST_SCHEMA);
            if let Some(api) = self.apis.get_mut(api) {
                api.models.push(Model { name, content_type, schema, imported: false });
            }
        }
    }

    fn validator(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let no = Spanned::new(false, item.place());
        let validator = Validator {
            name: self.own_name(item, "name"),
            body: self.boolean(item, "validate_request_body").unwrap_or(no),
            parameters: self.boolean(item, "validate_request_parameters").unwrap_or(no),
        };
        if let Some(api) = self.apis.get_mut(api) {
            api.validators.push(validator);
        }
    }

    fn authorizer(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let said = |text: &str| Spanned::new(text.to_owned(), item.place());
        let kind = self.text(item, "type").unwrap_or_else(|| said("token"));
        let ttl = self.attribute(item, "authorizer_result_ttl_in_seconds");
        let authorizer = Authorizer {
            name: self.own_name(item, "name"),
            kind: kind.map(|kind| kind.to_ascii_lowercase()),
            uri: self.text(item, "authorizer_uri"),
            identity_source: self.text(item, "identity_source").or_else(|| Some(said(TOKEN))),
            identity_validation_expression: self.text(item, "identity_validation_expression"),
            result_ttl_seconds: self.number(ttl),
        };
        if let Some(api) = self.apis.get_mut(api) {
            api.authorizers.push(authorizer);
        }
    }

    fn gateway_response(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let kind = self.attribute(item, "response_type");
        let kind = self.word(kind, Vocabulary::GatewayResponseType, GatewayResponseType::parse);
        let (parameters, templates) =
            (self.attribute(item, "response_parameters"), self.attribute(item, "response_templates"));
        let status_code = self.text(item, "status_code");
        let mut role = super::reader::role(TemplateKind::GatewayResponse, item);
        role.name = self.text(item, "response_type").or(role.name);
        role.response = Some(ResponseInfo { status_code: status_code.clone(), ..ResponseInfo::default() });
        let templates = self.templates(templates, &role);
        if let Some(kind) = kind {
            let response =
                GatewayResponse { kind, status_code, parameters: self.mappings(parameters), templates };
            if let Some(api) = self.apis.get_mut(api) {
                api.gateway_responses.push(response);
            }
        }
    }
}

/// JSON text with unknown values in value position turned into strings.
fn quoted(text: &Text) -> OffsetMap {
    let Some(style) = text.map.style().filter(|_| !text.unknown.is_empty()) else { return text.map.clone() };
    let mut out = OffsetMapBuilder::default();
    out.begin(style.clone(), text.map.place().start());
    for segment in text.map.segments() {
        let run = segment.template();
        let is_open = segment.kind == SegmentKind::Inserted
            && text.unknown.iter().any(|(_, place)| *place == segment.host());
        if is_open && out.text().trim_end().ends_with([':', ',', '[']) {
            let value = escape_json(run.text(text.map.text()));
            out.inserted(segment.host(), &format!("\"{value}\""));
        } else {
            out.copy(&text.map, run);
        }
    }
    out.finish(text.map.place().end())
}
