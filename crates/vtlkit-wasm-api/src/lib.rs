//! What reads definition files and takes requests through them, as WebAssembly: loaded when it is asked for.
//!
//! Each function hands texts to [`vtlkit_js`] and back; the npm package wraps them. Definitions that were read are kept here
//! and known by a number, so that an instance can be thrown away with all of them.

use std::cell::RefCell;

use vtlkit_js::Definition;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

thread_local! {
    static DEFINITIONS: RefCell<Vec<Option<Definition>>> = const { RefCell::new(Vec::new()) };
}

/// What the APIs of a definition file hold.
#[wasm_bindgen]
pub fn read_api(name: &str, text: &str) -> String {
    vtlkit_js::read_api(name, text)
}

/// Reads a definition file, and gives its number.
#[wasm_bindgen]
pub fn load(name: &str, text: &str) -> Result<usize, JsValue> {
    let definition = Definition::load(name, text)?;
    Ok(DEFINITIONS.with_borrow_mut(|definitions| {
        let number = definitions.iter().position(Option::is_none).unwrap_or(definitions.len());
        if number == definitions.len() {
            definitions.push(None);
        }
        if let Some(place) = definitions.get_mut(number) {
            *place = Some(definition);
        }
        number
    }))
}

/// Takes a request through an API of a definition.
#[wasm_bindgen]
pub fn invoke(definition: usize, call: &str) -> Result<String, JsValue> {
    with(definition, |definition| definition.invoke(call))
}

/// Takes a request as far as its endpoint.
#[wasm_bindgen]
pub fn ask(definition: usize, call: &str) -> Result<String, JsValue> {
    with(definition, |definition| definition.ask(call))
}

/// What is wrong with a body under a schema.
#[wasm_bindgen]
pub fn violations(
    definition: usize,
    name: Option<String>,
    schema: &str,
    body: &str,
) -> Result<String, JsValue> {
    with(definition, |definition| definition.violations(name.as_deref(), schema, body))
}

/// Forgets a definition.
#[wasm_bindgen]
pub fn release(definition: usize) {
    DEFINITIONS.with_borrow_mut(|definitions| {
        if let Some(place) = definitions.get_mut(definition) {
            *place = None;
        }
    });
}

fn with(
    definition: usize,
    then: impl FnOnce(&Definition) -> Result<String, String>,
) -> Result<String, JsValue> {
    DEFINITIONS.with_borrow(|definitions| match definitions.get(definition) {
        Some(Some(definition)) => Ok(then(definition)?),
        _ => Err(JsValue::from_str(r#"{"kind":"options","message":"the definition was freed"}"#)),
    })
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
