//! `$input`.

use vtlkit_eval::{Arguments, Failure, Limit};
use vtlkit_java::wtf8;
use vtlkit_jsonpath::EvalErrorKind;
use vtlkit_value::json::{self, ErrorKind, Slash};
use vtlkit_value::{Heap, MapId, MapKind, Plain, Str, Value};

use super::{Member, MemberKind, Roots};

/// The members of `$input`.
pub(crate) static MEMBERS: &[Member] = &[
    Member {
        name: "body",
        kind: MemberKind::Property,
        docs: "The raw payload as a string; `{}` if there is none.",
        run: |roots, arguments| Ok(Value::Str(roots.body(arguments.heap)?)),
    },
    Member {
        name: "json",
        kind: MemberKind::Text,
        docs: "The result of a JSONPath in the payload, as JSON; `\"\"` if there is none.",
        run: json,
    },
    Member {
        name: "params",
        kind: MemberKind::NoArgument,
        docs: "All request parameters: the maps `path`, `querystring` and `header`.",
        run: |roots, arguments| Ok(Value::Map(roots.params(arguments.heap))),
    },
    Member {
        name: "params",
        kind: MemberKind::Text,
        docs: "A request parameter by name, searched in the path, the query string and the headers.",
        run: param,
    },
    Member {
        name: "path",
        kind: MemberKind::Text,
        docs: "The result of a JSONPath in the payload, as an object.",
        run: |roots, mut arguments| Ok(roots.read(&mut arguments)?.unwrap_or(Value::Null)),
    },
];

/// Request headers that are hidden from templates, as recorded from the service, in alphabetical order.
const HIDDEN_HEADERS: [&str; 12] = [
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

impl Roots<'_> {
    fn body(&mut self, heap: &mut Heap) -> Result<Str, Failure> {
        if let Some(body) = self.body {
            return Ok(body);
        }
        let body = &self.request.body;
        heap.room(body.len())?;
        let body = heap.intern(if body.is_empty() { b"{}" } else { body.as_bytes() });
        self.body = Some(body);
        Ok(body)
    }

    /// The parsed payload. Invalid JSON that starts like an object or an array is an error, as recorded from the
    /// service in 2015; any other invalid JSON is a string.
    fn document(&mut self, heap: &mut Heap) -> Result<Value, Failure> {
        if let Some(document) = self.document {
            return Ok(document);
        }
        let body = self.body(heap)?;
        let document = match json::read(heap, body) {
            Ok(document) => document,
            Err(error) if error.kind == ErrorKind::OutOfMemory => {
                return Err(vtlkit_value::OutOfMemory.into());
            }
            Err(error) => {
                let text = heap.bytes(body);
                let first = text.iter().find(|&&b| b > b' ').copied().unwrap_or_default();
                if error.kind != ErrorKind::BadNumber && !matches!(first, b'{' | b'[') {
                    Value::Str(body)
                } else {
                    let place = place(text, error.offset);
                    return Err(Failure::new(format!("the payload is invalid JSON: {error} at {place}"))
                        .with_help("check the body of the request"));
                }
            }
        };
        self.document = Some(document);
        Ok(document)
    }

    /// Evaluates the JSONPath in the first argument; `None` if it has no result.
    fn read(&mut self, arguments: &mut Arguments<'_>) -> Result<Option<Value>, Failure> {
        let document = self.document(arguments.heap)?;
        if document.is_null() {
            return Ok(None);
        }
        let path: &[u8] = match arguments.values {
            [Value::Str(path)] => arguments.heap.bytes(*path),
            _ => b"",
        };
        let compiled = self.paths.get(path).map_err(|error| {
            Failure::new(format!("`{}` is not a valid JSONPath: {}", wtf8::to_utf8(path), error.message()))
        })?;
        compiled.read(arguments.heap, document, arguments.steps).map_err(|error| {
            match error.kind() {
                EvalErrorKind::TooManySteps => return Failure::limit(Limit::Steps),
                EvalErrorKind::OutOfMemory => return Failure::limit(Limit::MemoryBytes),
                _ => {}
            }
            let text = String::from_utf8_lossy(compiled.text()).into_owned();
            Failure::new(format!("the JSONPath `{text}` fails: {error}"))
        })
    }

    fn params(&mut self, heap: &mut Heap) -> MapId {
        if let Some(params) = self.params {
            return params;
        }
        let request = self.request;
        let params = heap.new_map(MapKind::Plain);
        // As recorded, in this order.
        let path = map_of(heap, request.path.iter());
        heap.map_put_str(params, "path", Value::Map(path));
        let querystring = map_of(heap, request.querystring.iter());
        heap.map_put_str(params, "querystring", Value::Map(querystring));
        // As recorded, headers are sorted, ignoring case.
        let mut headers: Vec<&(String, String)> =
            request.headers.iter().filter(|(name, _)| !is_hidden(name)).collect();
        headers.sort_by(|(a, _), (b, _)| {
            let lower = |name: &str| name.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
            lower(a).cmp(&lower(b)).then_with(|| a.cmp(b))
        });
        let header = map_of(heap, headers.into_iter());
        heap.map_put_str(params, "header", Value::Map(header));
        self.params = Some(params);
        params
    }
}

fn is_hidden(name: &str) -> bool {
    let name = || name.bytes().map(|byte| byte.to_ascii_lowercase());
    HIDDEN_HEADERS.binary_search_by(|hidden| hidden.bytes().cmp(name())).is_ok()
}

fn map_of<'p>(heap: &mut Heap, pairs: impl Iterator<Item = &'p (String, String)>) -> MapId {
    let map = heap.new_map(MapKind::Plain);
    for (name, value) in pairs {
        let value = heap.new_str(value);
        heap.map_put_str(map, name, value);
    }
    map
}

/// Converts a byte offset to a line and column.
fn place(text: &[u8], offset: usize) -> String {
    let text = wtf8::to_utf8(text);
    let place = vtlkit_text::LineIndex::new(&text).place(&text, offset, vtlkit_text::Encoding::Chars);
    format!("line {}, column {} of the body", place.line, place.column)
}

fn json(roots: &mut Roots<'_>, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let value = roots.read(&mut arguments)?.unwrap_or(Value::Null);
    // As reported about the service, no result and null both print two quotes.
    let value = if value.is_null() { Value::Str(Str::default()) } else { value };
    let text = arguments.heap.intern_with(|heap, out| {
        json::write(heap, value, Slash::Plain, out, &Plain)
            .map_err(|_| Failure::new("the payload is nested too deeply to be printed"))
    })?;
    Ok(Value::Str(text))
}

fn param(roots: &mut Roots<'_>, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let &[Value::Str(name)] = arguments.values else { return Ok(Value::Null) };
    if let Some(params) = roots.params {
        // The template may have changed the maps.
        for part in ["path", "querystring", "header"] {
            if let Some(Value::Map(map)) = arguments.heap.map_get_str(params, part)
                && let Some(value) = arguments.heap.map_get(map, Value::Str(name))
                && !value.is_null()
            {
                return Ok(value);
            }
        }
        return Ok(Value::Null);
    }
    let request = roots.request;
    let wanted = arguments.heap.bytes(name);
    let find = |pairs: &'_ [(String, String)]| pairs.iter().rposition(|(name, _)| name.as_bytes() == wanted);
    let found = match (find(&request.path), find(&request.querystring), find(&request.headers)) {
        (Some(at), ..) => &request.path[at],
        (_, Some(at), _) => &request.querystring[at],
        (.., Some(at)) if !is_hidden(&request.headers[at].0) => &request.headers[at],
        _ => return Ok(Value::Null),
    };
    Ok(arguments.heap.new_str(&found.1))
}
