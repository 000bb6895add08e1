use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use super::between_quotes;

/// Decodes a YAML plain scalar, folding its lines.
pub(super) fn plain(source: &str, span: Span, flow: bool) -> OffsetMap {
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::YamlPlain { flow }), span.start());
    let mut at = span.start();
    while at < span.end() {
        let stop = find(source, at, span.end(), |byte| matches!(byte, b'\n' | b'\r'));
        at = fold_at(source, &mut map, at, stop, span.end(), false);
    }
    map.finish(span.end())
}

/// Decodes a YAML single-quoted scalar.
pub(super) fn single_quoted(source: &str, span: Span) -> OffsetMap {
    let inner = between_quotes(source, span);
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::YamlSingleQuoted), inner.start());
    let mut at = inner.start();
    while at < inner.end() {
        let stop = find(source, at, inner.end(), |byte| matches!(byte, b'\'' | b'\n' | b'\r'));
        if source.as_bytes().get(stop) == Some(&b'\'') && stop < inner.end() {
            map.verbatim(at, source.get(at..stop).unwrap_or_default());
            map.replaced(Span::new(stop, stop + 2), "'");
            at = stop + 2;
        } else {
            at = fold_at(source, &mut map, at, stop, inner.end(), false);
        }
    }
    map.finish(inner.end())
}

/// Decodes a YAML double-quoted scalar.
pub(super) fn double_quoted(source: &str, span: Span) -> OffsetMap {
    let inner = between_quotes(source, span);
    let bytes = source.as_bytes();
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::YamlDoubleQuoted), inner.start());
    let mut at = inner.start();
    while at < inner.end() {
        let stop = find(source, at, inner.end(), |byte| matches!(byte, b'\\' | b'\n' | b'\r'));
        if stop >= inner.end() || bytes.get(stop) != Some(&b'\\') {
            at = fold_at(source, &mut map, at, stop, inner.end(), false);
            continue;
        }
        if matches!(bytes.get(stop + 1), Some(b'\n' | b'\r')) {
            // An escaped newline is removed; whitespace before it is kept, whitespace after it is not.
            map.verbatim(at, source.get(at..stop).unwrap_or_default());
            at = fold_at(source, &mut map, stop + 1, stop + 1, inner.end(), true);
            continue;
        }
        map.verbatim(at, source.get(at..stop).unwrap_or_default());
        at = escape(source, &mut map, stop, inner.end());
    }
    map.finish(inner.end())
}

/// Copies the text up to `stop` and folds newlines there. Returns the offset after them.
///
/// A single newline becomes a space; of several newlines, the first is dropped. Whitespace around them is removed.
fn fold_at(
    source: &str,
    map: &mut OffsetMapBuilder,
    at: usize,
    stop: usize,
    end: usize,
    escaped: bool,
) -> usize {
    let bytes = source.as_bytes();
    let line = source.get(at..stop).unwrap_or_default();
    if stop >= end {
        map.verbatim(at, line);
        return end;
    }
    let kept = line.trim_end_matches([' ', '\t']);
    map.verbatim(at, kept);
    let mut breaks = 0;
    let mut next = stop;
    while next < end {
        match bytes.get(next) {
            Some(b' ' | b'\t') => next += 1,
            Some(b'\r') if bytes.get(next + 1) == Some(&b'\n') => {
                breaks += 1;
                next += 2;
            }
            Some(b'\n' | b'\r') => {
                breaks += 1;
                next += 1;
            }
            _ => break,
        }
    }
    // The span of the newline includes the backslash that escapes it.
    let host = Span::new(at + kept.len() - usize::from(escaped), next.min(end));
    match breaks {
        0 => {}
        1 if escaped => {}
        1 => map.line_break(host, " "),
        n => map.line_break(host, &"\n".repeat(n - 1)),
    }
    next.min(end)
}

/// Decodes the escape at `at`; the parser has validated it.
fn escape(source: &str, map: &mut OffsetMapBuilder, at: usize, end: usize) -> usize {
    let bytes = source.as_bytes();
    let Some(&letter) = bytes.get(at + 1) else { return end };
    let plain = match letter {
        b'0' => "\0",
        b'a' => "\u{7}",
        b'b' => "\u{8}",
        b't' | b'\t' => "\t",
        b'n' => "\n",
        b'v' => "\u{b}",
        b'f' => "\u{c}",
        b'r' => "\r",
        b'e' => "\u{1b}",
        b' ' => " ",
        b'"' => "\"",
        b'/' => "/",
        b'\\' => "\\",
        b'N' => "\u{85}",
        b'_' => "\u{a0}",
        b'L' => "\u{2028}",
        b'P' => "\u{2029}",
        _ => "",
    };
    if !plain.is_empty() {
        map.replaced(Span::new(at, at + 2), plain);
        return at + 2;
    }
    let width = match letter {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => 0,
    };
    hex_escape(source, map, at, width, end)
}

/// Decodes a JSON string.
pub(super) fn json(source: &str, span: Span) -> OffsetMap {
    let inner = between_quotes(source, span);
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::JsonString), inner.start());
    let mut at = inner.start();
    while at < inner.end() {
        let stop = find(source, at, inner.end(), |byte| byte == b'\\');
        map.verbatim(at, source.get(at..stop).unwrap_or_default());
        if stop >= inner.end() {
            break;
        }
        let plain = match source.as_bytes().get(stop + 1) {
            Some(b'b') => "\u{8}",
            Some(b'f') => "\u{c}",
            Some(b'n') => "\n",
            Some(b'r') => "\r",
            Some(b't') => "\t",
            Some(b'u') => {
                at = hex_escape(source, &mut map, stop, 4, inner.end());
                continue;
            }
            // `\"`, `\\`, `\/`; any other character stands for itself.
            Some(_) => {
                let rest = source.get(stop + 1..inner.end()).unwrap_or_default();
                let len = rest.chars().next().map_or(0, char::len_utf8);
                map.replaced(Span::new(stop, stop + 1 + len), rest.get(..len).unwrap_or_default());
                at = stop + 1 + len;
                continue;
            }
            None => break,
        };
        map.replaced(Span::new(stop, stop + 2), plain);
        at = stop + 2;
    }
    map.finish(inner.end())
}

/// Decodes `\x`, `\u` or `\U` with `width` digits. A surrogate pair of two escapes becomes one segment. A lone
/// surrogate or an invalid code point becomes U+FFFD.
pub(super) fn hex_escape(
    source: &str,
    map: &mut OffsetMapBuilder,
    at: usize,
    width: usize,
    end: usize,
) -> usize {
    let digits = |from: usize| {
        let text = source.get(from..from + width).filter(|_| from + width <= end)?;
        text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(text, 16).ok())?
    };
    let mut behind = at + 2 + width;
    let Some(mut code) = digits(at + 2) else {
        map.replaced(Span::new(at, (at + 2).min(end)), "\u{fffd}");
        return (at + 2).min(end);
    };
    if width == 4
        && (0xd800..0xdc00).contains(&code)
        && source.get(behind..behind + 2) == Some("\\u")
        && let Some(low) = digits(behind + 2).filter(|low| (0xdc00..0xe000).contains(low))
    {
        code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        behind += 6;
    }
    let mut buffer = [0; 4];
    let c = char::from_u32(code).unwrap_or('\u{fffd}');
    map.replaced(Span::new(at, behind), c.encode_utf8(&mut buffer));
    behind
}

/// The offset of the first byte at or after `at` that matches `wanted`, or `end`.
fn find(source: &str, at: usize, end: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = source.as_bytes().get(at..end).unwrap_or_default();
    rest.iter().position(|byte| wanted(*byte)).map_or(end, |n| at + n)
}
