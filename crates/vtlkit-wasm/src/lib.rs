//! The engine and the linter as WebAssembly: what a page needs first.
//!
//! Each function hands texts to [`vtlkit_js`] and back; the npm package wraps them. Templates are kept here and
//! known by a number, so that an instance can be thrown away with all of them.

use std::cell::RefCell;

use vtlkit_js::Template;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

thread_local! {
    static TEMPLATES: RefCell<Templates> = const { RefCell::new(Templates::new()) };
}

/// The templates that JavaScript holds.
struct Templates {
    list: Vec<Option<Template>>,
    free: Vec<usize>,
    /// What the last render overrode.
    overrides: Option<String>,
    /// What the last render did.
    trace: Option<String>,
}

impl Templates {
    const fn new() -> Self {
        Self { list: Vec::new(), free: Vec::new(), overrides: None, trace: None }
    }

    fn add(&mut self, template: Template) -> usize {
        if let Some(number) = self.free.pop()
            && let Some(place) = self.list.get_mut(number)
        {
            *place = Some(template);
            return number;
        }
        self.list.push(Some(template));
        self.list.len() - 1
    }
}

/// Compiles a template, and gives its number.
#[wasm_bindgen]
pub fn compile(text: &str, options: &str) -> Result<usize, JsValue> {
    let template = Template::compile(text, options)?;
    Ok(TEMPLATES.with_borrow_mut(|templates| templates.add(template)))
}

/// Renders a template for a request, whose body may come beside it, and gives the text.
#[wasm_bindgen]
pub fn render(template: usize, request: &str, body: Option<String>) -> Result<String, JsValue> {
    TEMPLATES.with_borrow_mut(|templates| {
        templates.overrides = None;
        let Some(Some(template)) = templates.list.get_mut(template) else {
            return Err(JsValue::from_str(r#"{"kind":"options","message":"the template was freed"}"#));
        };
        let rendered = template.render_with_body(request, body)?;
        templates.overrides = rendered.overrides;
        templates.trace = rendered.trace;
        Ok(rendered.output)
    })
}

/// What the last render overrode, if anything.
#[wasm_bindgen]
pub fn overrides() -> Option<String> {
    TEMPLATES.with_borrow_mut(|templates| templates.overrides.take())
}

/// What the last render did, if that was asked for.
#[wasm_bindgen]
pub fn trace() -> Option<String> {
    TEMPLATES.with_borrow_mut(|templates| templates.trace.take())
}

/// Forgets a template.
#[wasm_bindgen]
pub fn release(template: usize) {
    TEMPLATES.with_borrow_mut(|templates| {
        if templates.list.get_mut(template).and_then(Option::take).is_some() {
            templates.free.push(template);
        }
    });
}

/// The syntax tree of a template, and its errors.
#[wasm_bindgen]
pub fn parse(text: &str, options: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::parse(text, options)?)
}

/// What is wrong with a template.
#[wasm_bindgen]
pub fn lint(text: &str, options: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::lint(text, options)?)
}

/// A template with everything mended that can be.
#[wasm_bindgen]
pub fn fix(text: &str, options: &str) -> Result<String, JsValue> {
    Ok(vtlkit_js::fix(text, options)?)
}

/// The version of vtlkit.
#[wasm_bindgen]
pub fn version() -> String {
    vtlkit_js::VERSION.to_owned()
}
