//! Values of a host file as JSON text, with the place of each word.

use std::borrow::Cow;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, escape_json};

use super::value::{self, Value};
use crate::read::schema;
use vtlkit_host::scalar::json_word;
use vtlkit_host::tree::{Kind, NodeRef, Style};

/// The deepest nesting of values.
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

/// The JSON text of a value; `None` if it is too deeply nested or longer than `most` bytes: aliases can make a small
/// file say a lot.
pub(crate) fn encode<'t>(
    node: NodeRef<'t>,
    dialect: Dialect,
    most: usize,
    values: &dyn Values<'t>,
) -> Option<OffsetMap> {
    let mut writer = Writer { map: OffsetMapBuilder::default(), dialect, most, values };
    // What stands there is about what will be written; an alias may be any value, so this is but a start.
    let within = (node.node.next - node.index) as usize;
    writer.map.reserve(node.span().len().min(most), within.saturating_mul(3).min(most));
    writer.map.begin(HostStyle::plain(ScalarStyle::Derived), node.span().start());
    writer.value(node.resolved()?, NESTING)?;
    Some(writer.map.finish(node.span().end()))
}

/// A value of a JSON file unchanged there, unless it contains a call of CloudFormation's.
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

/// What functions of the file make.
pub(crate) trait Values<'t> {
    /// The value that a node stands for; the node itself where it is not a function that gives a node.
    fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>>;
    /// The text that a function makes.
    fn text(&self, node: NodeRef<'t>) -> Option<OffsetMap>;
    /// Whether a mapping or a value with a tag is a call of a function.
    fn is_call(&self, node: NodeRef<'t>) -> bool;
}

/// Functions that are not evaluated: what they make reads `${name}`.
pub(crate) struct AsWritten;

impl<'t> Values<'t> for AsWritten {
    fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        Some(node)
    }

    fn text(&self, node: NodeRef<'t>) -> Option<OffsetMap> {
        let text = match value::read(node, vtlkit_text::Interpolation::None) {
            Value::Text(map, _) => map.text().to_owned(),
            Value::Unresolved { name, .. } => format!("${{{name}}}"),
            _ => return None,
        };
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(ScalarStyle::Derived), node.span().start());
        map.replaced(node.span(), &text);
        Some(map.finish(node.span().end()))
    }

    fn is_call(&self, node: NodeRef<'t>) -> bool {
        if !node.is_map() {
            return !node.tag().is_empty() && !node.tag().starts_with("!!");
        }
        let mut entries = node.raw_entries();
        let (Some((key, _)), None) = (entries.next(), entries.next()) else { return false };
        let key = key.text();
        key == "Ref" || key.starts_with("Fn::")
    }
}

struct Writer<'w, 't> {
    map: OffsetMapBuilder,
    dialect: Dialect,
    most: usize,
    values: &'w dyn Values<'t>,
}

impl<'t> Writer<'_, 't> {
    fn value(&mut self, node: NodeRef<'t>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        if self.map.len() > self.most {
            return None;
        }
        let Some(node) = self.values.node(node) else {
            self.map.replaced(node.span(), "null");
            return Some(());
        };
        let span = node.span();
        match node.node.kind {
            _ if self.values.is_call(node) => self.made(node),
            Kind::Scalar(_) => {
                self.scalar(node);
                Some(())
            }
            Kind::Map => self.object(node, depth),
            Kind::Seq => {
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
            Kind::Call | Kind::Expression => self.made(node),
            Kind::Alias => None,
        }
    }

    fn object(&mut self, node: NodeRef<'t>, depth: usize) -> Option<()> {
        let span = node.span();
        let mut entries = node.entries();
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
            let is_model = self.dialect == Dialect::Model
                || self.dialect == Dialect::Definition && self.values.is_call(value);
            if is_model
                && key.is("$ref")
                && let Some(reference) = self.model_reference(value)
            {
                self.map.replaced(value.span(), &format!("\"{}\"", escape_json(&reference)));
                continue;
            }
            self.value(value, depth)?;
        }
        self.map.replaced(Span::at(span.end()), "}");
        Some(())
    }

    fn scalar(&mut self, node: NodeRef<'t>) {
        let is_text = node.is_quoted() || node.tag() == "!!str";
        match (is_text, json_word(&node.text())) {
            (false, Some(word)) => self.map.replaced(node.span(), &word),
            _ => self.string(node),
        }
    }

    /// A text that a function makes, as a string.
    fn made(&mut self, node: NodeRef<'t>) -> Option<()> {
        let text = self.values.text(node)?;
        self.map.replaced(Span::at(node.span().start()), "\"");
        for segment in text.segments() {
            let part = self.escape(segment.template().text(text.text()));
            if segment.kind == vtlkit_text::SegmentKind::Inserted {
                self.map.inserted(segment.host(), &part);
            } else {
                self.map.replaced(segment.host(), &part);
            }
        }
        self.map.replaced(Span::at(node.span().end()), "\"");
        Some(())
    }

    /// The text of a scalar in quotes, byte for byte where the file has the same bytes.
    fn string(&mut self, node: NodeRef<'t>) {
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

    /// A reference to another model in the form that models have it.
    fn model_reference(&self, node: NodeRef<'t>) -> Option<String> {
        let node = self.values.node(node)?;
        if self.values.is_call(node) {
            return schema::model_reference(self.values.text(node)?.text());
        }
        schema::model_reference(&node.text())
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
