//! What a template is rendered for, from files and options.

use std::path::Path;

use serde_json::{Map, Value};
use vtlkit_gateway::{Request, RequestError};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Diagnostic, Encoding, Place, Span};

use crate::args::RenderArgs;
use crate::failure::{Failure, print_error};
use crate::files;

/// Puts the request together: the object of `--request`, and over it what the other options give.
pub(crate) fn request(args: &RenderArgs) -> Result<Request, Failure> {
    let mut request = match &args.request {
        Some(path) => {
            let text = json_text(path, "the request")?;
            let refuse =
                |error: RequestError| refuse(path, "the request", &text, &error.message, error.place);
            text.parse::<Request>().map_err(refuse)?
        }
        None => Request::default(),
    };
    if let Some(path) = &args.body {
        // The service reads bytes that are no UTF-8 as U+FFFD.
        request.body = match String::from_utf8(files::read(path, "the body", files::LARGEST_VALUE)?) {
            Ok(body) => body,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
    }
    if let Some(path) = &args.context {
        request.context = object(path, "the context")?;
    }
    request.headers.extend_from_slice(&args.header);
    request.querystring.extend_from_slice(&args.query);
    request.path.extend_from_slice(&args.path);
    request.stage_variables.extend_from_slice(&args.stage_variable);
    Ok(request)
}

/// Reads a JSON object from a file.
pub(crate) fn object(path: &Path, what: &str) -> Result<Map<String, Value>, Failure> {
    let text = json_text(path, what)?;
    serde_json::from_str(&text).map_err(|error| {
        let place = Place { line: error.line(), column: error.column().max(1) };
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        let message = message.replacen("EOF while parsing", "the text ends inside", 1);
        let message = message.replace("sequence, expected a map", "array, expected an object");
        let message = message.replace("expected value", "expected a JSON value");
        refuse(path, what, &text, &message, Some(place))
    })
}

/// Reads a file that is to be JSON; a byte order mark is not part of it.
fn json_text(path: &Path, what: &str) -> Result<String, Failure> {
    let text = files::read_text(path, what, files::LARGEST_VALUE)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Shows where a JSON file is not what it should be.
fn refuse(path: &Path, what: &str, json: &str, message: &str, place: Option<Place>) -> Failure {
    let name = files::name(path);
    let source = Source::new(&name, json);
    let offset = place.and_then(|place| source.index().offset(json, place, Encoding::Utf8));
    let span = Span::at(offset.unwrap_or(json.len()));
    let diagnostic = Diagnostic::error(format!("cannot read {what}: {message}"), span);
    print_error(&text::render(&source, &[diagnostic], Style::Colored));
    Failure::Reported
}
