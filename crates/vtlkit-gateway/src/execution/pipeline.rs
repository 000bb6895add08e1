//! The steps in their order.

use serde_json::{Map, Value};
use vtlkit_api::{Api, GatewayResponseType, HttpMethod, Integration, IntegrationType};

use super::context::overrides;
use super::endpoint;
use super::exchange::{Answer, Backend, IntegrationRequest, Invocation, Response, Validator, last, set};
use super::failure::{Failure, Whose};
use super::gateway_response;
use super::lambda::{self, Outcome};
use super::lambda_proxy::{self, EventParts};
use super::mapping::{Message, Sources};
use super::media::{self, Conversion};
use super::parameters::Incoming;
use super::request_mapping::{self, Parameters};
use super::route::Route;
use super::time::Moment;
use super::{
    Execution, Gateway, Mapped, StepKind, Trail, api_key, authorization, canary, edge, header_rules,
    method_response, mock, passthrough, route, select, target, throttle, uri, validate,
};
use crate::{Overrides, Request};

/// What is known of a request so far; gateway responses may name all of it.
struct State<'r> {
    trail: Trail,
    /// The method request as templates see it; its body is what the template at hand maps.
    request: Request,
    /// The client's body.
    body: &'r [u8],
    sent: Option<IntegrationRequest>,
    mapped: Vec<Mapped>,
    /// The type of the integration, once the method is found.
    kind: Option<IntegrationType>,
}

pub(super) fn run(
    gateway: &mut Gateway<'_>,
    invocation: &Invocation,
    validator: &dyn Validator,
    backend: &mut dyn Backend,
) -> Execution {
    let mut state = State {
        trail: Trail::new(gateway.explains),
        request: Request { headers: invocation.request.headers.clone(), ..Request::default() },
        body: &invocation.request.body,
        sent: None,
        mapped: Vec::new(),
        kind: None,
    };
    let outcome = state.run(gateway, invocation, validator, backend);
    let State { mut trail, mut request, body, sent, mapped, kind } = state;
    let (mut response, failed) = match outcome {
        Ok(response) => (response, None),
        Err(failure) if failure.whose == Whose::Edge => {
            let response = edge::respond(&failure, invocation.time_millis, &mut trail);
            let trail = trail.steps;
            return Execution { response, integration_request: None, gateway_response: None, mapped, trail };
        }
        Err(failure) => {
            let response = gateway_response::respond(gateway.api, &failure, &mut request, body, &mut trail);
            (response, Some(failure.kind))
        }
    };
    let traced =
        failed.is_none() && !matches!(kind, Some(IntegrationType::Mock | IntegrationType::HttpProxy));
    add_own_headers(&mut response, &request.context, invocation.time_millis, traced);
    Execution { response, integration_request: sent, gateway_response: failed, mapped, trail: trail.steps }
}

/// The headers the service adds to every response.
fn add_own_headers(response: &mut Response, context: &Map<String, Value>, time_millis: u64, traced: bool) {
    let text = |name: &str| context.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let length = response.body.len().to_string();
    let headers = &mut response.headers;
    set(headers, "Content-Length", length);
    set(headers, "Date", Moment::of(time_millis).http_date());
    set(headers, "Connection", "keep-alive".to_owned());
    set(headers, "x-amzn-RequestId", text("requestId"));
    set(headers, "x-amz-apigw-id", text("extendedRequestId"));
    if traced {
        set(headers, "X-Amzn-Trace-Id", trace_id(time_millis));
    }
}

/// A trace's identifier; its first part is the time in seconds.
fn trace_id(time_millis: u64) -> String {
    format!("Root=1-{:08x}-000000000000000000000000", time_millis / 1000)
}

impl<'r> State<'r> {
    fn run<'a: 'r>(
        &mut self,
        gateway: &mut Gateway<'a>,
        invocation: &'r Invocation,
        validator: &dyn Validator,
        backend: &mut dyn Backend,
    ) -> Result<Response, Failure> {
        let api = gateway.api;
        let route = self.find(gateway, invocation)?;
        self.admit(gateway, invocation, &route)?;
        let incoming = Incoming::new(&self.request, self.body);
        validate::validate(api, route.method, incoming, validator, &mut self.trail)?;
        let Some(integration) = &route.method.integration else {
            return Err(Failure::configuration(StepKind::Integration, "No integration defined for method"));
        };
        self.kind = Some(integration.kind.value);
        self.integrate(gateway, invocation, &route, integration, backend)
    }

    /// Reads the request and finds its method. `$context` has a resource only where there is one.
    fn find<'a: 'r>(
        &mut self,
        gateway: &Gateway<'a>,
        invocation: &'r Invocation,
    ) -> Result<Route<'r>, Failure> {
        let mut path = "";
        let found = match target::receive(gateway.api, &invocation.request, &mut self.trail) {
            Err(failure) => Err(failure),
            Ok(mut target) => {
                path = target.path;
                self.request.querystring = std::mem::take(&mut target.query);
                route::route(gateway.api, &gateway.routes, invocation, &target, &mut self.trail)
            }
        };
        self.request.context = gateway.context.of(invocation, path, found.as_ref().ok());
        let mut route = found?;
        self.request.path = std::mem::take(&mut route.parameters);
        if let Some(stage) = route.stage {
            self.request.stage_variables =
                canary::stage_variables(stage, &mut self.request.context, &mut self.trail);
        }
        Ok(route)
    }

    /// Access, API key, quota and throttling.
    fn admit(
        &mut self,
        gateway: &mut Gateway<'_>,
        invocation: &Invocation,
        route: &Route<'_>,
    ) -> Result<(), Failure> {
        let trail = &mut self.trail;
        authorization::authorize(gateway.api, invocation, route, &mut self.request, trail)?;
        let context = &mut self.request.context;
        let holder = api_key::api_key(gateway.api, route, &invocation.request, context, trail)?;
        let now = invocation.time_millis;
        if let Some(holder) = holder {
            gateway.quotas.check(holder, now, trail)?;
        }
        let key = holder.map(|holder| (holder.plan, holder.key.name.value.as_str()));
        throttle::throttle(&mut gateway.buckets, gateway.account, route, key, now, trail)?;
        if let Some(holder) = holder {
            gateway.quotas.use_one(holder, now);
        }
        Ok(())
    }

    /// From the integration request to the method response.
    fn integrate(
        &mut self,
        gateway: &mut Gateway<'_>,
        invocation: &Invocation,
        route: &Route<'_>,
        integration: &Integration,
        backend: &mut dyn Backend,
    ) -> Result<Response, Failure> {
        let api = gateway.api;
        let kind = integration.kind.value;
        let incoming = Incoming::new(&self.request, self.body);
        let entry = passthrough::choose(integration, incoming.media_type(), &mut self.trail)?;
        let sources =
            Sources::new(Message::Request(incoming), &self.request.context, &self.request.stage_variables);
        let body = convert(api, incoming, integration, &mut self.trail)?;
        let mut parameters = request_mapping::map(integration, &sources, &mut self.trail)?;
        let mut set = Overrides::default();
        let body = match entry {
            None => body,
            Some(entry) => {
                let step = StepKind::RequestTemplate;
                let unable =
                    |why: &str| Failure::configuration(step, &format!("Unable to transform request: {why}"));
                self.request.body = String::from_utf8(body).map_err(|_| unable("the body is binary"))?;
                let output = gateway.compiled.render(&entry.template, &self.request);
                if self.trail.explains {
                    let content_type = entry.content_type.value.clone();
                    self.mapped.push(Mapped { step, content_type, request: self.request.clone() });
                }
                let output = output.map_err(|why| unable(&why))?;
                set = output.overrides;
                output.text.into_bytes()
            }
        };
        parameters.override_with(&set.request, &mut self.trail);
        let (text, answer) = match kind {
            IntegrationType::Mock => {
                let (code, answer) = mock::answer(&body, &mut gateway.heap, &mut self.trail)?;
                (Some(code), answer)
            }
            _ => match self.call(gateway, invocation, (route, integration), &parameters, body, backend)? {
                Called::Done(response) => return Ok(response),
                Called::Map(text, answer) => (text, answer),
            },
        };
        let chosen = select::select(
            integration,
            text.as_deref(),
            answer.status,
            &mut gateway.compiled,
            &mut self.trail,
        )?;
        let [request_override, response_override] = [
            ("requestOverride", overrides(&["path", "header", "querystring"], &set.request)),
            ("responseOverride", overrides(&["header"], &set.response)),
        ]
        .map(|(name, value)| (name, self.request.context.insert(name.to_owned(), value)));
        let parts = method_response::Parts {
            api,
            method: route.method,
            chosen,
            accept: media::first_accepted(last(&invocation.request.headers, "Accept")),
            overrides: set.response,
        };
        let made =
            parts.make(answer, &mut self.request, &mut gateway.compiled, &mut self.trail, &mut self.mapped);
        // A gateway response knows nothing of overrides.
        for (name, before) in [request_override, response_override] {
            if let (Err(_), Some(before)) = (&made, before) {
                self.request.context.insert(name.to_owned(), before);
            }
        }
        let mut response = made?;
        self.remap(kind, &mut response);
        Ok(response)
    }

    /// Calls the endpoint.
    fn call(
        &mut self,
        gateway: &Gateway<'_>,
        invocation: &Invocation,
        (route, integration): (&Route<'_>, &Integration),
        parameters: &Parameters,
        body: Vec<u8>,
        backend: &mut dyn Backend,
    ) -> Result<Called, Failure> {
        let kind = integration.kind.value;
        let is_lambda = integration.service().is_some_and(|service| service.is_lambda());
        let trace_id = trace_id(invocation.time_millis);
        let incoming = Incoming::new(&self.request, self.body);
        let body = match kind {
            IntegrationType::AwsProxy => {
                if integration.http_method.is_some_and(|method| method.value != HttpMethod::Post) {
                    let why = "a Lambda function is called with POST, and the integration has another method";
                    return Err(Failure::new(
                        GatewayResponseType::IntegrationFailure,
                        StepKind::Integration,
                        why,
                    )
                    .with_status(500));
                }
                let is_binary = media::is_binary(gateway.api, last(incoming.headers, "Content-Type"));
                EventParts {
                    incoming,
                    context: &self.request.context,
                    stage_variables: &self.request.stage_variables,
                    trace_id: &trace_id,
                    is_binary,
                }
                .event()
                .into_bytes()
            }
            IntegrationType::Aws if is_lambda && body.is_empty() => b"{}".to_vec(),
            IntegrationType::Aws if uri::reads_query_only(integration) => {
                self.trail.note(StepKind::RequestContent, || {
                    (
                        "the body is left out",
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
            trace_id: &trace_id,
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
                let accept = media::first_accepted(last(&self.request.headers, "Accept"));
                let mut response =
                    lambda_proxy::response(&response.body, media::is_binary(gateway.api, accept))?;
                self.remap(kind, &mut response);
                Ok(Called::Done(response))
            }
            IntegrationType::HttpProxy => {
                self.remap(kind, &mut response);
                Ok(Called::Done(response))
            }
            // Lambda itself refuses the event: its answer passes.
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

    fn remap(&mut self, kind: IntegrationType, response: &mut Response) {
        let changes = header_rules::to_client(kind, &mut response.headers);
        if !changes.is_empty() {
            self.trail.note(StepKind::ResponseHeaders, || {
                (changes.join(", "), "the service does so to these headers")
            });
        }
    }
}

/// What a call of an endpoint gave.
enum Called {
    /// The response for the client.
    Done(Response),
    /// A response to be mapped, and the text it is selected by.
    Map(Option<String>, Response),
}

/// The body as the integration gets it, or the template.
fn convert(
    api: &Api,
    incoming: Incoming<'_>,
    integration: &Integration,
    trail: &mut Trail,
) -> Result<Vec<u8>, Failure> {
    let body = incoming.body.to_vec();
    if integration.kind.value == IntegrationType::AwsProxy || body.is_empty() {
        return Ok(body);
    }
    let is_binary = media::is_binary(api, last(incoming.headers, "Content-Type"));
    let handling = integration.content_handling.map(|handling| handling.value);
    let conversion = Conversion::of_request(is_binary, handling);
    trail.note(StepKind::RequestContent, || {
        let why = format!(
            "the type {} one of the binary types, contentHandling is {}",
            if is_binary { "is" } else { "is not" },
            handling.map_or("not set", |handling| handling.as_str()),
        );
        (conversion.name(), why)
    });
    conversion.apply(body).map_err(|why| {
        Failure::configuration(StepKind::RequestContent, &format!("Unable to decode base64: {why}"))
    })
}
