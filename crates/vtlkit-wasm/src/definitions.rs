//! Definition files: read, linted and changed, and requests to their APIs.

use std::cell::RefCell;

use vtlkit_js::Definition;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{freed, thrown};
use crate::store::Store;

thread_local! {
    static DEFINITIONS: RefCell<Store<Definition>> = const { RefCell::new(Store::new()) };
}

/// The APIs of a definition file.
#[wasm_bindgen]
pub fn read_api(name: &str, text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::read_api(name, text, options).map_err(thrown)
}

/// Reads a definition file; returns its handle.
#[wasm_bindgen]
pub fn load(name: &str, text: &str, options: &str) -> Result<usize, JsValue> {
    let definition = Definition::load(name, text, options).map_err(thrown)?;
    Ok(DEFINITIONS.with_borrow_mut(|definitions| definitions.add(definition)))
}

/// Executes a request against an API of a definition. A text body is passed separately, as UTF-8.
#[wasm_bindgen]
pub fn invoke(definition: usize, call: &str, body: Option<Vec<u8>>) -> Result<String, JsValue> {
    with(definition, |definition| definition.invoke(call, body))
}

/// Executes a request up to its endpoint; the arguments are those of [`invoke`].
#[wasm_bindgen]
pub fn ask(definition: usize, call: &str, body: Option<Vec<u8>>) -> Result<String, JsValue> {
    with(definition, |definition| definition.ask(call, body))
}

/// Tries hostile variants of a call and of its backend's answer.
#[wasm_bindgen]
pub fn attack_api(definition: usize, calls: &str) -> Result<String, JsValue> {
    with(definition, |definition| definition.attack(calls))
}

/// The violations of a schema by a body.
#[wasm_bindgen]
pub fn violations(
    definition: usize,
    name: Option<String>,
    schema: &str,
    body: &str,
) -> Result<String, JsValue> {
    with(definition, |definition| definition.violations(name.as_deref(), schema, body))
}

/// Frees a definition.
#[wasm_bindgen]
pub fn release_definition(definition: usize) {
    DEFINITIONS.with_borrow_mut(|definitions| definitions.release(definition));
}

fn with(
    definition: usize,
    then: impl FnOnce(&Definition) -> Result<String, String>,
) -> Result<String, JsValue> {
    DEFINITIONS.with_borrow_mut(|definitions| match definitions.get(definition) {
        Some(definition) => then(definition).map_err(thrown),
        None => Err(freed("definition")),
    })
}

/// Lints the templates of a file.
#[wasm_bindgen]
pub fn lint_file(name: &str, text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::lint_file(name, text, options).map_err(thrown)
}

/// Applies the fixes of a file.
#[wasm_bindgen]
pub fn fix_file(name: &str, text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::fix_file(name, text, options).map_err(thrown)
}

/// The templates and models of a file.
#[wasm_bindgen]
pub fn extract(name: &str, text: &str) -> String {
    vtlkit_js::extract(name, text)
}

/// The file with the text of one template replaced.
#[wasm_bindgen]
pub fn inject(name: &str, text: &str, index: usize, template: &str) -> Result<String, JsValue> {
    vtlkit_js::inject(name, text, index, template).map_err(thrown)
}

/// A template as a member of a definition.
#[wasm_bindgen]
pub fn export_template(text: &str, format: &str) -> Result<String, JsValue> {
    vtlkit_js::export_template(text, format).map_err(thrown)
}

/// Which requests a usage plan accepts.
#[wasm_bindgen]
pub fn throttle(options: &str) -> Result<String, JsValue> {
    vtlkit_js::throttle(options).map_err(thrown)
}
