//! Edits that add integration responses and the method responses that they require.

mod terraform;

use vtlkit_api::IntegrationResponse;
use vtlkit_text::Edit;

use crate::wiring::Wire;

/// A response to add.
#[derive(Clone, Copy)]
pub(crate) struct Added {
    /// Its selection pattern.
    pub(crate) pattern: &'static str,
    pub(crate) status: &'static str,
    pub(crate) description: &'static str,
}

/// How a file writes responses.
#[derive(Clone, Copy)]
enum Form {
    OpenApi,
    CloudFormation,
}

/// The edits that add responses before the default response. `None` if the file is not understood, or if responses
/// with patterns follow the default response, because the new ones would then precede them.
pub(crate) fn add(wire: &Wire<'_>, text: &str, added: &[Added]) -> Option<Vec<Edit>> {
    let default =
        wire.integration.responses.last().filter(|response| response.selection_pattern.is_none())?;
    if default.span.start() < wire.integration.span.start()
        || wire.integration.span.end() < default.span.end()
    {
        return terraform::add(default.span, &wire.method.responses, text, added);
    }
    let form = form(default, text)?;
    let mut edits = vec![before(
        text,
        default.span.start(),
        form,
        &added.iter().map(|it| response(*it, form)).collect::<Vec<_>>(),
    )?];
    let missing: Vec<&Added> = added
        .iter()
        .filter(|it| wire.method.responses.iter().all(|known| *known.status_code != *it.status))
        .collect();
    if !missing.is_empty() {
        let at = wire.method.responses.iter().map(|known| known.span.start()).min()?;
        edits.push(before(
            text,
            at,
            form,
            &missing.iter().map(|it| method_response(**it, form)).collect::<Vec<_>>(),
        )?);
    }
    Some(edits)
}

fn form(response: &IntegrationResponse, text: &str) -> Option<Form> {
    let written = response.span.text(text);
    if written.contains("StatusCode") {
        return Some(Form::CloudFormation);
    }
    written.contains("statusCode").then_some(Form::OpenApi)
}

/// An integration response in flow style, which is valid in YAML and JSON.
fn response(added: Added, form: Form) -> String {
    let pattern = added.pattern.replace('\\', "\\\\");
    match form {
        Form::OpenApi => format!("\"{pattern}\": {{\"statusCode\": \"{}\"}}", added.status),
        Form::CloudFormation => {
            format!("{{\"StatusCode\": \"{}\", \"SelectionPattern\": \"{pattern}\"}}", added.status)
        }
    }
}

fn method_response(added: Added, form: Form) -> String {
    match form {
        Form::OpenApi => format!("\"{}\": {{\"description\": \"{}\"}}", added.status, added.description),
        Form::CloudFormation => format!("{{\"StatusCode\": \"{}\"}}", added.status),
    }
}

/// Inserts members before the one whose value starts at `value`.
fn before(text: &str, value: usize, form: Form, members: &[String]) -> Option<Edit> {
    let start = match form {
        Form::OpenApi => key_start(text, value)?,
        Form::CloudFormation => value,
    };
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let prefix = text.get(line..start)?;
    let is_json = text.trim_start().starts_with('{');
    let indent: String = prefix.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let rest = prefix.trim();
    let end = if text.get(..start)?.contains("\r\n") { "\r\n" } else { "\n" };
    match form {
        _ if rest.is_empty() && (is_json || !is_block(text, start, form)) => {
            let separator = format!(",{end}{indent}");
            Some(Edit::insert(start, members.join(&separator) + &separator))
        }
        Form::OpenApi if rest.is_empty() => {
            let lines = members.iter().map(|it| format!("{indent}{it}{end}"));
            Some(Edit::insert(line, lines.collect::<String>()))
        }
        Form::CloudFormation if rest == "-" => {
            let lines = members.iter().map(|it| format!("{indent}- {it}{end}"));
            Some(Edit::insert(line, lines.collect::<String>()))
        }
        _ if rest.ends_with(['{', '[', ',']) => Some(Edit::insert(start, members.join(", ") + ", ")),
        _ => None,
    }
}

/// Whether a member at the start of its line belongs to a YAML block mapping, not to a flow mapping.
fn is_block(text: &str, start: usize, form: Form) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end();
    match form {
        Form::OpenApi => !before.ends_with(['{', ',']),
        Form::CloudFormation => false,
    }
}

/// Where the key of a value starts, including its quotes.
fn key_start(text: &str, value: usize) -> Option<usize> {
    let before = text.get(..value)?.trim_end().strip_suffix(':')?.trim_end();
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => before.get(..before.len() - 1)?.rfind(quote),
        None => {
            let bare =
                before.rfind(|c: char| c.is_whitespace() || matches!(c, '{' | ',')).map_or(0, |at| at + 1);
            (bare < before.len()).then_some(bare)
        }
    }
}
