use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use super::between_quotes;
use super::flow::hex_escape;
use crate::tree::hcl_lex::{Lex, find_piece, is_escape};

/// Decodes a quoted HCL string. Interpolations `${…}` and directives `%{…}` are kept, each as a segment of its own.
pub(super) fn quoted(source: &str, span: Span) -> OffsetMap {
    let inner = between_quotes(source, span);
    let lex = Lex::new(source);
    let mut map = OffsetMapBuilder::default();
    let style = HostStyle { scalar: ScalarStyle::HclQuoted, interpolation: Interpolation::Hcl };
    map.begin(style, inner.start());
    let mut at = inner.start();
    while at < inner.end() {
        let rest = lex.bytes.get(at..inner.end()).unwrap_or_default();
        let stop = memchr::memchr3(b'\\', b'$', b'%', rest).map_or(inner.end(), |n| at + n);
        map.verbatim(at, source.get(at..stop).unwrap_or_default());
        if stop >= inner.end() {
            break;
        }
        at = if lex.bytes.get(stop) == Some(&b'\\') {
            escape(source, &mut map, stop, inner.end())
        } else {
            piece(&lex, source, &mut map, stop, inner.end())
        };
    }
    map.finish(inner.end())
}

fn escape(source: &str, map: &mut OffsetMapBuilder, at: usize, end: usize) -> usize {
    let plain = match source.as_bytes().get(at + 1) {
        Some(b'n') => "\n",
        Some(b'r') => "\r",
        Some(b't') => "\t",
        Some(b'"') => "\"",
        Some(b'\\') => "\\",
        Some(b'u') => return hex_escape(source, map, at, 4, end),
        Some(b'U') => return hex_escape(source, map, at, 8, end),
        _ => {
            // Terraform rejects other escapes; the backslash is kept.
            map.verbatim(at, source.get(at..at + 1).unwrap_or_default());
            return at + 1;
        }
    };
    map.replaced(Span::new(at, at + 2), plain);
    at + 2
}

/// Decodes what starts with `$` or `%`: an escape, an interpolation or a literal character.
fn piece(lex: &Lex<'_>, source: &str, map: &mut OffsetMapBuilder, at: usize, end: usize) -> usize {
    if is_escape(lex.bytes, at) && at + 3 <= end {
        map.replaced(Span::new(at, at + 3), source.get(at + 1..at + 3).unwrap_or_default());
        return at + 3;
    }
    if find_piece(lex.bytes, at, (at + 2).min(end)).is_some()
        && let Ok(close) = lex.skip_brackets(at + 1)
        && close <= end
    {
        map.replaced(Span::new(at, close), source.get(at..close).unwrap_or_default());
        return close;
    }
    map.verbatim(at, source.get(at..at + 1).unwrap_or_default());
    at + 1
}

/// Decodes a heredoc. For a flush one (`<<-`), the common indentation of its lines is removed.
pub(super) fn heredoc(source: &str, span: Span) -> Option<OffsetMap> {
    let lex = Lex::new(source);
    let parts = lex.heredoc(span.start())?;
    let (start, end) = (parts.body, parts.body_end);
    let pieces = find_pieces(&lex, start, end);
    let indent = if parts.flush { smallest_indent(source, start, end, &pieces) } else { 0 };
    let mut map = OffsetMapBuilder::default();
    let scalar = ScalarStyle::HclHeredoc {
        flush: parts.flush,
        indent: " ".repeat(indent).into(),
        marker: source.get(parts.marker.0..parts.marker.1).unwrap_or_default().into(),
    };
    map.begin(HostStyle { scalar, interpolation: Interpolation::Hcl }, start);
    let mut pieces = pieces.into_iter().peekable();
    let mut at = start;
    if parts.flush {
        at = after_indent(source, at, end, indent);
    }
    while at < end {
        if let Some(&piece) = pieces.peek()
            && piece.start() <= at
        {
            pieces.next();
            map.replaced(piece, piece.text(source));
            at = at.max(piece.end());
            continue;
        }
        let limit = pieces.peek().map_or(end, |piece| piece.start());
        let rest = lex.bytes.get(at..limit).unwrap_or_default();
        let stop = memchr::memchr3(b'\n', b'$', b'%', rest).map_or(limit, |n| at + n);
        map.verbatim(at, source.get(at..stop).unwrap_or_default());
        at = stop;
        if stop >= limit {
            continue;
        }
        if lex.bytes.get(stop) == Some(&b'\n') {
            at = stop + 1;
            if parts.flush {
                at = after_indent(source, at, end, indent);
                map.line_break(Span::new(stop, at), "\n");
            } else {
                map.verbatim(stop, "\n");
            }
        } else if is_escape(lex.bytes, stop) && stop + 3 <= limit {
            map.replaced(Span::new(stop, stop + 3), source.get(stop + 1..stop + 3).unwrap_or_default());
            at = stop + 3;
        } else {
            map.verbatim(stop, source.get(stop..=stop).unwrap_or_default());
            at = stop + 1;
        }
    }
    Some(map.finish(end))
}

/// The interpolations and directives in a heredoc.
fn find_pieces(lex: &Lex<'_>, start: usize, end: usize) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut at = start;
    while let Some(open) = find_piece(lex.bytes, at, end) {
        match lex.skip_brackets(open + 1) {
            Ok(close) if close <= end => {
                pieces.push(Span::new(open, close));
                at = close;
            }
            _ => break,
        }
    }
    pieces
}

/// The common indentation of the lines of a flush heredoc, in whitespace characters. Lines of whitespace alone do not
/// count.
fn smallest_indent(source: &str, start: usize, end: usize, pieces: &[Span]) -> usize {
    let mut smallest = usize::MAX;
    let mut at = start;
    while at < end {
        let line_end = line_end(source, at, end);
        let line = source.get(at..line_end).unwrap_or_default();
        let text = line.trim_start();
        if !text.is_empty() {
            smallest = smallest.min(line.chars().take_while(|c| c.is_whitespace()).count());
        }
        // Lines inside an interpolation are not lines of the text.
        let inside = pieces.partition_point(|piece| piece.end() <= line_end);
        at = match pieces.get(inside) {
            Some(piece) if piece.start() <= line_end && piece.end() > line_end => {
                line_end_after(source, pieces, inside, end)
            }
            _ => line_end + 1,
        };
    }
    if smallest == usize::MAX { 0 } else { smallest }
}

/// The end of the line on which the interpolation at `index`, and any that follow on its last line, end.
fn line_end_after(source: &str, pieces: &[Span], index: usize, end: usize) -> usize {
    let mut index = index;
    loop {
        let from = pieces.get(index).map_or(end, |piece| piece.end());
        let line_end = line_end(source, from, end);
        let next =
            index + 1 + pieces.get(index + 1..).unwrap_or_default().partition_point(|p| p.end() <= line_end);
        match pieces.get(next) {
            Some(piece) if piece.start() <= line_end => index = next,
            _ => return line_end + 1,
        }
    }
}

fn line_end(source: &str, from: usize, end: usize) -> usize {
    let rest = source.as_bytes().get(from..end).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(end, |n| from + n)
}

/// The offset after the indentation of the line at `at`; a line of whitespace alone keeps it.
fn after_indent(source: &str, at: usize, end: usize, indent: usize) -> usize {
    let line_end = line_end(source, at, end);
    let line = source.get(at..line_end).unwrap_or_default();
    if line.trim_start().is_empty() {
        return at;
    }
    let taken: usize = line.chars().take_while(|c| c.is_whitespace()).take(indent).map(char::len_utf8).sum();
    at + taken
}
