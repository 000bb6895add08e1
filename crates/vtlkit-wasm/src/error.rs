//! Errors as JavaScript objects.

use js_sys::{Error, JSON, Object, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue};

/// The `name` of the errors that this crate throws. Anything else that is thrown is a trap.
const NAME: &str = "VtlkitError";

/// An `Error` with the members of an error object of [`vtlkit_js`], given as JSON text: `kind`, `message`, and
/// optionally `help`, `line`, `column`, `start`, `end` and others.
#[allow(clippy::needless_pass_by_value, reason = "made for `map_err`")]
pub(crate) fn thrown(members: String) -> JsValue {
    let members = JSON::parse(&members).unwrap_or_default();
    let message = Reflect::get(&members, &"message".into()).ok().and_then(|message| message.as_string());
    let error = Error::new(&message.unwrap_or_default());
    error.set_name(NAME);
    if let Some(members) = members.dyn_ref::<Object>() {
        Object::assign(&error, members);
    }
    error.into()
}

/// The error for a handle that has been freed.
pub(crate) fn freed(what: &str) -> JsValue {
    thrown(format!(r#"{{"kind":"options","message":"the {what} was freed"}}"#))
}

/// Decodes a string passed as UTF-8.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, JsValue> {
    String::from_utf8(bytes).map_err(|error| {
        thrown(format!(r#"{{"kind":"options","message":"the text is not UTF-8: {error}"}}"#))
    })
}
