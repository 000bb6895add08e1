use serde_json::{Map, Value};
use vtlkit_text::Place;

/// The input of a template: the parts of a request, as API Gateway passes them to templates.
///
/// For a response template, [`body`](Self::body) is the body of the integration response; everything else is that of
/// the method request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The body as text; empty if there is none.
    pub body: String,
    /// The headers in order, with the names as the client wrote them. If a name occurs twice, the last value is used.
    pub headers: Vec<(String, String)>,
    /// The query parameters, decoded.
    pub querystring: Vec<(String, String)>,
    /// The path parameters, not decoded.
    pub path: Vec<(String, String)>,
    /// The stage's variables.
    pub stage_variables: Vec<(String, String)>,
    /// The members of `$context`. `requestOverride` and `responseOverride` are added if they are missing.
    pub context: Map<String, Value>,
}

/// An invalid request object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// The message, in lower case.
    pub message: String,
    /// The position in the text that it was parsed from, with columns in bytes, if there is one.
    pub place: Option<Place>,
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RequestError {}

/// The members of a request object.
const MEMBERS: [&str; 6] = ["body", "headers", "querystring", "path", "stageVariables", "context"];

impl Request {
    /// Reads a request object: `body` is a string (any other value is converted to its JSON text), `headers`,
    /// `querystring`, `path` and `stageVariables` are objects of names and values, `context` is an object.
    ///
    /// # Errors
    ///
    /// If the value is not an object, or has an unknown member or one of the wrong type.
    pub fn from_json(value: Value) -> Result<Self, RequestError> {
        let Value::Object(members) = value else {
            return Err(error(format!("a request is a JSON object, not {}", kind(&value))));
        };
        let mut request = Self::default();
        for (name, value) in members {
            match name.as_str() {
                "body" => request.body = text(value),
                "headers" => request.headers = pairs(&name, value)?,
                "querystring" => request.querystring = pairs(&name, value)?,
                "path" => request.path = pairs(&name, value)?,
                "stageVariables" => request.stage_variables = pairs(&name, value)?,
                "context" => {
                    request.context = match value {
                        Value::Object(context) => context,
                        Value::Null => Map::new(),
                        other => {
                            return Err(error(format!("`context` must be an object, not {}", kind(&other))));
                        }
                    }
                }
                other => return Err(error(unknown(other))),
            }
        }
        Ok(request)
    }
}

impl Request {
    /// The request as an object for [`from_json`](Self::from_json), without empty members.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut object = Map::new();
        if !self.body.is_empty() {
            object.insert("body".into(), self.body.as_str().into());
        }
        let pairs = [&self.headers, &self.querystring, &self.path, &self.stage_variables];
        for (name, pairs) in MEMBERS[1..5].iter().zip(pairs).filter(|(_, pairs)| !pairs.is_empty()) {
            let members = pairs.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
            object.insert((*name).into(), Value::Object(members.collect()));
        }
        if !self.context.is_empty() {
            object.insert("context".into(), Value::Object(self.context.clone()));
        }
        object
    }
}

/// The message for an unknown member.
pub(crate) fn unknown(member: &str) -> String {
    format!("a request has no member `{member}`, only {}", MEMBERS.join(", "))
}

fn error(message: String) -> RequestError {
    RequestError { message, place: None }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn pairs(name: &str, value: Value) -> Result<Vec<(String, String)>, RequestError> {
    match value {
        Value::Object(members) => Ok(members.into_iter().map(|(name, value)| (name, text(value))).collect()),
        Value::Null => Ok(Vec::new()),
        other => Err(error(format!("`{name}` must be an object of names and values, not {}", kind(&other)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_object_is_read_whole_or_refused() {
        let value = serde_json::json!({"body": {"a": 1}, "headers": {"X": 5}, "context": null});
        let request = Request::from_json(value).unwrap();
        assert_eq!(request.body, r#"{"a":1}"#);
        assert_eq!(request.headers, [("X".to_owned(), "5".to_owned())]);
        for (value, message) in [
            (serde_json::json!([]), "a request is a JSON object, not an array"),
            (serde_json::json!({"context": 1}), "`context` must be an object, not a number"),
            (serde_json::json!({"path": "x"}), "`path` must be an object of names and values, not a string"),
            (
                serde_json::json!({"query": {}}),
                "a request has no member `query`, only body, headers, querystring, path, stageVariables, context",
            ),
        ] {
            assert_eq!(Request::from_json(value).unwrap_err().message, message);
        }
    }
    #[test]
    fn a_request_object_is_written_as_it_is_read() {
        let pairs = |name: &str| vec![(name.to_owned(), "1".to_owned())];
        let request = Request {
            body: "{}".to_owned(),
            headers: pairs("H"),
            querystring: pairs("q"),
            path: pairs("p"),
            stage_variables: pairs("s"),
            context: Map::from_iter([("stage".to_owned(), "test".into())]),
        };
        assert_eq!(Request::from_json(request.to_json().into()).unwrap(), request);
    }
}
