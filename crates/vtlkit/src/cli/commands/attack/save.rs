//! Saves broken variants as cases for `vtlkit test`, which pass once the template is fixed.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use vtlkit::suite::yaml_document;
use vtlkit::{Answer, Attack, Attempt, Exchange, Input, Request, Side, Verdict};
use vtlkit_gateway::execution::EncodedBody;

use super::{AttackArgs, beside};
use crate::cli::args::Phase;
use crate::cli::failure::Failure;
use crate::cli::files;

/// The members of a case except its name.
pub(super) type Case = Map<String, Value>;

/// A schema for JSON without a member `injected`, at any depth.
fn schema() -> Value {
    let value = json!({"$ref": "#/definitions/value"});
    let members = json!({"injected": {"not": {}}});
    json!({
        "definitions": {"value": {"properties": members, "additionalProperties": value, "items": value}},
        "allOf": [value],
    })
}

/// A case for a template: it renders, and its output is JSON without an injected member.
pub(super) fn of_template(args: &AttackArgs) -> impl Fn(&Attempt<Request>, Option<u16>) -> Case {
    let phase = match args.phase {
        Phase::Request => "request",
        Phase::Response => "response",
    };
    move |attempt, _| {
        let members = json!({
            "phase": phase,
            "request": attempt.input.to_json(),
            "expect": {"bodySchema": schema()},
        });
        members.as_object().cloned().unwrap_or_default()
    }
}

/// A case for an API: no template fails, and the broken message is JSON without an injected member.
pub(super) fn of_api(args: &AttackArgs, method: &str) -> impl Fn(&Attempt<Exchange>, Option<u16>) -> Case {
    let api_name = args.api_name.clone();
    let method = method.to_ascii_uppercase();
    move |attempt, status| {
        let Exchange { call, answer } = &attempt.input;
        let mut case = Case::new();
        if let Some(name) = &api_name {
            case.insert("apiName".into(), name.as_str().into());
        }
        let path = call.path.trim_start_matches('/');
        case.insert("route".into(), format!("{method} /{path}").into());
        let mut request = Map::new();
        if !call.headers.is_empty() {
            request.insert("headers".into(), headers(&call.headers));
        }
        if !call.context.is_empty() {
            request.insert("context".into(), Value::Object(call.context.clone()));
        }
        body(&mut request, &call.body);
        case.insert("request".into(), Value::Object(request));
        if let Some(decision) = &call.authorizer {
            case.insert("authorizer".into(), decision.to_json());
        }
        if let Answer::Response(response) = answer {
            let mut backend = Map::new();
            backend.insert("status".into(), response.status.into());
            if !response.headers.is_empty() {
                backend.insert("headers".into(), headers(&response.headers));
            }
            body(&mut backend, &response.body);
            case.insert("backend".into(), Value::Object(backend));
        }
        let judged = json!({"bodySchema": schema()});
        let expect = match attempt.output_side {
            _ if attempt.span.is_none() => json!({"status": status}),
            Side::Request => json!({"integration": judged}),
            Side::Response => judged,
        };
        case.insert("expect".into(), expect);
        case
    }
}

fn headers(list: &[(String, String)]) -> Value {
    Value::Object(list.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect())
}

fn body(members: &mut Map<String, Value>, bytes: &[u8]) {
    let body = EncodedBody::of(bytes);
    members.insert("body".into(), body.text.as_ref().into());
    if body.is_base64 {
        members.insert("isBase64Encoded".into(), true.into());
    }
}

/// Writes the variants that break the output to a new file.
pub(super) fn save<I: Input>(
    args: &AttackArgs,
    path: &Path,
    attack: &Attack<I>,
    case: &dyn Fn(&Attempt<I>, Option<u16>) -> Case,
) -> Result<(), Failure> {
    if path.exists() {
        let message = format!("`{}` exists already", files::name(path));
        return Err(Failure::input_with_help(message, "cases are saved to a new file"));
    }
    let broken = attack.attempts.iter().filter(|attempt| attempt.verdict == Verdict::Broken);
    let mut cases: Vec<Value> = Vec::new();
    let status = attack.base.as_ref().and_then(|base| base.status);
    let mut names: HashMap<String, usize> = HashMap::new();
    for attempt in broken {
        let side = if attempt.side == Side::Response { "the answer's " } else { "" };
        let mut members = Map::new();
        let name = format!("{side}{}: {}", attempt.place, attempt.change);
        // Names are unique in a case file.
        let count = names.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = if *count == 1 { name } else { format!("{name}, {count}") };
        members.insert("name".into(), name.into());
        members.extend(case(attempt, status));
        cases.push(Value::Object(members));
    }
    if cases.is_empty() {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let kind = if args.method.is_some() { "api" } else { "template" };
    let suite = json!({kind: beside(&args.subject, folder), "cases": cases});
    files::create(path, yaml_document(&suite).as_bytes())
}
