//! The models of the Serverless Framework: inline schemas of an event, and schemas of the provider that events refer to
//! by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use vtlkit_text::Spanned;

use crate::locate::{Finder, Level};
use crate::template::{Role, Route, TemplateKind};
use crate::{BodyModel, RequestCheck};
use vtlkit_host::tree::NodeRef;

impl<'t> Finder<'t> {
    /// Extracts the schemas of an `http` event by content type.
    pub(in crate::locate) fn serverless_schemas(&mut self, levels: &[Level<'t>], event: NodeRef<'t>) {
        let Some(event) = event.resolved() else { return };
        let Some(request) = event.get("request") else { return };
        let shared = provider_schemas(levels);
        for (content_type, entry) in event_schemas(request) {
            if !self.within_bounds(entry) {
                return;
            }
            if named(shared, entry).is_some() {
                continue;
            }
            let mut role = Role::new(TemplateKind::Model);
            role.content_type = Some(Spanned::new(content_type.text().into_owned(), content_type.span()));
            role.name = self.text_of(entry.get("name"));
            role.route = self.serverless_route(event);
            self.take_schema(schema_of(entry), role);
        }
    }

    /// Extracts the models of `provider.apiGateway.request.schemas`.
    pub(in crate::locate) fn serverless_models(&mut self, levels: &[Level<'t>], value: NodeRef<'t>) {
        let of_provider =
            provider_schemas(levels).filter(|_| value.resolved().is_some_and(|value| is_at(levels, value)));
        for (key, entry) in of_provider.map(NodeRef::entries).unwrap_or_default() {
            if !self.within_bounds(entry) {
                return;
            }
            let mut role = Role::new(TemplateKind::Model);
            role.name = self
                .text_of(entry.get("name"))
                .or_else(|| Some(Spanned::new(key.text().into_owned(), key.span())));
            role.route = Route::default();
            self.take_schema(schema_of(entry), role);
        }
    }

    /// The request validation of an event. The framework creates a validator of body and parameters for a method with
    /// schemas, and none for other methods.
    pub(super) fn serverless_check(
        &mut self,
        levels: &[Level<'t>],
        request: NodeRef<'t>,
    ) -> Option<Arc<RequestCheck>> {
        let of_event = levels.len().checked_sub(2).and_then(|at| levels.get(at)?.key);
        let schemas = event_schemas(request);
        if schemas.is_empty() || !of_event.is_some_and(|key| key.is("http")) {
            return None;
        }
        let shared = provider_schemas(levels);
        let (mut bodies, mut models) = (Vec::new(), BTreeMap::new());
        for (content_type, entry) in schemas {
            if !self.within_bounds(entry) {
                return None;
            }
            let content_type = content_type.text().into_owned();
            let schema = schema_of(named(shared, entry).unwrap_or(entry));
            let Some(source) = self.schema_source(schema) else { continue };
            models.insert(content_type.clone(), source);
            bodies.push(BodyModel { model: content_type.clone(), content_type });
        }
        let mut required_parameters = Vec::new();
        for (_, group) in request.get("parameters").map(NodeRef::entries).unwrap_or_default() {
            for (name, value) in group.entries() {
                if value.get("required").unwrap_or(value).is("true") {
                    required_parameters.push(name.text().into_owned());
                }
            }
        }
        Some(Arc::new(RequestCheck { bodies, models: Arc::new(models), required_parameters }))
    }
}

/// The schemas of a request by content type; older versions of the framework use `schema`.
fn event_schemas(request: NodeRef<'_>) -> Vec<(NodeRef<'_>, NodeRef<'_>)> {
    let schemas = request.get("schemas").or_else(|| request.get("schema"));
    schemas.map(NodeRef::entries).unwrap_or_default()
}

/// The schemas of the provider, which events refer to by name.
fn provider_schemas<'t>(levels: &[Level<'t>]) -> Option<NodeRef<'t>> {
    levels.first()?.node.get("provider")?.get("apiGateway")?.get("request")?.get("schemas")
}

/// Whether `value` is the provider's `apiGateway`.
fn is_at(levels: &[Level<'_>], value: NodeRef<'_>) -> bool {
    let root = levels.first().map(|level| level.node);
    let own = root.and_then(|root| root.get("provider")?.get("apiGateway"));
    own.is_some_and(|own| own.index == value.index)
}

/// The provider's schema that an event names.
fn named<'t>(shared: Option<NodeRef<'t>>, entry: NodeRef<'t>) -> Option<NodeRef<'t>> {
    if !entry.is_scalar() {
        return None;
    }
    shared?.get(&entry.text())
}

/// The schema of an entry: its `schema` member if it also has a name and a description, or the entry itself.
fn schema_of(entry: NodeRef<'_>) -> NodeRef<'_> {
    entry.get("schema").filter(|_| entry.get("type").is_none()).unwrap_or(entry)
}
