use vtlkit_text::Spanned;

use crate::names::words;
use crate::{ParameterMapping, TemplateEntry};

words! {
    /// What went wrong when the service answers by itself. In the order the service lists them in its messages.
    pub enum GatewayResponseType {
        /// The payload is above 10 MB.
        RequestTooLarge = "REQUEST_TOO_LARGE",
        /// No resource, after authorization.
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        /// The authorizer cannot be reached or answers nonsense.
        AuthorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR",
        /// No route, or an unsigned call of a method that needs a signature.
        MissingAuthenticationToken = "MISSING_AUTHENTICATION_TOKEN",
        /// The body does not match its model.
        BadRequestBody = "BAD_REQUEST_BODY",
        /// The signature is wrong.
        InvalidSignature = "INVALID_SIGNATURE",
        /// The API key is missing or cannot be used.
        InvalidApiKey = "INVALID_API_KEY",
        /// A required parameter is missing.
        BadRequestParameters = "BAD_REQUEST_PARAMETERS",
        /// The authorizer failed.
        AuthorizerFailure = "AUTHORIZER_FAILURE",
        /// The authorizer did not let the caller in.
        Unauthorized = "UNAUTHORIZED",
        /// The endpoint took too long.
        IntegrationTimeout = "INTEGRATION_TIMEOUT",
        /// An authorizer or policy denies the call.
        AccessDenied = "ACCESS_DENIED",
        /// Every type with a 4xx status that is not set itself.
        Default4xx = "DEFAULT_4XX",
        /// Every type with a 5xx status that is not set itself.
        Default5xx = "DEFAULT_5XX",
        /// The web application firewall blocks the call.
        WafFiltered = "WAF_FILTERED",
        /// The quota of the usage plan is used up.
        QuotaExceeded = "QUOTA_EXCEEDED",
        /// Too many calls.
        Throttled = "THROTTLED",
        /// The API is not set up right.
        ApiConfigurationError = "API_CONFIGURATION_ERROR",
        /// The content type has no template and may not pass.
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        /// The endpoint could not be called.
        IntegrationFailure = "INTEGRATION_FAILURE",
        /// The token has expired.
        ExpiredToken = "EXPIRED_TOKEN",
    }
}

impl GatewayResponseType {
    /// The status the service gives if none is set; the two defaults have none.
    pub const fn status(self) -> Option<u16> {
        Some(match self {
            Self::BadRequestBody | Self::BadRequestParameters => 400,
            Self::Unauthorized => 401,
            Self::AccessDenied
            | Self::ExpiredToken
            | Self::InvalidApiKey
            | Self::InvalidSignature
            | Self::MissingAuthenticationToken
            | Self::WafFiltered => 403,
            Self::ResourceNotFound => 404,
            Self::RequestTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::QuotaExceeded | Self::Throttled => 429,
            Self::ApiConfigurationError | Self::AuthorizerConfigurationError | Self::AuthorizerFailure => 500,
            Self::IntegrationFailure | Self::IntegrationTimeout => 504,
            Self::Default4xx | Self::Default5xx => return None,
        })
    }

    /// The type whose settings apply if this one is not set.
    pub const fn fallback(self) -> Option<Self> {
        match self {
            Self::Default4xx | Self::Default5xx => None,
            other => match other.status() {
                Some(500..) => Some(Self::Default5xx),
                _ => Some(Self::Default4xx),
            },
        }
    }
}

/// What the service answers when something goes wrong before or instead of the integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayResponse {
    /// What went wrong.
    pub kind: Spanned<GatewayResponseType>,
    /// The status.
    pub status_code: Option<Spanned<String>>,
    /// The headers and where they come from, by target: `gatewayresponse.header.Name`.
    pub parameters: Vec<ParameterMapping>,
    /// The bodies, by content type. They are no Velocity: only references are put in.
    pub templates: Vec<TemplateEntry>,
}
