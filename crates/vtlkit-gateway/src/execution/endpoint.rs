//! Builds the integration request.

use vtlkit_api::{
    Headers, HttpMethod, Integration, IntegrationRequest, IntegrationType, Unresolved, last_header,
};

use super::exchange::set;
use super::failure::Failure;
use super::header_rules::{is_forwarded, is_lost};
use super::parameters::Incoming;
use super::request_mapping::Parameters;
use super::uri::{self, InvalidEndpoint};
use super::{StepKind, media, trace_id};

/// Whether requests with a method have no body.
const fn has_no_body(method: HttpMethod) -> bool {
    matches!(method, HttpMethod::Get | HttpMethod::Head | HttpMethod::Options)
}

/// The parts of an integration request.
pub(super) struct Parts<'p> {
    pub(super) integration: &'p Integration,
    pub(super) incoming: Incoming<'p>,
    pub(super) client_method: HttpMethod,
    pub(super) parameters: &'p Parameters,
    pub(super) stage_variables: &'p [(String, String)],
    pub(super) api_id: &'p str,
    pub(super) trace_id: &'p str,
    /// The unresolved values of the definition. A URI with a placeholder is not checked.
    pub(super) unresolved: &'p [Unresolved],
}

impl Parts<'_> {
    /// The request with a body.
    pub(super) fn request(&self, body: Vec<u8>) -> Result<IntegrationRequest, Failure> {
        let kind = self.integration.kind.value;
        let declared = self.integration.http_method.map(|method| method.value);
        let method = uri::method(declared, self.client_method);
        let (uri, target) = self.uri(kind).map_err(|InvalidEndpoint(why)| {
            Failure::configuration(StepKind::Integration, &format!("Invalid endpoint address: {why}"))
        })?;
        let body = if has_no_body(method) { Vec::new() } else { body };
        let sends_type = self.sends_type(kind, method, &body);
        let mut headers = self.own_headers(kind, sends_type);
        if let Some(target) = target {
            set(&mut headers, "X-Amz-Target", target);
        }
        if kind != IntegrationType::AwsProxy {
            for (name, value) in self.parameters.headers.iter().filter(|(name, _)| !is_lost(name)) {
                set(&mut headers, name, value.clone());
            }
        }
        set(&mut headers, "X-Amzn-Apigateway-Api-Id", self.api_id.to_owned());
        set(&mut headers, trace_id::HEADER, self.trace_id.to_owned());
        set(&mut headers, "Host", uri::check_http(&uri).unwrap_or_default().to_owned());
        set(&mut headers, "Content-Length", body.len().to_string());
        Ok(IntegrationRequest { method: method.as_str().to_owned(), uri, headers, body })
    }

    /// Whether the service sets `Content-Type`. As recorded, an HTTP endpoint gets none for a request without a body
    /// with a method without a body.
    fn sends_type(&self, kind: IntegrationType, method: HttpMethod, body: &[u8]) -> bool {
        let is_bare = kind == IntegrationType::Http && has_no_body(self.client_method) && body.is_empty();
        !has_no_body(method) && !is_bare
    }

    /// The headers before mapping: the client's for a proxy, otherwise the service's own.
    fn own_headers(&self, kind: IntegrationType, sends_type: bool) -> Headers {
        if kind == IntegrationType::HttpProxy {
            let forwarded = self.incoming.headers.iter();
            return forwarded
                .filter(|(name, value)| is_forwarded(kind, name, value) && !name.eq_ignore_ascii_case("Host"))
                .cloned()
                .collect();
        }
        let mut headers = vec![
            ("Accept".to_owned(), media::JSON.to_owned()),
            ("User-Agent".to_owned(), format!("AmazonAPIGateway_{}", self.api_id)),
        ];
        if sends_type {
            let given = last_header(self.incoming.headers, "Content-Type");
            let content_type = given.filter(|_| kind == IntegrationType::Http).unwrap_or(media::JSON);
            headers.push(("Content-Type".to_owned(), content_type.to_owned()));
        }
        headers
    }

    fn uri(&self, kind: IntegrationType) -> Result<(String, Option<String>), InvalidEndpoint> {
        let Some(template) = &self.integration.uri else {
            return Err(InvalidEndpoint("the integration has no URI".to_owned()));
        };
        let uri = uri::substitute(template, self.stage_variables, &self.parameters.path);
        match self.called(&uri, kind) {
            Err(_) if self.leaves_open(&uri) => Ok((uri, None)),
            called => called,
        }
    }

    fn leaves_open(&self, uri: &str) -> bool {
        uri.contains('<') && self.unresolved.iter().any(|open| uri.contains(&format!("<{}>", open.name)))
    }

    /// The URL for the integration's URI.
    fn called(&self, uri: &str, kind: IntegrationType) -> Result<(String, Option<String>), InvalidEndpoint> {
        if matches!(kind, IntegrationType::Aws | IntegrationType::AwsProxy) {
            let (uri, target) = uri::service(uri)?;
            return Ok((uri::with_query(uri, &self.parameters.query), target));
        }
        // The query parameters of a proxy are those of the URI, then the client's, then the mapped ones.
        let client = if kind == IntegrationType::HttpProxy { self.incoming.query } else { &[] };
        let uri = uri::with_query(uri::with_query(uri.to_owned(), client), &self.parameters.query);
        uri::check_http(&uri)?;
        Ok((uri, None))
    }
}
