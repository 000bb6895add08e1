//! The steps of the execution, in order.

use serde_json::{Map, Value};
use vtlkit_api::{
    Backend, BodyValidator, Integration, IntegrationRequest, IntegrationType, Response, last_header,
};

use super::call::Called;
use super::context::overrides;
use super::exchange::{Invocation, set};
use super::failure::{Failure, Whose};
use super::gateway_response;
use super::mapping::{Message, Sources};
use super::media;
use super::parameters::Incoming;
use super::payload::Payload;
use super::request_mapping;
use super::route::{Deployed, Route};
use super::time::Moment;
use super::{
    Execution, Gateway, Mapped, StepKind, Trail, api_key, authorization, canary, edge, header_rules,
    method_response, mock, passthrough, route, select, target, throttle, trace_id, validate,
};
use crate::{Overrides, Request};

/// What is known about a request so far, for gateway responses.
pub(super) struct State<'r> {
    pub(super) trail: Trail,
    /// The input of templates: the method request, with the body that the current template maps.
    pub(super) request: Request,
    /// The client's body.
    pub(super) body: &'r [u8],
    pub(super) trace_id: String,
    pub(super) sent: Option<IntegrationRequest>,
    mapped: Vec<Mapped>,
    /// The type of the integration, once the method is found.
    kind: Option<IntegrationType>,
}

pub(super) fn run(
    gateway: &mut Gateway<'_>,
    invocation: &Invocation,
    validator: &dyn BodyValidator,
    backend: &mut dyn Backend,
) -> Execution {
    let mut state = State {
        trail: Trail::new(gateway.explains),
        request: Request { headers: invocation.request.headers.clone(), ..Request::default() },
        body: &invocation.request.body,
        trace_id: trace_id::of(&invocation.request.headers, invocation.time_millis),
        sent: None,
        mapped: Vec::new(),
        kind: None,
    };
    let outcome = state.run(gateway, invocation, validator, backend);
    let State { mut trail, mut request, body, trace_id, sent, mapped, kind } = state;
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
    let trace_id = traced.then_some(trace_id);
    add_own_headers(&mut response, &request.context, invocation.time_millis, trace_id);
    super::unknown::note(gateway.api, sent.as_ref(), &response, &mut trail);
    Execution { response, integration_request: sent, gateway_response: failed, mapped, trail: trail.steps }
}

/// Adds the service's own headers to a response.
fn add_own_headers(
    response: &mut Response,
    context: &Map<String, Value>,
    time_millis: u64,
    trace_id: Option<String>,
) {
    let text = |name: &str| context.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let length = response.body.len().to_string();
    let headers = &mut response.headers;
    set(headers, "Content-Length", length);
    set(headers, "Date", Moment::of(time_millis).http_date());
    set(headers, "Connection", "keep-alive".to_owned());
    set(headers, "x-amzn-RequestId", text("requestId"));
    set(headers, "x-amz-apigw-id", text("extendedRequestId"));
    if let Some(trace_id) = trace_id {
        set(headers, trace_id::HEADER, trace_id);
    }
}

impl<'r> State<'r> {
    fn run<'a: 'r>(
        &mut self,
        gateway: &mut Gateway<'a>,
        invocation: &'r Invocation,
        validator: &dyn BodyValidator,
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

    /// Parses the request and finds its method. `$context` has a resource only if there is one.
    fn find<'a: 'r>(
        &mut self,
        gateway: &Gateway<'a>,
        invocation: &'r Invocation,
    ) -> Result<Route<'r>, Failure> {
        let stage = Deployed::of(gateway.api, invocation);
        let target = target::receive(gateway.api, &invocation.request, &mut self.trail);
        let found = target.and_then(|mut target| {
            self.request.querystring = std::mem::take(&mut target.query);
            route::route(&gateway.routes, invocation, &target, stage, &mut self.trail)
        });
        self.request.context = gateway.context.of(invocation, stage.name, found.as_ref().ok());
        if let Some(stage) = stage.settings {
            self.request.stage_variables =
                canary::stage_variables(stage, &mut self.request.context, &mut self.trail);
        }
        let mut route = found?;
        self.request.path = std::mem::take(&mut route.parameters);
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
        if invocation.test.is_some() {
            trail.note(StepKind::Authorization, || {
                ("skipped", "a test ignores authorizers, API keys and limits")
            });
            return Ok(());
        }
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
        let payload = Payload::of_request(api, incoming, integration, &mut self.trail)?;
        let mut parameters = request_mapping::map(integration, &sources, &mut self.trail)?;
        let mut set = Overrides::default();
        let body = match entry {
            None => payload.body,
            Some(entry) => {
                let step = StepKind::RequestTemplate;
                self.request.body = payload.into_text(step, "request")?;
                let output = gateway.compiled.render(&entry.template, &self.request);
                if self.trail.explains {
                    let content_type = entry.content_type.value.clone();
                    self.mapped.push(Mapped { step, content_type, request: self.request.clone() });
                }
                let output = output.map_err(|why| Failure::transformation(step, "request", &why))?;
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
            _ => match self.call(gateway, (route, integration), &parameters, body, backend)? {
                Called::Done(response) => return Ok(response),
                Called::Map(text, answer) => (text, answer),
            },
        };
        let chosen =
            select::select(integration, text.as_deref(), &answer, &mut gateway.compiled, &mut self.trail)?;
        let [request_override, response_override] = [
            ("requestOverride", overrides(&["path", "header", "querystring"], &set.request)),
            ("responseOverride", overrides(&["header"], &set.response)),
        ]
        .map(|(name, value)| (name, self.request.context.insert(name.to_owned(), value)));
        let parts = method_response::Parts {
            api,
            kind,
            method: route.method,
            chosen,
            accept: media::first_accepted(last_header(&invocation.request.headers, "Accept")),
            overrides: set.response,
        };
        let made =
            parts.make(answer, &mut self.request, &mut gateway.compiled, &mut self.trail, &mut self.mapped);
        // Gateway responses do not see overrides.
        for (name, before) in [request_override, response_override] {
            if let (Err(_), Some(before)) = (&made, before) {
                self.request.context.insert(name.to_owned(), before);
            }
        }
        let mut response = made?;
        self.remap(kind, &mut response);
        Ok(response)
    }

    pub(super) fn remap(&mut self, kind: IntegrationType, response: &mut Response) {
        let changes = header_rules::to_client(kind, &mut response.headers);
        if !changes.is_empty() {
            self.trail.note(StepKind::ResponseHeaders, || {
                (changes.join(", "), "the service always changes these headers")
            });
        }
    }
}
