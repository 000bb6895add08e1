use vtlkit_eval::{Dialect, Limits, NoHost, Program, Renderer, Scope, Trace};
use vtlkit_gateway::{DIALECT, Request, Template};
use vtlkit_syntax::{Directives, parse};

use crate::Json;

/// The dialect of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Stock Velocity 1.7.
    Stock,
    /// API Gateway's Velocity.
    Aws,
}

/// The result of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The output as WTF-8, and the overrides of a mapping template.
    Output {
        /// The text.
        text: Vec<u8>,
        /// `requestOverride` and `responseOverride`, without empty ones.
        overrides: Json,
    },
    /// An error with its message; `parse` for a syntax error.
    Error {
        /// The message.
        message: String,
        /// `parse` or `render`.
        phase: &'static str,
    },
}

impl Outcome {
    /// The outcome in the format of the reference engine's results.
    pub fn to_json(&self, id: &Json) -> Json {
        let mut members = vec![("id".to_owned(), id.clone())];
        match self {
            Self::Output { text, overrides } => {
                members.push(("output".to_owned(), Json::String(text.clone())));
                if *overrides != Json::Object(Vec::new()) {
                    members.push(("overrides".to_owned(), overrides.clone()));
                }
            }
            Self::Error { message, phase } => {
                let string = |text: &str| Json::String(text.as_bytes().to_vec());
                let error =
                    vec![("message".to_owned(), string(message)), ("phase".to_owned(), string(phase))];
                members.push(("error".to_owned(), Json::Object(error)));
            }
        }
        Json::Object(members)
    }
}

/// Runs a template case: `mode`, `template`, and `vars` or `request`. The dialect is the one in `engine`; by default
/// stock for plain cases and API Gateway's for others.
pub fn run(case: &Json) -> Outcome {
    run_with(case, None)
}

/// [`run`] with a trace, whose offsets refer to the outcome's WTF-8.
pub fn run_traced(case: &Json) -> (Outcome, Trace) {
    let mut trace = Trace::default();
    let outcome = run_with(case, Some(&mut trace));
    (outcome, trace)
}

fn run_with(case: &Json, trace: Option<&mut Trace>) -> Outcome {
    let apigw = case.text("mode").as_deref() == Some("apigw");
    let engine = match case.text("engine").as_deref() {
        Some("aws") => Engine::Aws,
        Some("stock") => Engine::Stock,
        _ if apigw => Engine::Aws,
        _ => Engine::Stock,
    };
    if apigw { mapping(case, trace) } else { plain(case, engine, trace) }
}

/// Runs the template of a case with its variables.
pub(crate) fn plain(case: &Json, engine: Engine, trace: Option<&mut Trace>) -> Outcome {
    let source = case.text("template").unwrap_or_default();
    let (directives, dialect) = match engine {
        Engine::Stock => (Directives::Velocity, Dialect::VELOCITY),
        Engine::Aws => (Directives::ApiGateway, DIALECT),
    };
    let parsed = parse(&source, directives);
    if let Some(error) = parsed.errors.first() {
        return Outcome::Error { message: error.to_string(), phase: "parse" };
    }
    let program = Program::compile(&parsed.template, &source);
    let mut renderer = Renderer::new(program.into(), dialect, Limits::DEFAULT);
    let variables = |scope: &mut Scope<'_>| {
        if let Some(Json::Object(vars)) = case.get("vars").or_else(|| case.get("variables")) {
            for (name, value) in vars {
                let value = value.to_value(scope.heap);
                scope.set(name, value);
            }
        }
    };
    let rendered = match trace {
        None => renderer.render(&mut NoHost, variables),
        Some(trace) => renderer.render_observed(&mut NoHost, trace, variables),
    };
    match rendered {
        Ok(output) => Outcome::Output { text: output.bytes().to_vec(), overrides: Json::Object(Vec::new()) },
        Err(error) => Outcome::Error { message: error.to_string(), phase: "render" },
    }
}

/// Runs the mapping template of a case with its request.
fn mapping(case: &Json, trace: Option<&mut Trace>) -> Outcome {
    let source = case.text("template").unwrap_or_default();
    let template = match Template::compile(&source) {
        Ok(template) => template,
        Err(errors) => {
            let message = errors.first().map(ToString::to_string).unwrap_or_default();
            return Outcome::Error { message, phase: "parse" };
        }
    };
    let request = case.get("request").cloned().unwrap_or(Json::Object(Vec::new()));
    let request = match Request::from_json(request.to_serde()) {
        Ok(request) => request,
        Err(error) => return Outcome::Error { message: error.to_string(), phase: "render" },
    };
    let mut renderer = template.renderer();
    let rendered = match trace {
        None => renderer.render(&request),
        Some(trace) => renderer.render_observed(&request, trace),
    };
    match rendered {
        Ok(rendered) => {
            let overrides = serde_json::Value::Object(rendered.overrides().to_json()).to_string();
            let overrides = Json::parse(&overrides).unwrap_or(Json::Null);
            Outcome::Output { text: rendered.bytes().to_vec(), overrides }
        }
        Err(error) => Outcome::Error { message: error.to_string(), phase: "render" },
    }
}
