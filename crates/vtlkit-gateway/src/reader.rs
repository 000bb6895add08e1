//! Parses request objects from JSON text without intermediate JSON values.

mod compact;

use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use vtlkit_text::Place;

use self::compact::Compact;
use crate::request::{self, Request, RequestError};
use crate::template::Template;

/// Reads request objects one after another, reusing its buffers: after the first one, a request without a context
/// needs no allocation.
///
/// ```
/// use vtlkit_gateway::RequestReader;
///
/// let mut reader = RequestReader::default();
/// let request = reader.read(r#"{"body": "{}", "querystring": {"page": 2}}"#).unwrap();
/// assert_eq!(request.body, "{}");
/// assert_eq!(request.querystring[0].1, "2");
/// assert_eq!(reader.read("{} {}").unwrap_err().message, "trailing characters");
/// ```
#[derive(Clone, Debug, Default)]
pub struct RequestReader {
    request: Request,
    /// Whether the context is only validated.
    skips_context: bool,
    /// The text of the last context, since consecutive requests often have the same one.
    context: String,
}

impl RequestReader {
    /// A reader for requests to this template: if the template does not use `$context`, contexts are left out.
    pub fn for_template(template: &Template) -> Self {
        Self { skips_context: !template.uses("context"), ..Self::default() }
    }

    /// Reads a request object, with the members and types of [`Request::from_json`]. A value that is not a string is
    /// converted to its JSON text without white space.
    ///
    /// # Errors
    ///
    /// If the text is invalid JSON or not a request object, or if a string has an unpaired surrogate.
    pub fn read(&mut self, text: &str) -> Result<&Request, RequestError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer
            .deserialize_map(Members(self))
            .and_then(|()| deserializer.end())
            .map_err(|error| refused(text, &error))?;
        Ok(&self.request)
    }

    /// Like [`Self::read`], but with a separate body, which replaces that of the object. This avoids escaping and
    /// unescaping a large body.
    ///
    /// # Errors
    ///
    /// As [`Self::read`]; the body can be any text.
    pub fn read_with_body(&mut self, text: &str, body: String) -> Result<&Request, RequestError> {
        self.read(text)?;
        self.request.body = body;
        Ok(&self.request)
    }
}

impl FromStr for Request {
    type Err = RequestError;

    /// Parses a request object like [`RequestReader::read`].
    fn from_str(text: &str) -> Result<Self, RequestError> {
        let mut reader = RequestReader::default();
        reader.read(text)?;
        Ok(reader.request)
    }
}

/// The error for a text that is not a request object.
#[cold]
fn refused(text: &str, error: &serde_json::Error) -> RequestError {
    let place = Some(Place { line: error.line(), column: error.column().max(1) });
    // For valid JSON, the message is that of `from_json`.
    if error.is_data()
        && let Some(Err(RequestError { message, .. })) =
            serde_json::from_str(text).ok().map(Request::from_json)
    {
        return RequestError { message, place };
    }
    RequestError { message: unplaced(error), place }
}

/// The message of an error without the position.
fn unplaced(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    match message.as_str() {
        "unexpected end of hex escape" | "lone leading surrogate in hex escape" => {
            "a string contains an unpaired surrogate".into()
        }
        "expected ident" | "expected value" => "expected a JSON value".into(),
        _ => message.replacen("EOF while parsing", "the text ends inside", 1),
    }
}

/// Reads the object itself.
struct Members<'r>(&'r mut RequestReader);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let reader = self.0;
        reader.request.body.clear();
        let (mut headers, mut querystring, mut path, mut stage_variables) = (0, 0, 0, 0);
        let mut has_context = false;
        while let Some(member) = members.next_key_seed(Name)? {
            let request = &mut reader.request;
            match member {
                Member::Body => {
                    request.body.clear();
                    members.next_value_seed(Text(&mut request.body))?;
                }
                Member::Headers => headers = members.next_value_seed(Pairs(&mut request.headers))?,
                Member::Querystring => {
                    querystring = members.next_value_seed(Pairs(&mut request.querystring))?;
                }
                Member::Path => path = members.next_value_seed(Pairs(&mut request.path))?,
                Member::StageVariables => {
                    let pairs = Pairs(&mut request.stage_variables);
                    stage_variables = members.next_value_seed(pairs)?;
                }
                Member::Context => {
                    let text = members.next_value::<&RawValue>()?.get();
                    read_context(reader, text)?;
                    has_context = true;
                }
            }
        }
        if !has_context {
            reader.context.clear();
            reader.request.context.clear();
        }
        let request = &mut reader.request;
        request.headers.truncate(headers);
        request.querystring.truncate(querystring);
        request.path.truncate(path);
        request.stage_variables.truncate(stage_variables);
        Ok(())
    }
}

/// Reads the context, unless it is the same as before or is not needed.
fn read_context<E: serde::de::Error>(reader: &mut RequestReader, text: &str) -> Result<(), E> {
    if reader.skips_context {
        return match text.as_bytes() {
            [b'{', ..] | b"null" => Ok(()),
            _ => Err(E::custom("`context` must be an object")),
        };
    }
    if text == reader.context && text.starts_with('{') {
        return Ok(());
    }
    reader.context.clear();
    reader.request.context.clear();
    if text == "null" {
        return Ok(());
    }
    reader.request.context = serde_json::from_str(text).map_err(|error| E::custom(unplaced(&error)))?;
    reader.context.push_str(text);
    Ok(())
}

/// A member of a request.
#[derive(Clone, Copy)]
enum Member {
    Body,
    Headers,
    Querystring,
    Path,
    StageVariables,
    Context,
}

/// Reads the name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "body" => Member::Body,
            "headers" => Member::Headers,
            "querystring" => Member::Querystring,
            "path" => Member::Path,
            "stageVariables" => Member::StageVariables,
            "context" => Member::Context,
            _ => return Err(E::custom(request::unknown(name))),
        })
    }
}

/// Reads names and values into a list, replacing its entries. Returns their number.
struct Pairs<'r>(&'r mut Vec<(String, String)>);

impl<'de> DeserializeSeed<'de> for Pairs<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Pairs<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names and values")
    }

    fn visit_none<E>(self) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<usize, A::Error> {
        let mut count = 0;
        loop {
            if self.0.len() == count {
                self.0.push(Default::default());
            }
            let Some((name, value)) = self.0.get_mut(count) else { return Ok(count) };
            name.clear();
            value.clear();
            if pairs.next_key_seed(Text(name))?.is_none() {
                return Ok(count);
            }
            pairs.next_value_seed(Text(value))?;
            count += 1;
        }
    }
}

/// Appends a string, or the JSON text of another value.
struct Text<'r>(&'r mut String);

impl Text<'_> {
    fn json(self, value: &Value) {
        self.0.push_str(&value.to_string());
    }

    /// Appends the bytes that `write` produces.
    fn written<E: serde::de::Error>(self, write: impl FnOnce(Compact<'_>) -> Result<(), E>) -> Result<(), E> {
        let mut bytes = std::mem::take(self.0).into_bytes();
        let result = write(Compact(&mut bytes));
        *self.0 = String::from_utf8(bytes).map_err(E::custom)?;
        result
    }
}

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.json(&value.into());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.json(&value.into());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.json(&value.into());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.json(&value.into());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<(), A::Error> {
        self.written(|out| out.elements(values))
    }

    // A number is also passed as a map, so that it keeps its digits.
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.written(|out| out.members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_from_a_json_value() {
        let mut reader = RequestReader::default();
        for text in [
            r#"{"body": "a\u0041\n", "headers": {"X": "1", "Y": null, "Z": [1, {"a": 1.50}]}}"#,
            r#"{"body": {"a": [1, 2.0, 12345678901234567890123], "b": "\u00e9\"", "a": true}}"#,
            r#"{"body": 1e400, "path": null, "context": {"identity": {"sourceIp": "::1"}}}"#,
            r#"{"context": {"identity": {"sourceIp": "::1"}}, "headers": {}, "body": null}"#,
            r#"{"context": null, "stageVariables": {"a": false}, "querystring": {"a": "b", "c": -1}}"#,
            r#"{"body": "x", "body": "y"}"#,
            r#"{"body": {"a": 1, "b": {"c": [], "c": {"c": 2}}, "a": [3], "b": "\u0062", "": null}}"#,
            r#"{"body": {"\u0061": "\u0001\/\n", "a": -0, "n": [1e5, 1E+5, 1.50, -0.0, true, null, [], {}]}}"#,
            r#"{"body": [], "headers": {"a": {}, "b": [[], [{}]]}}"#,
            "{}",
        ] {
            let value = serde_json::from_str(text).unwrap();
            let expected = Request::from_json(value).unwrap();
            assert_eq!(reader.read(text), Ok(&expected), "{text}");
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused_with_its_place() {
        for (text, column, message) in [
            ("", 1, "the text ends inside a value"),
            ("[]", 1, "a request is a JSON object, not an array"),
            ("{} x", 4, "trailing characters"),
            (r#"{"path": "x"}"#, 12, "`path` must be an object of names and values, not a string"),
            (r#"{"path": 1}"#, 10, "`path` must be an object of names and values, not a number"),
            (r#"{"context": 1}"#, 14, "`context` must be an object, not a number"),
            (r#"{"body": "\ud83d"}"#, 17, "a string contains an unpaired surrogate"),
            (
                r#"{"query": {}}"#,
                8,
                "a request has no member `query`, only body, headers, querystring, path, stageVariables, context",
            ),
        ] {
            let error = text.parse::<Request>().unwrap_err();
            assert_eq!(error.message, message, "{text}");
            assert_eq!(error.place, Some(Place { line: 1, column }), "{text}");
        }
    }

    #[test]
    fn a_context_nobody_uses_is_checked_only() {
        let mut reader = RequestReader::for_template(&Template::compile("$input.body").unwrap());
        assert!(reader.read(r#"{"context": {"a": 1}}"#).unwrap().context.is_empty());
        assert!(reader.read(r#"{"context": 1}"#).is_err());
        let mut reader = RequestReader::for_template(&Template::compile("$context.a").unwrap());
        assert_eq!(reader.read(r#"{"context": {"a": 1}}"#).unwrap().context.len(), 1);
        assert!(reader.read("{}").unwrap().context.is_empty());
    }
}
