//! The decoded text of scalars, with the position of each byte in the file.

mod block;
mod flow;
mod hcl;
pub mod pieces;
mod word;

use std::borrow::Cow;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use crate::tree::{Kind, NodeRef, Style};
pub use word::json_word;

/// The text of a scalar, borrowed if it equals the source.
pub(crate) fn text(node: NodeRef<'_>) -> Cow<'_, str> {
    let Kind::Scalar(style) = node.node.kind else { return Cow::Borrowed("") };
    let source = node.source();
    let inner = || source.get(1..source.len().saturating_sub(1)).unwrap_or_default();
    match style {
        Style::Bare | Style::Whole => return Cow::Borrowed(source),
        Style::Plain | Style::FlowPlain if memchr::memchr2(b'\n', b'\r', source.as_bytes()).is_none() => {
            return Cow::Borrowed(source);
        }
        Style::SingleQuoted if memchr::memchr3(b'\'', b'\n', b'\r', inner().as_bytes()).is_none() => {
            return Cow::Borrowed(inner());
        }
        Style::DoubleQuoted if memchr::memchr3(b'\\', b'\n', b'\r', inner().as_bytes()).is_none() => {
            return Cow::Borrowed(inner());
        }
        Style::JsonString if memchr::memchr(b'\\', inner().as_bytes()).is_none() => {
            return Cow::Borrowed(inner());
        }
        Style::HclQuoted if memchr::memchr3(b'\\', b'$', b'%', inner().as_bytes()).is_none() => {
            return Cow::Borrowed(inner());
        }
        _ => {}
    }
    Cow::Owned(decode(node).map(|map| map.text().to_owned()).unwrap_or_default())
}

/// The text of a scalar with its offset map; `None` for other nodes.
pub(crate) fn decode(node: NodeRef<'_>) -> Option<OffsetMap> {
    let Kind::Scalar(style) = node.node.kind else { return None };
    let map = decode_local(node, style)?;
    Some(if node.tree.base == 0 { map } else { map.shifted(node.tree.base) })
}

/// The same with offsets in the text of the tree.
fn decode_local(node: NodeRef<'_>, style: Style) -> Option<OffsetMap> {
    let source = &*node.tree.source;
    let span = node.local_span();
    if let Some(text) = node.tree.blank_blocks.get(&node.index) {
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(ScalarStyle::Derived), span.start());
        map.replaced(span, text);
        return Some(map.finish(span.end()));
    }
    Some(match style {
        Style::Literal | Style::Folded => {
            block::decode(source, span, node.node.extra as usize, style == Style::Folded)
        }
        Style::Plain | Style::FlowPlain => flow::plain(source, span, style == Style::FlowPlain),
        Style::SingleQuoted => flow::single_quoted(source, span),
        Style::DoubleQuoted => flow::double_quoted(source, span),
        Style::JsonString => flow::json(source, span),
        Style::Bare => {
            let mut map = OffsetMapBuilder::default();
            map.begin(HostStyle::plain(ScalarStyle::Derived), span.start());
            map.verbatim(span.start(), span.text(source));
            map.finish(span.end())
        }
        Style::Whole => OffsetMap::identity(source),
        Style::HclQuoted => hcl::quoted(source, span),
        Style::Heredoc => hcl::heredoc(source, span)?,
    })
}

/// Decodes a quoted string or a heredoc in the source of an HCL expression. `None` for other expressions.
pub fn decode_hcl(source: &str, span: Span) -> Option<OffsetMap> {
    match span.text(source).as_bytes() {
        [b'"', .., b'"'] => Some(hcl::quoted(source, span)),
        [b'<', b'<', ..] => hcl::heredoc(source, span),
        _ => None,
    }
}

/// The span without its quotes.
fn between_quotes(source: &str, span: Span) -> Span {
    let inner = Span::new(span.start() + 1, span.end().saturating_sub(1));
    if source.get(inner.range()).is_some() { inner } else { span }
}
