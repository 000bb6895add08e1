use vtlkit_text::Span;

use super::hcl_lex::{Lex, after_comment, is_name};
use super::yaml::one_char;
use super::{Kind, Style, Tree};
use crate::HostError;

/// Maximum nesting of blocks and values.
const NESTING: usize = 100;
/// Maximum number of reported errors per file.
const ERRORS: usize = 10;

/// Parses an HCL file. Blocks become mappings of their type and labels, as in Terraform's JSON syntax. Expressions
/// other than literals, lists, objects and function calls are not parsed further. Parts that cannot be read are
/// skipped.
pub(crate) fn parse(source: &str) -> Tree {
    let mut tree = Tree::new(source);
    tree.hcl = true;
    let mut reader = Reader { bytes: source.as_bytes(), lex: Lex::new(source), at: 0, tree };
    if source.starts_with('\u{feff}') {
        reader.at = 3;
    }
    let start = reader.at;
    let root = reader.tree.open(Kind::Map, Span::at(start));
    reader.tree.roots.push(root);
    while reader.at < reader.bytes.len() {
        reader.body(0);
        // A closing brace without an opening one.
        if reader.at < reader.bytes.len() {
            reader.error(Span::new(reader.at, reader.at + 1), "this brace closes nothing", "remove it");
            reader.at += 1;
        }
    }
    let end = reader.at;
    reader.tree.close(root, end);
    reader.tree
}

struct Reader<'s> {
    bytes: &'s [u8],
    lex: Lex<'s>,
    at: usize,
    tree: Tree,
}

impl Reader<'_> {
    /// Reads attributes and blocks up to the closing brace or the end of the file.
    fn body(&mut self, depth: usize) {
        loop {
            self.blanks(true);
            match self.peek() {
                None | Some(b'}') => return,
                Some(byte) if is_name(byte) || byte == b'"' => self.item(depth),
                Some(_) => {
                    let span = one_char(&self.tree.source, self.at);
                    self.error(span, "expected a name", "write `name = value` or `name { … }`");
                    self.skip_line();
                }
            }
        }
    }

    /// Reads one attribute or block.
    fn item(&mut self, depth: usize) {
        let checkpoint = self.tree.nodes.len();
        let start = self.at;
        if !self.label() {
            self.skip_line();
            return;
        }
        self.blanks(false);
        if self.peek() == Some(b'=') && self.bytes.get(self.at + 1) != Some(&b'=') {
            self.at += 1;
            self.blanks(false);
            self.expression(depth, false);
            return;
        }
        // Each label of a block is the key of a nested mapping.
        let mut opened = Vec::new();
        loop {
            match self.peek() {
                Some(b'{') => break,
                Some(byte) if (is_name(byte) || byte == b'"') && opened.len() < NESTING => {
                    opened.push(self.tree.open(Kind::Map, Span::at(self.at)));
                    if !self.label() {
                        self.abandon(checkpoint);
                        return;
                    }
                    self.blanks(false);
                }
                _ => {
                    let name = self.tree.source.get(start..self.at).unwrap_or_default().trim_end();
                    let message = format!("expected `=` or `{{` after `{name}`");
                    let span = Span::new(start, start + name.len());
                    self.error(span, message, "write `name = value` or `name { … }`");
                    self.abandon(checkpoint);
                    return;
                }
            }
        }
        let brace = self.at;
        opened.push(self.tree.open(Kind::Map, Span::at(brace)));
        if depth >= NESTING {
            self.error(
                Span::new(brace, brace + 1),
                format!("more than {NESTING} levels of nested blocks"),
                "reduce the nesting",
            );
            self.at = self.lex.skip_brackets(brace).unwrap_or(self.bytes.len());
        } else {
            self.at += 1;
            self.body(depth + 1);
            if self.peek() == Some(b'}') {
                self.at += 1;
            } else {
                self.error(Span::new(brace, brace + 1), "unclosed block", "add `}`");
            }
        }
        for index in opened.into_iter().rev() {
            self.tree.close(index, self.at);
        }
    }

    fn abandon(&mut self, checkpoint: usize) {
        self.tree.nodes.truncate(checkpoint);
        self.skip_line();
    }

    /// Reads a name or a quoted label.
    fn label(&mut self) -> bool {
        if self.peek() == Some(b'"') {
            return self.quoted();
        }
        let start = self.at;
        while self.peek().is_some_and(is_name) {
            self.at += 1;
        }
        self.tree.open(Kind::Scalar(Style::Bare), Span::new(start, self.at));
        true
    }

    fn quoted(&mut self) -> bool {
        let start = self.at;
        if let Ok(end) = self.lex.skip_quoted(start) {
            self.at = end;
            self.tree.open(Kind::Scalar(Style::HclQuoted), Span::new(start, end));
            return true;
        }
        self.error(
            Span::new(start, start + 1),
            "the string is not closed on its line",
            "close it, or use a heredoc for a string of several lines",
        );
        self.skip_line();
        false
    }

    /// Reads one value. Anything other than a literal, a list, an object or a call becomes an opaque expression node.
    fn expression(&mut self, depth: usize, bracketed: bool) {
        let start = self.at;
        let checkpoint = self.tree.nodes.len();
        let read = depth < NESTING && self.term(depth);
        if read {
            let end = self.at;
            self.blanks(bracketed);
            if self.ends(bracketed) && self.tree.nodes.len() > checkpoint {
                return;
            }
            self.at = self.at.max(end);
        }
        self.tree.nodes.truncate(checkpoint);
        self.skip_expression(bracketed);
        let end = self.trim(start, self.at);
        self.tree.open(Kind::Expression, Span::new(start, end));
    }

    /// Whether an expression can end here.
    fn ends(&self, bracketed: bool) -> bool {
        match self.peek() {
            None | Some(b',' | b')' | b']' | b'}' | b'\n') => true,
            Some(b'\r') => self.bytes.get(self.at + 1) == Some(&b'\n'),
            // The next entry of an object, on a line of its own.
            Some(byte) if bracketed => {
                (is_name(byte) || matches!(byte, b'"' | b'(')) && self.after_line_end()
            }
            _ => false,
        }
    }

    /// Whether only whitespace and comments precede this position on its line.
    fn after_line_end(&self) -> bool {
        let head = self.bytes.get(..self.at).unwrap_or_default();
        head.iter()
            .rev()
            .find(|b| !matches!(b, b' ' | b'\t' | b'\r'))
            .is_some_and(|b| matches!(b, b'\n' | b'/'))
    }

    fn term(&mut self, depth: usize) -> bool {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'<') => {
                let Some(heredoc) = self.lex.heredoc(self.at) else { return false };
                let start = self.at;
                self.at = heredoc.end;
                self.tree.open(Kind::Scalar(Style::Heredoc), Span::new(start, heredoc.end));
                true
            }
            Some(b'{') => self.container(depth, Kind::Map, b'}'),
            Some(b'[') => self.container(depth, Kind::Seq, b']'),
            Some(b'(') => {
                self.at += 1;
                self.blanks(true);
                self.expression(depth + 1, true);
                self.blanks(true);
                if self.peek() == Some(b')') {
                    self.at += 1;
                    return true;
                }
                false
            }
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                self.at += 1;
                while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+')) {
                    self.at += 1;
                }
                self.tree.open(Kind::Scalar(Style::Bare), Span::new(start, self.at));
                true
            }
            Some(byte) if is_name(byte) => self.word(depth),
            _ => false,
        }
    }

    /// Reads `true`, `false`, `null` or a call. Any other word starts an opaque expression.
    fn word(&mut self, depth: usize) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|b| is_name(b) || b == b':') {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if matches!(word, b"true" | b"false" | b"null") {
            self.tree.open(Kind::Scalar(Style::Bare), Span::new(start, self.at));
            return true;
        }
        if self.peek() != Some(b'(') {
            return false;
        }
        let index = self.tree.open(Kind::Call, Span::new(start, self.at));
        if let Some(node) = self.tree.nodes.get_mut(index as usize) {
            node.extra = self.at as u32;
        }
        let open = self.at;
        let closed = self.elements(depth, b')');
        self.leave(index, open, closed)
    }

    /// Closes a bracketed node; after an error inside it, the rest is skipped.
    fn leave(&mut self, index: u32, open: usize, closed: bool) -> bool {
        if !closed {
            self.at = self.lex.skip_brackets(open).unwrap_or(self.bytes.len()).max(self.at);
        }
        self.tree.close(index, self.at);
        closed
    }

    fn container(&mut self, depth: usize, kind: Kind, close: u8) -> bool {
        let start = self.at;
        let mut behind = self.at + 1;
        while self.bytes.get(behind).is_some_and(u8::is_ascii_whitespace) {
            behind += 1;
        }
        let is_for = self.bytes.get(behind..).is_some_and(|rest| rest.starts_with(b"for"))
            && self.bytes.get(behind + 3).is_some_and(u8::is_ascii_whitespace);
        if is_for {
            return false;
        }
        let index = self.tree.open(kind, Span::at(start));
        let closed = if kind == Kind::Map { self.entries(depth) } else { self.elements(depth, close) };
        self.leave(index, start, closed)
    }

    /// Reads values up to the closing bracket, starting at the opening one.
    fn elements(&mut self, depth: usize, close: u8) -> bool {
        self.at += 1;
        loop {
            self.blanks(true);
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    return true;
                }
                Some(b',') => self.at += 1,
                // A dot ends `f(list...)`.
                None | Some(b')' | b']' | b'}' | b'.') => return false,
                Some(_) => {
                    let before = self.at;
                    self.expression(depth + 1, true);
                    if self.at == before {
                        return false;
                    }
                }
            }
        }
    }

    /// Reads the entries of an object, starting at the opening brace.
    fn entries(&mut self, depth: usize) -> bool {
        self.at += 1;
        loop {
            self.blanks(true);
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return true;
                }
                Some(b',') => self.at += 1,
                None | Some(b')' | b']') => return false,
                Some(byte) => {
                    let checkpoint = self.tree.nodes.len();
                    if byte == b'(' {
                        let start = self.at;
                        let Ok(end) = self.lex.skip_brackets(start) else { return false };
                        self.at = end;
                        self.tree.open(Kind::Expression, Span::new(start, end));
                    } else if !(is_name(byte) || byte == b'"') || !self.label() {
                        return false;
                    }
                    self.blanks(true);
                    if !matches!(self.peek(), Some(b'=' | b':')) {
                        // A key such as `var.name`.
                        self.tree.nodes.truncate(checkpoint);
                        return false;
                    }
                    self.at += 1;
                    self.blanks(true);
                    self.expression(depth + 1, true);
                }
            }
        }
    }

    /// Skips to the end of the expression.
    fn skip_expression(&mut self, bracketed: bool) {
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b')' | b']' | b'}' => return,
                b'\n' if !bracketed => return,
                // In a list or an object, an expression may continue on the next line, unless an entry follows there.
                b'\n' => {
                    if self.entry_follows() {
                        return;
                    }
                    while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
                        self.at += 1;
                    }
                }
                b'"' => self.at = self.lex.skip_quoted(self.at).unwrap_or_else(|_| self.line_end()),
                b'(' | b'[' | b'{' => {
                    self.at = self.lex.skip_brackets(self.at).unwrap_or(self.bytes.len());
                }
                _ => self.at = self.lex.after_heredoc_or_comment(self.at).unwrap_or(self.at + 1),
            }
        }
    }

    /// Whether the next line starts an entry of an object: a name, a string or a parenthesised expression, followed by
    /// `=` or `:`.
    fn entry_follows(&self) -> bool {
        let mut at = self.at;
        while self.bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        if self.bytes.get(at) == Some(&b'"') {
            at = self.lex.skip_quoted(at).unwrap_or(at);
        } else if self.bytes.get(at) == Some(&b'(') {
            at = self.lex.skip_brackets(at).unwrap_or(at);
        } else {
            while self.bytes.get(at).copied().is_some_and(is_name) {
                at += 1;
            }
        }
        if at == start {
            return false;
        }
        while self.bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t')) {
            at += 1;
        }
        matches!(self.bytes.get(at..at + 2), Some([b'=', next]) if *next != b'=')
            || self.bytes.get(at) == Some(&b':')
    }

    fn line_end(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |end| self.at + end)
    }

    /// Error recovery: skips the rest of the line, including bracketed parts that span lines.
    fn skip_line(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b'}' => return,
                b'{' | b'[' | b'(' => self.at = self.lex.skip_brackets(self.at).unwrap_or(self.bytes.len()),
                b'"' => self.at = self.lex.skip_quoted(self.at).unwrap_or_else(|_| self.line_end()),
                _ => self.at = self.lex.after_heredoc_or_comment(self.at).unwrap_or(self.at + 1),
            }
        }
    }

    fn blanks(&mut self, lines: bool) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'\n' | b'\r' if lines => self.at += 1,
                b'#' | b'/' => match after_comment(self.bytes, self.at) {
                    Some(end) => self.at = end,
                    None => return,
                },
                _ => return,
            }
        }
    }

    fn trim(&self, start: usize, end: usize) -> usize {
        let text = self.bytes.get(start..end).unwrap_or_default();
        start + text.trim_ascii_end().len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&mut self, span: Span, message: impl Into<std::borrow::Cow<'static, str>>, help: &'static str) {
        if self.tree.errors.len() < ERRORS {
            self.tree.errors.push(HostError::new(span, message).help(help));
        }
    }
}
