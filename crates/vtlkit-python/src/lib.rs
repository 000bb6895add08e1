//! The Python module `vtlkit._vtlkit`: the library `vtlkit` in Python's types, and the command.
//!
//! Each function translates its arguments, calls the library without the interpreter's lock, and translates the result.
//! Places count code points, as Python's strings do. What fails raises `vtlkit.VtlError`, an argument of the wrong type
//! `TypeError`. `crates/vtlkit-js` is the same for JavaScript.

mod arguments;
mod attack;
mod definition;
mod error;
mod exchange;
mod finding;
mod json;
mod lint;
mod model;
mod places;
mod record;
mod source;
mod template;

use pyo3::prelude::*;

#[pymodule]
mod _vtlkit {
    #[pymodule_export]
    use super::attack::{Attack, Attempt, attack};
    #[pymodule_export]
    use super::definition::{Api, Definition, Route, load};
    #[pymodule_export]
    use super::exchange::{IntegrationRequest, Invocation, Mapped, Response, Step};
    #[pymodule_export]
    use super::finding::{Edit, Finding, Fix, Label, Witness};
    #[pymodule_export]
    use super::lint::{Fixed, RuleInfo, explain, fix, lint, rules};
    #[pymodule_export]
    use super::model::{Message, Model, Refusal, Verdict, validate};
    #[pymodule_export]
    use super::run;
    #[pymodule_export]
    use super::template::{Rendered, Template, render};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}

/// Runs the ``vtlkit`` command with its arguments (the first is the name of the program), and returns its exit code.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| vtlkit::cli::run(arguments))
}
