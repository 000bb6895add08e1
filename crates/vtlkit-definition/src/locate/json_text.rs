//! Values of a host file as JSON text, with the place of each word.

use std::borrow::Cow;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, escape_json};

use super::value::{self, Value};
use crate::read::schema;
use vtlkit_host::scalar::json_word;
use vtlkit_host::tree::{Kind, NodeRef, Style};

/// How deep values may stand inside one another.
const NESTING: usize = 100;

/// Whose JSON is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What a YAML or JSON definition says, in its order.
    Definition,
    /// What the service keeps of a model: as the definition says it, with references to other models in one form.
    Model,
    /// What Terraform's `jsonencode` writes: names sorted, `<`, `>` and `&` escaped.
    Terraform,
}

/// The JSON text of a value; `None` if it is too deep or longer than `most` bytes: aliases can make a small file say a
/// lot.
pub(crate) fn encode(node: NodeRef<'_>, dialect: Dialect, most: usize) -> Option<OffsetMap> {
    let mut writer = Writer { map: OffsetMapBuilder::default(), dialect, most };
    // What stands there is about what will be written; an alias may be any value, so this is but a start.
    let within = (node.node.next - node.index) as usize;
    writer.map.reserve(node.span().len().min(most), within.saturating_mul(3).min(most));
    writer.map.begin(HostStyle::plain(ScalarStyle::Derived), node.span().start());
    writer.value(node.resolved()?, NESTING)?;
    Some(writer.map.finish(node.span().end()))
}

/// A value of a JSON file as it stands there, unless it holds a call of CloudFormation's.
pub(crate) fn verbatim(node: NodeRef<'_>) -> Option<OffsetMap> {
    let source = node.source();
    let calls = ["\"Fn::", "\"Ref\"", "${"];
    if calls.iter().any(|call| memchr::memmem::find(source.as_bytes(), call.as_bytes()).is_some()) {
        return None;
    }
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::Json), node.span().start());
    map.verbatim(node.span().start(), source);
    Some(map.finish(node.span().end()))
}

struct Writer {
    map: OffsetMapBuilder,
    dialect: Dialect,
    most: usize,
}

impl Writer {
    fn value(&mut self, node: NodeRef<'_>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        if self.map.len() > self.most {
            return None;
        }
        let span = node.span();
        match node.node.kind {
            Kind::Scalar(_) => self.scalar(node),
            Kind::Map => self.object(node, depth),
            Kind::Seq if node.tag().is_empty() => {
                self.map.replaced(Span::at(span.start()), "[");
                for (index, item) in node.items().enumerate() {
                    if index > 0 {
                        self.map.replaced(Span::at(item.span().start()), ",");
                    }
                    self.value(item, depth)?;
                }
                self.map.replaced(Span::at(span.end()), "]");
                Some(())
            }
            Kind::Seq | Kind::Call | Kind::Expression => self.made(node),
            Kind::Alias => None,
        }
    }

    fn object(&mut self, node: NodeRef<'_>, depth: usize) -> Option<()> {
        let span = node.span();
        let mut entries = node.entries();
        if let [(key, _)] = entries.as_slice() {
            let key = key.text();
            if key == "Ref" || key.starts_with("Fn::") {
                return self.made(node);
            }
        }
        if self.dialect == Dialect::Terraform {
            entries.sort_by(|a, b| a.0.text().cmp(&b.0.text()));
        }
        self.map.replaced(Span::at(span.start()), "{");
        for (index, (key, value)) in entries.into_iter().enumerate() {
            if index > 0 {
                self.map.replaced(Span::at(key.span().start()), ",");
            }
            self.string(key);
            self.map.replaced(Span::at(key.span().end()), ":");
            if self.dialect == Dialect::Model
                && key.is("$ref")
                && let Some(reference) = model_reference(value)
            {
                self.map.replaced(value.span(), &format!("\"{}\"", escape_json(&reference)));
                continue;
            }
            self.value(value, depth)?;
        }
        self.map.replaced(Span::at(span.end()), "}");
        Some(())
    }

    fn scalar(&mut self, node: NodeRef<'_>) -> Option<()> {
        if !node.tag().is_empty() && !node.tag().starts_with("!!") {
            return self.made(node);
        }
        let is_text = node.is_quoted() || node.tag() == "!!str";
        match (is_text, json_word(&node.text())) {
            (false, Some(word)) => self.map.replaced(node.span(), &word),
            _ => self.string(node),
        }
        Some(())
    }

    /// A text that a function makes, as a string.
    fn made(&mut self, node: NodeRef<'_>) -> Option<()> {
        let text = match value::read(node, vtlkit_text::Interpolation::None) {
            Value::Text(map, _) => map.text().to_owned(),
            Value::Unresolved { name, .. } => format!("${{{name}}}"),
            _ => return None,
        };
        self.map.replaced(node.span(), &format!("\"{}\"", escape_json(&text)));
        Some(())
    }

    /// The text of a scalar in quotes, byte for byte where the file has the same bytes.
    fn string(&mut self, node: NodeRef<'_>) {
        let span = node.span();
        self.map.replaced(Span::at(span.start()), "\"");
        if let Cow::Borrowed(text) = node.text()
            && text.bytes().all(|byte| {
                (b' '..0x7f).contains(&byte) && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&')
            })
        {
            // The file says it as it is, in quotes or without.
            let quote = (span.len() - text.len()) / 2;
            if quote == 0 {
                self.map.replaced(span, text);
            } else {
                self.map.verbatim(span.start() + quote, text);
            }
            self.map.replaced(Span::at(span.end()), "\"");
            return;
        }
        let plain = matches!(node.node.kind, Kind::Scalar(Style::Plain | Style::FlowPlain | Style::Bare));
        if let Some(text) = node.decode() {
            for segment in text.segments() {
                let part = segment.template().text(text.text());
                let escaped = self.escape(part);
                // A word without quotes may become a number when it changes.
                if escaped == part && !plain && segment.kind == vtlkit_text::SegmentKind::Verbatim {
                    self.map.verbatim(segment.host().start(), part);
                } else {
                    self.map.replaced(segment.host(), &escaped);
                }
            }
        } else {
            let name = self.escape(node.source());
            self.map.replaced(span, &name);
        }
        self.map.replaced(Span::at(span.end()), "\"");
    }

    fn escape(&self, text: &str) -> String {
        let escaped = escape_json(text);
        if self.dialect != Dialect::Terraform {
            return escaped;
        }
        escaped
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
    }
}

/// A reference to another model in the form that models have it.
fn model_reference(node: NodeRef<'_>) -> Option<String> {
    schema::model_reference(&value::plain_text(node, vtlkit_text::Interpolation::None)?)
}
