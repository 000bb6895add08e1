//! `vtlkit render`: one template, one request.

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use serde_json::{Map, Value as Json};
use vtlkit_eval::{Dialect, EvalError, NoHost, Program, Scope};
use vtlkit_gateway::{DIALECT, Overrides, Request, Template, Trace};
use vtlkit_report::diagnostics;
use vtlkit_syntax::{Directives, SyntaxError, parse};
use vtlkit_value::MapKind;

use crate::cli::args::{Args, DialectName, OutputForm, Phase, RenderArgs};
use crate::cli::failure::{Failure, print_error};
use crate::cli::template::TemplateFile;
use crate::cli::{files, inputs, limit, outcome, output};

/// Renders, and prints what came of it.
pub(crate) fn run(args: &RenderArgs) -> Result<(), Failure> {
    check(args)?;
    let template = TemplateFile::read(&args.template, "template")?;
    let request = inputs::request(args)?;
    let vars = args.vars.as_ref().map(|input| inputs::object(input, "the variables"));
    let vars = vars.transpose()?.unwrap_or_default();
    let mut trace = args.trace.then(Trace::default);
    let rendered = match args.dialect {
        DialectName::ApiGateway => api_gateway(args, template.text(), &request, &vars, trace.as_mut()),
        DialectName::Velocity => velocity(args, template.text(), &vars, trace.as_mut()),
    };
    let mut out = Vec::new();
    let result = match rendered {
        Ok((text, overrides)) => {
            match args.output {
                OutputForm::Text => out = text.into_bytes(),
                OutputForm::Json => outcome::push_output(&mut out, &text, &overrides, trace.as_ref()),
            }
            Ok(())
        }
        Err(Refusal::Syntax(errors)) => {
            if args.output == OutputForm::Json {
                outcome::push_syntax_error(&mut out, &template.source(), &errors);
            }
            Err(template.refuse(&errors))
        }
        Err(Refusal::Render(error)) => {
            if args.output == OutputForm::Json {
                outcome::push_render_error(&mut out, &template.source(), &error);
            }
            template.report(&[diagnostics::of_render(&error)]);
            Err(Failure::Template)
        }
    };
    output::data(&out)?;
    if let Some(trace) = trace.filter(|_| args.output == OutputForm::Text) {
        print_error(&vtlkit_report::trace::text(&template.source(), &trace));
    }
    result
}

/// Why there is no text.
enum Refusal {
    Syntax(Vec<SyntaxError>),
    Render(Box<EvalError>),
}

fn api_gateway(
    args: &RenderArgs,
    source: &str,
    request: &Request,
    vars: &Map<String, Json>,
    trace: Option<&mut Trace>,
) -> Result<(String, Overrides), Refusal> {
    let template = Template::compile(source).map_err(Refusal::Syntax)?;
    let (limits, dialect) = limit::apply(&args.limits.limits, DIALECT);
    let mut renderer = template.renderer_with(limits, dialect);
    let rendered = match trace {
        None => renderer.render_with(request, |scope| set(scope, vars)),
        Some(trace) => {
            let (rendered, seen) = renderer.render_traced(request, |scope| set(scope, vars));
            *trace = seen;
            rendered
        }
    };
    let rendered = rendered.map_err(Refusal::Render)?;
    let mut overrides = rendered.overrides();
    if args.phase == Phase::Response {
        // The request has been sent by then.
        overrides.request.clear();
    }
    Ok((rendered.text().into_owned(), overrides))
}

fn velocity(
    args: &RenderArgs,
    source: &str,
    vars: &Map<String, Json>,
    trace: Option<&mut Trace>,
) -> Result<(String, Overrides), Refusal> {
    let parsed = parse(source, Directives::Velocity);
    if !parsed.errors.is_empty() {
        return Err(Refusal::Syntax(parsed.errors));
    }
    let program = Program::compile(&parsed.template, source);
    let (limits, dialect) = limit::apply(&args.limits.limits, Dialect::VELOCITY);
    let mut renderer = vtlkit_eval::Renderer::new(program.into(), dialect, limits);
    let output = match trace {
        None => renderer.render(&mut NoHost, |scope| set(scope, vars)).map_err(Refusal::Render)?,
        Some(trace) => {
            let rendered = renderer.render_observed(&mut NoHost, trace, |scope| set(scope, vars));
            let output = rendered.map_err(Refusal::Render)?;
            trace.point_into_text(output.bytes());
            output
        }
    };
    Ok((output.text().into_owned(), Overrides::default()))
}

fn set(scope: &mut Scope<'_>, vars: &Map<String, Json>) {
    for (name, value) in vars {
        let value = scope.heap.from_json(value, MapKind::Plain);
        scope.set(name, value);
    }
}

/// Refuses arguments that contradict each other.
fn check(args: &RenderArgs) -> Result<(), Failure> {
    let inputs = [&args.body, &args.context, &args.request, &args.vars];
    let of_stdin = inputs.into_iter().flatten().filter(|input| input.is_stdin()).count();
    if of_stdin + usize::from(files::is_stdin(&args.template)) > 1 {
        return Err(usage("only one of the template and its inputs can be standard input (`-`)"));
    }
    let has_request = args.body.is_some()
        || args.context.is_some()
        || args.request.is_some()
        || [&args.header, &args.query, &args.path, &args.stage_variable]
            .iter()
            .any(|pairs| !pairs.is_empty())
        || args.phase == Phase::Response;
    if args.dialect == DialectName::Velocity && has_request {
        return Err(usage("`--dialect velocity` has no request: its variables come from `--vars`"));
    }
    Ok(())
}

fn usage(message: &str) -> Failure {
    let mut command = Args::command();
    command.build();
    let render = command.find_subcommand_mut("render").map(std::mem::take);
    Failure::Usage(Box::new(render.unwrap_or(command).error(ErrorKind::ArgumentConflict, message)))
}
