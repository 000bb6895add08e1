//! The mock integration: the request template's output contains the status.

use vtlkit_api::Response;
use vtlkit_value::{Heap, Value, json};

use super::failure::Failure;
use super::{StepKind, Trail};

/// The response of a mock: the body must be an object with an integer `statusCode`, in the JSON that the service's
/// permissive parser accepts. The rest of it is ignored, and the response has no body.
pub(super) fn answer(body: &[u8], heap: &mut Heap, trail: &mut Trail) -> Result<(String, Response), Failure> {
    let empty = heap.mark();
    let code = status_code(body, heap);
    heap.reset(empty);
    let Some(code) = code else {
        return Err(Failure::configuration(
            StepKind::Integration,
            "Unable to parse statusCode. It should be an integer that is defined in the request template.",
        ));
    };
    trail.note(StepKind::Integration, || (format!("mock, status {code}"), "set by the request template"));
    let status = code.parse().unwrap_or_default();
    Ok((code, Response { status, ..Response::default() }))
}

fn status_code(body: &[u8], heap: &mut Heap) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    if text.trim().is_empty() {
        return None;
    }
    let Ok(Value::Map(map)) = json::read_str(heap, &text) else { return None };
    match heap.map_get_str(map, "statusCode")? {
        code @ (Value::Int(_) | Value::Long(_) | Value::BigInteger(_)) => Some(heap.display(code)),
        _ => None,
    }
}
