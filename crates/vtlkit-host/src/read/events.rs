//! The methods that SAM makes of the events of functions.

use vtlkit_api::{
    Api, Authorization, Authorizer, HttpMethod, Integration, IntegrationType, Method, ModelUse,
};
use vtlkit_text::Spanned;

use super::ApiFile;
use super::cloudformation::{Item, Template, add_method, lambda_uri, request_parameter};
use super::parts::{Parts, name_of_key, words};
use super::resolve::Resolver;
use crate::tree::NodeRef;

/// The logical name of the API that SAM makes if an event names none.
const IMPLICIT: &str = "ServerlessRestApi";

/// Adds a method for each event of the type `Api`. One that the definition of the API has already comes first and
/// stays.
pub(super) fn read<'t>(template: &mut Template<'_, 't>, root: NodeRef<'t>, file: &mut ApiFile) {
    let globals = root.get("Globals").and_then(|globals| globals.get("Api"));
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
}

fn read_event<'t>(
    template: &mut Template<'_, 't>,
    function: &Item<'t>,
    event: NodeRef<'t>,
    globals: Option<NodeRef<'t>>,
    file: &mut ApiFile,
) {
    let resolver = template.resolver;
    let get = |name: &str| resolver.get(event, name);
    let mut parts = Parts { resolver, file };
    let Some(path) = resolver.text(get("Path")) else { return };
    let known = words(HttpMethod::ALL, HttpMethod::as_str);
    let Some(http_method) = parts.word(get("Method"), "HTTP method", HttpMethod::parse, &known) else {
        return;
    };
    let mut method = Method::new(http_method);
    let mut integration =
        Integration::new(Spanned::new(IntegrationType::AwsProxy, event.span()), event.span());
    integration.uri = Some(lambda_uri(&function.key.text(), function.key.span()));
    integration.http_method = Some(Spanned::new(HttpMethod::Post, event.span()));
    method.integration = Some(integration);
    let auth = get("Auth").or_else(|| globals.and_then(|globals| globals.get("Auth")));
    let authorize = |name: &str| auth.and_then(|auth| resolver.get(auth, name));
    if let Some(required) = resolver.boolean(authorize("ApiKeyRequired")) {
        method.api_key_required = required;
    }
    if let Some(name) = resolver.text(authorize("Authorizer").or_else(|| authorize("DefaultAuthorizer"))) {
        let authorization = match name.value.as_str() {
            "NONE" => Authorization::None,
            "AWS_IAM" => Authorization::AwsIam,
            other => Authorization::Authorizer(other.to_owned()),
        };
        method.authorization = Spanned::new(authorization, name.span);
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
        // SAM makes a validator for each pair of settings, and names it so.
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

/// What a SAM API says of all its methods: their authorizer, and whether a client needs a key.
pub(super) fn authorization<'t>(api: &mut Api, auth: NodeRef<'t>, resolver: &Resolver<'t>) {
    for (key, authorizer) in resolver.entries(resolver.get(auth, "Authorizers")) {
        let text = |node: NodeRef<'t>, name: &str| resolver.text(resolver.get(node, name));
        let identity = resolver.get(authorizer, "Identity");
        let said = |name: &str| identity.and_then(|identity| text(identity, name));
        let pool = resolver.get(authorizer, "UserPoolArn").is_some();
        let request = text(authorizer, "FunctionPayloadType").is_some_and(|kind| kind.value == "REQUEST");
        let kind = if pool {
            "cognito_user_pools"
        } else if request {
            "request"
        } else {
            "token"
        };
        let header = said("Header").map_or_else(|| "Authorization".to_owned(), |header| header.value);
        let source = format!("method.request.header.{header}");
        api.authorizers.push(Authorizer {
            name: name_of_key(key),
            kind: Spanned::new(kind.to_owned(), authorizer.span()),
            uri: text(authorizer, "FunctionArn"),
            identity_source: (!request).then(|| Spanned::new(source, authorizer.span())),
            identity_validation_expression: said("ValidationExpression"),
            result_ttl_seconds: resolver
                .number(identity.and_then(|identity| resolver.get(identity, "ReauthorizeEvery"))),
        });
    }
    let default = resolver.text(resolver.get(auth, "DefaultAuthorizer"));
    let required = resolver.boolean(resolver.get(auth, "ApiKeyRequired"));
    for method in api.resources.iter_mut().flat_map(|resource| &mut resource.methods) {
        if let Some(name) = &default
            && method.authorization.value == Authorization::None
        {
            let authorization = match name.value.as_str() {
                "AWS_IAM" => Authorization::AwsIam,
                other => Authorization::Authorizer(other.to_owned()),
            };
            method.authorization = Spanned::new(authorization, name.span);
        }
        if let Some(required) = required {
            method.api_key_required = required;
        }
    }
}
