//! Predicts what a mapping template renders, by symbolic execution, and finds the requests for which the output is wrong.
//!
//! [`violations`] takes a template and what is known about its requests ([`Target`]), and returns what is wrong with the
//! output. The engine has rendered the counterexample of each violation, so that none of them is a guess.
//!
//! 1. **Symbolic execution** (`run`): one run follows one path through the template. Values of the request are symbols
//!    with an origin (`origin`): a place in the payload, a parameter, the JSON text of one of them, or what a method
//!    makes of it (`function`). Where the path depends on the request (a condition, a loop, the size of a list), the
//!    run reaches a branch point, makes a decision and adds the path constraints that follow (`constraints`), and
//!    what methods need of a text to succeed (`needs`). A condition without a closed form is kept as an expression
//!    (`condition`) and solved by trying sample requests (`otherwise`). What the run cannot follow, it gives up: no
//!    finding is better than a wrong one.
//! 2. **Path exploration** (`explore`): runs are repeated with one decision changed at a time, the paths with the fewest
//!    changes first, so that both sides of each `#if` and zero, one and two rounds of each loop are seen, up to a
//!    bound. Where there are more, many decisions are changed at once.
//! 3. **Sinks** (`sinks`): a reader of JSON (`json`) reads the predicted output of a path, and so finds where in the
//!    grammar each value lands: inside a string, at the place of a value, between members.
//! 4. **Concretisation**: the path constraints become a concrete request. For a single reference, it has the value that is
//!    worst for its sink: a quote inside a string, nothing at the place of a value (`worst`). A decision is blamed
//!    if two paths that differ only in it render valid and invalid JSON (`blame`).
//! 5. **Confirmation** (`confirm`): the engine renders the request. If the output is not broken as predicted, the violation is
//!    dropped; otherwise the request and its output become the witness of the finding.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod blame;
mod calculation;
mod change;
mod client;
mod condition;
mod confirm;
mod constraints;
mod explore;
mod fails;
mod form;
mod fractions;
mod function;
mod json;
mod known;
mod leaf;
mod limits;
mod maps;
mod mock;
mod model;
mod needs;
mod origin;
mod otherwise;
mod payload;
mod print;
mod query;
mod reading;
mod request;
mod requests;
mod run;
mod sinks;
mod target;
mod trial;
mod unknown;
mod unmodelled;
mod value;
mod violations;
mod wording;
mod worst;
mod xml;

pub use explore::{LIMITS, violations};
pub use json::is_json;
pub use mock::{has_status, is_mock};
pub use model::{Declared, RequestModel};
pub use origin::{Origin, Step};
pub use requests::{Sample, samples};
pub use run::place;
pub use target::{Phase, Target};
pub use unknown::{Exploration, Reason, Unknown};
pub use violations::{Violation, ViolationKind};
pub use wording::fraction;
