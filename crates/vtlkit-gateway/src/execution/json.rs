//! Executions and responses as JSON.

use serde_json::{Map, Value, json};

use super::{Answer, Execution, Headers, Response};

impl Execution {
    /// Everything as one JSON object. A body that is no UTF-8 has U+FFFD in it.
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
        let sent = self.integration_request.as_ref().map(|request| {
            json!({
                "method": request.method,
                "uri": request.uri,
                "headers": headers(&request.headers),
                "body": String::from_utf8_lossy(&request.body),
            })
        });
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
        json!({
            "response": {
                "status": self.response.status,
                "headers": headers(&self.response.headers),
                "body": self.response.text(),
            },
            "gatewayResponse": self.gateway_response.map(|kind| kind.as_str()),
            "integrationRequest": sent,
            "mapped": mapped,
            "trail": trail,
        })
    }
}

/// An object of names and values; a name that is there more than once has a list.
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

impl Answer {
    /// An endpoint that fails: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function.
    pub fn failing(how: &str) -> Self {
        match how {
            "timeout" => Self::Timeout,
            "unreachable" => Self::Unreachable,
            "forbidden" => Self::Forbidden,
            message => {
                let body = json!({"errorMessage": message, "errorType": "Error"}).to_string().into_bytes();
                let headers = vec![("X-Amz-Function-Error".to_owned(), "Unhandled".to_owned())];
                Self::Response(Response { status: 200, headers, body })
            }
        }
    }
}

impl Response {
    /// Reads an object with `status`, `headers` and `body`; a header may have a list of values.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn from_json(answer: &Value) -> Result<Self, String> {
        let mut response = Self { status: 200, ..Self::default() };
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
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
