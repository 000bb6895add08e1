//! OpenAPI 2 and 3 with the `x-amazon-apigateway-*` extensions, as a separate file or nested in another document.

use std::sync::Arc;

use vtlkit_api::{ContentHandling, IntegrationType, PassthroughBehavior};
use vtlkit_text::Spanned;

use super::value::{self, Value};
use super::{Finder, Level, json_text};
use crate::ModelSource;
use crate::extraction::NoteKind;
use crate::template::{IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};
use vtlkit_host::tree::NodeRef;

/// The keys of a path item that are methods, with the method.
pub(crate) const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// The method that a key of a path item stands for.
pub(crate) fn method_of(key: &str) -> Option<&'static str> {
    METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, method)| *method)
}

impl<'t> Finder<'t> {
    /// Visits the value of `x-amazon-apigateway-integration`, the key of the last level.
    pub(super) fn integration(&mut self, levels: &[Level<'t>], value: NodeRef<'t>) {
        let Some(value) = value.resolved() else { return };
        if !self.within_bounds(value) {
            return;
        }
        let key_at = |up: usize| {
            levels.len().checked_sub(up).and_then(|at| levels.get(at)).and_then(|level| level.key)
        };
        let mut route = Route::default();
        if key_at(4).is_some_and(|key| key.is("paths")) {
            route.method =
                key_at(2).and_then(|key| Some(Spanned::new(method_of(&key.text())?.to_owned(), key.span())));
            route.path = key_at(3).map(|key| Spanned::new(key.text().into_owned(), key.span()));
        }
        let mut role = Role::new(TemplateKind::Request);
        role.route = route;
        role.integration = Some(IntegrationInfo {
            kind: self.word(value.get("type"), IntegrationType::parse),
            uri: self.text_of(value.get("uri")),
            http_method: self.text_of(value.get("httpMethod")),
            passthrough_behavior: self.word(value.get("passthroughBehavior"), PassthroughBehavior::parse),
            content_handling: self.word(value.get("contentHandling"), ContentHandling::parse),
            span: value.span(),
        });
        self.take_templates(value.get("requestTemplates"), &role);
        self.misplaced(value, "responseTemplates", "belongs in each response under `responses`");
        let Some(responses) = value.get("responses") else { return };
        role.kind = TemplateKind::Response;
        for (key, response) in responses.entries() {
            if !self.within_bounds(response) {
                return;
            }
            let pattern = key.text();
            role.response = Some(ResponseInfo {
                status_code: self.text_of(response.get("statusCode")),
                selection_pattern: (pattern != "default")
                    .then(|| Spanned::new(pattern.into_owned(), key.span())),
                content_handling: self.word(response.get("contentHandling"), ContentHandling::parse),
            });
            self.take_templates(response.get("responseTemplates"), &role);
            self.misplaced(response, "requestTemplates", "belongs in the integration, next to `responses`");
        }
    }

    /// Reports templates under a key of a mapping where the service ignores them.
    pub(super) fn misplaced(&mut self, node: NodeRef<'t>, key: &str, belongs: &str) {
        if node.get(key).is_some()
            && let Some((name, _)) = node.entries().into_iter().find(|(name, _)| name.is(key))
        {
            self.out.note(NoteKind::Misplaced, name.span(), format!("`{key}` {belongs}"));
        }
    }

    /// Visits `x-amazon-apigateway-gateway-responses`, or `GatewayResponses` of a SAM API.
    pub(super) fn gateway_responses(&mut self, value: NodeRef<'t>) {
        let Some(value) = value.resolved() else { return };
        for (key, response) in value.entries() {
            if !self.within_bounds(response) {
                return;
            }
            let mut role = Role::new(TemplateKind::GatewayResponse);
            role.name = Some(Spanned::new(key.text().into_owned(), key.span()));
            role.response = Some(ResponseInfo {
                status_code: self.text_of(response.get("statusCode").or_else(|| response.get("StatusCode"))),
                ..ResponseInfo::default()
            });
            let templates = response.get("responseTemplates").or_else(|| response.get("ResponseTemplates"));
            self.take_templates(templates, &role);
        }
    }

    /// Extracts the models of an OpenAPI document: named schemas and inline schemas of bodies.
    pub(super) fn schemas(&mut self, root: NodeRef<'t>) {
        let named = root.get("definitions").or_else(|| root.get("components")?.get("schemas"));
        for (key, schema) in named.map(NodeRef::entries).unwrap_or_default() {
            self.model(key, schema, None, Route::default());
        }
        for (path, item) in root.get("paths").map(NodeRef::entries).unwrap_or_default() {
            for (key, operation) in item.entries() {
                let Some(method) = method_of(&key.text()) else { continue };
                if !self.within_bounds(operation) {
                    return;
                }
                let route = || Route {
                    method: Some(Spanned::new(method.to_owned(), key.span())),
                    path: Some(Spanned::new(path.text().into_owned(), path.span())),
                };
                let content = operation.get("requestBody").and_then(|body| body.get("content"));
                for (content_type, media) in content.map(NodeRef::entries).unwrap_or_default() {
                    if let Some(schema) = media.get("schema").filter(|schema| schema.get("$ref").is_none()) {
                        self.model(content_type, schema, Some(content_type), route());
                    }
                }
                let parameters = operation.get("parameters").into_iter().flat_map(NodeRef::items);
                for parameter in parameters.filter(|p| p.get("in").is_some_and(|place| place.is("body"))) {
                    if let Some(schema) =
                        parameter.get("schema").filter(|schema| schema.get("$ref").is_none())
                    {
                        self.model(parameter, schema, None, route());
                    }
                }
            }
        }
    }

    /// Extracts a schema as a model. An inline schema of a method has no name.
    pub(super) fn model(
        &mut self,
        key: NodeRef<'t>,
        schema: NodeRef<'t>,
        content_type: Option<NodeRef<'t>>,
        route: Route,
    ) {
        let mut role = Role::new(TemplateKind::Model);
        if route.path.is_none() {
            role.name = Some(Spanned::new(key.text().into_owned(), key.span()));
        }
        role.content_type = content_type.map(|key| Spanned::new(key.text().into_owned(), key.span()));
        role.route = route;
        role.imported = true;
        self.take_schema(schema, role);
    }

    /// Extracts a schema: a string, a value of a JSON file (verbatim), or any other value (encoded as JSON).
    pub(super) fn take_schema(&mut self, schema: NodeRef<'t>, role: Role) {
        if !self.within_bounds(schema) || !self.is_new(schema) {
            return;
        }
        if !schema.is_map() || schema.get("Fn::Sub").is_some() || schema.get("Fn::Join").is_some() {
            self.take(schema, role);
            return;
        }
        let json = !self.tree.hcl && schema.source().starts_with('{') && schema.source().ends_with('}');
        let map = if json && self.tree.json { json_text::verbatim(schema) } else { None };
        let map = map.or_else(|| {
            json_text::encode(
                schema,
                json_text::Dialect::Definition,
                self.made_budget(),
                &json_text::AsWritten,
            )
        });
        match map {
            Some(map) => {
                self.made += map.text().len();
                self.take_text(map, schema.span(), schema, role);
            }
            None => self.too_large(schema.span()),
        }
    }

    /// Where the schema is, for the methods whose bodies it validates; `None` if it is produced outside the file.
    pub(super) fn schema_source(&mut self, schema: NodeRef<'t>) -> Option<ModelSource> {
        if let Some(template) = self.taken(schema) {
            return Some(ModelSource::Text(Arc::clone(&template.text)));
        }
        if schema.is_map() {
            let map = json_text::encode(
                schema,
                json_text::Dialect::Definition,
                self.made_budget(),
                &json_text::AsWritten,
            )?;
            self.made += map.text().len();
            return Some(ModelSource::Text(map.shared_text()));
        }
        match value::read(schema, self.interpolation) {
            Value::Text(map, _) => Some(ModelSource::Text(map.shared_text())),
            // In `${file(x.yml):Order}` only a part of the file is the schema.
            Value::File { path, .. } if !schema.text().contains("):") => Some(ModelSource::File(path.value)),
            _ => None,
        }
    }
}
