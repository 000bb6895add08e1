//! Renders Velocity 1.7 templates.
//!
//! A template is [compiled](Program::compile) once and rendered any number of times by a [`Renderer`], which keeps
//! its buffers: after the first render, it allocates nothing. The caller sets variables to [values] or provides
//! objects through a [`Host`].
//!
//! ```
//! use vtlkit_eval::{Dialect, Limits, NoHost, Program, Renderer};
//! use vtlkit_syntax::{Directives, parse};
//!
//! let source = "#foreach($n in [1..3])$greeting $n! #end";
//! let parsed = parse(source, Directives::Velocity);
//! let program = Program::compile(&parsed.template, source);
//! let mut renderer = Renderer::new(program.into(), Dialect::VELOCITY, Limits::DEFAULT);
//! let output = renderer
//!     .render(&mut NoHost, |scope| {
//!         let greeting = scope.heap.new_str("hello");
//!         scope.set("greeting", greeting);
//!     })
//!     .unwrap();
//! assert_eq!(output.text(), "hello 1! hello 2! hello 3! ");
//! ```
//!
//! [values]: vtlkit_value::Value

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod class;
mod compile;
mod coverage;
mod dialect;
mod error;
mod expression;
mod foreach;
mod host;
mod limits;
mod machine;
mod macros;
mod math;
pub mod methods;
mod names;
mod observe;
mod program;
mod reference;
mod renderer;
mod scope;
mod watch;

pub use coverage::{ConditionCoverage, Coverage, LoopCoverage, PieceCoverage};
pub use dialect::Dialect;
pub use error::{EvalError, EvalErrorKind, Frame};
pub use host::{Arguments, Failure, Host, NoHost};
pub use limits::{Limit, Limits};
pub use observe::{Branch, LoopRun, Observer, Piece, Printed, Round, Trace, Variable};
pub use program::Program;
pub use renderer::{Output, Renderer, Scope};
