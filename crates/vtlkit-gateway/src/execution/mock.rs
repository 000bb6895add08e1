//! A mock integration: the request template says the status.

use vtlkit_value::{Heap, Value, json};

use super::exchange::Response;
use super::failure::Failure;
use super::{StepKind, Trail};

/// The response of a mock: the body has to be an object with an integer `statusCode`, in the JSON that the service's
/// permissive reader takes. Nothing else of it counts, and the response has no body.
pub(super) fn answer(body: &[u8], trail: &mut Trail) -> Result<(String, Response), Failure> {
    let mut heap = Heap::new();
    let text = String::from_utf8_lossy(body);
    let document = if text.trim().is_empty() { None } else { json::read_str(&mut heap, &text).ok() };
    let code = match document {
        Some(Value::Map(map)) => heap.map_get_str(map, "statusCode"),
        _ => None,
    };
    let Some(code @ (Value::Int(_) | Value::Long(_) | Value::BigInteger(_))) = code else {
        return Err(Failure::configuration(
            StepKind::Integration,
            "Unable to parse statusCode. It should be an integer that is defined in the request template.",
        ));
    };
    let code = heap.display(code);
    trail.note(StepKind::Integration, format!("mock, status {code}"), "the request template says so");
    let status = code.parse().unwrap_or_default();
    Ok((code, Response { status, ..Response::default() }))
}
