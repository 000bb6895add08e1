//! Prints what the npm package tells of rules and of what templates can use, as a module of JavaScript.
//!
//! It is text that nobody needs to render or to lint, so it is in no file of WebAssembly.
#![allow(clippy::print_stdout, reason = "a command talks to its terminal")]

use serde_json::{Map, Value, json};

fn main() {
    let rules = vtlkit_js::rules();
    let docs: Map<String, Value> =
        vtlkit_lint::RULES.iter().map(|rule| (rule.name.to_owned(), rule.docs.trim().into())).collect();
    // Engines read a text of JSON faster than an expression.
    println!("export const rules = {};", json!(rules));
    println!("export const docs = {};", json!(Value::Object(docs).to_string()));
    println!("export const catalog = {};", json!(vtlkit_js::catalog()));
}
