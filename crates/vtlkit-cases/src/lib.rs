//! Conformance cases: what the real engines and the real service did, as data.
//!
//! A case is one JSON object. Its fields say what it is of: a template with variables (`mode` `plain`), a mapping
//! template with a request (`mode` `apigw`), or a regular expression (`pattern`). The crate reads cases, runs them
//! and says whether the outcome is the expected one; the test harness and `cargo xtask cases` share it.
//!
//! Files are read as JSON that may hold half a surrogate pair in a string, as Java's strings may, so values are the
//! crate's own [`Json`].

mod json;
mod judge;
/// The recorded sets of other projects: where they are, and what is said about those that are absent.
pub mod recorded;
mod regex;
mod run;
mod sets;

pub use json::Json;
pub use judge::{Check, checks};
pub use run::{Engine, Outcome, run, run_traced};
pub use sets::{Set, sets};
