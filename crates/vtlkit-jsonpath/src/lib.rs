//! Jayway's JSONPath, version 2.9.0: parse, check and evaluate paths.
//!
//! ```
//! use vtlkit_jsonpath::JsonPath;
//! use vtlkit_value::{Heap, json};
//!
//! let mut heap = Heap::new();
//! let text = r#"{"pets": [{"name": "Rex", "price": 25}, {"name": "Tom", "price": 9}]}"#;
//! let document = json::read_str(&mut heap, text).unwrap();
//!
//! let path = JsonPath::compile("$.pets[?(@.price < 10)].name").unwrap();
//! let found = path.read(&mut heap, document, &mut 10_000).unwrap().unwrap();
//! assert_eq!(json::to_string(&heap, found), r#"["Tom"]"#);
//!
//! let error = JsonPath::compile("$.pets[?(@.price = 10)]").unwrap_err();
//! assert_eq!(error.message(), "there is no operator '='; equality is '=='");
//! ```
//!
//! A *definite* path, made of names and single indexes, gives the value it leads to: the value itself, so that a
//! change made to it is a change of the document. Any other path gives a new list, which may be empty. What a
//! path finds, in which order, and on which documents it fails is Jayway's, with the json-smart provider and the
//! default options.
//!
//! # What may surprise
//!
//! - Compiling stops one character before the end after a bracket, a `*` or a function: `$['a']x` is `$['a']`.
//! - What follows a function without arguments is read as a name that starts with `)`, so `$.a.keys().b` finds
//!   nothing.
//! - A slice with both bounds runs through the numbers between them: `[-2:2]` is `[-2,-1,0,1]`. A third number is
//!   read over.
//! - `$.a[*].length()` calls the function on each element, `$..a.length()` once, on the list of all.
//! - A token after `..[0]` is tried on every element of every array, and a last name counts only for the element 0.
//! - In a filter `$.a` alone asks whether the *item* has `a`, while `$.a == 1` looks at the document.
//! - An operator with an operand it has no use for makes the whole filter say no, also within `!(…)`.
//! - `in`, `contains`, `anyof` and the like fail on arrays that hold arrays or objects, and take strings in arrays
//!   that read like a path or JSON for such.
//! - Functions in a filter take no arguments: the first `)` ends the path.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod ast;
mod compile;
mod error;
mod eval;
mod function;
mod parse;
mod program;
mod regex;
mod text;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use vtlkit_value::{Heap, Value};

pub use error::{EvalError, EvalErrorKind, PathError, PathErrorKind};
pub use function::Function;
pub use parse::MAX_DEPTH;

/// A compiled path. Cloning is cheap.
#[derive(Clone)]
pub struct JsonPath(Arc<Compiled>);

struct Compiled {
    text: Box<[u8]>,
    tree: ast::Path,
    program: program::Program,
}

impl JsonPath {
    /// Compiles a path, given as UTF-8 or WTF-8. `Err` where Jayway raises an `InvalidPathException`, and where
    /// parentheses and filters are nested deeper than [`MAX_DEPTH`].
    pub fn compile(text: impl AsRef<[u8]>) -> Result<Self, PathError> {
        Self::compile_bytes(text.as_ref())
    }

    fn compile_bytes(text: &[u8]) -> Result<Self, PathError> {
        let tree = parse::parse(text)?;
        let program = compile::compile(&tree);
        Ok(Self(Arc::new(Compiled { text: text.into(), tree, program })))
    }

    /// Whether the path leads to one value at most and gives that value; any other gives a list.
    pub fn is_definite(&self) -> bool {
        let Compiled { program, .. } = &*self.0;
        program.paths.get(program.main as usize).is_some_and(|path| path.definite)
    }

    /// The parts of the path, each with its place in the text.
    pub fn tree(&self) -> &ast::Path {
        &self.0.tree
    }

    /// The segments of the path after its root.
    pub fn segments(&self) -> &[ast::Segment] {
        &self.0.tree.segments
    }

    /// The text of the path as it was given, WTF-8.
    pub fn text(&self) -> &[u8] {
        &self.0.text
    }

    /// Reads the path from a document. `None` if it finds nothing, where Jayway raises a `PathNotFoundException`;
    /// a value that is null is found.
    ///
    /// `steps` bounds the work: it is counted down, about once for each value looked at, and at 0 the evaluation
    /// fails. The function `append` changes the document; all others leave it as it is.
    ///
    /// # Errors
    ///
    /// Where Jayway raises any other exception, and when `steps` or the heap's limit is reached.
    pub fn read(
        &self,
        heap: &mut Heap,
        document: Value,
        steps: &mut u64,
    ) -> Result<Option<Value>, EvalError> {
        eval::read(&self.0.program, heap, document, steps)
    }
}

impl FromStr for JsonPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        Self::compile(text)
    }
}

/// Prints the path as it was given.
impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0.text))
    }
}

impl fmt::Debug for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonPath").field(&self.to_string()).finish()
    }
}

impl PartialEq for JsonPath {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for JsonPath {}
