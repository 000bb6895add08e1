//! What reads definition files and takes requests through them, as WebAssembly: loaded when it is asked for.
//!
//! Each function hands texts to [`vtlkit_js`] and back; the npm package wraps them.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// What the APIs of a definition file hold.
#[wasm_bindgen]
pub fn read_api(name: &str, text: &str) -> String {
    vtlkit_js::read_api(name, text)
}

/// Takes a request through an API.
#[wasm_bindgen]
pub fn invoke(name: &str, text: &str, call: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::invoke(name, text, call)?)
}

/// What is wrong with the templates of a file.
#[wasm_bindgen]
pub fn lint_file(name: &str, text: &str, options: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::lint_file(name, text, options)?)
}

/// The templates and models of a file.
#[wasm_bindgen]
pub fn extract(name: &str, text: &str) -> String {
    vtlkit_js::extract(name, text)
}

/// The file with a text in the place of one of its templates.
#[wasm_bindgen]
pub fn inject(name: &str, text: &str, index: usize, template: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::inject(name, text, index, template)?)
}

/// A template as a member of a definition.
#[wasm_bindgen]
pub fn export_template(text: &str, format: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::export_template(text, format)?)
}

/// What becomes of requests under a usage plan.
#[wasm_bindgen]
pub fn throttle(options: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::throttle(options)?)
}
