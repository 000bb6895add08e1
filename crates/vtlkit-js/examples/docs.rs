//! Prints the npm package's documentation of rules and the catalog of variables and methods, as a JavaScript module.
//!
//! It is a module of its own, because it is not needed to render or lint, and would make the WebAssembly module larger.
#![allow(clippy::print_stdout, reason = "a command talks to its terminal")]

use serde_json::{Map, Value, json};

fn main() {
    let rules = vtlkit_js::rules();
    let docs: Map<String, Value> =
        vtlkit_lint::RULES.iter().map(|rule| (rule.name.to_owned(), rule.docs.trim().into())).collect();
    // JavaScript engines parse JSON text faster than an object literal.
    println!("export const rules = {};", json!(rules));
    println!("export const docs = {};", json!(Value::Object(docs).to_string()));
    println!("export const catalog = {};", json!(vtlkit_js::catalog()));
}
