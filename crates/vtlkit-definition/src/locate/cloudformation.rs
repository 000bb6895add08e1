//! CloudFormation and SAM templates in YAML or JSON, including the output of the CDK.

use std::collections::BTreeMap;

use vtlkit_api::{ContentHandling, IntegrationType, PassthroughBehavior};
use vtlkit_text::{Interpolation, Spanned};

use super::value::{self, Value};
use super::{Finder, Level};
use crate::template::{ApiKind, IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};
use vtlkit_host::tree::NodeRef;

/// Maximum depth of nested `AWS::ApiGateway::Resource` paths.
const PATH_DEPTH: usize = 64;

impl<'t> Finder<'t> {
    /// Visits a resource; the key of the last level is `Type`.
    pub(super) fn cloudformation(&mut self, levels: &[Level<'t>], kind: NodeRef<'t>) {
        let kind = kind.text();
        let Some(service) = kind.strip_prefix("AWS::") else { return };
        let Some(resource) = levels.last().map(|level| level.node) else { return };
        let above = levels.len().checked_sub(2).and_then(|at| levels.get(at));
        let logical = above.and_then(|level| level.key);
        let name = logical.map(|key| Spanned::new(key.text().into_owned(), key.span()));
        let Some(properties) = resource.get("Properties") else { return };
        match service {
            "ApiGateway::Method" => {
                let resources = above.map(|level| level.node);
                self.method(resources, properties, name);
            }
            "ApiGateway::Model" => {
                let mut role = Role::new(TemplateKind::Model);
                role.name = self.text_of(properties.get("Name")).or(name);
                role.content_type = self.text_of(properties.get("ContentType"));
                if let Some(schema) = properties.get("Schema") {
                    self.take_schema(schema, role);
                }
            }
            "ApiGateway::GatewayResponse" => {
                let mut role = Role::new(TemplateKind::GatewayResponse);
                role.name = self.text_of(properties.get("ResponseType")).or(name);
                role.response = Some(ResponseInfo {
                    status_code: self.text_of(properties.get("StatusCode")),
                    ..ResponseInfo::default()
                });
                self.take_templates(properties.get("ResponseTemplates"), &role);
            }
            "Serverless::Api" => {
                if let Some(responses) = properties.get("GatewayResponses") {
                    self.gateway_responses(responses);
                }
                for (key, schema) in properties.get("Models").map(NodeRef::entries).unwrap_or_default() {
                    self.model(key, schema, None, Route::default());
                }
                self.definition_text(properties.get("DefinitionBody"));
            }
            "ApiGateway::RestApi" => self.definition_text(properties.get("Body")),
            "ApiGatewayV2::Integration" => {
                let mut role = Role::new(TemplateKind::Request);
                role.api = ApiKind::WebSocket;
                role.name = name;
                role.integration = Some(IntegrationInfo {
                    kind: self.word(properties.get("IntegrationType"), IntegrationType::parse),
                    uri: self.text_of(properties.get("IntegrationUri")),
                    http_method: self.text_of(properties.get("IntegrationMethod")),
                    passthrough_behavior: self
                        .word(properties.get("PassthroughBehavior"), PassthroughBehavior::parse),
                    content_handling: self
                        .word(properties.get("ContentHandlingStrategy"), ContentHandling::parse),
                    span: properties.span(),
                });
                self.take_templates(properties.get("RequestTemplates"), &role);
            }
            "ApiGatewayV2::IntegrationResponse" | "ApiGatewayV2::RouteResponse" => {
                let mut role = Role::new(TemplateKind::Response);
                role.api = ApiKind::WebSocket;
                role.name = name;
                role.response = Some(ResponseInfo {
                    status_code: None,
                    selection_pattern: self.text_of(properties.get("IntegrationResponseKey")),
                    content_handling: self
                        .word(properties.get("ContentHandlingStrategy"), ContentHandling::parse),
                });
                self.take_templates(properties.get("ResponseTemplates"), &role);
            }
            "AppSync::Resolver" | "AppSync::FunctionConfiguration" => {
                for key in ["RequestMappingTemplate", "ResponseMappingTemplate"] {
                    if let Some(template) = properties.get(key) {
                        self.appsync(template.span());
                    }
                }
            }
            _ => {}
        }
    }

    fn method(
        &mut self,
        resources: Option<NodeRef<'t>>,
        properties: NodeRef<'t>,
        name: Option<Spanned<String>>,
    ) {
        let mut role = Role::new(TemplateKind::Request);
        role.name = name;
        role.route.method = self.text_of(properties.get("HttpMethod"));
        role.route.path = properties.get("ResourceId").map(|id| {
            let path = resources.map_or_else(|| "${path}".to_owned(), |all| self.resource_path(all, id));
            Spanned::new(path, id.span())
        });
        let Some(integration) = properties.get("Integration") else { return };
        role.integration = Some(IntegrationInfo {
            kind: self.word(integration.get("Type"), IntegrationType::parse),
            uri: self.text_of(integration.get("Uri")),
            http_method: self.text_of(integration.get("IntegrationHttpMethod")),
            passthrough_behavior: self
                .word(integration.get("PassthroughBehavior"), PassthroughBehavior::parse),
            content_handling: self.word(integration.get("ContentHandling"), ContentHandling::parse),
            span: integration.span(),
        });
        self.take_templates(integration.get("RequestTemplates"), &role);
        self.misplaced(properties, "RequestTemplates", "belongs in `Integration`");
        self.misplaced(properties, "IntegrationResponses", "belongs in `Integration`");
        self.misplaced(integration, "ResponseTemplates", "belongs in each of `IntegrationResponses`");
        role.kind = TemplateKind::Response;
        let responses = integration.get("IntegrationResponses").into_iter().flat_map(NodeRef::items);
        for response in responses {
            if !self.within_bounds(response) {
                return;
            }
            role.response = Some(ResponseInfo {
                status_code: self.text_of(response.get("StatusCode")),
                selection_pattern: self.text_of(response.get("SelectionPattern")),
                content_handling: self.word(response.get("ContentHandling"), ContentHandling::parse),
            });
            self.take_templates(response.get("ResponseTemplates"), &role);
        }
    }

    /// The full path of the resource that `id` refers to.
    fn resource_path(&mut self, all: NodeRef<'t>, id: NodeRef<'t>) -> String {
        if self.resources.as_ref().is_none_or(|(index, _)| *index != all.index) {
            let by_name =
                all.entries().into_iter().map(|(key, value)| (key.text().into_owned(), value)).collect();
            self.resources = Some((all.index, by_name));
        }
        let empty = BTreeMap::new();
        let by_name = self.resources.as_ref().map_or(&empty, |(_, by_name)| by_name);
        let mut parts = Vec::new();
        let mut id = id;
        for _ in 0..PATH_DEPTH {
            let name = match value::read(id, Interpolation::None) {
                Value::Unresolved { name, .. } => name,
                Value::Text(map, _) => map.text().to_owned(),
                _ => break,
            };
            let properties = by_name.get(&name).and_then(|resource| resource.get("Properties"));
            let part = properties.and_then(|p| value::plain_text(p.get("PathPart")?, Interpolation::None));
            let (Some(properties), Some(part)) = (properties, part) else {
                if !name.ends_with(".RootResourceId") {
                    parts.push(format!("${{{name}}}"));
                }
                break;
            };
            parts.push(part);
            match properties.get("ParentId") {
                Some(parent) => id = parent,
                None => break,
            }
        }
        let mut path = String::new();
        for part in parts.iter().rev() {
            path.push('/');
            path.push_str(part);
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }

    /// Parses a keyword of the service; `None` if the value is not one.
    pub(super) fn word<T>(
        &self,
        node: Option<NodeRef<'t>>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let text = self.text_of(node)?;
        Some(Spanned::new(parse(&text.value)?, text.span))
    }

    /// An API definition that is a string instead of an object.
    fn definition_text(&mut self, node: Option<NodeRef<'t>>) {
        let Some(node) = node else { return };
        let is_text = node.is_scalar() || node.get("Fn::Sub").is_some() || node.get("Fn::Join").is_some();
        if is_text && let Value::Text(map, _) = value::read(node, self.interpolation) {
            self.nested(map);
        }
    }

    /// `Fn::Transform` in place of a definition: the definition is in another file.
    pub(super) fn include(&mut self, value: NodeRef<'t>) {
        let Some(value) = value.resolved() else { return };
        if let Some(path) = value::include_path(value, self.interpolation) {
            self.out.refer(path, false, None);
        }
    }
}
