//! `cors` of `http` events: the header of responses, and the preflight method of each path.

use std::collections::BTreeMap;

use vtlkit_api::{
    Api, ContentHandling, HttpMethod, Integration, IntegrationResponse, IntegrationType, Method,
    MethodResponse, ParameterMapping, Resource, TemplateEntry, Text,
};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::{OffsetMap, Span, Spanned};

use crate::read::resolve::Resolver;

/// The default of the allowed headers.
const HEADERS: &str =
    "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,X-Amzn-Trace-Id";
const ORIGIN: &str = "Access-Control-Allow-Origin";

/// The response of the preflight method of a path.
pub(super) struct Preflight {
    path: Spanned<String>,
    span: Span,
    origin: String,
    headers: String,
    methods: Vec<&'static str>,
    credentials: bool,
}

/// The preflight method of each path that has one.
#[derive(Default)]
pub(super) struct Preflights(BTreeMap<String, Preflight>);

impl Preflights {
    /// Reads the setting of an event, `true` or an object, and adds the header to its responses.
    pub(super) fn take<'t>(
        &mut self,
        cors: NodeRef<'t>,
        path: &Spanned<String>,
        method: HttpMethod,
        integration: &mut Integration,
        resolver: &Resolver<'t>,
    ) {
        if resolver.boolean(Some(cors)).is_some_and(|it| !it.value) {
            return;
        }
        let get = |name: &str| if cors.is_map() { resolver.get(cors, name) } else { None };
        let text = |name: &str| resolver.text(get(name)).map(|text| text.value);
        let list = |name: &str| {
            let items = resolver.items(get(name)).into_iter();
            let items: Vec<_> = items.filter_map(|item| Some(resolver.text(Some(item))?.value)).collect();
            (!items.is_empty()).then(|| items.join(","))
        };
        let origin = text("origin").or_else(|| list("origins")).unwrap_or_else(|| "*".to_owned());
        let first = origin.split(',').next().unwrap_or("*").to_owned();
        let span = cors.span();
        for response in &mut integration.responses {
            response.response_parameters.push(constant(ORIGIN, &first, span));
        }
        let preflight = self.0.entry(path.value.clone()).or_insert_with(|| Preflight {
            path: path.clone(),
            span,
            origin: first,
            headers: list("headers").or_else(|| text("headers")).unwrap_or_else(|| HEADERS.to_owned()),
            methods: vec!["OPTIONS"],
            credentials: false,
        });
        let methods: &[HttpMethod] = match method {
            HttpMethod::Any => &[
                HttpMethod::Delete,
                HttpMethod::Get,
                HttpMethod::Head,
                HttpMethod::Patch,
                HttpMethod::Post,
                HttpMethod::Put,
            ],
            _ => std::slice::from_ref(&method),
        };
        preflight.methods.extend(methods.iter().map(|method| method.as_str()));
        preflight.credentials |= resolver.boolean(get("allowCredentials")).is_some_and(|it| it.value);
    }

    /// Adds the preflight methods to paths that have no `OPTIONS` of their own.
    pub(super) fn add_to(self, api: &mut Api) {
        for preflight in self.0.into_values() {
            let is_options = |method: &Method| method.http_method.value == HttpMethod::Options;
            let same = |resource: &&Resource| resource.path.value == preflight.path.value;
            if !api.resources.iter().filter(same).flat_map(|it| &it.methods).any(is_options) {
                let path = preflight.path.clone();
                api.resources.push(Resource { path, methods: vec![preflight.method()] });
            }
        }
    }
}

impl Preflight {
    fn method(mut self) -> Method {
        let span = self.span;
        self.methods.sort_unstable();
        self.methods.dedup();
        let mut headers = vec![
            (ORIGIN, self.origin),
            ("Access-Control-Allow-Headers", self.headers),
            ("Access-Control-Allow-Methods", self.methods.join(",")),
        ];
        if self.credentials {
            headers.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        }
        let json = |text: &str| TemplateEntry {
            content_type: Spanned::new("application/json".to_owned(), span),
            template: Text { map: OffsetMap::identity(text), span },
        };
        let status = Spanned::new("200".to_owned(), span);
        let mut integration = Integration::new(Spanned::new(IntegrationType::Mock, span), span);
        integration.content_handling = Some(Spanned::new(ContentHandling::ConvertToText, span));
        integration.request_templates = vec![json("{statusCode:200}")];
        integration.responses = vec![IntegrationResponse {
            selection_pattern: None,
            status_code: status.clone(),
            response_parameters: headers.iter().map(|(name, value)| constant(name, value, span)).collect(),
            response_templates: vec![json("")],
            content_handling: None,
            span,
        }];
        let mut method = Method::new(Spanned::new(HttpMethod::Options, span));
        let declared = headers.iter();
        let declared =
            declared.map(|(name, _)| (Spanned::new((*name).to_owned(), span), Spanned::new(true, span)));
        method.responses = vec![MethodResponse {
            status_code: status,
            parameters: declared.collect(),
            models: Vec::new(),
            span,
        }];
        method.integration = Some(integration);
        method
    }
}

/// A response header with a constant value.
fn constant(name: &str, value: &str, span: Span) -> ParameterMapping {
    ParameterMapping {
        target: Spanned::new(format!("method.response.header.{name}"), span),
        source: Spanned::new(format!("'{value}'"), span),
    }
}
