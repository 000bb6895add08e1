use vtlkit_text::Spanned;

use crate::names::words;
use crate::{ParameterMapping, TemplateEntry};

words! {
    /// The reason why the service answers by itself, in the order in which its messages list them.
    pub enum GatewayResponseType {
        /// The payload is above 10 MB.
        RequestTooLarge = "REQUEST_TOO_LARGE",
        /// No resource matches, after authorization.
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        /// The authorizer cannot be called or returns an invalid result.
        AuthorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR",
        /// No method matches, or a method that requires a signature is called without one.
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
        /// The authorizer requires credentials that are missing or invalid.
        Unauthorized = "UNAUTHORIZED",
        /// The integration timed out.
        IntegrationTimeout = "INTEGRATION_TIMEOUT",
        /// An authorizer or policy denies the call.
        AccessDenied = "ACCESS_DENIED",
        /// Every 4xx type that is not customised.
        Default4xx = "DEFAULT_4XX",
        /// Every 5xx type that is not customised.
        Default5xx = "DEFAULT_5XX",
        /// AWS WAF blocks the request.
        WafFiltered = "WAF_FILTERED",
        /// The quota of the usage plan is exhausted.
        QuotaExceeded = "QUOTA_EXCEEDED",
        /// Too many requests.
        Throttled = "THROTTLED",
        /// The API is configured incorrectly.
        ApiConfigurationError = "API_CONFIGURATION_ERROR",
        /// The content type has no template and is not passed through.
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        /// The endpoint could not be called.
        IntegrationFailure = "INTEGRATION_FAILURE",
        /// The token has expired.
        ExpiredToken = "EXPIRED_TOKEN",
    }
}

impl GatewayResponseType {
    /// The default status; `None` for the two default types.
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

    /// The type whose settings apply if this one is not customised.
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

/// A response of the service itself, when a step before or instead of the integration fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayResponse {
    /// The type.
    pub kind: Spanned<GatewayResponseType>,
    /// The status.
    pub status_code: Option<Spanned<String>>,
    /// The headers with their sources, by target: `gatewayresponse.header.Name`.
    pub parameters: Vec<ParameterMapping>,
    /// The bodies by content type. Not Velocity: only simple references are replaced.
    pub templates: Vec<TemplateEntry>,
}
