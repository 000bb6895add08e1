//! Mapping templates of Amazon API Gateway (REST APIs): render, lint, fix and test them as the service executes them.
//!
//! A mapping template is a script in the Velocity Template Language (VTL) that maps a request to the body for an
//! integration, or a response to the body for the client. [`render()`] renders one:
//!
//! ```
//! use vtlkit::{RenderOptions, Request, render};
//!
//! let template = r#"{"PK": {"S": "USER#$input.path('$.user_id')"}}"#;
//! let request = Request { body: r#"{"user_id": 123}"#.into(), ..Request::default() };
//! let (text, _) = render(template, &request, &RenderOptions::default())?;
//! assert_eq!(text, r#"{"PK": {"S": "USER#123"}}"#);
//! # Ok::<(), vtlkit::Error>(())
//! ```
//!
//! | to | use | feature |
//! |---|---|---|
//! | render one template for many requests | [`Template`] | |
//! | execute a request against an API | [`Definition`], [`invoke()`] | `host`, `schema` |
//! | validate bodies against request models | [`Model`], [`validate()`] | `schema` |
//! | extract the templates of a file and change one | [`extract()`], [`inject`] | `host` |
//! | find and fix mistakes | [`lint()`], [`fix`], [`LintFile`] | `lint` |
//! | try hostile requests | [`attack_template`], [`Definition::attack`] | `lint` |
//! | run files of test cases | [`suite`] | `suite` |
//!
//! Without features, the crate only renders templates. The default feature `cli` is for the command of the same name:
//! use `default-features = false` in a program. Outside of the module `cli`, the library does not read files, the clock or
//! the environment, start threads, or use the network.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

// The command's modules name the library as its users do.
#[cfg(feature = "cli")]
extern crate self as vtlkit;

#[cfg(feature = "lint")]
mod attack;
#[cfg(feature = "cli")]
#[allow(clippy::disallowed_methods, reason = "the command has files, a clock and an environment")]
pub mod cli;
mod error;
#[cfg(feature = "host")]
mod extract;
#[cfg(all(feature = "lint", feature = "suite"))]
mod first_cases;
#[cfg(all(feature = "host", feature = "schema"))]
mod invoke;
#[cfg(all(feature = "host", feature = "schema"))]
mod json_body;
#[cfg(feature = "host")]
mod kind;
#[cfg(feature = "lint")]
mod lint;
#[cfg(all(feature = "host", feature = "schema"))]
mod routes;
mod template;
#[cfg(feature = "schema")]
mod validate;

#[cfg(feature = "lint")]
pub use attack::{Attack, Attempt, Base, Exchange, Input, Side, Verdict, attack_template};
pub use error::{Error, ErrorFile, ErrorKind, Frame};
#[cfg(feature = "host")]
pub use extract::{extract, inject, template_of};
#[cfg(all(feature = "lint", feature = "suite"))]
pub use first_cases::{FirstCases, first_case_of_template, first_cases};
#[cfg(all(feature = "host", feature = "schema"))]
pub use invoke::{Answer, Asked, Call, Definition, Unknown, api_id, api_name, ask, invoke, placed};
#[cfg(all(feature = "host", feature = "schema"))]
pub use json_body::{InvalidBody, invalid_bodies};
#[cfg(feature = "host")]
pub use kind::DefinitionKind;
#[cfg(feature = "lint")]
pub use lint::{
    FileFinding, FileReport, Fixed, LintFile, LintOptions, Selector, find_rule, fix, lint, lint_file,
    rule_is_on, rules_named, suppressions,
};
#[cfg(all(feature = "host", feature = "schema"))]
pub use routes::{Route, routes, similar_routes, without_stage};
pub use template::{Dialect, Phase, RenderOptions, Rendered, Template, render};
#[cfg(feature = "schema")]
pub use validate::{BodyVerdict, Model, validate};

pub use vtlkit_api::{Api, Backend, IntegrationRequest, Response};
#[cfg(feature = "host")]
pub use vtlkit_definition::{
    Extraction, FileError, Files, Module, NoFiles, Reference, Settings, Source, Sources,
};
pub use vtlkit_eval::{Limit, Limits, Trace};
pub use vtlkit_gateway::execution::{AuthorizerDecision, Execution, Step, StepKind, TestInvoke};
pub use vtlkit_gateway::{Overrides, Request, RequestError};
#[cfg(feature = "lint")]
pub use vtlkit_lint::{Findings, Group, Phase as TemplatePhase, RULES, Rule, Status, Target};
#[cfg(feature = "suite")]
pub use vtlkit_suite as suite;
pub use vtlkit_text::{Applicability, Diagnostic, Encoding, LineIndex, Place, Span};

/// The examples of the page on Rust are tests.
#[cfg(all(doctest, feature = "lint"))]
#[doc = include_str!("../../../docs/rust.md")]
struct PageOnRust;
