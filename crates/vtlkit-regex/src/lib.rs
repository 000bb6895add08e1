//! Java's regular expressions, as the string methods of templates use them.
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
//! A [`Regex`] reads the dialect of `java.util.regex` as of Java 17 and finds what Java finds, in the order in which Java
//! finds it: classes with `&&`, possessive quantifiers, lookbehind of bounded length, `$` before a last line terminator,
//! `\b` at letters that are not in `\w`, empty matches after other matches, and properties of Unicode 13.
//!
//! Matching is bounded: each call gets a [`Budget`] of steps and output bytes, and ends with an error of its own when that
//! is used up. No input drives recursion, and a pattern only as deep as it may be nested.
//!
//! Patterns of plain characters, such as `\\'` for a backslash and a quote, are looked for in the bytes as they are. For all
//! others an input that is not ASCII is first converted to UTF-16.
//!
//! # Strings
//!
//! Patterns, inputs and outputs are UTF-8 in which half of a surrogate pair may stand alone, as three bytes; the halves of a
//! pair never follow each other. Java counts in UTF-16 units and may match between the halves of a pair. Such a match cuts
//! the pair: `x*` replaced in `😀` by `-` gives `-`, the first half, `-`, the second half, `-`.
//!
//! # Limits
//!
//! - `\N{name}` is an error of kind [`ErrorKind::CharacterName`]: there is no table of names here.
//! - Canonical equivalence, which a pattern can only ask for with the undocumented flag `(?c)`, is not applied to characters
//!   that combine: [`ErrorKind::CanonicalEquivalence`].
//! - Java's matcher recurses and may run out of stack on long inputs, depending on the thread. Here up to a million choices
//!   may be open: [`ErrorKind::DepthLimit`].
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
