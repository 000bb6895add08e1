//! Failures of steps, which end a request with a gateway response.

use vtlkit_api::GatewayResponseType as Kind;

use super::StepKind;

/// Who answers a failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The API, which can define the gateway response.
    Api,
    /// The service, if no API is involved.
    Service,
    /// `CloudFront`, before the API.
    Edge,
}

/// The failure of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The type of the gateway response.
    pub(super) kind: Kind,
    /// The default status, if it differs from that of the type.
    pub(super) status: Option<u16>,
    /// The service's message, if it differs from that of the type.
    pub(super) message: Option<String>,
    /// The validation messages for the body.
    pub(super) validation: Option<String>,
    /// The value of `x-amzn-ErrorType`, if it differs from that of the type.
    pub(super) error_type: Option<&'static str>,
    /// Who answers.
    pub(super) whose: Whose,
    /// The step that failed.
    pub(super) step: StepKind,
    /// The log message.
    pub(super) log: String,
}

impl Failure {
    pub(super) fn new(kind: Kind, step: StepKind, log: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            message: None,
            validation: None,
            error_type: None,
            whose: Whose::Api,
            step,
            log: log.into(),
        }
    }

    /// A configuration error, with the service's log message.
    pub(super) fn configuration(step: StepKind, why: &str) -> Self {
        let log = format!("Execution failed due to configuration error: {why}");
        Self::new(Kind::ApiConfigurationError, step, log)
    }

    /// A transformation error. `message` is `request` or `response`.
    pub(super) fn transformation(step: StepKind, message: &str, why: &str) -> Self {
        let why = format!("Unable to transform {message}: {why}");
        Self { kind: Kind::Default5xx, ..Self::configuration(step, &why) }
    }

    /// The value of `x-amzn-ErrorType`.
    pub(super) fn error_type(&self) -> &'static str {
        self.error_type.unwrap_or(error_type(self.kind))
    }

    pub(super) const fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Makes the API's gateway responses not apply.
    pub(super) const fn fixed(mut self) -> Self {
        self.whose = Whose::Service;
        self
    }

    /// The request does not reach the API.
    pub(super) fn edge(step: StepKind, log: impl Into<String>) -> Self {
        Self { whose: Whose::Edge, ..Self::new(Kind::Default4xx, step, log) }
    }

    /// The URI is too long.
    pub(super) fn uri_too_long(step: StepKind, log: impl Into<String>) -> Self {
        Self::new(Kind::Default4xx, step, log).with_status(414).with_message("Request URI too long")
    }

    pub(super) const fn with_error_type(mut self, error_type: &'static str) -> Self {
        self.error_type = Some(error_type);
        self
    }

    pub(super) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
}

/// The message of a type: the default of `$context.error.message`.
pub(super) const fn message(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::AccessDenied => "User is not authorized to access this resource",
        Kind::AuthorizerConfigurationError | Kind::AuthorizerFailure => return None,
        Kind::BadRequestBody => "Invalid request body",
        Kind::BadRequestParameters => "Missing required request parameters: []",
        Kind::Default4xx => "Bad Request",
        Kind::ExpiredToken => "The security token included in the request is expired",
        Kind::IntegrationTimeout => "Endpoint request timed out",
        Kind::InvalidApiKey | Kind::WafFiltered => "Forbidden",
        Kind::InvalidSignature => {
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details."
        }
        Kind::MissingAuthenticationToken => "Missing Authentication Token",
        Kind::QuotaExceeded => "Limit Exceeded",
        Kind::RequestTooLarge => "Request Too Long",
        Kind::ResourceNotFound => "Not Found",
        Kind::Throttled => "Too Many Requests",
        Kind::Unauthorized => "Unauthorized",
        Kind::UnsupportedMediaType => "Unsupported Media Type",
        Kind::ApiConfigurationError | Kind::Default5xx | Kind::IntegrationFailure => "Internal server error",
    })
}

/// The value of `x-amzn-ErrorType` of a type.
const fn error_type(kind: Kind) -> &'static str {
    match kind {
        Kind::AccessDenied => "AccessDeniedException",
        Kind::AuthorizerConfigurationError => "AuthorizerConfigurationException",
        Kind::AuthorizerFailure => "AuthorizerFailureException",
        Kind::BadRequestBody | Kind::BadRequestParameters | Kind::Default4xx | Kind::UnsupportedMediaType => {
            "BadRequestException"
        }
        Kind::ExpiredToken => "ExpiredTokenException",
        Kind::InvalidApiKey | Kind::WafFiltered => "ForbiddenException",
        Kind::InvalidSignature => "InvalidSignatureException",
        Kind::MissingAuthenticationToken => "MissingAuthenticationTokenException",
        Kind::QuotaExceeded => "LimitExceededException",
        Kind::RequestTooLarge => "RequestTooLargeException",
        Kind::ResourceNotFound => "ResourceNotFoundException",
        Kind::Throttled => "TooManyRequestsException",
        Kind::Unauthorized => "UnauthorizedException",
        Kind::ApiConfigurationError
        | Kind::Default5xx
        | Kind::IntegrationFailure
        | Kind::IntegrationTimeout => "InternalServerErrorException",
    }
}

/// Whether the failure occurs during the method's execution. As recorded, its default body then has a space after the
/// colon; that of an earlier failure does not.
pub(super) const fn is_late(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ApiConfigurationError
            | Kind::BadRequestBody
            | Kind::BadRequestParameters
            | Kind::Default4xx
            | Kind::Default5xx
            | Kind::IntegrationFailure
            | Kind::IntegrationTimeout
            | Kind::UnsupportedMediaType
    )
}
