//! The response that a client gets for an answer of the integration's endpoint: the response side of the method is
//! executed on its own.

use vtlkit_api::{
    Answer, Api, BodyVerdict, ClientRequest, Headers, HttpMethod, Integration, IntegrationRequest,
    IntegrationType, Method, Resource, Response,
};
use vtlkit_gateway::execution::{Execution, Gateway, Invocation, StepKind};
use vtlkit_text::{Span, Spanned};

use crate::wiring::Wire;

/// An answer of an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: String,
}

impl Reply {
    /// An answer with a status and an empty JSON object.
    pub(crate) fn of_status(status: u16) -> Self {
        Self::new(status, "{}")
    }

    /// An answer in JSON.
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.into() }
    }

    fn answer(&self) -> Answer {
        Answer::Response(Response {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone().into_bytes(),
        })
    }
}

/// The response side of a method, as a separate API.
pub(crate) struct Exchange {
    api: Api,
}

impl Exchange {
    pub(crate) fn new(wire: &Wire<'_>) -> Self {
        let place = Span::at(0);
        let own = wire.integration;
        let mut integration = Integration::new(own.kind, own.span);
        let uri = match own.kind.value {
            _ if wire.is_lambda() => {
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations"
            }
            IntegrationType::Aws => "arn:aws:apigateway:eu-west-1:s3:path/bucket",
            _ => "https://example.com/",
        };
        integration.uri = Some(Spanned::new(uri.to_owned(), place));
        integration.http_method = Some(Spanned::new(HttpMethod::Post, place));
        integration.responses.clone_from(&own.responses);
        let mut method = Method::new(Spanned::new(HttpMethod::Get, place));
        method.integration = Some(integration);
        method.responses.clone_from(&wire.method.responses);
        let resource = Resource { path: Spanned::new("/".to_owned(), place), methods: vec![method] };
        let api = Api {
            resources: vec![resource],
            binary_media_types: wire.api.binary_media_types.clone(),
            ..Api::default()
        };
        Self { api }
    }

    /// Executes the response side for each answer.
    pub(crate) fn run(&self, replies: &[Reply]) -> Vec<Execution> {
        let mut gateway = Gateway::new(&self.api);
        let request =
            ClientRequest { method: "GET".to_owned(), target: "/".to_owned(), ..ClientRequest::default() };
        let invocation = Invocation { request, ..Invocation::default() };
        let run = |reply: &Reply| {
            let mut backend = |_: &IntegrationRequest| reply.answer();
            gateway.execute(&invocation, &|_: &str, _: &str| BodyVerdict::Valid, &mut backend)
        };
        replies.iter().map(run).collect()
    }

    /// Whether an integration response is selected for each answer, even if a later step fails.
    pub(crate) fn are_selected(&self, replies: &[Reply]) -> Vec<bool> {
        let is_lost = |execution: &Execution| {
            execution.trail.iter().any(|step| step.failed && step.kind == StepKind::Selection)
        };
        self.run(replies).iter().map(|execution| !is_lost(execution)).collect()
    }
}
