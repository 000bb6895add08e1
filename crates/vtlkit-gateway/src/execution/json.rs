//! Conversion of executions and responses to and from JSON.

use serde_json::{Map, Value, json};

use vtlkit_api::{Answer, Headers, IntegrationRequest, Response};

use super::{EncodedBody, Execution};

impl Execution {
    /// The execution as a JSON object. A body that is not UTF-8 is Base64-encoded, with `isBase64Encoded`.
    pub fn to_json(&self) -> Value {
        let trail: Vec<Value> = self
            .trail
            .iter()
            .map(|step| {
                json!({
                    "step": step.kind.name(),
                    "decision": step.decision,
                    "reason": step.reason,
                    "failed": step.failed,
                })
            })
            .collect();
        let sent = self.integration_request.as_ref().map(request_to_json);
        let mapped: Vec<Value> = self
            .mapped
            .iter()
            .map(|mapped| {
                json!({
                    "step": mapped.step.name(),
                    "contentType": mapped.content_type,
                    "request": mapped.request.to_json(),
                })
            })
            .collect();
        let body = EncodedBody::of(&self.response.body);
        json!({
            "response": {
                "status": self.response.status,
                "headers": headers(&self.response.headers),
                "body": body.text,
                "isBase64Encoded": body.is_base64,
            },
            "gatewayResponse": self.gateway_response.map(|kind| kind.as_str()),
            "integrationRequest": sent,
            "mapped": mapped,
            "trail": trail,
        })
    }
}

/// The request to an endpoint as a JSON object.
pub fn request_to_json(request: &IntegrationRequest) -> Value {
    let body = EncodedBody::of(&request.body);
    json!({
        "method": request.method,
        "uri": request.uri,
        "headers": headers(&request.headers),
        "body": body.text,
        "isBase64Encoded": body.is_base64,
    })
}

/// An object of names and values. A name that occurs more than once has a list of values.
fn headers(headers: &Headers) -> Value {
    let mut object = Map::new();
    for (name, value) in headers {
        match object.get_mut(name) {
            None => {
                object.insert(name.clone(), value.as_str().into());
            }
            Some(Value::Array(values)) => values.push(value.as_str().into()),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    Value::Object(object)
}

/// An endpoint that fails: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function.
pub fn failing_answer(how: &str) -> Answer {
    match how {
        "timeout" => Answer::Timeout,
        "unreachable" => Answer::Unreachable,
        "forbidden" => Answer::Forbidden,
        message => {
            let body = json!({"errorMessage": message, "errorType": "Error"}).to_string().into_bytes();
            let headers = vec![("X-Amz-Function-Error".to_owned(), "Unhandled".to_owned())];
            Answer::Response(Response { status: 200, headers, body })
        }
    }
}

/// Reads the file of a `bodyFile`. `Err` is the reason why it cannot be read.
pub type BodyFiles<'f> = &'f dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Reads an object with `status`, `headers` and a body, or with `error`: how the endpoint fails, see
/// [`failing_answer`]. A header may have a list of values. The body is `body`, a string or any other JSON value, or
/// Base64 with `isBase64Encoded`; or `bodyFile` names a file.
///
/// # Errors
///
/// If the object is invalid.
pub fn answer_from_json(answer: Value, files: BodyFiles<'_>) -> Result<Answer, String> {
    let Value::Object(mut members) = answer else { return Err("it is not an object".to_owned()) };
    if let Some(error) = members.remove("error").filter(|error| !error.is_null()) {
        let Value::String(how) = error else { return Err("`error` is not a string".to_owned()) };
        return match members.keys().next() {
            Some(name) => {
                Err(format!("it has both `error` and `{name}`: use `error` alone for an endpoint that fails"))
            }
            None => Ok(failing_answer(&how)),
        };
    }
    let body = body_from_json(&mut members, files)?;
    let mut response = Response { status: 200, headers: Headers::new(), body };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("status", value) => {
                let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
                response.status = status
                    .filter(|status| (100..600).contains(status))
                    .ok_or("`status` is not a valid status")?;
            }
            ("headers", Value::Object(headers)) => {
                for (name, value) in headers {
                    let values = if let Value::Array(values) = value { values } else { vec![value] };
                    response.headers.extend(values.into_iter().map(|value| (name.clone(), plain(value))));
                }
            }
            ("headers", _) => return Err("`headers` is not an object".to_owned()),
            (other, _) => {
                return Err(format!(
                    "it has a member `{other}`, and only status, headers, body, isBase64Encoded, bodyFile and \
                     error are known"
                ));
            }
        }
    }
    Ok(Answer::Response(response))
}

/// Takes the body out of the members of a message: `body` and `isBase64Encoded`, or `bodyFile`.
///
/// # Errors
///
/// If they are invalid.
pub fn body_from_json(members: &mut Map<String, Value>, files: BodyFiles<'_>) -> Result<Vec<u8>, String> {
    let mut take = |name: &str| members.remove(name).filter(|value| !value.is_null());
    let (body, file) = (take("body"), take("bodyFile"));
    let is_base64 = match take("isBase64Encoded") {
        None => false,
        Some(Value::Bool(flag)) => flag,
        Some(_) => return Err("`isBase64Encoded` must be true or false".to_owned()),
    };
    match (body, file) {
        (Some(_), Some(_)) => Err("use either `body` or `bodyFile`, not both".to_owned()),
        (None, Some(_)) if is_base64 => {
            Err("`isBase64Encoded` applies to `body` only; a file contains the bytes".to_owned())
        }
        (None, Some(Value::String(path))) => files(&path),
        (None, Some(_)) => Err("`bodyFile` is not a path".to_owned()),
        (None, None) => Ok(Vec::new()),
        (Some(body), None) => EncodedBody { text: plain(body).into(), is_base64 }.into_bytes(),
    }
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
