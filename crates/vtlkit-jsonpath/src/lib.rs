//! JSONPath as Jayway's library, version 2.9.0, implements it: parsing, checking and evaluation of paths.
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
//! assert_eq!(error.message(), "unknown operator '='; use '==' for equality");
//! ```
//!
//! A *definite* path consists of names and single indexes. Its result is the value itself, so changing it changes the
//! document. The result of any other path (an *indefinite* path) is a new list, which may be empty. Results, their
//! order and errors are those of Jayway with the json-smart provider and the default options.
//!
//! # Differences from other implementations
//!
//! - After a bracket, a `*` or a function, one last character is ignored: `$['a']x` is `$['a']`.
//! - Text after a function without arguments is parsed as a name that starts with `)`, so `$.a.keys().b` has no
//!   result.
//! - A slice with both bounds consists of all integers between them: `[-2:2]` is `[-2,-1,0,1]`. A third number is
//!   ignored.
//! - `$.a[*].length()` calls the function on each element, `$..a.length()` once, on the list of all.
//! - A segment after `..[0]` is applied to every element of every array, and a final name counts only for element 0.
//! - In a filter, `$.a` alone tests whether the *item* has `a`, while `$.a == 1` reads the document.
//! - An operand of the wrong type makes the whole filter false, even inside `!(…)`.
//! - `in`, `contains`, `anyof` and similar operators fail for arrays that contain arrays or objects, and interpret
//!   strings in arrays as paths or JSON if they look like one.
//! - Functions in a filter cannot have arguments: the first `)` ends the path.

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
    /// Compiles a path, given as UTF-8 or WTF-8. Fails if Jayway throws an `InvalidPathException`, or if parentheses
    /// and filters are nested deeper than [`MAX_DEPTH`].
    pub fn compile(text: impl AsRef<[u8]>) -> Result<Self, PathError> {
        Self::compile_bytes(text.as_ref())
    }

    fn compile_bytes(text: &[u8]) -> Result<Self, PathError> {
        let tree = parse::parse(text)?;
        let program = compile::compile(&tree);
        Ok(Self(Arc::new(Compiled { text: text.into(), tree, program })))
    }

    /// Whether the path is definite: its result is at most one value, not a list.
    pub fn is_definite(&self) -> bool {
        let Compiled { program, .. } = &*self.0;
        program.paths.get(program.main as usize).is_some_and(|path| path.definite)
    }

    /// The syntax tree of the path.
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

    /// Evaluates the path on a document. `None` if there is no result (Jayway throws a `PathNotFoundException`); null
    /// is a result.
    ///
    /// `steps` limits the work. It is decremented about once for each visited value; at 0, the evaluation fails. Only
    /// the function `append` changes the document.
    ///
    /// # Errors
    ///
    /// If Jayway throws any other exception, or if `steps` or the heap's limit is exceeded.
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

/// Prints the original text of the path.
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
