use vtlkit_text::{HostStyle, Newline, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

/// The chomping of a block scalar: what happens to the newlines at its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: all are removed.
    Strip,
    /// One is kept.
    Clip,
    /// `+`: all are kept.
    Keep,
}

/// Decodes a YAML block scalar. The span starts at the `|` or `>` and ends after its last line.
pub(super) fn decode(source: &str, span: Span, indent: usize, folded: bool) -> OffsetMap {
    let bytes = source.as_bytes();
    let end = span.end();
    let (chomping, fixed_indent, mut at) = header(bytes, span);
    let newline = Newline::of(source.get(at.saturating_sub(2)..end).unwrap_or_default());
    let mut map = OffsetMapBuilder::default();
    map.begin(
        HostStyle::plain(ScalarStyle::YamlBlock {
            folded,
            fixed_indent,
            indent: " ".repeat(indent).into(),
            newline,
        }),
        at,
    );
    at = skip_indent(bytes, at, indent, end);
    // Pending newlines: each from its first byte to where the next line's text starts.
    let mut breaks: Vec<Span> = Vec::new();
    let mut any_line = false;
    let mut previous_blank = false;
    while at < end {
        let line_end =
            memchr::memchr2(b'\n', b'\r', bytes.get(at..end).unwrap_or_default()).map_or(end, |n| at + n);
        if line_end > at {
            let starts_blank = matches!(bytes.get(at), Some(b' ' | b'\t'));
            let joins = folded && any_line && !previous_blank && !starts_blank;
            flush(&mut map, &breaks, folded && any_line, joins);
            breaks.clear();
            map.verbatim(at, source.get(at..line_end).unwrap_or_default());
            any_line = true;
            previous_blank = starts_blank;
        }
        if line_end >= end {
            break;
        }
        let next = skip_indent(bytes, after_break(bytes, line_end), indent, end);
        breaks.push(Span::new(line_end, next));
        at = next;
    }
    let kept = match chomping {
        Chomping::Strip => 0,
        Chomping::Clip => usize::from(any_line).min(breaks.len()),
        Chomping::Keep => breaks.len(),
    };
    breaks.truncate(kept);
    flush(&mut map, &breaks, false, false);
    map.finish(end)
}

/// Appends newlines: unchanged, or folded.
fn flush(map: &mut OffsetMapBuilder, breaks: &[Span], folded: bool, joins: bool) {
    if !folded {
        for &span in breaks {
            map.line_break(span, "\n");
        }
        return;
    }
    let (Some(first), Some(last)) = (breaks.first(), breaks.last()) else { return };
    let span = Span::new(first.start(), last.end());
    match (joins, breaks.len()) {
        (true, 1) => map.line_break(span, " "),
        (true, n) => map.line_break(span, &"\n".repeat(n - 1)),
        (false, n) => map.line_break(span, &"\n".repeat(n)),
    }
}

/// Reads a header such as `|2-  # comment`, including its newline.
fn header(bytes: &[u8], span: Span) -> (Chomping, bool, usize) {
    let mut chomping = Chomping::Clip;
    let mut fixed_indent = false;
    let mut at = span.start() + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'-' => chomping = Chomping::Strip,
            b'+' => chomping = Chomping::Keep,
            b'0'..=b'9' => fixed_indent = true,
            _ => break,
        }
        at += 1;
    }
    let rest = bytes.get(at..span.end()).unwrap_or_default();
    let at = memchr::memchr2(b'\n', b'\r', rest).map_or(span.end(), |n| after_break(bytes, at + n));
    (chomping, fixed_indent, at)
}

/// The offset after the newline at `at`.
fn after_break(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at..at + 2) == Some(b"\r\n") { at + 2 } else { at + 1 }
}

fn skip_indent(bytes: &[u8], from: usize, indent: usize, end: usize) -> usize {
    let mut at = from;
    while at < end && at < from + indent && bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}
