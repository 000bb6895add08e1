use vtlkit_text::{Span, Spanned};

use crate::{ContentHandling, HttpMethod, IntegrationType, PassthroughBehavior, ServiceUri, TemplateEntry};

/// The integration of a method: its endpoint, and how request and response are mapped.
#[derive(Clone, Debug)]
pub struct Integration {
    /// The type.
    pub kind: Spanned<IntegrationType>,
    /// The endpoint; `None` for a mock.
    pub uri: Option<Spanned<String>>,
    /// The HTTP method of the request to the endpoint; by default the client's.
    pub http_method: Option<Spanned<HttpMethod>>,
    /// The IAM role that the service assumes to call the endpoint.
    pub credentials: Option<Spanned<String>>,
    /// The passthrough behavior, for content types without a template, if set.
    pub passthrough_behavior: Option<Spanned<PassthroughBehavior>>,
    /// The conversion of the request body.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The timeout in milliseconds; the default is 29,000.
    pub timeout_millis: Option<Spanned<u32>>,
    /// The parameters of the integration request with their sources, by target.
    pub request_parameters: Vec<ParameterMapping>,
    /// The request templates, by content type.
    pub request_templates: Vec<TemplateEntry>,
    /// The integration responses in source order: the first matching pattern wins. For a mock, a matching response with
    /// the mock's own status takes precedence.
    pub responses: Vec<IntegrationResponse>,
    /// The namespace of cached responses.
    pub cache_namespace: Option<Spanned<String>>,
    /// The parameters that are part of the cache key.
    pub cache_key_parameters: Vec<Spanned<String>>,
    /// `INTERNET` or `VPC_LINK`.
    pub connection_type: Option<Spanned<String>>,
    /// The id of the VPC link.
    pub connection_id: Option<Spanned<String>>,
    /// The span in the file.
    pub span: Span,
}

/// The default timeout, in milliseconds.
const DEFAULT_TIMEOUT_MILLIS: u32 = 29_000;

impl Integration {
    /// An integration with only a type.
    pub const fn new(kind: Spanned<IntegrationType>, span: Span) -> Self {
        Self {
            kind,
            uri: None,
            http_method: None,
            credentials: None,
            passthrough_behavior: None,
            content_handling: None,
            timeout_millis: None,
            request_parameters: Vec::new(),
            request_templates: Vec::new(),
            responses: Vec::new(),
            cache_namespace: None,
            cache_key_parameters: Vec::new(),
            connection_type: None,
            connection_id: None,
            span,
        }
    }

    /// The passthrough behavior, or the service's default.
    pub fn passthrough(&self) -> PassthroughBehavior {
        self.passthrough_behavior.map_or(PassthroughBehavior::WhenNoMatch, |behavior| behavior.value)
    }

    /// The timeout in milliseconds, or the service's default.
    pub fn timeout(&self) -> u32 {
        self.timeout_millis.map_or(DEFAULT_TIMEOUT_MILLIS, |timeout| timeout.value)
    }

    /// The AWS service and action that the integration calls.
    pub fn service(&self) -> Option<ServiceUri<'_>> {
        ServiceUri::parse(&self.uri.as_ref()?.value)
    }

    pub(crate) fn sort(&mut self) {
        self.request_parameters.sort_by(|a, b| a.target.value.cmp(&b.target.value));
        self.request_templates.sort_by(|a, b| a.content_type.value.cmp(&b.content_type.value));
        self.cache_key_parameters.sort_by(|a, b| a.value.cmp(&b.value));
        for response in &mut self.responses {
            response.response_parameters.sort_by(|a, b| a.target.value.cmp(&b.target.value));
            response.response_templates.sort_by(|a, b| a.content_type.value.cmp(&b.content_type.value));
        }
    }
}

impl PartialEq for Integration {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            kind,
            uri,
            http_method,
            credentials,
            passthrough_behavior,
            content_handling,
            timeout_millis,
            request_parameters,
            request_templates,
            responses,
            cache_namespace,
            cache_key_parameters,
            connection_type,
            connection_id,
            span: _,
        } = self;
        *kind == other.kind
            && *uri == other.uri
            && *http_method == other.http_method
            && *credentials == other.credentials
            && *passthrough_behavior == other.passthrough_behavior
            && *content_handling == other.content_handling
            && *timeout_millis == other.timeout_millis
            && *request_parameters == other.request_parameters
            && *request_templates == other.request_templates
            && *responses == other.responses
            && *cache_namespace == other.cache_namespace
            && *cache_key_parameters == other.cache_key_parameters
            && *connection_type == other.connection_type
            && *connection_id == other.connection_id
    }
}

/// An integration response: which responses of the endpoint it applies to, and how they are mapped to a method
/// response.
#[derive(Clone, Debug)]
pub struct IntegrationResponse {
    /// The selection pattern: a Java regular expression for the endpoint's status, or for the error message of a Lambda
    /// function. `None` for the default response.
    pub selection_pattern: Option<Spanned<String>>,
    /// The status of the method response.
    pub status_code: Spanned<String>,
    /// The headers of the method response with their sources, by target.
    pub response_parameters: Vec<ParameterMapping>,
    /// The response templates, by content type.
    pub response_templates: Vec<TemplateEntry>,
    /// The conversion of the response body.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The span in the file.
    pub span: Span,
}

impl PartialEq for IntegrationResponse {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            selection_pattern,
            status_code,
            response_parameters,
            response_templates,
            content_handling,
            span: _,
        } = self;
        *selection_pattern == other.selection_pattern
            && *status_code == other.status_code
            && *response_parameters == other.response_parameters
            && *response_templates == other.response_templates
            && *content_handling == other.content_handling
    }
}

/// A parameter with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterMapping {
    /// The target, such as `integration.request.header.X-Id` or `method.response.header.Location`.
    pub target: Spanned<String>,
    /// The source, such as `method.request.path.id`, or a constant in single quotes.
    pub source: Spanned<String>,
}
