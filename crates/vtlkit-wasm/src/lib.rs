//! vtlkit as one WebAssembly module: rendering, the linter, definition files and request models.
//!
//! Each function passes strings to [`vtlkit_js`] and returns its result; the npm package wraps them. Errors are thrown
//! as JavaScript `Error` objects. Compiled templates, definitions and models stay in the module and are referred to by
//! numeric handles, so that an instance can be discarded with all of them.

mod definitions;
mod error;
mod models;
mod store;
mod templates;

pub use definitions::{
    ask, attack_api, export_template, extract, fix_file, inject, invoke, lint_file, load, read_api,
    release_definition, throttle, violations,
};
pub use models::{compile_model, refusals, release_model, validate, validate_bytes};
pub use templates::{
    attack, compile, fix, lint, overrides, parse, release_template, render, render_bytes, trace, version,
};
