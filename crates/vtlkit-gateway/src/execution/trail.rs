//! The way a request took.

/// What happens at a step, in the order of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepKind {
    /// The request is read: sizes, path, query string.
    Receive,
    /// The stage, resource and method are found.
    Route,
    /// Firewall, policies and the authorizer.
    Authorization,
    /// The API key, its usage plan and quota.
    ApiKey,
    /// The limits of requests a second.
    Throttling,
    /// The required parameters.
    ParameterValidation,
    /// The body under its model.
    BodyValidation,
    /// Which request template is used, or whether the body passes.
    RequestTemplate,
    /// How the request body is converted.
    RequestContent,
    /// The parameters of the integration request.
    RequestParameters,
    /// What the request template overrides.
    RequestOverrides,
    /// The integration and its answer.
    Integration,
    /// Which integration response is chosen.
    Selection,
    /// Which response template is used, or whether the body passes.
    ResponseTemplate,
    /// How the response body is converted.
    ResponseContent,
    /// The headers of the method response.
    ResponseParameters,
    /// What the templates override of the response.
    ResponseOverrides,
    /// Whether the status is declared.
    MethodResponse,
    /// What becomes of headers on their way to the client.
    ResponseHeaders,
    /// What is answered because a step failed.
    GatewayResponse,
    /// Values that the definition does not say and that what was sent has placeholders for.
    UnknownValues,
}

impl StepKind {
    /// The step's name, in small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receive => "request",
            Self::Route => "route",
            Self::Authorization => "authorization",
            Self::ApiKey => "api key",
            Self::Throttling => "throttling",
            Self::ParameterValidation => "parameter validation",
            Self::BodyValidation => "body validation",
            Self::RequestTemplate => "request template",
            Self::RequestContent => "request content",
            Self::RequestParameters => "request parameters",
            Self::RequestOverrides => "request overrides",
            Self::Integration => "integration",
            Self::Selection => "selection",
            Self::ResponseTemplate => "response template",
            Self::ResponseContent => "response content",
            Self::ResponseParameters => "response parameters",
            Self::ResponseOverrides => "response overrides",
            Self::MethodResponse => "method response",
            Self::ResponseHeaders => "response headers",
            Self::GatewayResponse => "gateway response",
            Self::UnknownValues => "unknown values",
        }
    }
}

/// One decision on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub kind: StepKind,
    /// What was decided, such as `GET /pets/{id}`.
    pub decision: String,
    /// Why, in a sentence without a full stop; empty where there is nothing to say.
    pub reason: String,
    /// Whether the request ended here.
    pub failed: bool,
}

/// The decisions so far.
#[derive(Debug)]
pub(super) struct Trail {
    pub(super) steps: Vec<Step>,
    /// Whether somebody wants to read them; putting them into words takes as long as a template.
    pub(super) explains: bool,
}

impl Trail {
    pub(super) const fn new(explains: bool) -> Self {
        Self { steps: Vec::new(), explains }
    }

    /// Notes a decision and its reason.
    pub(super) fn note<D: Into<String>, R: Into<String>>(
        &mut self,
        kind: StepKind,
        words: impl FnOnce() -> (D, R),
    ) {
        if self.explains {
            let (decision, reason) = words();
            self.steps.push(Step { kind, decision: decision.into(), reason: reason.into(), failed: false });
        }
    }

    /// Notes the step at which the request ends, which is always told.
    pub(super) fn fail(&mut self, kind: StepKind, reason: &str) {
        let decision = "the request ends here".to_owned();
        self.steps.push(Step { kind, decision, reason: reason.to_owned(), failed: true });
    }
}
