//! Faults of a definition that an [`Api`](vtlkit_api::Api) value cannot represent.

use vtlkit_api::{
    ApiKeySource, ContentHandling, EndpointType, GatewayResponseType, HttpMethod, IntegrationType,
    PassthroughBehavior, QuotaPeriod,
};
use vtlkit_text::{Span, Spanned};

/// Something in a definition that the service rejects or ignores and that an [`Api`](vtlkit_api::Api) cannot represent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub kind: FaultKind,
    /// The offending word; for something missing, an empty string at the object that lacks it.
    pub word: Spanned<String>,
}

/// The kind of a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A word that is not in the service's vocabulary.
    Word(Vocabulary),
    /// An integration without `type`.
    NoType,
    /// An integration response without a status code.
    NoStatus,
    /// A security requirement that refers to an undefined scheme.
    Authorizer,
    /// An authorization type that requires an authorizer, but none is named.
    NoAuthorizer,
    /// A path part that consists of several segments.
    PathPart,
    /// Two resources with the same parent and path part.
    SameResource {
        /// The first of them.
        first: Span,
    },
    /// Two methods of one resource with the same HTTP method.
    SameMethod {
        /// The first of them.
        first: Span,
    },
    /// A declared request parameter without a location such as `method.request.querystring.`.
    RequestParameter,
    /// A key of an integration or integration response that is ignored.
    Key {
        /// The keys that are read there.
        read: &'static [&'static str],
    },
}

/// A vocabulary of the service: the allowed values of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// Integration types.
    IntegrationType,
    /// HTTP methods.
    HttpMethod,
    /// Passthrough behaviors, for content types without a template.
    PassthroughBehavior,
    /// Conversions of payloads.
    ContentHandling,
    /// Types of gateway responses.
    GatewayResponseType,
    /// Endpoint types.
    EndpointType,
    /// Sources of API keys.
    ApiKeySource,
    /// Periods of quotas.
    QuotaPeriod,
}

impl Vocabulary {
    /// The name of one element, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntegrationType => "integration type",
            Self::HttpMethod => "HTTP method",
            Self::PassthroughBehavior => "passthrough behavior",
            Self::ContentHandling => "content handling",
            Self::GatewayResponseType => "type of gateway response",
            Self::EndpointType => "endpoint type",
            Self::ApiKeySource => "API key source",
            Self::QuotaPeriod => "period of a quota",
        }
    }

    /// The allowed words.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::IntegrationType => words(IntegrationType::ALL, IntegrationType::as_str),
            Self::HttpMethod => words(HttpMethod::ALL, HttpMethod::as_str),
            Self::PassthroughBehavior => words(PassthroughBehavior::ALL, PassthroughBehavior::as_str),
            Self::ContentHandling => words(ContentHandling::ALL, ContentHandling::as_str),
            Self::GatewayResponseType => words(GatewayResponseType::ALL, GatewayResponseType::as_str),
            Self::EndpointType => words(EndpointType::ALL, EndpointType::as_str),
            Self::ApiKeySource => words(ApiKeySource::ALL, ApiKeySource::as_str),
            Self::QuotaPeriod => words(QuotaPeriod::ALL, QuotaPeriod::as_str),
        }
    }
}

fn words<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|word| name(*word)).collect()
}
