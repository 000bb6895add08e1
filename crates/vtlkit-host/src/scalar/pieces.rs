//! Interpolations `${…}` that the host replaces with values before the service reads the template.

use crate::tree::hcl_lex::{Lex, is_escape};
use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, Segment, SegmentKind, Span};

/// What was found at a `$`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// An interpolation: the whole `${…}`.
    Piece(Span),
    /// An escape `${!`, `$${` or `%%{`, which stands for the given text.
    Escape(Span, &'static str),
}

/// Maximum length of a Serverless Framework variable, in bytes.
const VARIABLE_LEN: usize = 10_000;
/// Maximum number of unclosed variables before the search for variables stops.
const UNCLOSED: usize = 64;

/// Makes each interpolation of `Fn::Sub` or of the Serverless Framework a segment of its own.
pub fn mark(map: OffsetMap, interpolation: Interpolation) -> OffsetMap {
    let found = find(map.text(), interpolation);
    let Some(style) = map.style() else { return map };
    if found.is_empty() && style.interpolation == interpolation {
        return map;
    }
    let whole = Span::new(0, map.text().len());
    let host = map.place();
    let mut out = OffsetMapBuilder::default();
    out.begin(HostStyle { scalar: style.scalar.clone(), interpolation }, host.start());
    let mut at = 0;
    for found in found {
        let (span, text) = match found {
            Found::Piece(span) => (span, span.text(map.text())),
            Found::Escape(span, text) => (span, text),
        };
        out.copy(&map, Span::new(at, span.start()));
        out.replaced(map.to_host(span), text);
        at = span.end();
    }
    out.copy(&map, Span::new(at, whole.end()));
    out.finish(host.end())
}

fn find(text: &str, interpolation: Interpolation) -> Vec<Found> {
    let bytes = text.as_bytes();
    if interpolation == Interpolation::Hcl {
        return find_hcl(text);
    }
    let mut found = Vec::new();
    let mut unclosed = 0;
    let mut at = 0;
    while let Some(open) = memchr::memmem::find(bytes.get(at..).unwrap_or_default(), b"${").map(|n| at + n) {
        at = open + 2;
        match interpolation {
            Interpolation::Sub => {
                if bytes.get(at) == Some(&b'!') {
                    found.push(Found::Escape(Span::new(open, at + 1), "${"));
                    at += 1;
                } else if let Some(close) = sub_name(bytes, at) {
                    found.push(Found::Piece(Span::new(open, close)));
                    at = close;
                }
            }
            Interpolation::Serverless => {
                if unclosed == UNCLOSED {
                    break;
                }
                match serverless_variable(bytes, at) {
                    Variable::Until(close) => {
                        found.push(Found::Piece(Span::new(open, close)));
                        at = close;
                    }
                    Variable::Unclosed => unclosed += 1,
                    Variable::None => {}
                }
            }
            Interpolation::None | Interpolation::Hcl => break,
        }
    }
    found
}

fn find_hcl(text: &str) -> Vec<Found> {
    let lex = Lex::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) =
        memchr::memchr2(b'$', b'%', lex.bytes.get(at..).unwrap_or_default()).map(|n| at + n)
    {
        if is_escape(lex.bytes, sign) {
            let plain = if lex.bytes.get(sign) == Some(&b'$') { "${" } else { "%{" };
            found.push(Found::Escape(Span::new(sign, sign + 3), plain));
            at = sign + 3;
        } else if lex.bytes.get(sign + 1) == Some(&b'{') {
            let Ok(end) = lex.skip_brackets(sign + 1) else { break };
            found.push(Found::Piece(Span::new(sign, end)));
            at = end;
        } else {
            at = sign + 1;
        }
    }
    found
}

/// The end of a name and its closing brace: letters, digits, `.`, `:`, `_`, with spaces around it. CloudFormation
/// rejects any other content of the braces.
fn sub_name(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while bytes
        .get(at)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'_' | b'-' | b' '))
    {
        at += 1;
    }
    (at > from && bytes.get(at) == Some(&b'}')).then_some(at + 1)
}

enum Variable {
    /// Not a variable.
    None,
    Unclosed,
    /// The offset after the closing brace.
    Until(usize),
}

/// Reads `source:address` or `source(parameters):address`, which may contain further variables.
fn serverless_variable(bytes: &[u8], from: usize) -> Variable {
    let mut at = from;
    while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
        at += 1;
    }
    let named = at > from && matches!(bytes.get(at), Some(b':' | b'('));
    // `${AWS::Region}` belongs to CloudFormation.
    if !named || bytes.get(from..at + 2) == Some(b"AWS::") {
        return Variable::None;
    }
    let mut depth = 1_usize;
    let end = bytes.len().min(at + VARIABLE_LEN);
    while let Some(byte) = bytes.get(at..end).and_then(<[u8]>::first) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Variable::Until(at + 1);
                }
            }
            b'\n' => return Variable::Unclosed,
            _ => {}
        }
        at += 1;
    }
    Variable::Unclosed
}

/// The interpolations of a map: inserted values, and replaced segments whose text is still `${…}`.
pub fn opaque(map: &OffsetMap) -> Vec<Span> {
    map.segments()
        .iter()
        .filter(|segment| {
            let text = segment.template().text(map.text());
            segment.kind == SegmentKind::Inserted
                || segment.kind == SegmentKind::Replaced
                    && text.len() > 2
                    && (text.starts_with("${") || text.starts_with("%{"))
        })
        .map(Segment::template)
        .collect()
}
