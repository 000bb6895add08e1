use std::borrow::Cow;
use std::sync::Arc;

use vtlkit_eval::{Coverage, Dialect, EvalError, Limits, Observer, Program, Scope, Trace};
use vtlkit_syntax::{Directives, SyntaxError, parse};
use vtlkit_value::{Heap, MapId, MapKind, Value};

use crate::authorizer;
use crate::overrides::Overrides;
use crate::request::Request;
use crate::roots::{INPUT, Paths, Roots, UTIL};

/// API Gateway's settings of Velocity 1.7.
///
/// A reference without a value is the empty string, `#macro` defines nothing, and a loop silently stops after 1,000
/// iterations. With these settings, the recordings of the service by airspeed and LocalStack are reproduced byte for
/// byte. The 1,000 iterations are the documented quota.
pub const DIALECT: Dialect = Dialect { missing_is_empty: true, macros: false, loop_rounds: Some(1000) };

/// A compiled mapping template. Cloning is cheap, and it can be shared between threads.
#[derive(Clone, Debug)]
pub struct Template {
    program: Arc<Program>,
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    ///
    /// All syntax errors for Velocity 1.7. API Gateway would answer every request with an error.
    pub fn compile(source: &str) -> Result<Self, Vec<SyntaxError>> {
        let parsed = parse(source, Directives::ApiGateway);
        if !parsed.errors.is_empty() {
            return Err(parsed.errors);
        }
        Ok(Self { program: Program::compile(&parsed.template, source).into() })
    }

    /// Whether the template mentions a variable, given without `$`.
    pub fn uses(&self, variable: &str) -> bool {
        self.program.uses(variable)
    }

    /// The source of the template.
    pub fn source(&self) -> &str {
        self.program.source()
    }

    /// An empty coverage of the template, for [`Renderer::render_observed`].
    pub fn coverage(&self) -> Coverage {
        Coverage::of(&self.program)
    }

    /// A renderer for the template, with the [default limits](Limits::DEFAULT).
    pub fn renderer(&self) -> Renderer {
        self.renderer_with(Limits::DEFAULT, DIALECT)
    }

    /// A renderer for the template with other limits and settings.
    pub fn renderer_with(&self, limits: Limits, dialect: Dialect) -> Renderer {
        Renderer {
            inner: vtlkit_eval::Renderer::new(Arc::clone(&self.program), dialect, limits),
            paths: Paths::default(),
        }
    }
}

/// Renders one template for many requests, reusing its buffers.
#[derive(Debug)]
pub struct Renderer {
    inner: vtlkit_eval::Renderer,
    /// The cache of compiled JSONPaths.
    paths: Paths,
}

/// The result of a render.
#[derive(Debug)]
pub struct Rendered<'r> {
    output: &'r [u8],
    heap: &'r Heap,
    context: Option<MapId>,
}

impl<'r> Rendered<'r> {
    /// The output as text, with `?` for unpaired surrogates.
    pub fn text(&self) -> Cow<'r, str> {
        vtlkit_java::wtf8::to_utf8(self.output)
    }

    /// The output as WTF-8, since a template can split a surrogate pair.
    pub const fn bytes(&self) -> &'r [u8] {
        self.output
    }

    /// The overrides of the request and the response that the template set.
    pub fn overrides(&self) -> Overrides {
        self.context.map_or_else(Overrides::default, |context| Overrides::read(self.heap, context))
    }
}

impl Renderer {
    /// Renders the template for a request.
    ///
    /// # Errors
    ///
    /// If Velocity throws an exception, which API Gateway answers with an error, or if a limit is exceeded.
    pub fn render(&mut self, request: &Request) -> Result<Rendered<'_>, Box<EvalError>> {
        self.render_with(request, |_| {})
    }

    /// Renders the template for a request, with additional variables that `prepare` sets.
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render).
    pub fn render_with(
        &mut self,
        request: &Request,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> Result<Rendered<'_>, Box<EvalError>> {
        self.run(request, None, prepare)
    }

    /// Like [`render`](Self::render), but reports events to an observer.
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render); the observer has the events up to the failure.
    pub fn render_observed(
        &mut self,
        request: &Request,
        observer: &mut dyn Observer,
    ) -> Result<Rendered<'_>, Box<EvalError>> {
        self.run(request, Some(observer), |_| {})
    }

    /// Renders the template for a request, with additional variables, and returns a trace of the render. Its offsets
    /// are those of [`Rendered::text`].
    ///
    /// ```
    /// use vtlkit_gateway::{Request, Template};
    ///
    /// let template = Template::compile(r#"#set($n = $input.path('$.n'))#if($n > 1){"many": $n}#end"#).unwrap();
    /// let request = Request { body: r#"{"n": 3}"#.into(), ..Request::default() };
    /// let mut renderer = template.renderer();
    /// let (rendered, trace) = renderer.render_traced(&request, |_| {});
    /// assert_eq!(rendered.unwrap().text(), r#"{"many": 3}"#);
    /// assert_eq!(trace.branches[0].reason, "`$n` is 3 (Integer), so `$n > 1` is true");
    /// let value = trace.pieces[1].value.as_ref().unwrap();
    /// assert_eq!((trace.pieces[1].output.clone(), value.class, &*value.text), (9..10, "Integer", "3"));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render); the trace contains the events up to the failure.
    pub fn render_traced(
        &mut self,
        request: &Request,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> (Result<Rendered<'_>, Box<EvalError>>, Trace) {
        let mut trace = Trace::default();
        let rendered = self.run(request, Some(&mut trace), prepare);
        if let Ok(rendered) = &rendered {
            trace.point_into_text(rendered.bytes());
        }
        (rendered, trace)
    }

    fn run(
        &mut self,
        request: &Request,
        observer: Option<&mut dyn Observer>,
        prepare: impl FnOnce(&mut Scope<'_>),
    ) -> Result<Rendered<'_>, Box<EvalError>> {
        let mut roots = Roots::new(request, &mut self.paths);
        let mut context = None;
        let prepare = |scope: &mut Scope<'_>| {
            context = variables(scope, request);
            prepare(scope);
        };
        let output = match observer {
            None => self.inner.render(&mut roots, prepare)?,
            Some(observer) => self.inner.render_observed(&mut roots, observer, prepare)?,
        };
        Ok(Rendered { output: output.bytes(), heap: output.heap, context })
    }
}

/// Sets API Gateway's variables, as far as the template mentions them.
fn variables(scope: &mut Scope<'_>, request: &Request) -> Option<MapId> {
    scope.set("input", Value::Root(INPUT));
    scope.set("util", Value::Root(UTIL));
    if scope.uses("stageVariables") {
        let map = scope.heap.new_map(MapKind::Plain);
        for (name, value) in &request.stage_variables {
            let value = scope.heap.new_str(value);
            scope.heap.map_put_str(map, name, value);
        }
        scope.set("stageVariables", Value::Map(map));
    }
    scope.uses("context").then(|| {
        let map = context(scope.heap, request);
        scope.set("context", Value::Map(map));
        scope.keep(map);
        map
    })
}

/// `$context`. The maps inside it print nothing, as recorded from the service.
fn context(heap: &mut Heap, request: &Request) -> MapId {
    let context = heap.new_map(MapKind::Silent);
    for (name, value) in &request.context {
        let value =
            if name == authorizer::MEMBER { authorizer::as_texts(value) } else { Cow::Borrowed(value) };
        // Lists contain plain maps: only maps that are reached through maps alone have the service's own class.
        let value = heap.from_json(&value, MapKind::Silent);
        heap.map_put_str(context, name, value);
    }
    for (name, parts) in
        [("requestOverride", &["path", "header", "querystring"][..]), ("responseOverride", &["header"][..])]
    {
        // As recorded, `status` does not exist before a template sets it.
        if heap.map_get_str(context, name).is_none_or(Value::is_null) {
            let overrides = heap.new_map(MapKind::Silent);
            for part in parts {
                let part_map = heap.new_map(MapKind::Silent);
                heap.map_put_str(overrides, part, Value::Map(part_map));
            }
            heap.map_put_str(context, name, Value::Map(overrides));
        }
    }
    context
}
