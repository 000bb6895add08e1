//! `vtlkit render`: one template, one request.

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use vtlkit::{Dialect, Error, RenderOptions, Template, Trace};

use crate::cli::args::{Args, DialectName, OutputForm, Phase, RenderArgs};
use crate::cli::failure::{Failure, print_error};
use crate::cli::template::TemplateFile;
use crate::cli::{files, inputs, limit, outcome, output};

/// Renders the template and prints the result.
pub(crate) fn run(args: &RenderArgs) -> Result<(), Failure> {
    check(args)?;
    let file = TemplateFile::read(&args.template, "template")?;
    let request = inputs::request(args)?;
    let options = options(args)?;
    let mut template = match Template::compile(file.text(), &options) {
        Ok(template) => template,
        Err(error) => return refuse(args, &file, &error, None),
    };
    let rendered = template.render(&request).map(|rendered| {
        let mut out = Vec::new();
        match args.output {
            OutputForm::Text => out.extend_from_slice(rendered.text().as_bytes()),
            OutputForm::Json => {
                let trace = rendered.trace();
                outcome::push_output(&mut out, &rendered.text(), &rendered.overrides(), trace);
            }
        }
        out
    });
    match rendered {
        Ok(out) => {
            output::data(&out)?;
            show_trace(args, &file, template.trace());
            Ok(())
        }
        Err(error) => refuse(args, &file, &error, template.trace()),
    }
}

/// Shows why there is no output, and the trace up to the failure.
fn refuse(
    args: &RenderArgs,
    file: &TemplateFile,
    error: &Error,
    trace: Option<&Trace>,
) -> Result<(), Failure> {
    let mut out = Vec::new();
    if args.output == OutputForm::Json {
        outcome::push_error(&mut out, &file.source(), error);
    }
    let failure = file.refuse(error);
    output::data(&out)?;
    show_trace(args, file, trace);
    Err(failure)
}

fn show_trace(args: &RenderArgs, file: &TemplateFile, trace: Option<&Trace>) {
    if let Some(trace) = trace.filter(|_| args.output == OutputForm::Text) {
        print_error(&vtlkit_report::trace::text(&file.source(), trace));
    }
}

fn options(args: &RenderArgs) -> Result<RenderOptions, Failure> {
    let variables = args.vars.as_ref().map(|input| inputs::object(input, "the variables"));
    let mut options = RenderOptions {
        dialect: match args.dialect {
            DialectName::ApiGateway => Dialect::ApiGateway,
            DialectName::Velocity => Dialect::Velocity,
        },
        phase: match args.phase {
            Phase::Request => vtlkit::Phase::Request,
            Phase::Response => vtlkit::Phase::Response,
        },
        variables: variables.transpose()?.unwrap_or_default(),
        trace: args.trace,
        ..RenderOptions::default()
    };
    limit::apply(&args.limits.limits, &mut options);
    Ok(options)
}

/// Rejects contradictory arguments.
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
