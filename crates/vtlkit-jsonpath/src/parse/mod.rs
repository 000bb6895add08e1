//! Parses a path like the compiler of Jayway 2.9.0.
//!
//! Jayway's compiler is a scanner with peculiarities: it looks for closing brackets before it knows what is inside,
//! stops one character before the end, and tries another interpretation after some errors. The accepted paths and
//! their meaning depend on these peculiarities, so the port follows the scanner step by step.

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

/// The deepest nesting of parentheses, filters and arguments in a path. A filter inside a filter counts three times:
/// for its path, its brackets and its parentheses.
pub const MAX_DEPTH: u32 = 64;

/// Parses a path.
pub(crate) fn parse(text: &[u8]) -> Result<Path, PathError> {
    let place = Place { shift: 0, whole: text };
    compile(text, place, 0).map_err(|fail| fail.error)
}

/// An error, and whether Jayway throws it as an `InvalidPathException`, after which a filter may continue.
struct Fail {
    error: PathError,
    recoverable: bool,
}

type Parsed<T> = Result<T, Fail>;

/// The position of a parsed part in the text of the whole path.
#[derive(Clone, Copy)]
struct Place<'w> {
    /// The offset to add to an index.
    shift: isize,
    /// The whole text, or as much of it as spans may refer to.
    whole: &'w [u8],
}

impl Place<'_> {
    /// A span in the whole text, extended to character boundaries, since the scanner counts bytes.
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

/// Parses a path whose root may be missing: the main path, or a path in a filter.
fn compile<'t>(text: &'t [u8], place: Place<'t>, depth: u32) -> Parsed<Path> {
    let fail = |kind, message: &str| {
        let error = PathError::new(kind, place.span(0, text.len()), message);
        Err(Fail { error, recoverable: true })
    };
    let with_root;
    let (parser, implied) = match text.first() {
        None => {
            return fail(PathErrorKind::Empty, "a path cannot be empty; write '$' for the whole document");
        }
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
            "a path cannot end with a dot; add a name or remove the dot",
        );
        return Err(Fail { error, recoverable: true });
    }
    // Jayway converts every error inside to an `InvalidPathException`.
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

    /// Enters a nesting level. The caller leaves it by decrementing `depth`.
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

    /// An error that Jayway throws as an `InvalidPathException`.
    #[cold]
    fn refuse<T>(&self, kind: PathErrorKind, at: (usize, usize), message: impl Into<Box<str>>) -> Parsed<T> {
        Err(Fail { error: self.error(kind, at, message), recoverable: true })
    }

    /// An error that Jayway throws as any other exception.
    #[cold]
    fn crash<T>(&self, kind: PathErrorKind, at: (usize, usize), message: impl Into<Box<str>>) -> Parsed<T> {
        Err(Fail { error: self.error(kind, at, message), recoverable: false })
    }

    /// The byte at the cursor. Fails at the end, as in Jayway.
    fn current(&self) -> Parsed<u8> {
        self.within(self.cursor.current())
    }

    fn within<T>(&self, read: Result<T, Outside>) -> Parsed<T> {
        read.or_else(|Outside| {
            let end = self.cursor.text.len();
            self.crash(PathErrorKind::UnexpectedEnd, (end, end), "the path is incomplete")
        })
    }

    /// The index of the bracket that closes the one at `start`, or `None`. Strings are skipped and, if
    /// `skip_patterns` is set, regular expressions; a quote directly after one does not start another.
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
                    let message = "this regular expression is not closed; missing '/' at its end";
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
