//! The inputs of a render, from files and options.

use serde_json::{Map, Value};
use vtlkit_gateway::{Request, RequestError};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Diagnostic, Encoding, Place, Span};

use crate::cli::args::RenderArgs;
use crate::cli::failure::{Failure, print_error};
use crate::cli::input::Input;

/// Builds the request: the object of `--request`, overridden by the other options.
pub(crate) fn request(args: &RenderArgs) -> Result<Request, Failure> {
    let mut request = match &args.request {
        Some(input) => {
            let text = json_text(input, "the request")?;
            let refuse =
                |error: RequestError| refuse(input, "the request", &text, &error.message, error.place);
            text.parse::<Request>().map_err(refuse)?
        }
        None => Request::default(),
    };
    if let Some(input) = &args.body {
        // The service decodes invalid UTF-8 as U+FFFD.
        request.body = match String::from_utf8(input.read("the body")?) {
            Ok(body) => body,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
    }
    if let Some(input) = &args.context {
        request.context = object(input, "the context")?;
    }
    request.headers.extend_from_slice(&args.header);
    request.querystring.extend_from_slice(&args.query);
    request.path.extend_from_slice(&args.path);
    request.stage_variables.extend_from_slice(&args.stage_variable);
    Ok(request)
}

/// Reads a JSON object.
pub(crate) fn object(input: &Input, what: &str) -> Result<Map<String, Value>, Failure> {
    let text = json_text(input, what)?;
    serde_json::from_str(&text).map_err(|error| {
        let place = Place { line: error.line(), column: error.column().max(1) };
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        let message = message.replacen("EOF while parsing", "the text ends inside", 1);
        let message = message.replace("sequence, expected a map", "array, expected an object");
        let message = message.replace("expected value", "expected a JSON value");
        refuse(input, what, &text, &message, Some(place))
    })
}

/// Reads JSON text without its byte order mark.
fn json_text(input: &Input, what: &str) -> Result<String, Failure> {
    let text = input.read_text(what)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Shows the position of an error in JSON text.
fn refuse(input: &Input, what: &str, json: &str, message: &str, place: Option<Place>) -> Failure {
    let name = input.name();
    let source = Source::new(&name, json);
    let offset = place.and_then(|place| source.index().offset(json, place, Encoding::Utf8));
    let span = Span::at(offset.unwrap_or(json.len()));
    let diagnostic = Diagnostic::error(format!("cannot read {what}: {message}"), span);
    print_error(&text::render(&source, &[diagnostic], Style::Colored));
    Failure::Reported
}
