//! Templates: rendered, parsed, linted and fixed.

use std::cell::RefCell;

use vtlkit_js::Template;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{freed, text, thrown};
use crate::store::Store;

thread_local! {
    static TEMPLATES: RefCell<Store<Template>> = const { RefCell::new(Store::new()) };
    static LAST: RefCell<Last> = const { RefCell::new(Last { overrides: None, trace: None }) };
}

/// The results of the last render besides its output.
struct Last {
    overrides: Option<String>,
    trace: Option<String>,
}

/// Compiles a template; returns its handle.
#[wasm_bindgen]
pub fn compile(text: &str, options: &str) -> Result<usize, JsValue> {
    let template = Template::compile(text, options).map_err(thrown)?;
    Ok(TEMPLATES.with_borrow_mut(|templates| templates.add(template)))
}

/// Renders a template for a request; returns the output. A text body is passed separately.
#[wasm_bindgen]
pub fn render(template: usize, request: &str, body: Option<String>) -> Result<String, JsValue> {
    let rendered = TEMPLATES.with_borrow_mut(|templates| match templates.get(template) {
        Some(template) => template.render_with_body(request, body).map_err(thrown),
        None => Err(freed("template")),
    });
    LAST.with_borrow_mut(|last| {
        let rendered = rendered.inspect_err(|_| last.overrides = None)?;
        last.overrides = rendered.overrides;
        last.trace = rendered.trace;
        Ok(rendered.output)
    })
}

/// [`render`] with UTF-8 bytes instead of strings, which is faster for long ones.
#[wasm_bindgen]
pub fn render_bytes(template: usize, request: Vec<u8>, body: Option<Vec<u8>>) -> Result<String, JsValue> {
    render(template, &text(request)?, body.map(text).transpose()?)
}

/// The overrides of the last render, if there are any.
#[wasm_bindgen]
pub fn overrides() -> Option<String> {
    LAST.with_borrow_mut(|last| last.overrides.take())
}

/// The trace of the last render, if requested.
#[wasm_bindgen]
pub fn trace() -> Option<String> {
    LAST.with_borrow_mut(|last| last.trace.take())
}

/// Frees a template.
#[wasm_bindgen]
pub fn release_template(template: usize) {
    TEMPLATES.with_borrow_mut(|templates| templates.release(template));
}

/// The syntax tree of a template, and its errors.
#[wasm_bindgen]
pub fn parse(text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::parse(text, options).map_err(thrown)
}

/// Lints a template.
#[wasm_bindgen]
pub fn lint(text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::lint(text, options).map_err(thrown)
}

/// Applies the fixes of a template.
#[wasm_bindgen]
pub fn fix(text: &str, options: &str) -> Result<String, JsValue> {
    vtlkit_js::fix(text, options).map_err(thrown)
}

/// Renders a template for hostile variants of a request.
#[wasm_bindgen]
pub fn attack(text: &str, options: &str, requests: &str) -> Result<String, JsValue> {
    vtlkit_js::attack(text, options, requests).map_err(thrown)
}

/// The version of vtlkit.
#[wasm_bindgen]
pub fn version() -> String {
    vtlkit_js::VERSION.to_owned()
}
