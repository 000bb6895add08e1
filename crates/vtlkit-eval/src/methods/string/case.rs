use vtlkit_java::string_case;
use vtlkit_value::Value;

use super::text;
use crate::Failure;
use crate::methods::Call;

pub(super) fn to_lower_case(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    if bytes.is_ascii() && !bytes.iter().any(u8::is_ascii_uppercase) {
        return Ok(this);
    }
    let lower = string_case::to_lower(bytes);
    call.new_text(&lower)
}

pub(super) fn to_upper_case(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    if bytes.is_ascii() && !bytes.iter().any(u8::is_ascii_lowercase) {
        return Ok(this);
    }
    let upper = string_case::to_upper(bytes);
    call.new_text(&upper)
}
