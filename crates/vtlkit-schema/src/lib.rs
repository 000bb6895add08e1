//! Request models of API Gateway: JSON Schema draft 4 as the service validates it.
//!
//! The service uses the Java library `json-schema-validator` 2.2.6, and clients and logs see its messages, their order,
//! and its verdicts even where they are surprising. This crate reproduces that validator.
//!
//! ```
//! use vtlkit_schema::{Model, References};
//!
//! let text = r#"{"type": "object", "required": ["id"], "properties": {"size": {"type": "integer"}}}"#;
//! let model = Model::compile(text, &References::new()).unwrap();
//! assert!(model.refusals().is_empty());
//!
//! let verdict = model.validate(r#"{"id": 1, "size": 1.0}"#);
//! assert!(!verdict.is_valid());
//! assert_eq!(
//!     verdict.aws_list().unwrap(),
//!     r#"[instance type (number) does not match any allowed primitive type (allowed: ["integer"])]"#
//! );
//! assert_eq!(verdict.messages()[0].instance_pointer(), Some("/size"));
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]
#![cfg_attr(
    not(feature = "fast"),
    allow(dead_code, reason = "parts of the interface of values are only used by `fast`")
)]

mod api_models;
mod ecma;
#[cfg(feature = "fast")]
mod fast;
mod format;
mod java;
mod json;
mod keywords;
mod message;
mod model;
mod pointer;
mod refusal;
mod schema;
mod validate;
mod verdict;
mod violations;

pub use api_models::ApiModels;
pub use message::{Level, Message};
pub use model::{Model, NotJson};
pub use refusal::{Refusal, RefusalKind};
pub use schema::References;
pub use verdict::{Exception, ExceptionKind, Unparsable, Verdict};
pub use violations::violations;
