//! Java's regular expressions, as used by the string methods of templates.
//!
//! ```
//! use vtlkit_regex::{Budget, Regex};
//!
//! let regex = Regex::new(br"(\w+)@(\w+)\.com")?;
//! let mut out = Vec::new();
//! regex.replace_all(b"jo@example.com", b"$2: $1", &mut Budget::steps(10_000), &mut out)?;
//! assert_eq!(out, b"example: jo");
//! # Ok::<(), vtlkit_regex::Error>(())
//! ```
//!
//! A [`Regex`] implements the dialect of `java.util.regex` in Java 17 and finds the same matches in the same order:
//! classes with `&&`, possessive quantifiers, lookbehind of bounded length, `$` before a final line terminator, `\b` at
//! letters that are not in `\w`, empty matches after other matches, and properties of Unicode 13.
//!
//! Matching is bounded: each call takes a [`Budget`] of steps and output bytes and fails when it is exhausted.
//! Recursion depth does not depend on the input, and on a pattern only up to its maximum nesting.
//!
//! Patterns of literal characters, such as `\\'` for a backslash and a quote, are searched for in the bytes of the
//! input. For other patterns, non-ASCII input is first converted to UTF-16.
//!
//! # Strings
//!
//! Patterns, inputs and outputs are UTF-8 that may contain lone surrogates as three bytes each; the halves of a pair
//! never follow each other. Java counts in UTF-16 code units and may match between the halves of a pair, which splits
//! it: `x*` replaced in `😀` by `-` gives `-`, the first half, `-`, the second half, `-`.
//!
//! # Limits
//!
//! - `\N{name}` is an error of kind [`ErrorKind::CharacterName`]: there is no table of names.
//! - Canonical equivalence, which a pattern can only request with the undocumented flag `(?c)`, is not applied to
//!   combining characters: [`ErrorKind::CanonicalEquivalence`].
//! - Java's matcher recurses and can overflow its stack on long inputs, depending on the thread. Here up to a million
//!   backtrack points are allowed: [`ErrorKind::DepthLimit`].
//! - Groups and classes may be nested 200 deep: [`ErrorKind::PatternTooComplex`].

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod class;
mod error;
mod literal;
mod matcher;
mod matches;
mod output;
mod parse;
mod program;
mod property;
mod regex;
mod replace;
mod search;
mod study;
mod text;

pub use error::{Error, ErrorKind};
pub use matches::{Match, Matches};
pub use output::Budget;
pub use regex::Regex;
pub use vtlkit_java::wtf8::{slice, utf16_offset};
