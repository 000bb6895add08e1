//! Methods that SAM creates for the events of functions.

use vtlkit_api::{HttpMethod, Integration, IntegrationType, Method, ModelUse};
use vtlkit_text::Spanned;

use super::Found;
use super::auth::{Auth, authorized_by, globals};
use super::cloudformation::{Item, Template, add_method, lambda_uri, request_parameter};
use super::fault::Vocabulary;
use super::parts::Parts;
use vtlkit_host::tree::NodeRef;

/// The logical name of the API that SAM creates if an event names none.
const IMPLICIT: &str = "ServerlessRestApi";

/// Adds a method for each event of type `Api`. A method that the API's own definition already has wins.
pub(super) fn read<'t>(template: &mut Template<'_, 't>, root: NodeRef<'t>, file: &mut Found) {
    let globals = globals(root);
    let functions: Vec<Item<'t>> = template.of_kind("AWS::Serverless::Function").collect();
    for function in functions {
        let events = template.resolver.get(function.properties, "Events");
        for (_, event) in template.resolver.entries(events) {
            if event.get("Type").is_some_and(|kind| kind.is("Api"))
                && let Some(properties) = template.resolver.get(event, "Properties")
            {
                read_event(template, &function, properties, globals, file);
            }
        }
    }
    let resolver = template.resolver;
    if let Some(api) = template.known_api(IMPLICIT) {
        Auth::of(None, globals, resolver).add_authorizers(api);
    }
}

fn read_event<'t>(
    template: &mut Template<'_, 't>,
    function: &Item<'t>,
    event: NodeRef<'t>,
    globals: Option<NodeRef<'t>>,
    file: &mut Found,
) {
    let resolver = template.resolver;
    let get = |name: &str| resolver.get(event, name);
    let mut parts = Parts { resolver, found: file };
    let Some(path) = resolver.text(get("Path")) else { return };
    let http_method = parts.word(get("Method"), Vocabulary::HttpMethod, HttpMethod::parse);
    let Some(http_method) = http_method else { return };
    let mut method = Method::new(http_method);
    let mut integration =
        Integration::new(Spanned::new(IntegrationType::AwsProxy, event.span()), event.span());
    integration.uri = Some(lambda_uri(&function.key.text(), function.key.span()));
    integration.http_method = Some(Spanned::new(HttpMethod::Post, event.span()));
    method.integration = Some(integration);
    let own = get("Auth").and_then(|auth| resolver.text(resolver.get(auth, "Authorizer")));
    let inherited = Auth::of(template.sam_api(get("RestApiId")), globals, resolver);
    if let Some(name) = own.or_else(|| inherited.text("DefaultAuthorizer")) {
        method.authorization = name.map(|name| authorized_by(&name));
    }
    let own = get("Auth").and_then(|auth| resolver.boolean(resolver.get(auth, "ApiKeyRequired")));
    if let Some(required) = own.or_else(|| inherited.boolean("ApiKeyRequired")) {
        method.api_key_required = required;
    }
    for parameter in resolver.items(get("RequestParameters")) {
        if parameter.is_map() {
            for (key, value) in parameter.entries() {
                method.request_parameters.extend(request_parameter(&mut parts, key, value));
            }
        } else {
            method.request_parameters.extend(request_parameter(&mut parts, parameter, parameter));
        }
    }
    if let Some(model) = get("RequestModel")
        && let Some(name) = resolver.text(resolver.get(model, "Model"))
    {
        let content_type = Spanned::new("application/json".to_owned(), model.span());
        method.request_models.push(ModelUse { content_type, model: name });
        // SAM creates a validator for each pair of settings, with this name.
        let flag = |name: &str| resolver.boolean(resolver.get(model, name)).is_some_and(|flag| flag.value);
        let validator = match (flag("ValidateBody"), flag("ValidateParameters")) {
            (true, true) => Some("body-and-params"),
            (true, false) => Some("body-only"),
            (false, true) => Some("params-only"),
            (false, false) => None,
        };
        method.validator = validator.map(|name| Spanned::new(name.to_owned(), model.span()));
    }
    let api = match event.get("RestApiId") {
        Some(id) => template.api_of(Some(id)),
        None => template.api_named(IMPLICIT),
    };
    if let Some(name) = &method.validator
        && api.validator(&name.value).is_none()
    {
        api.validators.push(vtlkit_api::Validator {
            name: name.clone(),
            body: Spanned::new(name.value.starts_with("body"), name.span),
            parameters: Spanned::new(
                name.value.ends_with("params-only") || name.value.ends_with("params"),
                name.span,
            ),
        });
    }
    add_method(api, path, method);
}
