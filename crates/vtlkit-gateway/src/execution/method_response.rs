//! Maps the integration response to the method response.

use serde_json::{Map, Value};
use vtlkit_api::{
    Api, Headers, IntegrationResponse, IntegrationType, Method, Response, TemplateEntry, last_header,
};

use super::exchange::set;
use super::failure::Failure;
use super::mapping::{Message, Sources};
use super::media;
use super::payload::Payload;
use super::render::Compiled;
use super::request_mapping::entries;
use super::{Mapped, StepKind, Trail};
use crate::Request;

/// The inputs of the mapping.
pub(super) struct Parts<'p> {
    pub(super) api: &'p Api,
    /// The type of the integration.
    pub(super) kind: IntegrationType,
    pub(super) method: &'p Method,
    pub(super) chosen: &'p IntegrationResponse,
    /// The first media type that the client accepts.
    pub(super) accept: Option<&'p str>,
    /// The current members of `$context.responseOverride`.
    pub(super) overrides: Map<String, Value>,
}

impl Parts<'_> {
    /// Maps the headers and the body, applies the overrides, and checks that the status is declared. `request` is the
    /// input of templates; its body is replaced with that of the response.
    pub(super) fn make(
        mut self,
        mut answer: Response,
        request: &mut Request,
        compiled: &mut Compiled,
        trail: &mut Trail,
        mapped: &mut Vec<Mapped>,
    ) -> Result<Response, Failure> {
        let accept = self.accept;
        let mut headers = self.map_headers(&answer, request, trail)?;
        let body = std::mem::take(&mut answer.body);
        let payload = if self.kind == IntegrationType::Mock {
            Payload::of_mock()
        } else {
            let handling = self.chosen.content_handling.map(|handling| handling.value);
            Payload::of_response(self.api, (&answer.headers, body), accept, handling, trail)?
        };
        let mut overrides = std::mem::take(&mut self.overrides);
        let body = match self.template(accept, trail) {
            None => payload.body,
            Some(entry) => {
                let step = StepKind::ResponseTemplate;
                request.body = payload.into_text(step, "response")?;
                let output = compiled.render(&entry.template, request);
                if trail.explains {
                    let content_type = entry.content_type.value.clone();
                    mapped.push(Mapped { step, content_type, request: request.clone() });
                }
                let output = output.map_err(|why| Failure::transformation(step, "response", &why))?;
                // A template that does not use `$context` overrides nothing, so earlier overrides stay.
                if !output.overrides.response.is_empty() {
                    overrides = output.overrides.response;
                }
                output.text.into_bytes()
            }
        };
        let status = self.status(&overrides, trail)?;
        for (part, name, value) in entries(&overrides) {
            if part == "header" {
                trail.note(StepKind::ResponseOverrides, || {
                    (
                        format!("{name} = {value}"),
                        format!("a template sets $context.responseOverride.header.{name}"),
                    )
                });
                set(&mut headers, name, value);
            }
        }
        if last_header(&headers, "Content-Type").is_none() {
            headers.push(("Content-Type".to_owned(), media::JSON.to_owned()));
        }
        Ok(Response { status, headers, body })
    }

    /// Only mapped headers reach the client.
    fn map_headers(
        &self,
        answer: &Response,
        request: &Request,
        trail: &mut Trail,
    ) -> Result<Headers, Failure> {
        let step = StepKind::ResponseParameters;
        let message = Message::Response { headers: &answer.headers, body: &answer.body };
        let sources = Sources::new(message, &request.context, &request.stage_variables);
        let mut headers = Headers::new();
        for mapping in &self.chosen.response_parameters {
            let (target, source) = (mapping.target.value.as_str(), mapping.source.value.as_str());
            let Some(name) = target.strip_prefix("method.response.header.") else { continue };
            let value = sources
                .read(source)
                .map_err(|_| Failure::configuration(step, "Invalid JSON in integration response body"))?;
            match value {
                Some(value) => {
                    let value = value.into_header();
                    trail.note(step, || (format!("{name} = {value}"), format!("from {source}")));
                    headers.push((name.to_owned(), value));
                }
                None => {
                    trail.note(step, || (format!("{name} not set"), format!("{source} has no value")));
                }
            }
        }
        Ok(headers)
    }

    /// The template for the first media type that the client accepts, otherwise that for JSON, otherwise the first
    /// one.
    fn template(&self, accept: Option<&str>, trail: &mut Trail) -> Option<&TemplateEntry> {
        let templates = &self.chosen.response_templates;
        let wanted = accept.unwrap_or(media::JSON);
        let own = media::template(templates, wanted);
        let entry = own
            .or_else(|| media::template(templates, media::JSON))
            .or_else(|| media::existing(templates).next());
        let step = StepKind::ResponseTemplate;
        match entry {
            Some(entry) => trail.note(step, || {
                let why = match (own, accept) {
                    (None, _) => format!("there is no template for {wanted}"),
                    (Some(_), Some(_)) => format!("the client accepts {wanted}"),
                    (Some(_), None) => "the request has no Accept header".to_owned(),
                };
                (entry.content_type.value.as_str(), why)
            }),
            None => trail.note(step, || ("body passed through", "there are no templates")),
        }
        entry
    }

    /// The status: the override of a template, otherwise that of the integration response, which the method must
    /// declare.
    fn status(&self, overrides: &Map<String, Value>, trail: &mut Trail) -> Result<u16, Failure> {
        let wanted = overrides.get("status").filter(|value| !value.is_null());
        let number = wanted.and_then(|value| match value {
            Value::String(text) => text.parse().ok(),
            other => other.to_string().parse::<u16>().ok(),
        });
        if let Some(status) = number.filter(|status| (100..600).contains(status)) {
            trail.note(StepKind::ResponseOverrides, || {
                let why = "a template sets $context.responseOverride.status, which needs no method response";
                (format!("status {status}"), why)
            });
            return Ok(status);
        }
        if let Some(wanted) = wanted {
            trail.note(StepKind::ResponseOverrides, || {
                ("status not overridden", format!("{wanted} is not a status from 100 to 599"))
            });
        }
        let declared = &*self.chosen.status_code.value;
        let is_declared = self.method.responses.iter().any(|response| *response.status_code == declared);
        match declared.parse() {
            Ok(status) if is_declared => {
                trail.note(StepKind::MethodResponse, || {
                    (format!("status {status}"), "the method declares it")
                });
                Ok(status)
            }
            _ => Err(Failure::configuration(
                StepKind::MethodResponse,
                &format!("Output mapping refers to an invalid method response: {declared}"),
            )),
        }
    }
}
