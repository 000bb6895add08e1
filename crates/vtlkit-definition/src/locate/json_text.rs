//! Encodes values of a host file as JSON text, with the position of each token.

use std::borrow::Cow;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, escape_json};

use super::value::{self, Value};
use crate::read::schema;
use vtlkit_host::scalar::json_word;
use vtlkit_host::tree::{Kind, NodeRef, Style};

/// Maximum nesting depth of a value.
const NESTING: usize = 100;

/// Which encoder's output to reproduce.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The value of a YAML or JSON definition, members in source order.
    Definition,
    /// A model as the service stores it: as in the definition, with references to other models normalised.
    Model,
    /// Terraform's `jsonencode`: names sorted, `<`, `>` and `&` escaped.
    Terraform,
}

/// Encodes a value as JSON text. `None` if it is nested too deeply or longer than `most` bytes, which aliases make
/// possible in a small file.
pub(crate) fn encode<'t>(
    node: NodeRef<'t>,
    dialect: Dialect,
    most: usize,
    values: &dyn Values<'t>,
) -> Option<OffsetMap> {
    let mut writer = Writer { map: OffsetMapBuilder::default(), dialect, most, values };
    // The length of the source is an estimate of the output; an alias can expand to any length.
    let within = (node.node.next - node.index) as usize;
    writer.map.reserve(node.span().len().min(most), within.saturating_mul(3).min(most));
    writer.map.begin(HostStyle::plain(ScalarStyle::Derived), node.span().start());
    writer.value(node.resolved()?, NESTING)?;
    Some(writer.map.finish(node.span().end()))
}

/// The source of a value in a JSON file, unchanged; `None` if it calls a CloudFormation function.
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

/// Evaluates the functions of the host format.
pub(crate) trait Values<'t> {
    /// The node that a function evaluates to, or `node` itself if it is not such a function. `None` if it has no value.
    fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>>;
    /// The string that a function evaluates to.
    fn text(&self, node: NodeRef<'t>) -> Option<OffsetMap>;
    /// Whether a mapping or a tagged value is a function call.
    fn is_call(&self, node: NodeRef<'t>) -> bool;
}

/// No evaluation: a function call becomes `${name}`.
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

    /// Writes the string that a function evaluates to.
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

    /// Writes a quoted string; bytes that need no change keep their exact position.
    fn string(&mut self, node: NodeRef<'t>) {
        let span = node.span();
        self.map.replaced(Span::at(span.start()), "\"");
        if let Cow::Borrowed(text) = node.text()
            && text.bytes().all(|byte| {
                (b' '..0x7f).contains(&byte) && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&')
            })
        {
            // The JSON encoding equals the source, quoted or plain.
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
                // Changing a plain scalar could turn it into a number or boolean.
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

    /// A normalised reference to another model.
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
