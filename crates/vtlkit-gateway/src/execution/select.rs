//! Selects the integration response.

use vtlkit_api::{Integration, IntegrationResponse, IntegrationType, Response};

use super::failure::Failure;
use super::render::Compiled;
use super::{StepKind, Trail};

/// The first response whose pattern matches the whole text, otherwise the default response, which has no pattern.
/// Without a text, as for a successful Lambda function, it is always the default response.
///
/// As measured for a mock, a response whose pattern matches and whose status equals the mock's has precedence.
pub(super) fn select<'a>(
    integration: &'a Integration,
    text: Option<&str>,
    answer: &Response,
    compiled: &mut Compiled,
    trail: &mut Trail,
) -> Result<&'a IntegrationResponse, Failure> {
    let responses = &integration.responses;
    let is_mock = integration.kind.value == IntegrationType::Mock;
    let mut first = None;
    for response in responses {
        let (Some(pattern), Some(text)) = (pattern(response), text) else { continue };
        match compiled.is_match(pattern, text) {
            Ok(true) if is_mock && *response.status_code != text => {
                first.get_or_insert((response, pattern, text));
            }
            Ok(true) => {
                first = Some((response, pattern, text));
                break;
            }
            Ok(false) => {}
            Err(why) => {
                trail.note(StepKind::Selection, || (format!("the pattern `{pattern}` is skipped"), why));
            }
        }
    }
    if let Some((response, pattern, text)) = first {
        trail.note(StepKind::Selection, || {
            let decision = format!("response {}", response.status_code.value);
            (decision, format!("the pattern `{pattern}` matches `{text}`"))
        });
        return Ok(response);
    }
    let Some(default) = responses.iter().find(|response| pattern(response).is_none()) else {
        let why = format!(
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: \
             {}",
            answer.status
        );
        return Err(Failure::configuration(StepKind::Selection, &why));
    };
    trail.note(StepKind::Selection, || {
        let why = match text {
            Some(text) if responses.len() > 1 => {
                format!("the default response, since no pattern matches `{text}`")
            }
            Some(_) => "the default response, which is the only one".to_owned(),
            None => "the default response, since the function succeeded".to_owned(),
        };
        (format!("response {}", default.status_code.value), why)
    });
    Ok(default)
}

fn pattern(response: &IntegrationResponse) -> Option<&str> {
    response.selection_pattern.as_ref().map(|pattern| pattern.value.as_str()).filter(|text| !text.is_empty())
}
