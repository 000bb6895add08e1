//! Request models.

use std::cell::RefCell;

use vtlkit_js::Schema;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{freed, text, thrown};
use crate::store::Store;

thread_local! {
    static MODELS: RefCell<Store<Schema>> = const { RefCell::new(Store::new()) };
}

/// Compiles a model; returns its handle.
#[wasm_bindgen]
pub fn compile_model(model: &str) -> Result<usize, JsValue> {
    let schema = Schema::compile(model).map_err(thrown)?;
    Ok(MODELS.with_borrow_mut(|models| models.add(schema)))
}

/// What the service would reject in a model; `text` is the text of the model.
#[wasm_bindgen]
pub fn refusals(model: usize, text: &str) -> Result<String, JsValue> {
    with(model, |schema| schema.refusals(text))
}

/// The verdict on a body.
#[wasm_bindgen]
pub fn validate(model: usize, body: &str) -> Result<String, JsValue> {
    with(model, |schema| schema.validate(body))
}

/// [`validate`] with the body as UTF-8 bytes, which is faster for a long one.
#[wasm_bindgen]
pub fn validate_bytes(model: usize, body: Vec<u8>) -> Result<String, JsValue> {
    validate(model, &text(body)?)
}

/// Frees a model.
#[wasm_bindgen]
pub fn release_model(model: usize) {
    MODELS.with_borrow_mut(|models| models.release(model));
}

fn with(model: usize, then: impl FnOnce(&Schema) -> String) -> Result<String, JsValue> {
    MODELS.with_borrow_mut(|models| match models.get(model) {
        Some(schema) => Ok(then(schema)),
        None => Err(freed("model")),
    })
}
