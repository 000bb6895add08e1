//! Tests for Node and browsers: every exported function, and the errors it throws.

mod definitions;
mod models;
mod templates;

use std::fmt::Debug;

use js_sys::{Error, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The error that a function throws, which must be an `Error`.
fn error<T: Debug>(result: Result<T, JsValue>) -> Error {
    let error = result.unwrap_err().dyn_into::<Error>().unwrap();
    assert_eq!(error.name(), "VtlkitError");
    error
}

/// A member of an error or of another object.
fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// The `kind` and the `message` of the error that a function throws.
fn failure<T: Debug>(result: Result<T, JsValue>) -> (String, String) {
    let error = error(result);
    (member(&error, "kind").as_string().unwrap(), error.message().into())
}

/// The value at a path of members in JSON text.
fn at(json: &str, path: &[&str]) -> JsValue {
    path.iter().fold(JSON::parse(json).unwrap(), |value, name| member(&value, name))
}
