//! Serverless Framework configurations: the API generated for `http` events, modified by `resources`.

mod authorizers;
mod cors;
mod event;
mod extensions;
mod models;
mod proxies;
mod responses;

use std::rc::Rc;

use vtlkit_api::{Api, ApiKey, ApiKeySource, EndpointType, Stage};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::{Span, Spanned};

use super::Found;
use super::cloudformation;
use super::fault::Vocabulary;
use super::parts::{Parts, name_of_key};
use super::resolve::{Context, Resolver};

/// The logical name of the generated API.
const LOGICAL_NAME: &str = "ApiGatewayRestApi";
/// Maximum nesting of variables in the name of the stage.
const DEPTH: usize = 8;

/// Whether a document is a Serverless Framework configuration.
pub(crate) fn is_one(root: NodeRef<'_>) -> bool {
    root.get("service").is_some() && root.get("provider").is_some()
}

/// The region of a configuration if it is written without variables.
pub(super) fn region(root: NodeRef<'_>) -> Option<String> {
    let region = root.get("provider")?.get("region")?;
    let is_text = region.is_scalar() && !region.is_null() && !region.source().contains("${");
    is_text.then(|| region.text().into_owned())
}

/// Reads the APIs of a configuration.
pub(super) fn read<'t>(root: NodeRef<'t>, context: &Rc<Context<'t>>, found: &mut Found) {
    let resolver = Resolver::serverless(context, root);
    let templates = templates(root, &resolver);
    let resources: Vec<_> = templates.iter().filter_map(|one| resolver.get(*one, "Resources")).collect();
    let mut api = Api::default();
    settings(root, &resolver, &mut api, found);
    let provider = resolver.get(root, "provider");
    models::of_provider(provider, &resolver, &mut api, found);
    let parts = Parts { resolver: &resolver, found };
    let mut reader = event::Reader { parts, api: &mut api, preflights: cors::Preflights::default() };
    for (name, function) in functions(root, &resolver) {
        let events = resolver.get(function, "events");
        for item in resolver.items(events) {
            if let Some(http) = resolver.get(item, "http") {
                reader.event(name, http);
            }
        }
    }
    reader.proxies(root);
    reader.state_machines(root);
    let preflights = reader.preflights;
    preflights.add_to(&mut api);
    for template in &templates {
        extensions::apply(*template, &mut api, &resolver, found);
    }
    let has_methods = !api.resources.is_empty();
    let mut apis = cloudformation::read_resources(&resources, (LOGICAL_NAME, api), &resolver, found);
    if !has_methods {
        apis.retain(|api| !api.resources.is_empty());
    }
    found.apis.append(&mut apis);
}

/// The functions by name, from one mapping or a list of mappings.
fn functions<'t>(root: NodeRef<'t>, resolver: &Resolver<'t>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
    let Some(functions) = resolver.get(root, "functions") else { return Vec::new() };
    if functions.is_seq() {
        return resolver
            .items(Some(functions))
            .into_iter()
            .flat_map(|one| resolver.entries(Some(one)))
            .collect();
    }
    resolver.entries(Some(functions))
}

/// The CloudFormation templates under `resources`: one, or a list of them.
fn templates<'t>(root: NodeRef<'t>, resolver: &Resolver<'t>) -> Vec<NodeRef<'t>> {
    match resolver.get(root, "resources") {
        Some(list) if list.is_seq() => resolver.items(Some(list)),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// Reads the settings of the API as a whole.
fn settings<'t>(root: NodeRef<'t>, resolver: &Resolver<'t>, api: &mut Api, found: &mut Found) {
    let place = root.get("service").map_or(Span::at(0), NodeRef::span);
    let stage = resolver.stage(root, DEPTH);
    api.id = Some(Spanned::new(LOGICAL_NAME.to_owned(), place));
    api.stages.push(Stage {
        name: Spanned::new(stage.clone(), place),
        variables: Vec::new(),
        settings: Vec::new(),
        canary: None,
    });
    let provider = resolver.get(root, "provider");
    let of_provider = |name: &str| resolver.get(provider?, name);
    let gateway = of_provider("apiGateway");
    let of_gateway = |name: &str| resolver.get(gateway?, name);
    let service = resolver.get(root, "service");
    let service = resolver.text(service.and_then(|it| resolver.get(it, "name")).or(service));
    api.name = resolver.text(of_provider("apiName")).or_else(|| {
        let service = service?;
        Some(service.map(|name| format!("{stage}-{name}")))
    });
    let binary = resolver.items(of_gateway("binaryMediaTypes"));
    api.binary_media_types = binary.into_iter().filter_map(|item| resolver.text(Some(item))).collect();
    api.minimum_compression_size = resolver.number(of_gateway("minimumCompressionSize"));
    let mut parts = Parts { resolver, found };
    api.api_key_source =
        parts.word(of_gateway("apiKeySourceType"), Vocabulary::ApiKeySource, ApiKeySource::parse);
    let parse = |text: &str| EndpointType::parse(&text.to_ascii_uppercase());
    api.endpoint_type = parts.word(of_provider("endpointType"), Vocabulary::EndpointType, parse);
    let keys = of_gateway("apiKeys").or_else(|| of_provider("apiKeys"));
    for item in resolver.items(keys) {
        api_key(item, resolver, api);
    }
}

/// An API key: its name, an object with a name and a value, or a usage plan with a list of these.
fn api_key<'t>(item: NodeRef<'t>, resolver: &Resolver<'t>, api: &mut Api) {
    let enabled = Spanned::new(true, item.span());
    if item.is_scalar() {
        api.api_keys.extend(resolver.text(Some(item)).map(|name| ApiKey { name, value: None, enabled }));
        return;
    }
    let named = resolver.text(resolver.get(item, "name"));
    let value = resolver.text(resolver.get(item, "value"));
    if named.is_some() || value.is_some() {
        let name = named.unwrap_or_else(|| Spanned::new(String::new(), item.span()));
        let enabled = resolver.boolean(resolver.get(item, "enabled")).unwrap_or(enabled);
        api.api_keys.push(ApiKey { name, value, enabled });
        return;
    }
    for (_, list) in resolver.entries(Some(item)) {
        for item in resolver.items(Some(list)).into_iter().filter(|item| item.is_scalar() || item.is_map()) {
            if item.is_scalar() || item.get("name").is_some() || item.get("value").is_some() {
                api_key(item, resolver, api);
            }
        }
    }
}

/// The text of a key.
fn named(key: NodeRef<'_>) -> Spanned<String> {
    name_of_key(key)
}
