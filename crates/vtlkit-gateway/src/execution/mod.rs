//! The method execution: the whole way of a request through an API, as the service runs it.
//!
//! A [`Gateway`] takes an [`Invocation`] through every step in the service's order, from routing to the response that
//! the client sees, and tells what each step decided and why. Endpoints are not called: a [`Backend`] answers in their
//! place. Nothing here reads a clock; the time of a request is part of it, and limits of requests a second are kept from
//! one request to the next.
//!
//! ```
//! use vtlkit_api::{
//!     Answer, Api, BodyVerdict, ClientRequest, HttpMethod, Integration, IntegrationType, Method, Resource, Response,
//! };
//! use vtlkit_gateway::execution::{Gateway, Invocation};
//! use vtlkit_text::{Span, Spanned};
//!
//! let place = Span::at(0);
//! let mut integration = Integration::new(Spanned::new(IntegrationType::HttpProxy, place), place);
//! integration.uri = Some(Spanned::new("https://example.com/pets".into(), place));
//! let mut method = Method::new(Spanned::new(HttpMethod::Get, place));
//! method.integration = Some(integration);
//! let resource = Resource { path: Spanned::new("/pets".into(), place), methods: vec![method] };
//! let api = Api { resources: vec![resource], ..Api::default() };
//!
//! let mut gateway = Gateway::new(&api);
//! let request = ClientRequest { method: "GET".into(), target: "/pets?page=2".into(), ..ClientRequest::default() };
//! let mut backend = |_: &_| Answer::Response(Response { status: 200, ..Response::default() });
//! let invocation = Invocation { request, ..Invocation::default() };
//! let execution = gateway.execute(&invocation, &|_: &str, _: &str| BodyVerdict::Valid, &mut backend);
//! assert_eq!(execution.response.status, 200);
//! assert_eq!(execution.integration_request.unwrap().uri, "https://example.com/pets?page=2");
//! ```
//!
//! # What is not run
//!
//! Authorizers, resource policies and firewalls: [`Access`] says what they decide. Without it the identity that a method
//! asks for has to be in the request, and is not checked any further. Caches, and compression, which changes nothing in
//! what a client reads. An AWS integration's request is neither signed nor checked against the role's permissions.

mod api_key;
mod authorization;
mod body;
mod call;
mod canary;
mod context;
mod decision;
mod edge;
mod endpoint;
mod exchange;
mod failure;
mod gateway_response;
mod header_rules;
mod identity;
mod json;
mod lambda;
mod lambda_proxy;
mod mapping;
mod media;
mod method_response;
mod mock;
mod parameters;
mod passthrough;
mod payload;
mod pipeline;
mod render;
mod request_mapping;
mod route;
mod select;
mod signature;
mod target;
mod throttle;
mod time;
mod trace_id;
mod trail;
mod unknown;
mod uri;
mod validate;

use vtlkit_api::{
    Api, Backend, BodyValidator, ClientRequest, GatewayResponseType, IntegrationRequest, Method, Resource,
    Response, Text,
};
use vtlkit_value::Heap;

use crate::Coverage;

pub use body::EncodedBody;
pub use decision::AuthorizerDecision;
pub use exchange::{Access, Invocation, TestInvoke};
pub use json::{BodyFiles, answer_from_json, body_from_json, failing_answer, request_to_json};
pub use throttle::{AccountLimit, Bucket};
pub use trail::{Step, StepKind};

use api_key::Quotas;
use context::Context;
use render::Compiled;
use route::Routes;
use throttle::Buckets;
use trail::Trail;

use crate::Request;

/// An API that takes requests.
#[derive(Debug)]
pub struct Gateway<'a> {
    api: &'a Api,
    account: AccountLimit,
    compiled: Compiled,
    quotas: Quotas,
    buckets: Buckets,
    routes: Routes<'a>,
    context: Context,
    /// Room for the answers of mocks, empty between requests.
    heap: Heap,
    explains: bool,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// The response as the client sees it.
    pub response: Response,
    /// What was sent to the integration's endpoint, if it came to that; a mock has none.
    pub integration_request: Option<IntegrationRequest>,
    /// The type of the gateway response, if a step failed.
    pub gateway_response: Option<GatewayResponseType>,
    /// The templates that were rendered, in order, each with what it saw; none where nobody asked for
    /// [explanations](Gateway::explaining).
    pub mapped: Vec<Mapped>,
    /// What each step decided, in order; only the step that failed where nobody asked for
    /// [explanations](Gateway::explaining).
    pub trail: Vec<Step>,
}

/// A template that was rendered on the way. Rendering it again for the same request gives the same text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// [`StepKind::RequestTemplate`] or [`StepKind::ResponseTemplate`].
    pub step: StepKind,
    /// The content type it stands under.
    pub content_type: String,
    /// What it saw.
    pub request: Request,
}

impl<'a> Gateway<'a> {
    /// The API as it is just after its deployment, with the usual limits of an account.
    pub fn new(api: &'a Api) -> Self {
        Self::with_account(api, AccountLimit::default())
    }

    /// The API in an account with these limits.
    pub fn with_account(api: &'a Api, account: AccountLimit) -> Self {
        Self {
            api,
            account,
            compiled: Compiled::default(),
            quotas: Quotas::default(),
            buckets: Buckets::default(),
            routes: Routes::new(api),
            context: Context::new(),
            heap: Heap::new(),
            explains: false,
        }
    }

    /// Explains from now on each request: [`Execution::trail`] and [`Execution::mapped`] tell all of it, which takes
    /// about as long as the request itself.
    #[must_use]
    pub const fn explaining(mut self) -> Self {
        self.explains = true;
        self
    }

    /// Counts from now on which parts of the templates requests reach; see [`coverage`](Self::coverage).
    #[must_use]
    pub fn with_coverage(mut self) -> Self {
        self.compiled.counts = true;
        self
    }

    /// What the requests so far have reached of a template of the API; none where no request has come to it.
    pub fn coverage(&self, template: &Text) -> Option<&Coverage> {
        self.compiled.coverage(template)
    }

    /// The resource and the method that serve a request; `None` where the API has none for it.
    pub fn method_of(&self, request: &ClientRequest) -> Option<(&'a Resource, &'a Method)> {
        let mut trail = Trail::new(false);
        let target = target::receive(self.api, request, &mut trail).ok()?;
        self.routes.method_of(request, &target.segments)
    }

    /// Takes a request through all steps. Every request has a response: what fails is answered by a gateway response.
    pub fn execute(
        &mut self,
        invocation: &Invocation,
        validator: &dyn BodyValidator,
        backend: &mut dyn Backend,
    ) -> Execution {
        pipeline::run(self, invocation, validator, backend)
    }
}
