//! Definition files, and requests to their APIs.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use vtlkit_api::{Api, Backend, ClientRequest, Headers, IntegrationRequest, Response};
use vtlkit_definition::{Files, NoFiles, Settings, Sources};
use vtlkit_gateway::execution::{AuthorizerDecision, Execution, Gateway, Invocation, TestInvoke};
use vtlkit_host::HostError;
use vtlkit_schema::ApiModels;
use vtlkit_text::Span;

use crate::error::{Error, ErrorFile, ErrorKind};

pub use vtlkit_api::Answer;

/// A definition: the REST APIs of an OpenAPI, CloudFormation, SAM, Terraform or Serverless Framework file, and of the
/// files that it refers to.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name of the file in messages.
    name: String,
    /// The name of the file, from which the format is derived, and its text.
    #[cfg(feature = "lint")]
    file: (Box<str>, Box<str>),
    apis: Vec<Api>,
    refusals: Vec<Error>,
    notes: Vec<Error>,
    unknown: Vec<Unknown>,
    sources: Sources,
}

/// An unknown value that a definition takes from outside.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its name in the definition; strings contain `<name>`.
    pub name: String,
    /// A message with the first span that refers to it.
    pub error: Error,
}

impl Definition {
    /// Reads a definition of one file, with stand-ins for values that only exist after deployment. The format is
    /// derived from the file name; JSON is also read as YAML.
    ///
    /// # Errors
    ///
    /// See [`read_with`](Self::read_with).
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        Self::read_with(name, text, &NoFiles, &Settings::default())
    }

    /// Reads a definition and the files that it refers to, with values for its parameters.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use vtlkit::{Definition, Settings};
    ///
    /// let template = "Resources:\n  Pets:\n    Type: AWS::Serverless::Api\n    Properties: {StageName: v1, DefinitionUri: api.yaml}\n";
    /// let api = "openapi: 3.0.1\npaths:\n  /pets: {get: {x-amazon-apigateway-integration: {type: mock}}}\n";
    /// let files = BTreeMap::from([("api.yaml".to_owned(), api.into())]);
    /// let definition = Definition::read_with("template.yaml", template, &files, &Settings::default())?;
    /// assert_eq!(definition.api(Some("Pets"))?.resources[0].path.value, "/pets");
    /// # Ok::<(), vtlkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if a part cannot be read, with its spans; and if no route is left, with what is wrong or missing.
    pub fn read_with(name: &str, text: &str, files: &dyn Files, settings: &Settings) -> Result<Self, Error> {
        let read = vtlkit_definition::read(name, text, files, settings);
        let is_unread = !read.unread().is_empty();
        let sources = read.sources;
        let error = |error: HostError| placed(error, &sources);
        let refusals: Vec<Error> = read.errors.into_iter().map(error).collect();
        let notes: Vec<Error> = read.notes.into_iter().map(error).collect();
        let is_empty = read.apis.iter().all(|api| api.resources.is_empty());
        if is_unread || is_empty {
            let all = refusals.iter().chain(notes.iter().filter(|_| is_empty)).cloned();
            if let Some(error) = Error::first_of(all) {
                return Err(error);
            }
        }
        let unknown = unknown(&read.apis, &sources);
        Ok(Self {
            name: name.to_owned(),
            #[cfg(feature = "lint")]
            file: (name.into(), text.into()),
            apis: read.apis,
            refusals,
            notes,
            unknown,
            sources,
        })
    }

    /// What the service would reject in the definition. Everything else is read regardless.
    pub fn refusals(&self) -> &[Error] {
        &self.refusals
    }

    /// The first of the [`refusals`](Self::refusals), with the others as its further errors.
    pub fn refused(&self) -> Option<Error> {
        Error::first_of(self.refusals.iter().cloned())
    }

    /// What is missing because a file is not available, once for each.
    pub fn notes(&self) -> &[Error] {
        &self.notes
    }

    /// The unknown values, each once.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// The files of the definition, with the numbering of its spans.
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Sets the name of the file in messages.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The REST APIs, in source order.
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// The API with a name, which may be omitted if there is only one.
    ///
    /// # Errors
    ///
    /// Fails if there is no such API, or several.
    pub fn api(&self, name: Option<&str>) -> Result<&Api, Error> {
        self.position(name).and_then(|at| self.apis.get(at).ok_or_else(|| self.none()))
    }

    /// [`api`](Self::api), consuming the definition.
    ///
    /// # Errors
    ///
    /// See [`api`](Self::api).
    pub fn into_api(mut self, name: Option<&str>) -> Result<Api, Error> {
        let at = self.position(name)?;
        Ok(self.apis.swap_remove(at))
    }

    /// Runs hostile variants of exchanges with an API and reports what breaks: a template that fails, an output that
    /// should be JSON and is not, a value that adds a member to it. The variants change the first exchange that works.
    /// Empty bodies are replaced by ones generated from what the templates read.
    ///
    /// # Errors
    ///
    /// See [`api`](Self::api).
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

    /// The templates of the definition's own file, with what is known of each.
    #[cfg(all(feature = "lint", feature = "suite"))]
    pub(crate) fn subjects(&self) -> Vec<vtlkit_lint::Subject> {
        let options = crate::lint::LintOptions::default();
        let (name, text) = &self.file;
        crate::lint::LintFile::new(name, &options).subjects(text).rendered
    }

    fn position(&self, name: Option<&str>) -> Result<usize, Error> {
        let fits = |(_, api): &(usize, &Api)| {
            name.is_none_or(|name| api_name(api) == name || api_id(api) == Some(name))
        };
        let mut fitting = self.apis.iter().enumerate().filter(fits);
        let names = || self.apis.iter().map(shown_name).collect::<Vec<_>>().join(", ");
        let file = &self.name;
        match (fitting.next(), fitting.next()) {
            (Some((at, _)), None) => Ok(at),
            (Some(_), Some(_)) => {
                let message = format!("`{file}` defines several APIs: {}", names());
                Err(Error::new(ErrorKind::Definition, message).with_help(
                    "choose one by its name or its logical name: `--api-name` in the command, `apiName` in JavaScript",
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
            .with_help("use an OpenAPI, SAM, CloudFormation, Terraform or Serverless Framework file")
    }
}

/// The name of an API; empty if the file does not define it.
pub fn api_name(api: &Api) -> &str {
    api.name.as_ref().map_or("", |name| name.value.as_str())
}

/// The id of an API within its definition: the logical name in CloudFormation, the address in Terraform.
pub fn api_id(api: &Api) -> Option<&str> {
    api.id.as_ref().map(|id| id.value.as_str())
}

/// The name of an API, with its id if that differs.
fn shown_name(api: &Api) -> String {
    match (api_name(api), api_id(api)) {
        ("", Some(id)) => format!("`{id}`"),
        ("", None) => "an unnamed one".to_owned(),
        (name, Some(id)) if id != name => format!("`{name}` (`{id}`)"),
        (name, _) => format!("`{name}`"),
    }
}

/// Converts an error to the file of the definition that it is in.
pub fn placed(error: HostError, sources: &Sources) -> Error {
    let HostError { span, message, help } = error;
    let first = sources.files().next().map(|source| &source.path);
    let (file, span) = match sources.locate(span) {
        Some((source, local)) if first != Some(&source.path) => {
            let (path, text) = (Arc::clone(&source.path), Arc::clone(&source.text));
            (Some(Box::new(ErrorFile { path, text })), local)
        }
        Some((_, local)) => (None, local),
        None => (None, Span::at(0)),
    };
    Error { help, file, ..Error::new(ErrorKind::Definition, message).at(span) }
}

/// The unknown values, each once.
fn unknown(apis: &[Api], sources: &Sources) -> Vec<Unknown> {
    let mut seen = BTreeSet::new();
    let open = apis.first().map(|api| &*api.unresolved).unwrap_or_default();
    let open = open.iter().filter(|open| seen.insert(open.name.as_str()));
    let note = |open: &vtlkit_api::Unresolved| {
        let message = format!("the value of `{}` is unknown: `<{0}>` is used instead", open.name);
        let help = match open.name.strip_prefix("var.") {
            Some(variable) => format!("set it with `--var {variable}=VALUE`"),
            None => format!("set it with `--parameter {}=VALUE`", open.name),
        };
        let error = placed(HostError::new(open.span, message).help(help), sources);
        Unknown { name: open.name.clone(), error }
    };
    open.map(note).collect()
}

/// A request to an API.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The HTTP method; case-insensitive.
    pub method: String,
    /// The path below the stage, with the query string if there is one; the leading slash is optional.
    pub path: String,
    /// The headers, in order.
    pub headers: Headers,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
    /// The name of the stage; `None` for the first one of the definition.
    pub stage: Option<String>,
    /// Members of `$context` that override the generated ones.
    pub context: Map<String, Value>,
    /// The decision of the authorizer; by default it allows requests with the identity that the method requires.
    pub authorizer: Option<AuthorizerDecision>,
    /// The time of the request, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
    /// A method to run without routing, like a test in the console; path and stage are ignored.
    pub test: Option<TestInvoke>,
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
        let mut out = Self {
            request: call.into(),
            stage: call.stage.clone(),
            time_millis: call.time_millis,
            context: call.context.clone(),
            access: call.authorizer.clone().into(),
            test: call.test.clone(),
        };
        if call.test.is_some() {
            // Documented: tests in the console always use the content type JSON.
            out.request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
            let given = std::mem::replace(&mut out.context, TestInvoke::context());
            out.context.extend(given);
        }
        out
    }
}

/// Executes a request against an API, with a trail of each step. The endpoint is not called: `backend` answers in its
/// place. Requests do not count against the limits of later ones.
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

/// The result of executing a request without an answer of its endpoint.
#[derive(Clone, Debug)]
pub enum Asked {
    /// The endpoint would receive this request.
    Endpoint(IntegrationRequest),
    /// The execution ended without calling the endpoint.
    Done(Execution),
}

/// Executes a request up to its endpoint, for asynchronous backends: call [`invoke`] with their answer afterwards.
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
