//! Request models of API Gateway: JSON Schema draft 4 as the service validates it.
//!
//! The service runs the validator `json-schema-validator` for Java (2.2.6), and what a client and a log see of it is
//! that library's own: its words, the order it visits a body in, its verdicts where they surprise. This crate behaves
//! as that validator does.
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
    allow(dead_code, reason = "some of what values tell is asked for by `fast` alone")
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
