//! The step that calls the integration's endpoint.

use serde_json::Value;
use vtlkit_api::{
    Answer, Backend, GatewayResponseType, HttpMethod, Integration, IntegrationType, Response, last_header,
};

use super::endpoint;
use super::exchange::set;
use super::failure::Failure;
use super::lambda::{self, Outcome};
use super::lambda_proxy::{self, EventParts};
use super::parameters::Incoming;
use super::pipeline::State;
use super::request_mapping::Parameters;
use super::route::Route;
use super::{Gateway, StepKind, media, uri};

/// The result of calling an endpoint.
pub(super) enum Called {
    /// The response for the client.
    Done(Response),
    /// A response to map, and the text that selects the integration response.
    Map(Option<String>, Response),
}

impl State<'_> {
    /// Calls the endpoint.
    pub(super) fn call(
        &mut self,
        gateway: &Gateway<'_>,
        (route, integration): (&Route<'_>, &Integration),
        parameters: &Parameters,
        body: Vec<u8>,
        backend: &mut dyn Backend,
    ) -> Result<Called, Failure> {
        let kind = integration.kind.value;
        let is_lambda = integration.service().is_some_and(|service| service.is_lambda());
        let incoming = Incoming::new(&self.request, self.body);
        let body = match kind {
            IntegrationType::AwsProxy => {
                if integration.http_method.is_some_and(|method| method.value != HttpMethod::Post) {
                    let why =
                        "a Lambda function must be called with POST, but the integration has another method";
                    return Err(Failure::new(
                        GatewayResponseType::IntegrationFailure,
                        StepKind::Integration,
                        why,
                    )
                    .with_status(500));
                }
                let is_binary = media::is_binary(gateway.api, incoming.content_type());
                EventParts {
                    incoming,
                    context: &self.request.context,
                    stage_variables: &self.request.stage_variables,
                    trace_id: &self.trace_id,
                    is_binary,
                }
                .event()
                .into_bytes()
            }
            IntegrationType::Aws if is_lambda && body.is_empty() => b"{}".to_vec(),
            IntegrationType::Aws if uri::reads_query_only(integration) => {
                self.trail.note(StepKind::RequestContent, || {
                    (
                        "the body is not sent",
                        "the service reads the parameters of an action from the query string",
                    )
                });
                Vec::new()
            }
            _ => body,
        };
        let client_method =
            if kind == IntegrationType::AwsProxy { HttpMethod::Post } else { route.http_method };
        let api_id = self.request.context.get("apiId").and_then(Value::as_str).unwrap_or_default();
        let request = endpoint::Parts {
            integration,
            incoming,
            client_method,
            parameters,
            stage_variables: &self.request.stage_variables,
            api_id,
            trace_id: &self.trace_id,
            unresolved: &gateway.api.unresolved,
        }
        .request(body)?;
        let refused = if kind == IntegrationType::Aws && is_lambda {
            lambda::refused_event(&request.body)
        } else {
            None
        };
        let is_async = is_lambda
            && request
                .header("X-Amz-Invocation-Type")
                .is_some_and(|value| value.eq_ignore_ascii_case("Event"));
        let answer = match &refused {
            Some(response) => Answer::Response(response.clone()),
            None => backend.call(&request),
        };
        let called = format!("{} {}", request.method, request.uri);
        self.sent = Some(request);
        let mut response = self.answered(answer, called, integration.timeout())?;
        match kind {
            IntegrationType::AwsProxy => {
                let accept = media::first_accepted(last_header(&self.request.headers, "Accept"));
                let mut response =
                    lambda_proxy::response(&response.body, media::is_binary(gateway.api, accept))?;
                self.remap(kind, &mut response);
                Ok(Called::Done(response))
            }
            IntegrationType::HttpProxy => {
                self.remap(kind, &mut response);
                Ok(Called::Done(response))
            }
            // Lambda rejects the event, and its answer is passed on.
            _ if refused.is_some() => {
                set(&mut response.headers, "Content-Type", media::JSON.to_owned());
                Ok(Called::Done(response))
            }
            _ if is_async => {
                response.body.clear();
                Ok(Called::Map(None, response))
            }
            _ if is_lambda => Ok(match lambda::outcome(&response) {
                Outcome::Failed(message) => Called::Map(Some(message), response),
                Outcome::Succeeded => Called::Map(None, response),
            }),
            _ => Ok(Called::Map(Some(response.status.to_string()), response)),
        }
    }

    fn answered(&mut self, answer: Answer, called: String, timeout: u32) -> Result<Response, Failure> {
        let step = StepKind::Integration;
        match answer {
            Answer::Response(response) => {
                self.trail.note(step, || {
                    let why = format!("status {}, {} bytes of body", response.status, response.body.len());
                    (called, why)
                });
                Ok(response)
            }
            Answer::Timeout => {
                let log = format!("no answer from {called} within {timeout} ms");
                Err(Failure::new(GatewayResponseType::IntegrationTimeout, step, log))
            }
            Answer::Unreachable => {
                let message = "Network error communicating with endpoint";
                let log =
                    format!("Execution failed due to a network error communicating with endpoint: {called}");
                Err(Failure::new(GatewayResponseType::IntegrationFailure, step, log).with_message(message))
            }
            Answer::Forbidden => {
                let log =
                    "Execution failed due to configuration error: Invalid permissions on Lambda function";
                Err(Failure::new(GatewayResponseType::IntegrationFailure, step, log).with_status(500))
            }
        }
    }
}
