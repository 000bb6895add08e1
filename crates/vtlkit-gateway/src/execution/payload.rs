//! The payloads of requests and responses, as text or as bytes.

use vtlkit_api::{Api, ContentHandling, Headers, Integration, IntegrationType, last_header};

use super::failure::Failure;
use super::media::{self, Conversion};
use super::parameters::Incoming;
use super::{StepKind, Trail};

/// A converted body.
pub(super) struct Payload {
    pub(super) body: Vec<u8>,
    /// Whether it is binary, which templates cannot read.
    is_bytes: bool,
}

impl Payload {
    /// The converted body of the request, for the template or the integration.
    pub(super) fn of_request(
        api: &Api,
        incoming: Incoming<'_>,
        integration: &Integration,
        trail: &mut Trail,
    ) -> Result<Self, Failure> {
        let body = incoming.body.to_vec();
        if integration.kind.value == IntegrationType::AwsProxy {
            return Ok(Self { body, is_bytes: false });
        }
        let is_binary = media::is_binary(api, incoming.content_type());
        // There is nothing to convert, but an empty body of a binary type is still binary.
        if body.is_empty() && !is_binary {
            return Ok(Self { body, is_bytes: false });
        }
        let handling = integration.content_handling.map(|handling| handling.value);
        let conversion = Conversion::of_request(is_binary, handling);
        trail.note(StepKind::RequestContent, || {
            let why = format!(
                "{} {} one of the binary media types, contentHandling is {}",
                incoming
                    .content_type()
                    .map_or("a missing content type".to_owned(), |it| format!("the content type {it}")),
                if is_binary { "is" } else { "is not" },
                named(handling),
            );
            (conversion.name(), why)
        });
        Self::converted(conversion, body, StepKind::RequestContent)
    }

    /// The converted body of the integration response, for the template or the client. `accept` is the first media
    /// type that the client accepts.
    pub(super) fn of_response(
        api: &Api,
        (headers, body): (&Headers, Vec<u8>),
        accept: Option<&str>,
        handling: Option<ContentHandling>,
        trail: &mut Trail,
    ) -> Result<Self, Failure> {
        let is_binary = media::is_binary(api, media::of(last_header(headers, "Content-Type")));
        let accepts_binary = media::is_binary(api, accept);
        let conversion = Conversion::of_response(is_binary, accepts_binary, handling);
        if !body.is_empty() {
            trail.note(StepKind::ResponseContent, || {
                let why = format!(
                    "the payload is {}, the client accepts {}, contentHandling is {}",
                    if is_binary { "binary" } else { "text" },
                    if accepts_binary { "a binary type" } else { "text" },
                    named(handling),
                );
                (conversion.name(), why)
            });
        }
        Self::converted(conversion, body, StepKind::ResponseContent)
    }

    /// The empty body of a mock's response, which is not converted.
    pub(super) const fn of_mock() -> Self {
        Self { body: Vec::new(), is_bytes: false }
    }

    fn converted(conversion: Conversion, body: Vec<u8>, step: StepKind) -> Result<Self, Failure> {
        let body = conversion
            .apply(body)
            .map_err(|why| Failure::configuration(step, &format!("Unable to decode base64: {why}")))?;
        Ok(Self { body, is_bytes: conversion.gives_bytes() })
    }

    /// The text that a template reads. `message` is `request` or `response`.
    pub(super) fn into_text(self, step: StepKind, message: &str) -> Result<String, Failure> {
        let binary = || {
            let why = "the body is binary, but contentHandling is not CONVERT_TO_TEXT";
            Failure::transformation(step, message, why)
        };
        if self.is_bytes {
            return Err(binary());
        }
        String::from_utf8(self.body).map_err(|_| binary())
    }
}

const fn named(handling: Option<ContentHandling>) -> &'static str {
    match handling {
        Some(handling) => handling.as_str(),
        None => "not set",
    }
}
