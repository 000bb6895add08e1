//! The method execution: all steps of a request to an API, in the order of the service.
//!
//! A [`Gateway`] runs an [`Invocation`] through every step, from routing to the response for the client, and records
//! what each step decided and why. Endpoints are not called: a [`Backend`] answers instead. The clock is not read:
//! the time is part of the invocation. Throttling state is kept from one request to the next.
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
//! Authorizers, resource policies and firewalls: [`Access`] states their decision. Without it, the request must
//! contain the identity that the method requires, which is not verified further. Caches, and compression, which is
//! transparent to clients. The request of an AWS integration is neither signed nor checked against the role's
//! permissions.

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

/// An API that executes requests.
#[derive(Debug)]
pub struct Gateway<'a> {
    api: &'a Api,
    account: AccountLimit,
    compiled: Compiled,
    quotas: Quotas,
    buckets: Buckets,
    routes: Routes<'a>,
    context: Context,
    /// The heap for parsing the output for mocks; empty between requests.
    heap: Heap,
    explains: bool,
}

/// The result of executing a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// The response as the client sees it.
    pub response: Response,
    /// The request to the integration's endpoint, if it was called. A mock has none.
    pub integration_request: Option<IntegrationRequest>,
    /// The type of the gateway response, if a step failed.
    pub gateway_response: Option<GatewayResponseType>,
    /// The rendered templates in order, each with its input. Empty without [explanations](Gateway::explaining).
    pub mapped: Vec<Mapped>,
    /// The decision of each step, in order. Only the failed step without [explanations](Gateway::explaining).
    pub trail: Vec<Step>,
}

/// A rendered template. Rendering it again with the same request gives the same output.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// [`StepKind::RequestTemplate`] or [`StepKind::ResponseTemplate`].
    pub step: StepKind,
    /// Its content type.
    pub content_type: String,
    /// Its input.
    pub request: Request,
}

impl<'a> Gateway<'a> {
    /// The API just after its deployment, with the default limits of an account.
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

    /// Explains each request: [`Execution::trail`] and [`Execution::mapped`] are complete. This takes about as long
    /// as the request itself.
    #[must_use]
    pub const fn explaining(mut self) -> Self {
        self.explains = true;
        self
    }

    /// Records the coverage of templates; see [`coverage`](Self::coverage).
    #[must_use]
    pub fn with_coverage(mut self) -> Self {
        self.compiled.counts = true;
        self
    }

    /// The coverage of a template by the requests so far; `None` if no request reached it.
    pub fn coverage(&self, template: &Text) -> Option<&Coverage> {
        self.compiled.coverage(template)
    }

    /// The resource and the method that serve a request; `None` if there is none.
    pub fn method_of(&self, request: &ClientRequest) -> Option<(&'a Resource, &'a Method)> {
        let mut trail = Trail::new(false);
        let target = target::receive(self.api, request, &mut trail).ok()?;
        self.routes.method_of(request, &target.segments)
    }

    /// Executes a request. Every request has a response: failures are answered with a gateway response.
    pub fn execute(
        &mut self,
        invocation: &Invocation,
        validator: &dyn BodyValidator,
        backend: &mut dyn Backend,
    ) -> Execution {
        pipeline::run(self, invocation, validator, backend)
    }
}
