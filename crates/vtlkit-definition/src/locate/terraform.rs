//! Terraform, in HCL and in its JSON form.

mod check;
mod index;
mod module;

use std::collections::BTreeSet;

use vtlkit_api::{ContentHandling, IntegrationType, PassthroughBehavior};
use vtlkit_text::{Interpolation, Spanned};

pub use self::module::ModuleIndex;
use self::module::{Methods, Module, Resource, resources_of};
use super::Finder;
use super::value::{self, Value};
use crate::template::{IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};
use vtlkit_host::tree::{Kind, NodeRef};

/// How many resources may stand inside one another.
const PATH_DEPTH: usize = 64;

impl<'t> Finder<'t> {
    /// The resources of a module's file.
    pub(super) fn terraform(&mut self, root: NodeRef<'t>) {
        let before = self.interpolation;
        self.interpolation = Interpolation::Hcl;
        self.locals = module::locals_of(root);
        let module = self.module(root);
        for resource in module.own() {
            self.terraform_resource(resource, &module);
        }
        self.locals.clear();
        self.interpolation = before;
    }

    /// What stands in the file for an expression such as `local.templates.order`; the node itself where nothing does.
    pub(super) fn local_value(&self, node: NodeRef<'t>) -> NodeRef<'t> {
        let mut at = node;
        if self.locals.is_empty() {
            return at;
        }
        for _ in 0..PATH_DEPTH {
            let Value::Unresolved { name, .. } = value::read(at, self.interpolation) else { break };
            let mut path = name.split('.').map(str::trim);
            let local = path.next().filter(|first| *first == "local").and_then(|_| path.next());
            let local = local.and_then(|name| self.locals.get(name).copied());
            match path.fold(local, |value, member| value?.get(member)) {
                Some(value) => at = value,
                None => break,
            }
        }
        at
    }

    fn module(&mut self, root: NodeRef<'t>) -> Module<'t, 't> {
        let mut module = Module::new(resources_of(root), self.module);
        for resource in module.of_kind("aws_api_gateway_integration").collect::<Vec<_>>() {
            if let Some(key) = self.method_key(resource.body, &module) {
                module.integrations.entry(key).or_insert(resource.body);
            }
        }
        let own = self.terraform_methods(module.own(), &module);
        module.methods = own;
        module.models = self.models_beside(&module);
        module
    }

    /// The methods among some resources.
    fn terraform_methods(&self, resources: &[Resource<'t>], all: &Module<'_, 't>) -> Methods<'t> {
        let mut out = Methods::new();
        for resource in resources.iter().filter(|it| it.kind.is("aws_api_gateway_method")) {
            if let Some(key) = self.method_key(resource.body, all) {
                out.entry(key).and_modify(|one| *one = None).or_insert(Some(*resource));
            }
        }
        out
    }

    /// The resource and the method that a block belongs to, as texts to compare.
    fn method_key(&self, body: NodeRef<'t>, all: &Module<'_, 't>) -> Option<(String, String)> {
        let text = |key: &str| self.terraform_text(body.get(key), all).map(|text| text.value);
        Some((text("resource_id")?, text("http_method")?))
    }

    fn terraform_resource(&mut self, resource: &Resource<'t>, all: &Module<'_, 't>) {
        let body = resource.body;
        let named = |kind| {
            let mut role = Role::new(kind);
            role.name = Some(Spanned::new(resource.name.text().into_owned(), resource.name.span()));
            role
        };
        match &*resource.kind.text() {
            "aws_api_gateway_integration" => {
                let mut role = named(TemplateKind::Request);
                role.route = self.terraform_route(body, all);
                role.integration = Some(self.terraform_integration(body));
                role.check = self.terraform_check(body, all);
                self.terraform_templates(body.get("request_templates"), &role);
            }
            "aws_api_gateway_integration_response" => {
                let mut role = named(TemplateKind::Response);
                role.route = self.terraform_route(body, all);
                role.integration = self.integration_beside(body, all);
                role.response = Some(ResponseInfo {
                    status_code: self.terraform_text(body.get("status_code"), all),
                    selection_pattern: self.text_of(body.get("selection_pattern")),
                    content_handling: self.word(body.get("content_handling"), ContentHandling::parse),
                });
                self.terraform_templates(body.get("response_templates"), &role);
            }
            "aws_api_gateway_gateway_response" => {
                let mut role = named(TemplateKind::GatewayResponse);
                role.name = self.text_of(body.get("response_type")).or(role.name);
                role.response = Some(ResponseInfo {
                    status_code: self.text_of(body.get("status_code")),
                    ..ResponseInfo::default()
                });
                self.terraform_templates(body.get("response_templates"), &role);
            }
            "aws_api_gateway_model" => {
                let mut role = named(TemplateKind::Model);
                role.name = self.text_of(body.get("name")).or(role.name);
                role.content_type = self.text_of(body.get("content_type"));
                if let Some(schema) = body.get("schema") {
                    self.take_schema(self.local_value(schema), role);
                }
            }
            "aws_api_gateway_rest_api" => self.terraform_body(body.get("body")),
            "aws_appsync_resolver" | "aws_appsync_function" => {
                for key in [
                    "request_template",
                    "response_template",
                    "request_mapping_template",
                    "response_mapping_template",
                ] {
                    if let Some(template) = body.get(key) {
                        self.appsync(template.span());
                    }
                }
            }
            _ => {}
        }
    }

    /// A whole definition: a text, or a file. One that `jsonencode` makes is found where it stands.
    fn terraform_body(&mut self, body: Option<NodeRef<'t>>) {
        let Some(body) = body else { return };
        if body.node.kind == Kind::Call && body.call_name() == "jsonencode" {
            return;
        }
        match value::read(body, self.interpolation) {
            Value::Text(map, _) => self.nested(map),
            Value::File { path, filled } => self.out.refer(path, filled, None),
            Value::Unresolved { name, span } => self.unresolved(span, &name),
            Value::Either(_) | Value::NotText(_) | Value::Absent => {}
        }
    }

    /// The templates of an object, or of the objects that functions put together.
    fn terraform_templates(&mut self, node: Option<NodeRef<'t>>, role: &Role) {
        let mut waiting: Vec<NodeRef<'t>> = node.into_iter().collect();
        // Local values can lead back to what they are made of.
        let mut opened = BTreeSet::new();
        while let Some(node) = waiting.pop() {
            let node = self.local_value(node);
            if node.node.kind != Kind::Call || !matches!(node.call_name(), "merge" | "tomap" | "map") {
                self.take_templates(Some(node), role);
            } else if opened.insert(node.index) {
                let arguments: Vec<NodeRef<'t>> = node.items().collect();
                waiting.extend(arguments.into_iter().rev());
            }
        }
    }

    fn terraform_integration(&self, body: NodeRef<'t>) -> IntegrationInfo {
        IntegrationInfo {
            kind: self.word(body.get("type"), IntegrationType::parse),
            uri: self.text_of(body.get("uri")),
            http_method: self.text_of(body.get("integration_http_method")),
            passthrough_behavior: self.word(body.get("passthrough_behavior"), PassthroughBehavior::parse),
            content_handling: self.word(body.get("content_handling"), ContentHandling::parse),
            span: body.span(),
        }
    }

    /// The integration of the same method as an integration response's.
    fn integration_beside(&self, body: NodeRef<'t>, all: &Module<'_, 't>) -> Option<IntegrationInfo> {
        let key = self.method_key(body, all)?;
        Some(self.terraform_integration(*all.integrations.get(&key)?))
    }

    fn terraform_route(&self, body: NodeRef<'t>, all: &Module<'_, 't>) -> Route {
        Route {
            method: self.terraform_text(body.get("http_method"), all),
            path: body.get("resource_id").map(|id| Spanned::new(self.terraform_path(id, all), id.span())),
        }
    }

    /// A text, or the attribute of another resource of the file that is one.
    fn terraform_text(&self, node: Option<NodeRef<'t>>, all: &Module<'_, 't>) -> Option<Spanned<String>> {
        let node = node?;
        let mut at = node;
        for _ in 0..PATH_DEPTH {
            match value::read(at, self.interpolation) {
                Value::Unresolved { name, .. } => match all.attribute(&name) {
                    Some(next) => at = next,
                    None => return Some(Spanned::new(format!("${{{name}}}"), node.span())),
                },
                _ => return Some(Spanned::new(value::plain_text(at, self.interpolation)?, node.span())),
            }
        }
        None
    }

    /// The path of the resource that an expression such as `aws_api_gateway_resource.pets.id` leads to.
    fn terraform_path(&self, id: NodeRef<'t>, all: &Module<'_, 't>) -> String {
        let mut parts = Vec::new();
        let mut id = id;
        for _ in 0..PATH_DEPTH {
            let Value::Unresolved { name, .. } = value::read(id, self.interpolation) else { break };
            if name.ends_with("root_resource_id") {
                break;
            }
            let found = name.strip_suffix(".id").and_then(|owner| all.owner_of(owner));
            let part = found.and_then(|resource| resource.body.get("path_part"));
            let (Some(resource), Some(part)) = (found, part) else {
                parts.push(format!("${{{name}}}"));
                break;
            };
            parts.push(self.terraform_text(Some(part), all).map(|text| text.value).unwrap_or_default());
            match resource.body.get("parent_id") {
                Some(parent) => id = parent,
                None => break,
            }
        }
        let path: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
        format!("/{}", path.join("/"))
    }
}
