//! What the service rejects in a definition or does not read, and an API cannot say.

use vtlkit_api::{
    ApiKeySource, ContentHandling, EndpointType, GatewayResponseType, HttpMethod, IntegrationType,
    PassthroughBehavior, QuotaPeriod,
};
use vtlkit_text::{Span, Spanned};

/// Something in a definition that an [`Api`](vtlkit_api::Api) leaves out: the service rejects it or does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The word that is wrong, or what something is missing in.
    pub word: Spanned<String>,
}

/// What is wrong in a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A word that is none of the service's.
    Word(Vocabulary),
    /// An integration without a type.
    NoType,
    /// An integration response without a status.
    NoStatus,
    /// A security requirement for a scheme that there is not.
    Authorizer,
    /// A type of authorization that needs an authorizer, where none is named.
    NoAuthorizer,
    /// A part of a path that is more than one part.
    PathPart,
    /// A resource that another one of its parent has the name of.
    SameResource {
        /// The other one.
        first: Span,
    },
    /// A method that its resource has already.
    SameMethod {
        /// The other one.
        first: Span,
    },
    /// A request parameter that is declared under a name without a place.
    RequestParameter,
    /// A key of an integration or of one of its responses that nothing reads.
    Key {
        /// The keys that are read there.
        read: &'static [&'static str],
    },
}

/// The words that the service takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// The types of integrations.
    IntegrationType,
    /// The methods.
    HttpMethod,
    /// What becomes of content types without a template.
    PassthroughBehavior,
    /// The conversions of payloads.
    ContentHandling,
    /// The types of gateway responses.
    GatewayResponseType,
    /// The types of endpoints.
    EndpointType,
    /// Where API keys are looked for.
    ApiKeySource,
    /// The times that quotas are for.
    QuotaPeriod,
}

impl Vocabulary {
    /// What each of the words is, for messages.
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

    /// The words.
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
