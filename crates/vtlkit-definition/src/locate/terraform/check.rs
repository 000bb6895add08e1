//! What a method's validator and models check before the template of its integration is rendered.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Module, Resource};
use crate::locate::Finder;
use crate::locate::value::{self, Value};
use crate::{BodyModel, ModelSource, RequestCheck};
use vtlkit_host::tree::NodeRef;

/// The schemas of models by address, and by name where only one has it.
#[derive(Default)]
pub(super) struct Models {
    by_address: BTreeMap<String, ModelSource>,
    by_name: BTreeMap<String, Option<ModelSource>>,
}

impl Models {
    pub(super) fn finish(self) -> BTreeMap<String, ModelSource> {
        let mut out = self.by_address;
        out.extend(self.by_name.into_iter().filter_map(|(name, source)| Some((name, source?))));
        out
    }
}

impl<'t> Finder<'t> {
    /// The schemas of the models of a file and its module.
    pub(super) fn models_beside(&mut self, all: &Module<'_, 't>) -> Arc<BTreeMap<String, ModelSource>> {
        let mut own = Models::default();
        self.terraform_models(all.own(), all, &mut own);
        let Some(shared) = all.shared() else { return Arc::new(own.finish()) };
        // Mostly the file is one of those that are shared, and says there what it says here.
        if own.by_address.iter().all(|(address, source)| shared.models.get(address) == Some(source)) {
            return Arc::clone(&shared.models);
        }
        let mut models = (*shared.models).clone();
        models.extend(own.finish());
        Arc::new(models)
    }

    /// Adds the models among some resources.
    pub(super) fn terraform_models(
        &mut self,
        resources: &[Resource<'t>],
        all: &Module<'_, 't>,
        out: &mut Models,
    ) {
        for model in resources.iter().filter(|it| it.kind.is("aws_api_gateway_model")) {
            let Some(source) = model.body.get("schema").and_then(|schema| self.schema_source(schema)) else {
                continue;
            };
            let source = match source {
                ModelSource::Text(text) => ModelSource::Text(self.with_names(&text, all).into()),
                file @ ModelSource::File(_) => file,
            };
            if let Some(name) = self.terraform_text(model.body.get("name"), all) {
                out.by_name
                    .entry(name.value)
                    .and_modify(|one| *one = None)
                    .or_insert_with(|| Some(source.clone()));
            }
            out.by_address.entry(model.address()).or_insert(source);
        }
    }

    /// A schema with the names of models in the places where it refers to them by address.
    fn with_names(&self, text: &str, all: &Module<'_, 't>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, piece)) = rest.split_once("${") {
            out.push_str(before);
            let Some((address, behind)) = piece.split_once('}') else {
                out.push_str("${");
                rest = piece;
                break;
            };
            let name = all.attribute(address.trim()).and_then(|name| self.terraform_text(Some(name), all));
            match name.filter(|name| name.value.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
                Some(name) => out.push_str(&name.value),
                None => out.extend(["${", address, "}"]),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// What is checked before the template of an integration; `None` if the file tells of no check.
    pub(super) fn terraform_check(
        &self,
        integration: NodeRef<'t>,
        all: &Module<'_, 't>,
    ) -> Option<Arc<RequestCheck>> {
        let method = self.terraform_method(integration, all)?.body;
        let validator = resource_of(self.refers_to(method, "request_validator_id")?.as_str(), ".id", all)?;
        let checks = |what: &str| {
            self.terraform_text(validator.body.get(what), all).is_some_and(|value| value.value == "true")
        };
        let mut check = RequestCheck { models: Arc::clone(&all.models), ..RequestCheck::default() };
        if checks("validate_request_body") {
            for (key, value) in method.get("request_models").map(NodeRef::entries).unwrap_or_default() {
                let model = match value::read(value, self.interpolation) {
                    Value::Unresolved { name, .. } => resource_of(&name, ".name", all).map(|it| it.address()),
                    _ => value::plain_text(value, self.interpolation),
                };
                let content_type = key.text().into_owned();
                check.bodies.extend(model.map(|model| BodyModel { content_type, model }));
            }
        }
        if checks("validate_request_parameters") {
            for (key, value) in method.get("request_parameters").map(NodeRef::entries).unwrap_or_default() {
                let key = key.text();
                let name = key.strip_prefix("method.request.").and_then(|rest| rest.split_once('.'));
                let required =
                    self.terraform_text(Some(value), all).is_some_and(|value| value.value == "true");
                check.required_parameters.extend(name.filter(|_| required).map(|(_, name)| name.to_owned()));
            }
        }
        Some(Arc::new(check))
    }

    /// The method of an integration: the one it names, or the only one of the same resource and method.
    fn terraform_method(&self, integration: NodeRef<'t>, all: &Module<'_, 't>) -> Option<Resource<'t>> {
        let named = self.refers_to(integration, "http_method");
        if let Some(method) = named.and_then(|name| resource_of(&name, ".http_method", all))
            && method.kind.is("aws_api_gateway_method")
        {
            return Some(method);
        }
        let key = self.method_key(integration, all)?;
        // What `each` and `count` stand for is the block's own.
        let own = |text: &str| text.contains("each.") || text.contains("count.");
        if own(&key.0) || own(&key.1) {
            return None;
        }
        all.method(&key)
    }

    /// The expression that an attribute is.
    fn refers_to(&self, body: NodeRef<'t>, attribute: &str) -> Option<String> {
        match value::read(body.get(attribute)?, self.interpolation) {
            Value::Unresolved { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// The resource of which an expression is an attribute.
fn resource_of<'t>(expression: &str, attribute: &str, all: &Module<'_, 't>) -> Option<Resource<'t>> {
    all.owner_of(expression.strip_suffix(attribute)?)
}
