//! Conformance cases: results of the real engines and of the real service, as data.
//!
//! A case is a JSON object, either of a template with variables (`mode` `plain`), a mapping template with a request
//! (`mode` `apigw`), or a regular expression (`pattern`). This crate reads cases, runs them and compares the results;
//! the test harness and `cargo xtask cases` share it.
//!
//! Files are read as JSON whose strings may contain lone surrogates, as Java's can, so the crate has its own [`Json`].

mod json;
mod judge;
/// Recorded sets of other projects: where they are, and messages about missing ones.
pub mod recorded;
mod regex;
mod run;
mod sets;

pub use json::Json;
pub use judge::{Check, checks};
pub use run::{Engine, Outcome, run, run_traced};
pub use sets::{Set, sets};
