//! The interface of vtlkit for JavaScript, without a dependency on WebAssembly.
//!
//! Functions take and return strings, mostly JSON: this crosses between JavaScript and WebAssembly fastest, and can be
//! tested natively. Offsets are UTF-16 code units; lines and columns count from 1, columns in UTF-16 code units. An
//! error is an object as JSON text: `kind` and `message`, and for an error with a position in the template, `start`,
//! `end`, `line` and `column`.
//!
//! ```
//! let mut template = vtlkit_js::Template::compile("Hello $input.path('$.name')", "{}").unwrap();
//! let rendered = template.render(r#"{"body": {"name": "Ann"}}"#).unwrap();
//! assert_eq!(rendered.output, "Hello Ann");
//!
//! let error = vtlkit_js::Template::compile("#if(", "{}").unwrap_err();
//! assert!(error.starts_with(r#"{"kind":"syntax","message":"#));
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod attack;
mod catalog;
mod definition;
mod host;
mod invoke;
mod json;
mod lint;
mod model;
mod options;
mod places;
mod problem;
mod render;
mod settings;
mod throttle;
mod tree;

pub use attack::attack;
pub use catalog::catalog;
pub use definition::read_api;
pub use host::{export_template, extract, fix_file, inject, lint_file};
pub use invoke::Definition;
pub use lint::{explain, fix, lint, rules};
pub use model::Schema;
pub use render::{Rendered, Template};
pub use throttle::throttle;
pub use tree::parse;

/// The version of vtlkit.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
