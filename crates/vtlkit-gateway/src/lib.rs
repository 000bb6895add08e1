//! Mapping templates as Amazon API Gateway (REST) renders them.
//!
//! ```
//! use vtlkit_gateway::{Request, Template};
//!
//! let template = Template::compile(r#"{"PK": {"S": "USER#$input.path('$.user_id')"}}"#).unwrap();
//! let request = Request { body: r#"{"user_id": 123}"#.into(), ..Request::default() };
//! let mut renderer = template.renderer();
//! let rendered = renderer.render(&request).unwrap();
//! assert_eq!(rendered.text(), r#"{"PK": {"S": "USER#123"}}"#);
//! ```
//!
//! API Gateway runs Velocity 1.7 with its own settings ([`DIALECT`]) and defines four variables: `$input`, `$util`,
//! `$context` and `$stageVariables`. Their members are in [`catalog`].
//!
//! The execution of a whole request to an API, of which rendering a template is one step, is in [`execution`].

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod authorizer;
mod base64;
pub mod catalog;
pub mod execution;
mod overrides;
mod reader;
mod request;
mod roots;
mod template;
mod trace;

pub use overrides::Overrides;
pub use reader::RequestReader;
pub use request::{Request, RequestError};
pub use template::{DIALECT, Rendered, Renderer, Template};
pub use trace::trace_to_json;
pub use vtlkit_eval::{Coverage, Trace};
