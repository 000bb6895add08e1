//! Request templates of mock integrations: their output has the status code.

use vtlkit_api::IntegrationType;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};
use vtlkit_value::{Heap, Value, json};

use super::ViolationKind;
use super::confirm::Confirm;
use super::explore::Path;
use super::violations::Violations;
use crate::target::{Phase, Target};

/// Whether a template is a request template of a mock integration.
pub fn is_mock(target: &Target) -> bool {
    target.integration == Some(IntegrationType::Mock) && target.phase == Some(Phase::Request)
}

/// Whether the service finds a status code in the output: it accepts more than JSON.
pub fn has_status(output: &str) -> bool {
    let mut heap = Heap::new();
    if output.trim().is_empty() {
        return false;
    }
    match json::read_str(&mut heap, output) {
        Ok(Value::Map(map)) => matches!(
            heap.map_get_str(map, "statusCode"),
            Some(Value::Int(_) | Value::Long(_) | Value::BigInteger(_))
        ),
        _ => false,
    }
}

/// Records a path whose output has no status code.
pub(super) fn violation(source: &str, path: &Path, confirm: &Confirm, out: &mut Violations) {
    let Some((_, output)) = &path.rendered else { return };
    if out.has_any_of_json() || !confirm.is_broken(output) {
        return;
    }
    let quoted = quoted_status(source);
    let start = source.len() - source.trim_start().len();
    let line = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let span = quoted.unwrap_or(Span::new(start, start + line.trim_end().len()));
    let message = if quoted.is_some() {
        "the status of a mock integration must be a number without quotes"
    } else {
        "a mock integration needs an object with an integer `statusCode`"
    };
    let mut finding = Diagnostic::error(message, span)
        .with_note("why", "the client receives status 500")
        .with_note("help", "write `{\"statusCode\": 200}`");
    if quoted.is_some() && span.text(source).trim_matches('"').bytes().all(|byte| byte.is_ascii_digit()) {
        finding = finding.with_fix(Fix::new(
            "remove the quotes",
            vec![Edit::replace(span, span.text(source).trim_matches('"').to_owned())],
            Applicability::Safe,
        ));
    }
    finding.witness = path.witness();
    out.add(ViolationKind::MockStatus, finding);
}

/// The span of a status code in quotes.
fn quoted_status(source: &str) -> Option<Span> {
    let key = source.find("statusCode")? + "statusCode".len();
    let rest = source.get(key..)?;
    let value = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let start = key + rest.len() - value.len();
    let inner = value.strip_prefix('"')?;
    let end = inner.find('"')?;
    Some(Span::new(start, start + end + 2))
}
