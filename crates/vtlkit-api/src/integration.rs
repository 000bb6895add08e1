use vtlkit_text::{Span, Spanned};

use crate::{ContentHandling, HttpMethod, IntegrationType, PassthroughBehavior, ServiceUri, TemplateEntry};

/// What a method's request is handed to, and how request and response are mapped.
#[derive(Clone, Debug)]
pub struct Integration {
    /// The type.
    pub kind: Spanned<IntegrationType>,
    /// The endpoint; a mock has none.
    pub uri: Option<Spanned<String>>,
    /// The method the endpoint is called with; without one, the client's.
    pub http_method: Option<Spanned<HttpMethod>>,
    /// The role the service takes on to call the endpoint.
    pub credentials: Option<Spanned<String>>,
    /// What becomes of a request whose content type has no template, if it is said.
    pub passthrough_behavior: Option<Spanned<PassthroughBehavior>>,
    /// How the request body is converted.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// How long the endpoint may take, in milliseconds; 29,000 if it is not said.
    pub timeout_millis: Option<Spanned<u32>>,
    /// The parameters of the integration request and where they come from, by target.
    pub request_parameters: Vec<ParameterMapping>,
    /// The request templates, by content type.
    pub request_templates: Vec<TemplateEntry>,
    /// The integration responses, in the order of the file: the first pattern that matches counts. Of a mock, a
    /// matching response whose own status is the mock's goes first.
    pub responses: Vec<IntegrationResponse>,
    /// What cached responses are kept under.
    pub cache_namespace: Option<Spanned<String>>,
    /// The parameters that tell cached responses apart.
    pub cache_key_parameters: Vec<Spanned<String>>,
    /// `INTERNET` or `VPC_LINK`.
    pub connection_type: Option<Spanned<String>>,
    /// The VPC link.
    pub connection_id: Option<Spanned<String>>,
    /// The bytes of the file that define it.
    pub span: Span,
}

/// How long an integration may take if nothing is said, in milliseconds.
const DEFAULT_TIMEOUT_MILLIS: u32 = 29_000;

impl Integration {
    /// An integration of which nothing else is said.
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

    /// What becomes of a request whose content type has no template, the service's default included.
    pub fn passthrough(&self) -> PassthroughBehavior {
        self.passthrough_behavior.map_or(PassthroughBehavior::WhenNoMatch, |behavior| behavior.value)
    }

    /// How long the endpoint may take, in milliseconds, the service's default included.
    pub fn timeout(&self) -> u32 {
        self.timeout_millis.map_or(DEFAULT_TIMEOUT_MILLIS, |timeout| timeout.value)
    }

    /// The service and action that an integration of an AWS service calls.
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

/// Which response of an endpoint becomes which response of the method, and how.
#[derive(Clone, Debug)]
pub struct IntegrationResponse {
    /// A Java regular expression for the endpoint's status, or for the error message of a Lambda function. Without
    /// one the response is the default.
    pub selection_pattern: Option<Spanned<String>>,
    /// The status of the method response.
    pub status_code: Spanned<String>,
    /// The headers of the method response and where they come from, by target.
    pub response_parameters: Vec<ParameterMapping>,
    /// The response templates, by content type.
    pub response_templates: Vec<TemplateEntry>,
    /// How the response body is converted.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The bytes of the file that define it.
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

/// A parameter and where its value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterMapping {
    /// What is set, such as `integration.request.header.X-Id` or `method.response.header.Location`.
    pub target: Spanned<String>,
    /// Where the value comes from, such as `method.request.path.id`, or a text in single quotes.
    pub source: Spanned<String>,
}
