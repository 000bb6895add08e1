//! Request models as WebAssembly: loaded when it is asked for.
//!
//! Models are kept here and known by a number, so that an instance can be thrown away with all of them.

use std::cell::RefCell;

use vtlkit_js::Schema;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

thread_local! {
    static SCHEMAS: RefCell<Vec<Option<Schema>>> = const { RefCell::new(Vec::new()) };
}

/// Compiles a model, and gives its number.
#[wasm_bindgen]
pub fn compile(model: &str) -> Result<usize, JsValue> {
    let schema = Schema::compile(model)?;
    Ok(SCHEMAS.with_borrow_mut(|schemas| {
        let number = schemas.iter().position(Option::is_none).unwrap_or(schemas.len());
        if number == schemas.len() {
            schemas.push(None);
        }
        if let Some(place) = schemas.get_mut(number) {
            *place = Some(schema);
        }
        number
    }))
}

/// What the service would refuse in a model, of which this is the text.
#[wasm_bindgen]
pub fn refusals(schema: usize, model: &str) -> Result<String, JsValue> {
    with(schema, |schema| schema.refusals(model))
}

/// The verdict on a body.
#[wasm_bindgen]
pub fn validate(schema: usize, body: &str) -> Result<String, JsValue> {
    with(schema, |schema| schema.validate(body))
}

/// Forgets a model.
#[wasm_bindgen]
pub fn release(schema: usize) {
    SCHEMAS.with_borrow_mut(|schemas| {
        if let Some(place) = schemas.get_mut(schema) {
            *place = None;
        }
    });
}

fn with(schema: usize, then: impl FnOnce(&Schema) -> String) -> Result<String, JsValue> {
    SCHEMAS.with_borrow(|schemas| match schemas.get(schema) {
        Some(Some(schema)) => Ok(then(schema)),
        _ => Err(JsValue::from_str(r#"{"kind":"options","message":"the model was freed"}"#)),
    })
}
