//! From text to tree, as Jayway 2.9.0 compiles a path.
//!
//! Its compiler is a scanner with habits of its own: it looks for closing brackets before it knows what is
//! inside, stops one character before the end, and takes some errors as a sign to read on in another way. What
//! is a path and what it means follow from these habits, so they are followed step by step.

mod brackets;
mod call;
mod cursor;
mod filter;
mod literal;
mod path;

use vtlkit_text::Span;

use crate::ast::{Path, Root};
use crate::error::{PathError, PathErrorKind};
use cursor::{Cursor, Outside};

/// How deep parentheses, filters and arguments may be nested in a path. A filter within a filter counts three times:
/// for its path, its brackets and its parentheses.
pub const MAX_DEPTH: u32 = 64;

/// Reads a path.
pub(crate) fn parse(text: &[u8]) -> Result<Path, PathError> {
    let place = Place { shift: 0, whole: text };
    compile(text, place, 0).map_err(|fail| fail.error)
}

/// An error, and whether Jayway raises it as an `InvalidPathException`, after which a filter may read on.
struct Fail {
    error: PathError,
    recoverable: bool,
}

type Parsed<T> = Result<T, Fail>;

/// Where a text that is parsed lies in the text of the whole path.
#[derive(Clone, Copy)]
struct Place<'w> {
    /// What to add to an index.
    shift: isize,
    /// The whole, or as much of it as can be meant.
    whole: &'w [u8],
}

impl Place<'_> {
    /// A span of the whole, of all of the characters it has a part of: the scanner counts in bytes.
    fn span(self, start: usize, end: usize) -> Span {
        let whole = |index: usize| index.saturating_add_signed(self.shift).min(self.whole.len());
        let inside = |index: usize| self.whole.get(index).is_some_and(|byte| byte & 0xc0 == 0x80);
        let (mut start, mut end) = (whole(start), whole(end));
        while start > 0 && inside(start) {
            start -= 1;
        }
        while inside(end) {
            end += 1;
        }
        Span::new(start, end)
    }

    fn inner(self, by: usize) -> Self {
        Self { shift: self.shift.saturating_add_unsigned(by), ..self }
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    place: Place<'t>,
    depth: u32,
}

/// Reads a path that may lack its root, as those do that are given to Jayway, and those in filters.
fn compile<'t>(text: &'t [u8], place: Place<'t>, depth: u32) -> Parsed<Path> {
    let fail = |kind, message: &str| {
        let error = PathError::new(kind, place.span(0, text.len()), message);
        Err(Fail { error, recoverable: true })
    };
    let with_root;
    let (parser, implied) = match text.first() {
        None => return fail(PathErrorKind::Empty, "a path cannot be empty; '$' is the whole document"),
        Some(b'$' | b'@') => (Parser::new(text, place, depth)?, false),
        Some(_) => {
            with_root = [b"$.", text].concat();
            let place = Place { shift: place.shift - 2, ..place };
            (Parser::new(&with_root, place, depth)?, true)
        }
    };
    let mut parser = parser;
    parser.cursor.trim();
    if matches!(parser.cursor.last(), Ok(b'.')) {
        let end = parser.cursor.end;
        let error = parser.error(
            PathErrorKind::TrailingDot,
            (end.saturating_sub(1), end),
            "a path cannot end with a dot; name what comes next, or take the dot away",
        );
        return Err(Fail { error, recoverable: true });
    }
    // Whatever goes wrong inside, it leaves Jayway as an InvalidPathException.
    let mut path = parser
        .path()
        .map_err(|fail| Fail { recoverable: fail.error.kind() != PathErrorKind::TooDeep, ..fail })?;
    if implied {
        path.root = Root::Implied;
    }
    Ok(path)
}

impl<'t> Parser<'t> {
    fn new(text: &'t [u8], place: Place<'t>, depth: u32) -> Parsed<Self> {
        let parser = Self { cursor: Cursor::new(text), place, depth };
        if depth > MAX_DEPTH {
            let message =
                format!("nested too deeply: {MAX_DEPTH} parentheses, filters and arguments are allowed");
            return parser.crash(PathErrorKind::TooDeep, (0, text.len()), message);
        }
        Ok(parser)
    }

    /// Goes one level deeper; the caller comes back by subtracting one.
    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message =
                format!("nested too deeply: {MAX_DEPTH} parentheses, filters and arguments are allowed");
            return self.crash(PathErrorKind::TooDeep, (self.cursor.at, self.cursor.at + 1), message);
        }
        Ok(())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.place.span(start, end)
    }

    fn error(&self, kind: PathErrorKind, at: (usize, usize), message: impl Into<Box<str>>) -> PathError {
        PathError::new(kind, self.span(at.0, at.1), message)
    }

    /// Fails as Jayway does with an `InvalidPathException`.
    #[cold]
    fn refuse<T>(&self, kind: PathErrorKind, at: (usize, usize), message: impl Into<Box<str>>) -> Parsed<T> {
        Err(Fail { error: self.error(kind, at, message), recoverable: true })
    }

    /// Fails as Jayway does with any other exception.
    #[cold]
    fn crash<T>(&self, kind: PathErrorKind, at: (usize, usize), message: impl Into<Box<str>>) -> Parsed<T> {
        Err(Fail { error: self.error(kind, at, message), recoverable: false })
    }

    /// The byte at the cursor, which Jayway expects to be there.
    fn current(&self) -> Parsed<u8> {
        self.within(self.cursor.current())
    }

    fn within<T>(&self, read: Result<T, Outside>) -> Parsed<T> {
        read.or_else(|Outside| {
            let end = self.cursor.text.len();
            self.crash(PathErrorKind::UnexpectedEnd, (end, end), "the path ends where more is needed")
        })
    }

    /// The index of the bracket that closes the one at `start`. Strings, and regular expressions if asked for, are
    /// skipped; what directly follows one is not taken as the start of another. `None` if there is none.
    fn closing(&self, start: usize, open: u8, close: u8, skip_patterns: bool) -> Parsed<Option<usize>> {
        let cursor = &self.cursor;
        let mut opened = 1_u32;
        let mut index = start + 1;
        while cursor.in_bounds(index) {
            let byte = self.within(cursor.byte(index))?;
            if matches!(byte, b'\'' | b'"') {
                let Some(end) = cursor.find_unescaped(index, byte) else {
                    return self.refuse(
                        PathErrorKind::Unclosed,
                        (index, index + 1),
                        "this quote is not closed",
                    );
                };
                index = end + 1;
            }
            if skip_patterns && self.within(cursor.byte(index))? == b'/' {
                let Some(end) = cursor.find_unescaped(index, b'/') else {
                    let message = "this regular expression is not closed; a '/' is missing at its end";
                    return self.refuse(PathErrorKind::Unclosed, (index, index + 1), message);
                };
                index = end + 1;
            }
            let byte = self.within(cursor.byte(index))?;
            if byte == open {
                opened += 1;
            }
            if byte == close {
                opened -= 1;
                if opened == 0 {
                    return Ok(Some(index));
                }
            }
            index += 1;
        }
        Ok(None)
    }
}
