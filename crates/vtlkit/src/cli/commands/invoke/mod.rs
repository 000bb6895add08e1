//! `vtlkit invoke`: executes a request against an API.

mod args;
mod print;
mod remarks;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use vtlkit::{Answer, Call, IntegrationRequest, Response, TestInvoke, invoke};
use vtlkit_gateway::execution::{answer_from_json, failing_answer};
use vtlkit_report::json;

use crate::cli::failure::Failure;
use crate::cli::files::{REFUSAL_HELP, Scope};
use crate::cli::input::Input;
use crate::cli::{definition, files, inputs, output};

pub(crate) use args::{InvokeArgs, InvokeOutput, decision};

/// Executes the request and prints the result.
pub(crate) fn run(args: &InvokeArgs) -> Result<(), Failure> {
    let inputs = [&args.body, &args.context, &args.backend, &args.backend_body];
    let of_stdin = inputs.into_iter().flatten().filter(|input| input.is_stdin()).count();
    if of_stdin + usize::from(files::is_stdin(&args.api)) > 1 {
        return Err(Failure::input("only one of the definition and the inputs can be standard input (`-`)"));
    }
    let definition = definition::read_definition(&args.api, &args.definition, args.allow_outside)?;
    let api = definition.api(args.api_name.as_deref())?;
    let call = call(args)?;
    let answer = answer(args)?;
    let execution = invoke(api, &call, &mut |_: &IntegrationRequest| answer.clone());
    remarks::print(&definition, api, &call, &execution, &args.api);
    match args.output {
        InvokeOutput::Text => {
            let mut out = String::new();
            if args.explain {
                print::explain(&mut out, &execution);
            }
            print::response(&mut out, &execution.response);
            output::message(&out)
        }
        InvokeOutput::Json => output::data((json::text(&execution.to_json(), false) + "\n").as_bytes()),
        InvokeOutput::Http => output::data(&print::wire(&execution.response)),
    }
}

fn call(args: &InvokeArgs) -> Result<Call, Failure> {
    let body = args.body.as_ref().map(|input| input.read("the body"));
    let context = args.context.as_ref().map(|input| inputs::object(input, "the context"));
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
    Ok(Call {
        method: args.method.clone(),
        path: args.path.clone(),
        headers: args.header.clone(),
        body: body.transpose()?.unwrap_or_default(),
        stage: args.stage.clone(),
        context: context.transpose()?.unwrap_or_default(),
        authorizer: args.authorizer.clone(),
        time_millis: args.time.unwrap_or_else(now),
        test: args.test_invoke.then(|| TestInvoke {
            resource: args.path.clone(),
            path_parameters: args.path_parameter.clone(),
        }),
    })
}

/// The answer of the endpoint.
fn answer(args: &InvokeArgs) -> Result<Answer, Failure> {
    let mut answer = match (&args.backend, &args.backend_error) {
        (Some(input), _) => given(input, args.allow_outside)?,
        (None, Some(error)) => failing_answer(error),
        (None, None) => Answer::Response(Response { status: 200, headers: Vec::new(), body: b"{}".to_vec() }),
    };
    let body = args.backend_body.as_ref().map(|input| input.read("the endpoint's body")).transpose()?;
    let Answer::Response(response) = &mut answer else {
        if args.backend_status.is_some() || body.is_some() || !args.backend_header.is_empty() {
            return Err(Failure::input("an endpoint that fails has no status, headers or body"));
        }
        return Ok(answer);
    };
    response.status = args.backend_status.unwrap_or(response.status);
    let is_set = |name: &str| args.backend_header.iter().any(|(set, _)| set.eq_ignore_ascii_case(name));
    response.headers.retain(|(name, _)| !is_set(name));
    response.headers.extend_from_slice(&args.backend_header);
    if let Some(body) = body {
        response.body = body;
    }
    Ok(answer)
}

/// The answer in `--backend`.
pub(crate) fn given(input: &Input, allow_outside: bool) -> Result<Answer, Failure> {
    let object = inputs::object(input, "the answer")?;
    let scope = match input {
        // A file that the argument itself refers to counts as named on the command line.
        Input::Inline(_) => Scope::of_cases(&[], true),
        Input::File(path) if files::is_stdin(path) => Scope::of_cases(&[], allow_outside),
        Input::File(path) => Scope::of_cases(std::slice::from_ref(path), allow_outside),
    };
    let read = |named: &str| {
        let path = input.path_of(named);
        if !scope.reads(&path) {
            return Err(format!("{}; {REFUSAL_HELP}", scope.refusal(&path)));
        }
        let regular = match input {
            Input::Inline(_) => Ok(()),
            Input::File(_) => files::require_regular(&path, "the endpoint's body"),
        };
        let bytes = regular.and_then(|()| files::read(&path, "the endpoint's body", files::LARGEST_VALUE));
        bytes.map_err(|failure| match failure {
            Failure::Input { message, .. } => message,
            other => other.into_text(),
        })
    };
    answer_from_json(Value::Object(object), &read).map_err(|why| {
        let name = input.name();
        let message = format!("the answer `{name}` is invalid: {why}");
        let help = "use `--backend-body` for the body of the answer, `--backend` for the whole answer";
        Failure::input_with_help(message, help)
    })
}
