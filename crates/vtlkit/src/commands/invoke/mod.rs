//! `vtlkit invoke`: one request through a whole API.

mod args;
mod print;

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use vtlkit_gateway::execution::{Answer, ClientRequest, Gateway, IntegrationRequest, Invocation, Response};
use vtlkit_report::json;
use vtlkit_schema::ApiModels;

use crate::failure::Failure;
use crate::{definition, files, inputs, output};

pub(crate) use args::{InvokeArgs, InvokeOutput};

/// Takes the request through the API, and prints what came of it.
pub(crate) fn run(args: &InvokeArgs) -> Result<(), Failure> {
    let inputs = [
        Some(&args.api),
        args.body.as_ref(),
        args.context.as_ref(),
        args.backend.as_ref(),
        args.backend_body.as_ref(),
    ];
    if inputs.into_iter().flatten().filter(|path| files::is_stdin(path)).count() > 1 {
        return Err(Failure::input("only one of the definition and the inputs can be standard input (`-`)"));
    }
    let api = definition::read(&args.api, args.api_name.as_deref())?;
    let invocation = invocation(args)?;
    let answer = answer(args)?;
    let mut backend = |_: &IntegrationRequest| answer.clone();
    let execution = Gateway::new(&api).explaining().execute(&invocation, &ApiModels::new(&api), &mut backend);
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

fn invocation(args: &InvokeArgs) -> Result<Invocation, Failure> {
    let read = |path: &Path| files::read(path, "the body", files::LARGEST_VALUE);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
    let target = if args.path.starts_with('/') { args.path.clone() } else { format!("/{}", args.path) };
    Ok(Invocation {
        request: ClientRequest {
            method: args.method.to_ascii_uppercase(),
            target,
            headers: args.header.clone(),
            body: args.body.as_deref().map(read).transpose()?.unwrap_or_default(),
        },
        stage: args.stage.clone(),
        time_millis: args.time.unwrap_or_else(now),
        context: args
            .context
            .as_deref()
            .map(|path| inputs::object(path, "the context"))
            .transpose()?
            .unwrap_or_default(),
        access: args.authorizer.clone().into(),
    })
}

/// What the endpoint answers.
fn answer(args: &InvokeArgs) -> Result<Answer, Failure> {
    if let Some(path) = &args.backend {
        let object = inputs::object(path, "the answer")?;
        return Response::from_json(&Value::Object(object)).map(Answer::Response).map_err(|why| {
            let name = files::name(path);
            Failure::input_with_help(
                format!("the answer `{name}` cannot be used: {why}"),
                format!("`--backend-body {name}` takes the file as the body of the answer"),
            )
        });
    }
    if let Some(error) = &args.backend_error {
        return Ok(Answer::failing(error));
    }
    let body = match &args.backend_body {
        Some(path) => files::read(path, "the endpoint's body", files::LARGEST_VALUE)?,
        None => b"{}".to_vec(),
    };
    Ok(Answer::Response(Response { status: args.backend_status.unwrap_or(200), headers: Vec::new(), body }))
}
