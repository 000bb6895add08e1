//! Test cases for mappings, in YAML files next to the templates.
//!
//! A [`Suite`] is a case file. Each [`Case`] renders a template or sends a request to an API, and states the expected
//! result. [`run`] runs it and returns the differences; [`update`] writes the actual results to the file.
//!
//! ```
//! use vtlkit_suite::{Loaded, Suite, run};
//! use vtlkit_gateway::Template;
//!
//! let file = "\
//! template: request.vtl
//! cases:
//!   - name: a user
//!     request: {body: {id: 7}}
//!     expect:
//!       json: {user: 8}
//! ";
//! let suite = Suite::read(file).unwrap();
//! let template = Template::compile("{\"user\": $input.path('$.id')}").unwrap();
//! let outcome = run(&suite.cases[0], &Loaded::Template(&template), &|_: &str| Err("no files".to_owned()), None);
//! assert_eq!(outcome.failures[0].to_string(), "json differs\n  $.user\n    - 8\n    + 7");
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod alone;
mod case;
mod diff;
mod edit;
mod json;
mod judge;
mod read;
mod run;
mod update;
mod yaml;

pub use case::{
    BackendAnswer, Body, BodyExpectation, Case, Expectation, ExpectedHeaders, IntegrationExpectation,
    IntegrationRequestExpectation, MEMBERS, Phase, Request, Route, Schema, Subject, Suite,
};
pub use diff::{Change, Difference};
pub use judge::Failure;
pub use run::{ApiUnderTest, Files, Loaded, Outcome, Reached, run, templates};
pub use update::{Refused, update};
pub use yaml::document as yaml_document;
