//! The templates and models of WebSocket APIs. Such an API is not executed as a whole; its templates are rendered one
//! by one.

use std::collections::BTreeMap;

use vtlkit_api::{ContentHandling, HttpMethod, IntegrationType, PassthroughBehavior};
use vtlkit_host::HostError;
use vtlkit_text::Spanned;

use super::reader::{Item, Reader, role};
use super::value::{Address, Data, Value};
use crate::extraction::{Selection, SelectionKind};
use crate::read::Vocabulary;
use crate::template::{ApiKind, IntegrationInfo, ResponseInfo, Role, TemplateKind};

/// The route keys by name of the target integration.
type Routes = BTreeMap<String, Spanned<String>>;

impl<'t> Reader<'_, '_, 't> {
    /// Reads the resources of WebSocket APIs. HTTP APIs have no templates.
    pub(crate) fn web_sockets(&mut self, items: &[Item<'t>]) {
        let of_v2 = |item: &&Item<'t>| item.kind().starts_with("aws_apigatewayv2_");
        let parts: BTreeMap<&Address, &Item<'t>> =
            items.iter().filter(of_v2).map(|item| (&item.address, item)).collect();
        let mut routes = Routes::new();
        for item in parts.values().filter(|item| item.kind() == "aws_apigatewayv2_route") {
            // `integrations/${aws_apigatewayv2_integration.x.id}`: the stand-in for `id` is the name.
            let target = self.attribute(item, "target").and_then(|target| target.known_text());
            let name = target.and_then(|target| target.strip_prefix("integrations/").map(str::to_owned));
            if let (Some(name), Some(key)) = (name, self.text(item, "route_key")) {
                routes.entry(name).or_insert(key);
            }
        }
        for item in items.iter().filter(of_v2) {
            self.v2_selections(item, items);
            match item.kind() {
                "aws_apigatewayv2_integration" => {
                    let mut role = v2_role(TemplateKind::Request, item);
                    role.route.path = routes.get(item.address.parts().1).cloned();
                    role.integration = Some(self.v2_integration(item));
                    let templates = self.attribute(item, "request_templates");
                    self.templates(templates, &role);
                }
                "aws_apigatewayv2_integration_response" | "aws_apigatewayv2_route_response" => {
                    self.v2_response(item, &parts, &routes);
                }
                "aws_apigatewayv2_model" => self.v2_model(item),
                _ => {}
            }
        }
    }

    /// Records the selection expressions of a resource.
    fn v2_selections(&mut self, item: &Item<'t>, items: &[Item<'t>]) {
        match item.kind() {
            "aws_apigatewayv2_api" => self.v2_routes(item, items),
            "aws_apigatewayv2_route" => {
                self.v2_select(item, SelectionKind::Model, "model_selection_expression", "request_models");
                self.v2_route_response(item, "route_response_selection_expression");
            }
            "aws_apigatewayv2_route_response" => self.v2_route_response(item, "route_response_key"),
            kind => {
                let responses = kind == "aws_apigatewayv2_integration_response";
                let templates = if responses { "response_templates" } else { "request_templates" };
                self.v2_select(item, SelectionKind::Template, "template_selection_expression", templates);
            }
        }
    }

    /// The route selection expression of an API, if all its routes are known.
    fn v2_routes(&mut self, api: &Item<'t>, items: &[Item<'t>]) {
        let Some(expression) = self.text(api, "route_selection_expression") else { return };
        let mut keys = Vec::new();
        for route in items.iter().filter(|item| item.kind() == "aws_apigatewayv2_route") {
            let owner = self.attribute(route, "api_id").and_then(|id| address_of(&id));
            let key = self.text(route, "route_key");
            match owner.zip(key) {
                Some((owner, key)) if owner == api.address => keys.push(key.value),
                Some(_) => {}
                None => return,
            }
        }
        if self.attribute(api, "body").is_none() {
            self.found.record.selection(Selection { kind: SelectionKind::Route, expression, keys });
        }
    }

    fn v2_select(&mut self, item: &Item<'t>, kind: SelectionKind, expression: &str, mapping: &str) {
        let Some(expression) = self.text(item, expression) else { return };
        let Some(value) = self.attribute(item, mapping) else { return };
        if let Data::Object(members) = &value.data {
            let keys = members.keys().map(ToString::to_string).collect();
            self.found.record.selection(Selection { kind, expression, keys });
        }
    }

    fn v2_route_response(&mut self, item: &Item<'t>, attribute: &str) {
        if let Some(expression) = self.text(item, attribute) {
            let keys = vec!["$default".to_owned()];
            self.found.record.selection(Selection { kind: SelectionKind::RouteResponse, expression, keys });
        }
    }

    fn v2_response(&mut self, item: &Item<'t>, parts: &BTreeMap<&Address, &Item<'t>>, routes: &Routes) {
        let mut role = v2_role(TemplateKind::Response, item);
        let of = self.attribute(item, "integration_id").and_then(|id| address_of(&id));
        if let Some(of) = of.and_then(|of| parts.get(&of)) {
            role.route.path = routes.get(of.address.parts().1).cloned();
            role.integration = Some(self.v2_integration(of));
        }
        let route = self.attribute(item, "route_id").and_then(|id| address_of(&id));
        if let Some(route) = route.and_then(|of| parts.get(&of)) {
            role.route.path = self.text(route, "route_key");
        }
        let key = self.text(item, "integration_response_key");
        role.response = Some(ResponseInfo {
            status_code: None,
            selection_pattern: key.or_else(|| self.text(item, "route_response_key")),
            content_handling: self.handling(item),
        });
        let templates = self.attribute(item, "response_templates");
        self.templates(templates, &role);
    }

    fn v2_model(&mut self, item: &Item<'t>) {
        let Some(value) = self.attribute(item, "schema") else { return };
        let Some(schema) = self.own_text(&value) else {
            let error =
                HostError::new(value.span, "a schema must be a string").help("use a heredoc or `jsonencode`");
            self.found.errors.push(error);
            return;
        };
        let mut role = v2_role(TemplateKind::Model, item);
        role.content_type = self.text(item, "content_type");
        role.name = Some(self.own_name(item, "name"));
        self.take(&value, &schema, &role);
    }

    fn handling(&mut self, item: &Item<'t>) -> Option<Spanned<ContentHandling>> {
        let value = self.attribute(item, "content_handling_strategy");
        self.word(value, Vocabulary::ContentHandling, ContentHandling::parse)
    }

    fn v2_integration(&mut self, item: &Item<'t>) -> IntegrationInfo {
        let kind = self.attribute(item, "integration_type");
        let kind = self.word(kind, Vocabulary::IntegrationType, IntegrationType::parse);
        let behavior = self.attribute(item, "passthrough_behavior");
        let passthrough_behavior =
            self.word(behavior, Vocabulary::PassthroughBehavior, PassthroughBehavior::parse);
        let method = self.attribute(item, "integration_method");
        self.word(method, Vocabulary::HttpMethod, HttpMethod::parse);
        IntegrationInfo {
            kind,
            uri: self.text(item, "integration_uri"),
            http_method: self.text(item, "integration_method"),
            passthrough_behavior,
            content_handling: self.handling(item),
            span: item.body.span(),
        }
    }
}

fn v2_role(kind: TemplateKind, item: &Item<'_>) -> Role {
    Role { api: ApiKind::WebSocket, ..role(kind, item) }
}

/// The resource that an identifier refers to.
fn address_of(id: &Value) -> Option<Address> {
    match &id.data {
        Data::Attribute(it) => Some(it.owner.clone()),
        Data::Resource(it) => Some(Address::clone(it)),
        _ => None,
    }
}
