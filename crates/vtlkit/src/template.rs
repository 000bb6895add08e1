//! Templates: compiled once, rendered for many requests.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};
use vtlkit_eval::{Limit, Limits, NoHost, Program, Scope, Trace};
use vtlkit_gateway::{DIALECT, Overrides, Request, RequestReader};
use vtlkit_syntax::{Directives, parse};
use vtlkit_value::MapKind;

use crate::error::{Error, ErrorKind};

/// The dialect of Velocity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Velocity 1.7 with the settings and variables of Amazon API Gateway (REST APIs).
    #[default]
    ApiGateway,
    /// Stock Apache Velocity 1.7, without a request.
    Velocity,
}

/// The message that a template maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The integration request.
    #[default]
    Request,
    /// The integration response. The request has been sent already: `requestOverride` has no effect.
    Response,
}

/// Options of a render.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// The dialect of the template.
    pub dialect: Dialect,
    /// The message that the template maps.
    pub phase: Phase,
    /// Variables by name without `$`, in addition to those of the service.
    pub variables: Map<String, Value>,
    /// Limits of a render, beyond which it fails with an error that names the limit.
    pub limits: Limits,
    /// Maximum number of iterations of a `#foreach`, after which it silently stops; `None` for that of the dialect:
    /// 1,000 in API Gateway, unlimited in stock Velocity.
    pub loop_rounds: Option<u32>,
    /// Whether to record [`Rendered::trace`].
    pub trace: bool,
}

/// Maximum memory limit of a render, in bytes: the size of the heap's address space.
const LARGEST_MEMORY: u64 = (1 << 30) - 1;

/// Maximum nesting that the stack allows.
const LARGEST_DEPTH: u64 = 1000;

impl RenderOptions {
    /// The names that [`set_limit`](Self::set_limit) accepts.
    pub fn limit_names() -> impl Iterator<Item = &'static str> {
        Limit::ALL.iter().map(|limit| limit.name()).chain(["loop-rounds"])
    }

    /// Sets a limit by its name on the command line: the name of a [`Limit`], or `loop-rounds`.
    ///
    /// # Errors
    ///
    /// If the name is unknown, or the value is above the maximum of that limit.
    pub fn set_limit(&mut self, name: &str, value: u64) -> Result<(), Error> {
        let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name);
        let most = match limit {
            Some(Limit::MemoryBytes) => LARGEST_MEMORY,
            Some(Limit::Depth) => LARGEST_DEPTH,
            Some(_) => u64::MAX,
            None if name == "loop-rounds" => u64::from(u32::MAX),
            None => {
                let names: Vec<&str> = Limit::ALL.iter().map(|limit| limit.name()).collect();
                let message =
                    format!("unknown limit `{name}`, use one of {} or loop-rounds", names.join(", "));
                return Err(Error::new(ErrorKind::Options, message));
            }
        };
        if value > most {
            let message = format!("the limit `{name}` is at most {most}");
            return Err(Error::new(ErrorKind::Options, message));
        }
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        match limit {
            Some(Limit::Steps) => self.limits.steps = value,
            Some(Limit::OutputBytes) => self.limits.output_bytes = size,
            Some(Limit::MemoryBytes) => self.limits.memory_bytes = size,
            Some(Limit::Depth) => self.limits.depth = size,
            Some(_) => {}
            None => self.loop_rounds = Some(u32::try_from(value).unwrap_or(u32::MAX)),
        }
        Ok(())
    }
}

/// A compiled template with the buffers of its renders: repeated renders only allocate to enlarge buffers.
///
/// Cloning is cheap and shares the compiled program, so each thread can have its own.
#[derive(Debug)]
pub struct Template {
    engine: Engine,
    options: Arc<RenderOptions>,
    /// The trace of the last render.
    trace: Trace,
}

#[derive(Debug)]
enum Engine {
    ApiGateway {
        template: vtlkit_gateway::Template,
        renderer: Box<vtlkit_gateway::Renderer>,
        reader: Box<RequestReader>,
    },
    Velocity {
        program: Arc<Program>,
        renderer: Box<vtlkit_eval::Renderer>,
    },
}

/// The result of a render.
#[derive(Debug)]
pub struct Rendered<'r> {
    bytes: &'r [u8],
    gateway: Option<vtlkit_gateway::Rendered<'r>>,
    phase: Phase,
    trace: Option<&'r Trace>,
}

impl<'r> Rendered<'r> {
    /// The output as the service sends it: a lone surrogate becomes `?`.
    pub fn text(&self) -> Cow<'r, str> {
        vtlkit_java::wtf8::to_utf8(self.bytes)
    }

    /// The values that the template sets in `$context.requestOverride` and `$context.responseOverride`, as far as they
    /// have an effect in its phase.
    pub fn overrides(&self) -> Overrides {
        let mut overrides =
            self.gateway.as_ref().map(vtlkit_gateway::Rendered::overrides).unwrap_or_default();
        if self.phase == Phase::Response {
            overrides.request.clear();
        }
        overrides
    }

    /// The trace of the render, if [`RenderOptions::trace`] is set. Offsets are bytes of [`text`](Self::text) and of
    /// the template.
    pub const fn trace(&self) -> Option<&'r Trace> {
        self.trace
    }
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    ///
    /// All syntax errors of Velocity's parser, as one error with its [`further`](Error::further) ones. The service
    /// responds to every request to such a template with status 500.
    pub fn compile(text: &str, options: &RenderOptions) -> Result<Self, Error> {
        let refused = |errors: Vec<vtlkit_syntax::SyntaxError>| {
            Error::first_of(errors.into_iter().map(Error::from))
                .unwrap_or_else(|| Error::new(ErrorKind::Syntax, "the template cannot be parsed"))
        };
        let engine = match options.dialect {
            Dialect::ApiGateway => {
                api_gateway(vtlkit_gateway::Template::compile(text).map_err(refused)?, options)
            }
            Dialect::Velocity => {
                let parsed = parse(text, Directives::Velocity);
                if !parsed.errors.is_empty() {
                    return Err(refused(parsed.errors));
                }
                velocity(Program::compile(&parsed.template, text).into(), options)
            }
        };
        Ok(Self { engine, options: Arc::new(options.clone()), trace: Trace::default() })
    }

    /// The source of the template.
    pub fn source(&self) -> &str {
        match &self.engine {
            Engine::ApiGateway { template, .. } => template.source(),
            Engine::Velocity { program, .. } => program.source(),
        }
    }

    /// The trace of the last render, even a failed one, if [`RenderOptions::trace`] is set.
    pub fn trace(&self) -> Option<&Trace> {
        self.options.trace.then_some(&self.trace)
    }

    /// Renders the template for a request; stock Velocity ignores the request.
    ///
    /// # Errors
    ///
    /// Fails where Velocity throws an exception, to which the service responds with status 500, and if a limit is
    /// reached.
    pub fn render(&mut self, request: &Request) -> Result<Rendered<'_>, Error> {
        let options = &*self.options;
        match &mut self.engine {
            Engine::ApiGateway { renderer, .. } => run(renderer, request, options, &mut self.trace),
            Engine::Velocity { renderer, .. } => run_stock(renderer, options, &mut self.trace),
        }
    }

    /// Renders the template for a request object as JSON text, with the optional members `body`, `headers`,
    /// `querystring`, `path`, `stageVariables` and `context`. A `body` that is not a string is converted to its JSON
    /// text. The argument `body` replaces the member.
    ///
    /// # Errors
    ///
    /// See [`render`](Self::render). Also fails if the text is not a request object, or the dialect has no request.
    pub fn render_json(&mut self, request: &str, body: Option<String>) -> Result<Rendered<'_>, Error> {
        let options = &*self.options;
        match &mut self.engine {
            Engine::ApiGateway { renderer, reader, .. } => {
                let request = if request.is_empty() { "{}" } else { request };
                let read = match body {
                    Some(body) => reader.read_with_body(request, body),
                    None => reader.read(request),
                };
                let request = read.map_err(|error| Error::of_request(error, request))?;
                run(renderer, request, options, &mut self.trace)
            }
            Engine::Velocity { .. } if body.is_some() || !matches!(request, "" | "{}") => {
                Err(Error::new(ErrorKind::Request, "stock Velocity has no request")
                    .with_help("use variables instead"))
            }
            Engine::Velocity { renderer, .. } => run_stock(renderer, options, &mut self.trace),
        }
    }

    /// Renders the template for each request object of a stream, like [`render_json`](Self::render_json).
    ///
    /// ```
    /// use vtlkit::{RenderOptions, Template};
    ///
    /// let template = Template::compile("$input.params('n')!", &RenderOptions::default())?;
    /// let requests = [r#"{"querystring": {"n": 1}}"#, "{"];
    /// let outputs: Vec<_> = template.map(requests).map(|output| output.map(|(text, _)| text)).collect();
    /// assert_eq!(outputs[0].as_deref(), Ok("1!"));
    /// assert!(outputs[1].is_err());
    /// # Ok::<(), vtlkit::Error>(())
    /// ```
    pub fn map<R: AsRef<str>>(
        mut self,
        requests: impl IntoIterator<Item = R>,
    ) -> impl Iterator<Item = Result<(String, Overrides), Error>> {
        requests.into_iter().map(move |request| {
            let rendered = self.render_json(request.as_ref(), None)?;
            Ok((rendered.text().into_owned(), rendered.overrides()))
        })
    }
}

impl Clone for Template {
    fn clone(&self) -> Self {
        let options = Arc::clone(&self.options);
        let engine = match &self.engine {
            Engine::ApiGateway { template, .. } => api_gateway(template.clone(), &options),
            Engine::Velocity { program, .. } => velocity(Arc::clone(program), &options),
        };
        Self { engine, options, trace: Trace::default() }
    }
}

/// Renders a template for a request of Amazon API Gateway.
///
/// ```
/// use vtlkit::{RenderOptions, Request, render};
///
/// let request = Request { body: r#"{"id": 7}"#.into(), ..Request::default() };
/// let (text, overrides) = render(r#"{"key": "$input.path('$.id')"}"#, &request, &RenderOptions::default())?;
/// assert_eq!(text, r#"{"key": "7"}"#);
/// assert!(overrides.is_empty());
/// # Ok::<(), vtlkit::Error>(())
/// ```
///
/// # Errors
///
/// Those of [`Template::compile`] and [`Template::render`].
pub fn render(text: &str, request: &Request, options: &RenderOptions) -> Result<(String, Overrides), Error> {
    let mut template = Template::compile(text, options)?;
    let rendered = template.render(request)?;
    Ok((rendered.text().into_owned(), rendered.overrides()))
}

fn api_gateway(template: vtlkit_gateway::Template, options: &RenderOptions) -> Engine {
    let mut dialect = DIALECT;
    dialect.loop_rounds = options.loop_rounds.or(dialect.loop_rounds);
    let renderer = template.renderer_with(options.limits, dialect).into();
    let reader = RequestReader::for_template(&template).into();
    Engine::ApiGateway { template, renderer, reader }
}

fn velocity(program: Arc<Program>, options: &RenderOptions) -> Engine {
    let dialect = vtlkit_eval::Dialect { loop_rounds: options.loop_rounds, ..vtlkit_eval::Dialect::VELOCITY };
    let renderer = vtlkit_eval::Renderer::new(Arc::clone(&program), dialect, options.limits).into();
    Engine::Velocity { program, renderer }
}

fn run<'r>(
    renderer: &'r mut vtlkit_gateway::Renderer,
    request: &Request,
    options: &RenderOptions,
    trace: &'r mut Trace,
) -> Result<Rendered<'r>, Error> {
    let set = |scope: &mut Scope<'_>| set(scope, &options.variables);
    let rendered = if options.trace {
        let (rendered, seen) = renderer.render_traced(request, set);
        *trace = seen;
        rendered
    } else {
        renderer.render_with(request, set)
    }?;
    let trace = options.trace.then_some(&*trace);
    Ok(Rendered { bytes: rendered.bytes(), gateway: Some(rendered), phase: options.phase, trace })
}

fn run_stock<'r>(
    renderer: &'r mut vtlkit_eval::Renderer,
    options: &RenderOptions,
    trace: &'r mut Trace,
) -> Result<Rendered<'r>, Error> {
    let set = |scope: &mut Scope<'_>| set(scope, &options.variables);
    let output = if options.trace {
        *trace = Trace::default();
        let output = renderer.render_observed(&mut NoHost, trace, set)?;
        trace.point_into_text(output.bytes());
        output
    } else {
        renderer.render(&mut NoHost, set)?
    };
    let trace = options.trace.then_some(&*trace);
    Ok(Rendered { bytes: output.bytes(), gateway: None, phase: options.phase, trace })
}

fn set(scope: &mut Scope<'_>, variables: &Map<String, Value>) {
    for (name, value) in variables {
        let value = scope.heap.from_json(value, MapKind::Plain);
        scope.set(name, value);
    }
}
