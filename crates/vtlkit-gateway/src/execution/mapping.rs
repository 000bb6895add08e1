//! Evaluates the sources of parameter mappings.

use std::cell::RefCell;
use vtlkit_api::Headers;

use serde_json::{Map, Value as Json};
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::{Heap, Value, json};

use super::context::member;
use super::parameters::{Incoming, all};

/// The message that a mapping reads: the method request or the integration response.
pub(super) enum Message<'m> {
    Request(Incoming<'m>),
    Response { headers: &'m Headers, body: &'m [u8] },
}

/// Everything that a mapping may read.
pub(super) struct Sources<'m> {
    message: Message<'m>,
    context: &'m Map<String, Json>,
    stage_variables: &'m [(String, String)],
    /// The parsed body, once a mapping needs it.
    document: RefCell<Option<Document>>,
}

/// A parsed body.
struct Document {
    heap: Heap,
    /// `None` for text that is not JSON and does not look like it.
    value: Result<Option<Value>, BadBody>,
}

/// The value of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mapped {
    One(String),
    /// The values of a query parameter that occurs more than once.
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

/// The body looks like JSON but is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadBody;

/// The step limit for the JSONPath of one mapping.
const STEPS: u64 = 1_000_000;

impl<'m> Sources<'m> {
    pub(super) const fn new(
        message: Message<'m>,
        context: &'m Map<String, Json>,
        stage_variables: &'m [(String, String)],
    ) -> Self {
        Self { message, context, stage_variables, document: RefCell::new(None) }
    }

    /// The value of an expression such as `method.request.header.X`, `context.stage` or `'static'`. `None` if it has
    /// no value or an empty one: the mapping is then skipped.
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
            None => Ok(None),
            Some("") if body.is_empty() => Ok(Some(one("{}"))),
            Some(path) => {
                let mut document = self.document.borrow_mut();
                let document = document.get_or_insert_with(|| Document::read(body));
                match (document.value?, path) {
                    (_, "") => Ok(Some(Mapped::One(String::from_utf8_lossy(body).into_owned()))),
                    (None, _) => Ok(None),
                    (Some(value), path) => Ok(find(&mut document.heap, value, path)),
                }
            }
        }
    }
}

/// The value of a static source.
fn quoted(expression: &str) -> Option<&str> {
    expression.strip_prefix('\'')?.strip_suffix('\'')
}

impl Document {
    fn read(body: &[u8]) -> Self {
        let mut heap = Heap::new();
        let text = String::from_utf8_lossy(body);
        let value = match json::read_str(&mut heap, if body.is_empty() { "{}" } else { &text }) {
            Ok(document) => Ok(Some(document)),
            Err(_) if matches!(body.first(), Some(b'{' | b'[' | b'"' | b'\'')) => Err(BadBody),
            Err(_) => Ok(None),
        };
        Self { heap, value }
    }
}

/// The result of a JSONPath (without its `$`) in a body, as text: strings unchanged, other values as JSON.
fn find(heap: &mut Heap, document: Value, path: &str) -> Option<Mapped> {
    let path = JsonPath::compile(format!("${path}")).ok()?;
    let found = path.read(heap, document, &mut { STEPS }).ok().flatten().filter(|value| !value.is_null())?;
    Some(Mapped::One(match found {
        Value::Str(text) => String::from_utf8_lossy(heap.bytes(text)).into_owned(),
        other => json::to_string(heap, other),
    }))
}
