//! Velocity 1.7 templates as a syntax tree.
//!
//! [`parse`] never fails: it returns the tree of everything that could be parsed, and all errors. White space is part
//! of the tree, because it is part of the output: Velocity 1.7 removes white space and newlines around some directives
//! and keeps them around others, and the spans show which.
//!
//! ```
//! use vtlkit_syntax::{Directives, ast::Item, parse};
//!
//! let source = "#if($input.path('$.id') != '')\nid: $id\n#end\n";
//! let parsed = parse(source, Directives::ApiGateway);
//! assert!(parsed.errors.is_empty());
//! let Item::If(item) = &parsed.template.items[0] else { panic!() };
//! // The head includes its newline, and so does `#end`.
//! assert_eq!(item.branches[0].head.text(source), "#if($input.path('$.id') != '')\n");
//! assert_eq!(item.span.text(source), source);
//!
//! let parsed = parse("#if($x) a", Directives::ApiGateway);
//! assert_eq!(parsed.errors[0].to_string(), "`#if` is not closed");
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

// The code that pest derives refers to `alloc`.
extern crate alloc;

pub mod ast;
mod error;
pub mod halves;
mod lexer;
mod lower;
mod parser;
mod print;
pub mod read;
mod token;
pub mod visit;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use parser::{Directives, MAX_BLOCK_DEPTH, MAX_DEPTH, Parsed, parse, parse_within};
pub use print::print;
