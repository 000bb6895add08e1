//! Where the value of a mapped parameter comes from.

use serde_json::{Map, Value as Json};
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::{Heap, Value, json};

use super::context::member;
use super::exchange::Headers;
use super::parameters::{Incoming, all};

/// What mappings may read of a message: the method request, or the integration's response.
pub(super) enum Message<'m> {
    Request(Incoming<'m>),
    Response { headers: &'m Headers, body: &'m [u8] },
}

/// Everything a mapping may read.
pub(super) struct Sources<'m> {
    pub(super) message: Message<'m>,
    pub(super) context: &'m Map<String, Json>,
    pub(super) stage_variables: &'m [(String, String)],
}

/// The value of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mapped {
    One(String),
    /// Of a query parameter that is there more than once.
    Many(Vec<String>),
}

impl Mapped {
    pub(super) fn into_header(self) -> String {
        match self {
            Self::One(value) => value,
            Self::Many(values) => values.join(","),
        }
    }

    pub(super) fn into_values(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

/// The body starts as JSON and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadBody;

/// So many values of a body are looked at for one mapping.
const STEPS: u64 = 1_000_000;

impl Sources<'_> {
    /// The value of an expression such as `method.request.header.X`, `context.stage` or `'static'`. None where there is
    /// nothing or only an empty text: the mapping is then skipped.
    pub(super) fn read(&self, expression: &str) -> Result<Option<Mapped>, BadBody> {
        let value = if let Some(text) = quoted(expression) {
            return Ok(Some(Mapped::One(text.to_owned())));
        } else if let Some(name) = expression.strip_prefix("stageVariables.") {
            let found = self.stage_variables.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| Mapped::One(value.clone()))
        } else if let Some(name) = expression.strip_prefix("context.") {
            member(self.context, name).and_then(Json::as_str).map(|text| Mapped::One(text.to_owned()))
        } else {
            self.of_message(expression)?
        };
        Ok(value.filter(|value| !matches!(value, Mapped::One(text) if text.is_empty())))
    }

    fn of_message(&self, expression: &str) -> Result<Option<Mapped>, BadBody> {
        let one = |value: &str| Mapped::One(value.to_owned());
        let (rest, headers, body) = match self.message {
            Message::Request(incoming) => {
                let Some(rest) = expression.strip_prefix("method.request.") else { return Ok(None) };
                if let Some(name) = rest.strip_prefix("multivaluequerystring.") {
                    let values: Vec<String> = all(incoming.query, name).map(str::to_owned).collect();
                    return Ok(match values.len() {
                        0 => None,
                        1 => values.into_iter().next().map(Mapped::One),
                        _ => Some(Mapped::Many(values)),
                    });
                }
                if rest.starts_with("path.") || rest.starts_with("querystring.") {
                    return Ok(incoming.by_location(rest).map(one));
                }
                (rest, incoming.headers, incoming.body)
            }
            Message::Response { headers, body } => {
                let Some(rest) = expression.strip_prefix("integration.response.") else { return Ok(None) };
                (rest, headers, body)
            }
        };
        if let Some(name) = rest.strip_prefix("multivalueheader.") {
            let values: Vec<&str> = all(headers, name).collect();
            return Ok((!values.is_empty()).then(|| Mapped::One(values.join(","))));
        }
        if let Some(name) = rest.strip_prefix("header.") {
            return Ok(all(headers, name).last().map(one));
        }
        match rest.strip_prefix("body") {
            Some("") => whole_body(body).map(Some),
            Some(path) => of_body(body, path),
            None => Ok(None),
        }
    }
}

/// The text of a static source.
fn quoted(expression: &str) -> Option<&str> {
    expression.strip_prefix('\'')?.strip_suffix('\'')
}

fn document(heap: &mut Heap, body: &[u8]) -> Result<Option<Value>, BadBody> {
    let text = String::from_utf8_lossy(body);
    match json::read_str(heap, if body.is_empty() { "{}" } else { &text }) {
        Ok(document) => Ok(Some(document)),
        Err(_) if matches!(body.first(), Some(b'{' | b'[' | b'"' | b'\'')) => Err(BadBody),
        Err(_) => Ok(None),
    }
}

fn whole_body(body: &[u8]) -> Result<Mapped, BadBody> {
    if body.is_empty() {
        return Ok(Mapped::One("{}".to_owned()));
    }
    document(&mut Heap::new(), body)?;
    Ok(Mapped::One(String::from_utf8_lossy(body).into_owned()))
}

/// What a JSONPath without its `$` finds in a body, as text: strings as they are, everything else as JSON.
fn of_body(body: &[u8], path: &str) -> Result<Option<Mapped>, BadBody> {
    let mut heap = Heap::new();
    let Some(document) = document(&mut heap, body)? else { return Ok(None) };
    let Ok(path) = JsonPath::compile(format!("${path}")) else { return Ok(None) };
    let found = path.read(&mut heap, document, &mut { STEPS }).ok().flatten();
    Ok(found.filter(|value| !value.is_null()).map(|value| {
        Mapped::One(match value {
            Value::Str(text) => String::from_utf8_lossy(heap.bytes(text)).into_owned(),
            other => json::to_string(&heap, other),
        })
    }))
}
