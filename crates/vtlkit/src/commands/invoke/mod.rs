//! `vtlkit invoke`: one request through a whole API.

mod args;
mod print;

use std::io::{self, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use vtlkit_gateway::execution::{Answer, ClientRequest, Gateway, IntegrationRequest, Invocation, Response};

use crate::failure::Failure;
use crate::models::Models;
use crate::{definition, files, inputs};

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
    let execution = Gateway::new(&api).execute(&invocation, &Models::new(&api), &mut backend);
    let mut out = Vec::new();
    match args.output {
        InvokeOutput::Text => {
            if args.explain {
                print::explain(&mut out, &execution);
            }
            print::response(&mut out, &execution.response, "\n");
            if !execution.response.body.ends_with(b"\n") {
                out.push(b'\n');
            }
        }
        InvokeOutput::Json => print::json(&mut out, &execution),
        InvokeOutput::Http => print::response(&mut out, &execution.response, "\r\n"),
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(&out).and_then(|()| stdout.flush()).map_err(|error| Failure::output(&error))
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
        ..Invocation::default()
    })
}

/// What the endpoint answers.
fn answer(args: &InvokeArgs) -> Result<Answer, Failure> {
    if let Some(path) = &args.backend {
        let object = inputs::object(path, "the answer")?;
        return response(&Value::Object(object)).map(Answer::Response).map_err(|why| {
            Failure::input(format!("the answer `{}` cannot be used: {why}", files::name(path)))
        });
    }
    if let Some(error) = &args.backend_error {
        return Ok(match error.as_str() {
            "timeout" => Answer::Timeout,
            "unreachable" => Answer::Unreachable,
            "forbidden" => Answer::Forbidden,
            message => {
                let body = json!({"errorMessage": message, "errorType": "Error"}).to_string().into_bytes();
                let headers = vec![("X-Amz-Function-Error".to_owned(), "Unhandled".to_owned())];
                Answer::Response(Response { status: 200, headers, body })
            }
        });
    }
    let body = match &args.backend_body {
        Some(path) => files::read(path, "the endpoint's body", files::LARGEST_VALUE)?,
        None => b"{}".to_vec(),
    };
    Ok(Answer::Response(Response { status: args.backend_status.unwrap_or(200), headers: Vec::new(), body }))
}

/// Reads `status`, `headers` and `body`; a header may have a list of values.
fn response(answer: &Value) -> Result<Response, String> {
    let mut response = Response { status: 200, ..Response::default() };
    for (name, value) in answer.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("status", value) => {
                let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
                response.status =
                    status.filter(|status| (100..600).contains(status)).ok_or("`status` is no status")?;
            }
            ("headers", Value::Object(headers)) => {
                for (name, value) in headers {
                    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    response.headers.extend(values.iter().map(|value| (name.clone(), plain(value))));
                }
            }
            ("headers", _) => return Err("`headers` is no object".to_owned()),
            ("body", Value::Null) => {}
            ("body", value) => response.body = plain(value).into_bytes(),
            (other, _) => {
                return Err(format!(
                    "it has a member `{other}`, and only status, headers and body are known"
                ));
            }
        }
    }
    Ok(response)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
