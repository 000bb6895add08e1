//! `http` events: the method that the framework creates for each.

use vtlkit_api::{
    Api, HttpMethod, Integration, IntegrationType, Method, ParameterLocation, ParameterMapping,
    PassthroughBehavior, RequestParameter, Resource, TemplateEntry, Text,
};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::{OffsetMap, Span, Spanned};

use super::cors::Preflights;
use super::{authorizers, models, named, responses};
use crate::read::fault::{FaultKind, Vocabulary};
use crate::read::parts::Parts;
use crate::template::{IntegrationInfo, Role, Route, TemplateKind};

/// Reads the events of a configuration into its API.
pub(super) struct Reader<'r, 't> {
    pub(super) parts: Parts<'r, 't>,
    pub(super) api: &'r mut Api,
    pub(super) preflights: Preflights,
}

impl<'t> Reader<'_, 't> {
    /// Adds the method of an event of a function: `GET path`, or an object.
    pub(super) fn event(&mut self, function: NodeRef<'t>, event: NodeRef<'t>) {
        let resolver = self.parts.resolver;
        let (method, path) = if event.is_map() {
            (resolver.text(resolver.get(event, "method")), resolver.text(resolver.get(event, "path")))
        } else {
            let Some(text) = resolver.text(Some(event)) else { return };
            let (method, path) = text.value.split_once(' ').unwrap_or((text.value.as_str(), ""));
            let part = |part: &str| Some(Spanned::new(part.trim().to_owned(), text.span));
            (part(method), part(path))
        };
        let (Some(method), Some(path)) = (method, path) else { return };
        let path = full_path(path);
        let Some(http_method) = HttpMethod::parse(&method.value.to_ascii_uppercase()) else {
            let known = Vocabulary::HttpMethod.words().join(", ");
            self.parts.fault(FaultKind::Word(Vocabulary::HttpMethod), method.clone());
            let message = format!("`{}` is not a valid HTTP method", method.value);
            let error = vtlkit_host::HostError::new(method.span, message);
            self.parts.error(error.help(format!("use one of {known}")));
            return;
        };
        let mut out = Method::new(Spanned::new(http_method, method.span));
        let role = Role {
            name: Some(named(function)),
            route: Route {
                method: Some(method.map(|method| method.to_ascii_uppercase())),
                path: Some(path.clone()),
            },
            ..Role::new(TemplateKind::Request)
        };
        self.request(&mut out, event, &role);
        let role = Role { check: models::check(&out, self.api), ..role };
        let mut integration = self.integration(function, event, &out, role);
        if event.is_map()
            && let Some(cors) = resolver.get(event, "cors")
        {
            self.preflights.take(cors, &path, http_method, &mut integration, resolver);
        }
        responses::declare(&integration, &mut out);
        out.integration = Some(integration);
        self.api.resources.push(Resource { path, methods: vec![out] });
    }

    /// Reads the required parameters and schemas of the request.
    fn request(&mut self, method: &mut Method, event: NodeRef<'t>, role: &Role) {
        let resolver = self.parts.resolver;
        if !event.is_map() {
            return;
        }
        let get = |name: &str| resolver.get(event, name);
        method.operation_name = resolver.text(get("operationId"));
        if let Some(private) = resolver.boolean(get("private")) {
            method.api_key_required = private;
        }
        if let Some(node) = get("authorizer")
            && let Some(authorization) = authorizers::authorization(node, resolver, self.api)
        {
            method.authorization = authorization;
        }
        let Some(request) = get("request") else { return };
        let groups = [
            ("paths", ParameterLocation::Path),
            ("querystrings", ParameterLocation::QueryString),
            ("headers", ParameterLocation::Header),
        ];
        let parameters = resolver.get(request, "parameters");
        for (group, location) in groups {
            for (key, value) in resolver.entries(parameters.and_then(|it| resolver.get(it, group))) {
                let required = if value.is_map() { resolver.get(value, "required") } else { Some(value) };
                let required = resolver.boolean(required).unwrap_or(Spanned::new(false, value.span()));
                method.request_parameters.push(RequestParameter { location, name: named(key), required });
            }
        }
        models::of_event(request, method, &role.route, resolver, self.api, self.parts.found);
    }

    fn integration(
        &mut self,
        function: NodeRef<'t>,
        event: NodeRef<'t>,
        method: &Method,
        mut role: Role,
    ) -> Integration {
        let resolver = self.parts.resolver;
        let get = |name: &str| if event.is_map() { resolver.get(event, name) } else { None };
        let span = event.span();
        let kind = kind_of(resolver.text(get("integration")), span);
        let request = get("request");
        let of_request = |name: &str| resolver.get(request?, name);
        let mut out = Integration::new(kind, span);
        let is_lambda = matches!(kind.value, IntegrationType::Aws | IntegrationType::AwsProxy);
        if is_lambda {
            out.uri = Some(self.lambda_uri(function));
            out.http_method = Some(Spanned::new(HttpMethod::Post, span));
        } else if kind.value != IntegrationType::Mock {
            out.uri = resolver.text(of_request("uri"));
            let said = resolver.text(of_request("method"));
            let said = said.and_then(|said| HttpMethod::parse(&said.value.to_ascii_uppercase()));
            out.http_method = Some(Spanned::new(said.unwrap_or(method.http_method.value), span));
            out.request_parameters = method.request_parameters.iter().map(forwarded).collect();
        }
        if kind.value != IntegrationType::AwsProxy && kind.value != IntegrationType::HttpProxy {
            let parse = |text: &str| PassthroughBehavior::parse(&text.to_ascii_uppercase());
            let said = self.parts.word(of_request("passThrough"), Vocabulary::PassthroughBehavior, parse);
            out.passthrough_behavior = Some(said.unwrap_or(Spanned::new(PassthroughBehavior::Never, span)));
        }
        out.content_handling = self.parts.content_handling(of_request("contentHandling"));
        out.timeout_millis = resolver
            .number(get("timeout"))
            .map(|it: Spanned<u32>| it.map(|seconds| seconds.saturating_mul(1000)));
        role.integration = Some(IntegrationInfo {
            kind: Some(kind),
            uri: out.uri.clone(),
            http_method: out.http_method.map(|method| method.map(|method| method.as_str().to_owned())),
            passthrough_behavior: out.passthrough_behavior,
            content_handling: out.content_handling,
            span,
        });
        let written = request.and_then(|request| request.get("template"));
        out.request_templates = self.parts.templates(written, &role);
        if is_lambda && kind.value == IntegrationType::Aws {
            add_defaults(&mut out.request_templates, written, span);
        }
        responses::read(event, kind.value, &mut out, &role, &mut self.parts);
        out
    }

    /// The ARN to invoke a function; its deployed name consists of service, stage and key.
    fn lambda_uri(&self, function: NodeRef<'t>) -> Spanned<String> {
        let settings = &self.parts.resolver.context.settings;
        let name = self.api.name.as_ref().map_or("", |name| name.value.as_str());
        let (stage, service) = name.split_once('-').unwrap_or(("dev", name));
        let (partition, region, account) = (settings.partition(), settings.region(), &settings.account);
        let uri = format!(
            "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/arn:{partition}:lambda:{region}:\
             {account}:function:{service}-{stage}-{}/invocations",
            function.text()
        );
        Spanned::new(uri, function.span())
    }
}

/// The path of an event with a leading slash.
pub(super) fn full_path(path: Spanned<String>) -> Spanned<String> {
    path.map(|path| format!("/{}", path.trim_matches('/')))
}

/// The integration type that an event names; the framework has aliases for each.
fn kind_of(said: Option<Spanned<String>>, span: Span) -> Spanned<IntegrationType> {
    let Some(said) = said else { return Spanned::new(IntegrationType::AwsProxy, span) };
    said.map(|word| match word.to_ascii_lowercase().replace('_', "-").as_str() {
        "lambda" | "aws" => IntegrationType::Aws,
        "mock" => IntegrationType::Mock,
        "http" => IntegrationType::Http,
        "http-proxy" => IntegrationType::HttpProxy,
        _ => IntegrationType::AwsProxy,
    })
}

/// The mapping that forwards a declared request parameter.
fn forwarded(parameter: &RequestParameter) -> ParameterMapping {
    let place = parameter.location.as_str();
    let name = &parameter.name.value;
    ParameterMapping {
        target: Spanned::new(format!("integration.request.{place}.{name}"), parameter.name.span),
        source: Spanned::new(format!("method.request.{place}.{name}"), parameter.name.span),
    }
}

/// Adds the framework's default templates for Lambda functions, unless the event has its own or disables them.
fn add_defaults(templates: &mut Vec<TemplateEntry>, written: Option<NodeRef<'_>>, span: Span) {
    let body = include_str!("body.vtl");
    let form = include_str!("form.vtl");
    for (content_type, before) in [("application/json", body), ("application/x-www-form-urlencoded", form)] {
        let is_written = written.is_some_and(|written| written.get(content_type).is_some());
        if is_written || templates.iter().any(|entry| entry.content_type.value == content_type) {
            continue;
        }
        let map = OffsetMap::identity(&format!("{before}{}", include_str!("event.vtl")));
        templates.push(TemplateEntry {
            content_type: Spanned::new(content_type.to_owned(), span),
            template: Text { map, span },
        });
    }
}
