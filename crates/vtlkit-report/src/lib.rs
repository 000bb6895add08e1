//! Shows diagnostics of templates to people and to programs.
//!
//! ```
//! use vtlkit_report::{Source, Style, text};
//! use vtlkit_text::{Diagnostic, Span};
//!
//! let template = "#if($x)\nhello";
//! let error = Diagnostic::error("`#if` is not closed", Span::new(0, 7))
//!     .with_label(Span::at(13), "`#end` is missing here")
//!     .with_note("help", "write `#end` where the block ends");
//! let source = Source::new("hello.vtl", template);
//! let shown = text::render(&source, &[error], Style::Plain);
//! assert_eq!(
//!     shown,
//!     "\
//! error: `#if` is not closed
//!  --> hello.vtl:1:1
//!   |
//! 1 | #if($x)
//!   | ^^^^^^^
//! 2 | hello
//!   |      - `#end` is missing here
//!   |
//!   = help: write `#end` where the block ends
//! "
//! );
//! ```
//!
//! One module per output format: [`text`] for people, [`json`] for programs. [`findings`] has the report formats of a
//! linter, [`trace`] the trace of a render. [`visible`] makes names and values safe for terminals and logs.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod excerpt;
pub mod findings;
pub mod json;
pub mod junit;
mod source;
pub mod text;
pub mod trace;
pub mod visible;

pub use source::Source;
pub use text::Style;
