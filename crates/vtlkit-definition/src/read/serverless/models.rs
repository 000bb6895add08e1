//! Request schemas: inline in an event, or shared by name.

use std::sync::Arc;

use vtlkit_api::{Api, Method, Model, ModelUse, Validator};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Spanned;

use crate::read::Found;
use crate::read::parts::name_of_key;
use crate::read::resolve::Resolver;
use crate::read::schema;
use crate::template::{Role, Route, TemplateKind};
use crate::{BodyModel, ModelSource, RequestCheck};

/// The name of the generated validator.
const VALIDATOR: &str = "ApiGatewayRestApiRequestValidator";

/// Adds the models of `provider.apiGateway.request.schemas`.
pub(super) fn of_provider<'t>(
    provider: Option<NodeRef<'t>>,
    resolver: &Resolver<'t>,
    api: &mut Api,
    found: &mut Found,
) {
    for (key, entry) in resolver.entries(shared(provider, resolver)) {
        let named = resolver.text(resolver.get(entry, "name"));
        let shown = named.unwrap_or_else(|| name_of_key(key));
        let role = Role { name: Some(shown), ..Role::new(TemplateKind::Model) };
        add(name_of_key(key), entry, role, resolver, api, found);
    }
}

fn shared<'t>(provider: Option<NodeRef<'t>>, resolver: &Resolver<'t>) -> Option<NodeRef<'t>> {
    let gateway = resolver.get(provider?, "apiGateway")?;
    resolver.get(resolver.get(gateway, "request")?, "schemas")
}

/// Adds the schemas of an event to its method, and the generated validator.
pub(super) fn of_event<'t>(
    request: NodeRef<'t>,
    method: &mut Method,
    route: &Route,
    resolver: &Resolver<'t>,
    api: &mut Api,
    found: &mut Found,
) {
    let provider = resolver.framework().and_then(|root| resolver.get(root, "provider"));
    let shared = shared(provider, resolver);
    let is_shared = |name: &str| shared.is_some_and(|shared| shared.get(name).is_some());
    let schemas = resolver.get(request, "schemas").or_else(|| resolver.get(request, "schema"));
    for (content_type, entry) in resolver.entries(schemas) {
        let content_type = name_of_key(content_type);
        let text = if entry.is_scalar() { resolver.text(Some(entry)) } else { None };
        let model = match text {
            Some(name) if is_shared(&name.value) => name,
            _ => {
                let name = Spanned::new(format!("Model{}", entry.span().start()), entry.span());
                let mut role = Role::new(TemplateKind::Model);
                role.content_type = Some(content_type.clone());
                role.name = resolver.text(resolver.get(entry, "name"));
                role.route = route.clone();
                add(name.clone(), entry, role, resolver, api, found);
                name
            }
        };
        method.request_models.push(ModelUse { content_type, model });
    }
    if method.request_models.is_empty() {
        return;
    }
    let place = schemas.map_or(request.span(), NodeRef::span);
    method.validator = Some(Spanned::new(VALIDATOR.to_owned(), place));
    if api.validator(VALIDATOR).is_none() {
        api.validators.push(Validator {
            name: Spanned::new(VALIDATOR.to_owned(), place),
            body: Spanned::new(true, place),
            parameters: Spanned::new(true, place),
        });
    }
}

/// The validation that a request passes before the templates of a method are rendered.
pub(super) fn check(method: &Method, api: &Api) -> Option<Arc<RequestCheck>> {
    method.validator.as_ref()?;
    let source =
        |model: &Model| (model.name.value.clone(), ModelSource::Text(Arc::from(model.schema.as_str())));
    let body = |used: &ModelUse| BodyModel {
        content_type: used.content_type.value.clone(),
        model: used.model.value.clone(),
    };
    let required = method.request_parameters.iter().filter(|parameter| parameter.required.value);
    Some(Arc::new(RequestCheck {
        bodies: method.request_models.iter().map(body).collect(),
        models: Arc::new(api.models.iter().map(source).collect()),
        required_parameters: required.map(|parameter| parameter.name.value.clone()).collect(),
    }))
}

/// Adds the schema of an entry: its `schema` member if it also has a name and a description, or the entry itself.
fn add<'t>(
    name: Spanned<String>,
    entry: NodeRef<'t>,
    role: Role,
    resolver: &Resolver<'t>,
    api: &mut Api,
    found: &mut Found,
) {
    let inner = entry.get("schema").filter(|_| entry.get("type").is_none());
    if let Some(schema) = schema::text(inner.unwrap_or(entry), resolver, role, found) {
        let content_type = Spanned::new("application/json".to_owned(), entry.span());
        api.models.push(Model { name, content_type, schema, imported: false });
    }
}
