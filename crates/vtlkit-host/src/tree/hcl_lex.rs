//! Skips over parts of HCL: strings, interpolations, heredocs, comments, brackets. No function here recurses without a
//! bound.

use std::cell::Cell;

/// Maximum nesting of brackets and strings.
const NESTING: usize = 1_000;
/// Maximum number of unsuccessful searches for a closing delimiter, each of which can cost a pass over the file.
const MISSES: u32 = 8;
/// Maximum nesting of heredocs inside interpolations of heredocs.
const HEREDOCS: u32 = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// A quoted string.
    Quotes,
    /// `{…}`, `[…]` or `(…)`, closed by the byte.
    Brackets(u8),
}

/// Why a part could not be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unclosed {
    /// The file, or for a string the line, ends first.
    Early,
    /// The nesting is too deep.
    Nested,
}

/// HCL source to skip over.
#[derive(Debug)]
pub(crate) struct Lex<'s> {
    pub(crate) bytes: &'s [u8],
    misses: Cell<u32>,
    heredocs: Cell<u32>,
}

const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

impl<'s> Lex<'s> {
    pub(crate) const fn new(source: &'s str) -> Self {
        Self { bytes: source.as_bytes(), misses: Cell::new(0), heredocs: Cell::new(0) }
    }

    /// The offset after the string that opens at `start`, including interpolations.
    pub(crate) fn skip_quoted(&self, start: usize) -> Result<usize, Unclosed> {
        self.skip(start + 1, Inside::Quotes)
    }

    /// The offset after the bracket that closes the one at `start`.
    pub(crate) fn skip_brackets(&self, start: usize) -> Result<usize, Unclosed> {
        let close = closing(self.bytes.get(start).copied().unwrap_or_default());
        self.skip(start + 1, Inside::Brackets(close))
    }

    fn skip(&self, start: usize, first: Inside) -> Result<usize, Unclosed> {
        let mut deepest = 1;
        let end = self.skip_counting(start, first, &mut deepest);
        if end.is_err() && deepest > 1 {
            self.miss();
        }
        end
    }

    fn skip_counting(&self, start: usize, first: Inside, deepest: &mut usize) -> Result<usize, Unclosed> {
        let bytes = self.bytes;
        // After too many unclosed interpolations, no more are looked for.
        let pieces = !self.gave_up();
        let mut stack = vec![first];
        let mut at = start;
        while let Some(&inside) = stack.last() {
            let Some(&byte) = bytes.get(at) else { return Err(Unclosed::Early) };
            *deepest = stack.len().max(*deepest);
            if stack.len() > NESTING {
                return Err(Unclosed::Nested);
            }
            match inside {
                Inside::Quotes => match byte {
                    b'"' => {
                        stack.pop();
                        at += 1;
                    }
                    b'\\' => at += 2,
                    b'$' | b'%' if is_escape(bytes, at) => at += 3,
                    b'$' | b'%' if pieces && bytes.get(at + 1) == Some(&b'{') => {
                        stack.push(Inside::Brackets(b'}'));
                        at += 2;
                    }
                    b'\n' => return Err(Unclosed::Early),
                    _ => at += 1,
                },
                Inside::Brackets(close) => match byte {
                    b'"' => {
                        stack.push(Inside::Quotes);
                        at += 1;
                    }
                    b'(' | b'[' | b'{' => {
                        stack.push(Inside::Brackets(closing(byte)));
                        at += 1;
                    }
                    b')' | b']' | b'}' => {
                        if byte != close {
                            return Err(Unclosed::Early);
                        }
                        stack.pop();
                        at += 1;
                    }
                    _ => at = self.after_heredoc_or_comment(at).unwrap_or(at + 1),
                },
            }
        }
        Ok(at)
    }

    /// The offset after the heredoc or comment at `at`, if there is one.
    pub(crate) fn after_heredoc_or_comment(&self, at: usize) -> Option<usize> {
        match self.bytes.get(at)? {
            b'<' => self.heredoc(at).map(|heredoc| heredoc.end),
            _ => after_comment(self.bytes, at),
        }
    }

    fn miss(&self) {
        self.misses.set(self.misses.get() + 1);
    }

    fn gave_up(&self) -> bool {
        self.misses.get() >= MISSES
    }

    /// The closed heredoc that opens with `<<` at `at`, if there is one.
    pub(crate) fn heredoc(&self, at: usize) -> Option<Heredoc> {
        let depth = self.heredocs.get();
        if depth >= HEREDOCS {
            return None;
        }
        self.heredocs.set(depth + 1);
        let found = self.heredoc_here(at);
        self.heredocs.set(depth);
        found
    }

    fn heredoc_here(&self, at: usize) -> Option<Heredoc> {
        let bytes = self.bytes;
        let mut name = at + 2;
        if bytes.get(at..name) != Some(b"<<") || self.gave_up() {
            return None;
        }
        let flush = bytes.get(name) == Some(&b'-');
        name += usize::from(flush);
        let mut name_end = name;
        while bytes.get(name_end).is_some_and(|b| is_name(*b)) {
            name_end += 1;
        }
        if name_end == name {
            return None;
        }
        let mut body = name_end;
        if bytes.get(body) == Some(&b'\r') {
            body += 1;
        }
        if bytes.get(body) != Some(&b'\n') {
            return None;
        }
        body += 1;
        let marker = bytes.get(name..name_end)?;
        let mut skipping = true;
        let mut line = body;
        loop {
            let mut line_end = line_end(bytes, line);
            let text = bytes.get(line..line_end)?;
            if text.trim_ascii() == marker {
                let indent = text.len() - text.trim_ascii_start().len();
                return Some(Heredoc {
                    flush,
                    marker: (name, name_end),
                    body,
                    body_end: line,
                    end: line + indent + marker.len(),
                });
            }
            // An interpolation may span lines; none of them can be the closing marker.
            let mut from = line;
            while skipping && let Some(open) = find_piece(bytes, from, line_end) {
                if let Ok(end) = self.skip_brackets(open + 1) {
                    from = end;
                    if end > line_end {
                        line_end = self::line_end(bytes, end);
                    }
                } else {
                    // An unclosed interpolation is literal text, here and later in the heredoc.
                    self.miss();
                    skipping = false;
                }
            }
            if line_end >= bytes.len() {
                break;
            }
            line = line_end + 1;
        }
        self.miss();
        None
    }
}

/// The offset of the next line feed, or the end.
fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', bytes.get(from..).unwrap_or_default()).map_or(bytes.len(), |end| from + end)
}

/// Whether there is an escape `$${` or `%%{` at `at`.
pub(crate) fn is_escape(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some(b"$${" | b"%%{"))
}

/// The offset after the comment at `at`, if there is one; a line comment ends before its newline.
pub(crate) fn after_comment(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    if rest.starts_with(b"/*") {
        let end = memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |end| at + end + 2);
        return Some(end);
    }
    if rest.starts_with(b"#") || rest.starts_with(b"//") {
        return Some(memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| at + end));
    }
    None
}

/// A heredoc and its parts, as offsets in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heredoc {
    pub(crate) flush: bool,
    pub(crate) marker: (usize, usize),
    /// The start of the first line of the text.
    pub(crate) body: usize,
    /// The start of the line with the closing marker.
    pub(crate) body_end: usize,
    /// The offset after the closing marker.
    pub(crate) end: usize,
}

/// The offset of the first interpolation or directive in a range.
pub(crate) fn find_piece(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(b'$', b'%', bytes.get(at..to)?)?;
        if is_escape(bytes, at) {
            at += 3;
        } else if bytes.get(at + 1) == Some(&b'{') && at + 1 < to {
            return Some(at);
        } else {
            at += 1;
        }
    }
}

/// Whether a byte can be part of an HCL identifier; any byte of a non-ASCII character counts as a letter.
pub(crate) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}
