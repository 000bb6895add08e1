//! Definition files, and requests through the APIs in them.

use serde_json::{Map, Value};
use vtlkit_api::{Api, Backend, ClientRequest, Headers, IntegrationRequest, Response};
use vtlkit_gateway::execution::{AuthorizerDecision, Execution, Gateway, Invocation};
use vtlkit_schema::ApiModels;

use crate::error::{Error, ErrorKind};

pub use vtlkit_api::Answer;

/// A definition file: the REST APIs of an OpenAPI, CloudFormation or SAM file.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The file's name, for messages.
    name: String,
    /// The name that says what it is written in, and its text.
    #[cfg(feature = "lint")]
    file: (Box<str>, Box<str>),
    apis: Vec<Api>,
}

impl Definition {
    /// Reads a definition. The name of the file says what it is written in; JSON is read as YAML too.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, all of it, with places.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        let file = vtlkit_definition::read_apis(name, text);
        match Error::first_of(file.errors.into_iter().map(Error::from)) {
            Some(error) => Err(error),
            None => Ok(Self {
                name: name.to_owned(),
                #[cfg(feature = "lint")]
                file: (name.into(), text.into()),
                apis: file.apis,
            }),
        }
    }

    /// The same definition with another name in messages.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The REST APIs, in the order of the file.
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// The API of a name, which may be left out where there is only one.
    ///
    /// # Errors
    ///
    /// Where there is no such API, or several.
    pub fn api(&self, name: Option<&str>) -> Result<&Api, Error> {
        self.position(name).and_then(|at| self.apis.get(at).ok_or_else(|| self.none()))
    }

    /// As [`api`](Self::api), for those who keep the API alone.
    ///
    /// # Errors
    ///
    /// As [`api`](Self::api).
    pub fn into_api(mut self, name: Option<&str>) -> Result<Api, Error> {
        let at = self.position(name)?;
        Ok(self.apis.swap_remove(at))
    }

    /// Takes hostile variants of exchanges through an API, and reports what breaks: a template that fails, an output that
    /// should be JSON and is not, a value that adds a member to it. Variants are made of the first exchange that works by
    /// itself. Where its bodies are empty, they are made up of what the templates read.
    ///
    /// # Errors
    ///
    /// As [`api`](Self::api).
    #[cfg(feature = "lint")]
    pub fn attack(
        &self,
        api: Option<&str>,
        exchanges: &[crate::attack::Exchange],
    ) -> Result<crate::attack::Attack<crate::attack::Exchange>, Error> {
        let api = self.api(api)?;
        let options = crate::lint::LintOptions::default();
        let (name, text) = &self.file;
        let file = crate::lint::LintFile::new(name, &options);
        let findings: Vec<_> = file.lint(text).findings.into_iter().map(|it| it.diagnostic).collect();
        Ok(crate::attack::attack_api(api, exchanges, &findings, &file.subjects(text).rendered))
    }

    fn position(&self, name: Option<&str>) -> Result<usize, Error> {
        let fits = |(_, api): &(usize, &Api)| name.is_none_or(|name| api_name(api) == name);
        let mut fitting = self.apis.iter().enumerate().filter(fits);
        let names = || self.apis.iter().map(api_name).collect::<Vec<_>>().join(", ");
        let file = &self.name;
        match (fitting.next(), fitting.next()) {
            (Some((at, _)), None) => Ok(at),
            (Some(_), Some(_)) => {
                let message = format!("`{file}` defines several APIs: {}", names());
                Err(Error::new(ErrorKind::Definition, message).with_help(
                    "choose one by its name: `--api-name` in the command, `apiName` in JavaScript",
                ))
            }
            (None, _) if self.apis.is_empty() => Err(self.none()),
            (None, _) => {
                let message = format!("`{file}` has no API `{}`", name.unwrap_or_default());
                Err(Error::new(ErrorKind::Definition, message).with_help(format!("it has {}", names())))
            }
        }
    }

    fn none(&self) -> Error {
        Error::new(ErrorKind::Definition, format!("`{}` defines no REST API", self.name))
            .with_help("an OpenAPI, SAM or CloudFormation file in YAML or JSON does")
    }
}

/// The name of an API; empty where the file does not say it.
pub fn api_name(api: &Api) -> &str {
    api.name.as_ref().map_or("", |name| name.value.as_str())
}

/// A request to an API.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The HTTP method, in any case.
    pub method: String,
    /// The path below the stage, with the query string if there is one; the slash in front may be left out.
    pub path: String,
    /// The headers, in order.
    pub headers: Headers,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
    /// The name of the stage; `None` for the first of the definition.
    pub stage: Option<String>,
    /// Members of `$context` in place of those that are made up.
    pub context: Map<String, Value>,
    /// What the authorizer decides; `None` lets in who has the identity that the method asks for.
    pub authorizer: Option<AuthorizerDecision>,
    /// When the request arrives, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
}

impl From<&Call> for ClientRequest {
    fn from(call: &Call) -> Self {
        let slash = if call.path.starts_with('/') { "" } else { "/" };
        Self {
            method: call.method.to_ascii_uppercase(),
            target: format!("{slash}{}", call.path),
            headers: call.headers.clone(),
            body: call.body.clone(),
        }
    }
}

impl From<&Call> for Invocation {
    fn from(call: &Call) -> Self {
        Self {
            request: call.into(),
            stage: call.stage.clone(),
            time_millis: call.time_millis,
            context: call.context.clone(),
            access: call.authorizer.clone().into(),
        }
    }
}

/// Takes a request through an API, with an explanation of each step. The endpoint is not called: `backend` answers in
/// its place. Calls do not count against the limits of later ones.
///
/// ```
/// use vtlkit::{Answer, Call, Definition, Response, invoke};
///
/// let definition = Definition::read("api.yaml", r#"
/// openapi: 3.0.1
/// paths:
///   /pets:
///     get:
///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: https://example.com/pets }
/// "#)?;
/// let call = Call { method: "get".into(), path: "pets?page=2".into(), ..Call::default() };
/// let mut backend = |request: &vtlkit::IntegrationRequest| {
///     assert_eq!(request.uri, "https://example.com/pets?page=2");
///     Answer::Response(Response { status: 200, body: b"[]".to_vec(), ..Response::default() })
/// };
/// let execution = invoke(definition.api(None)?, &call, &mut backend);
/// assert_eq!((execution.response.status, execution.response.text().as_ref()), (200, "[]"));
/// # Ok::<(), vtlkit::Error>(())
/// ```
pub fn invoke(api: &Api, call: &Call, backend: &mut dyn Backend) -> Execution {
    Gateway::new(api).explaining().execute(&Invocation::from(call), &ApiModels::new(api), backend)
}

/// How far a request gets without its endpoint's answer.
#[derive(Clone, Debug)]
pub enum Asked {
    /// To the endpoint, which gets this request.
    Endpoint(IntegrationRequest),
    /// To its response: the endpoint is not called.
    Done(Execution),
}

/// Takes a request as far as its endpoint, for backends that take their time: [`invoke`] it with their answer afterwards.
pub fn ask(api: &Api, call: &Call) -> Asked {
    let mut is_called = false;
    let execution = invoke(api, call, &mut |_: &IntegrationRequest| {
        is_called = true;
        Answer::Response(Response { status: 200, ..Response::default() })
    });
    match execution.integration_request {
        Some(request) if is_called => Asked::Endpoint(request),
        integration_request => Asked::Done(Execution { integration_request, ..execution }),
    }
}
