//! Functions that convert between strings and other notations.

use std::rc::Rc;

use vtlkit_host::Format;
use vtlkit_host::tree::{Kind, NodeRef, Style};
use vtlkit_text::{HostStyle, OffsetMapBuilder, ScalarStyle, SegmentKind, Span, escape_json};

use super::{Arguments, Outcome};
use crate::read::terraform::eval::{Terraform, word};
use crate::read::terraform::value::{Data, Member, Object, Text, Value, number_text};

/// Maximum nesting of values.
const NESTING: usize = 100;
/// Maximum length of a generated string, in bytes.
const LONGEST: usize = 16 << 20;
/// The alphabet of Base64.
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Terraform<'_, '_> {
    pub(super) fn of_encodings(&self, name: &str, arguments: &Arguments) -> Outcome {
        match name {
            // JSON is valid YAML.
            "jsonencode" | "yamlencode" => {
                let value = arguments.get(0)?;
                // A value defined elsewhere is mapped to the expression that refers to it.
                let home = self.loader.around(value.span);
                let mut writer = Writer::new(value.span, home);
                writer.value(value, value.span, NESTING)?;
                self.spend(writer.map.len()).then_some(())?;
                let unknown = std::mem::take(&mut writer.unknown);
                let map = writer.map.finish(value.span.end());
                let is_here = home == self.loader.around(arguments.span);
                let span = if is_here { arguments.span } else { value.span };
                Some(Value::new(Data::Text(Rc::new(Text::new(map, unknown))), span))
            }
            "jsondecode" | "yamldecode" => {
                let text = arguments.text(0)?;
                let format = if name == "jsondecode" { Format::Json } else { Format::Yaml };
                if text.map.text().trim().is_empty() || !self.spend(text.map.text().len() * 2) {
                    return None;
                }
                let tree = self.loader.nested(format, text.map.clone())?;
                Some(plain(tree.roots().next()?, NESTING))
            }
            "base64encode" => arguments.made(&base64(arguments.known(0)?.as_bytes())),
            "base64decode" => arguments.made(&of_base64(&arguments.known(0)?)?),
            "urlencode" => arguments.made(&url(&arguments.known(0)?)),
            _ => None,
        }
    }
}

/// The value of a parsed document without expressions.
pub(crate) fn plain(node: NodeRef<'_>, depth: usize) -> Value {
    let span = node.span();
    let (Some(node), Some(depth)) = (node.resolved(), depth.checked_sub(1)) else { return Value::null(span) };
    match node.node.kind {
        Kind::Map => {
            let members = node.entries().into_iter().map(|(key, value)| {
                let name: Rc<str> = Rc::from(&*key.text());
                (name, Member { key: key.span(), value: plain(value, depth) })
            });
            Value::object(members.collect::<Object>(), span)
        }
        Kind::Seq => Value::list(node.items().map(|item| plain(item, depth)).collect(), span),
        Kind::Scalar(Style::Bare | Style::Plain | Style::FlowPlain) if node.tag().is_empty() => {
            let value = word(&node.text(), span);
            match (&value.data, node.decode()) {
                (Data::Text(_), Some(map)) => Value::of_map(map, span),
                _ => value,
            }
        }
        _ => node.decode().map_or(Value::null(span), |map| Value::of_map(map, span)),
    }
}

/// Encodes a value as JSON text.
pub(super) fn json(value: &Value) -> Option<String> {
    let mut writer = Writer::new(value.span, value.span);
    writer.value(value, value.span, NESTING)?;
    Some(writer.map.text().to_owned())
}

/// Writes JSON in the format of `jsonencode`, with the position of each token.
struct Writer {
    map: OffsetMapBuilder,
    /// The source whose positions are kept.
    home: Span,
    unknown: Vec<(Rc<str>, Span)>,
}

impl Writer {
    fn new(span: Span, home: Span) -> Self {
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(ScalarStyle::Derived), span.start());
        Self { map, home, unknown: Vec::new() }
    }

    /// `place` if it is in that source, otherwise `around`.
    fn here(&self, place: Span, around: Span) -> Span {
        if self.is_here(place) { place } else { around }
    }

    fn is_here(&self, place: Span) -> bool {
        self.home.start() <= place.start() && place.end() <= self.home.end()
    }

    fn value(&mut self, value: &Value, around: Span, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1).filter(|_| self.map.len() < LONGEST)?;
        let span = self.here(value.span, around);
        match &value.data {
            Data::Null => self.map.replaced(span, "null"),
            Data::Bool(it) => self.map.replaced(span, if *it { "true" } else { "false" }),
            Data::Number(number) => self.map.replaced(span, &number_text(*number)),
            Data::List(items) => {
                self.map.replaced(Span::at(span.start()), "[");
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.map.replaced(Span::at(self.here(item.span, span).start()), ",");
                    }
                    self.value(item, span, depth)?;
                }
                self.map.replaced(Span::at(span.end()), "]");
            }
            Data::Object(members) => {
                self.map.replaced(Span::at(span.start()), "{");
                for (at, (name, member)) in members.iter().enumerate() {
                    let key = self.here(member.key, span);
                    if at > 0 {
                        self.map.replaced(Span::at(key.start()), ",");
                    }
                    self.map.replaced(key, &format!("\"{}\"", escape(name)));
                    self.map.replaced(Span::at(key.end()), ":");
                    self.value(&member.value, key, depth)?;
                }
                self.map.replaced(Span::at(span.end()), "}");
            }
            Data::Text(_) | Data::Attribute(_) | Data::Unknown(_) => self.string(&*value.to_text()?, span),
            Data::Resource(_) | Data::Module(_) => return None,
        }
        Some(())
    }

    fn string(&mut self, text: &Text, span: Span) {
        self.map.replaced(Span::at(span.start()), "\"");
        let place = text.map.place();
        let is_here = self.is_here(place) && !text.map.is_nested();
        for (name, at) in &text.unknown {
            let place = self.here(*at, span);
            self.unknown.push((Rc::clone(name), place));
        }
        // An unknown string reads `<name>` without Terraform's escapes for `<` and `>`.
        if text.map.parts() == 1 && text.unknown.len() == 1 && text.map.segments().len() == 1 {
            self.map.inserted(span, &escape_json(text.map.text()));
            self.map.replaced(Span::at(span.end()), "\"");
            return;
        }
        if !is_here {
            self.map.inserted(span, &escape(text.map.text()));
            self.map.replaced(Span::at(span.end()), "\"");
            return;
        }
        for segment in text.map.segments() {
            let run = segment.template();
            let part = run.text(text.map.text());
            if segment.kind == SegmentKind::Inserted {
                let is_open = text.unknown.iter().any(|(_, at)| *at == segment.host());
                let text = if is_open { escape_json(part) } else { escape(part) };
                self.map.inserted(segment.host(), &text);
                continue;
            }
            if segment.kind != SegmentKind::Verbatim {
                self.map.replaced(text.map.to_host(run), &escape(part));
                continue;
            }
            let host = segment.host().start();
            let mut at = 0;
            for (start, found) in part.match_indices(is_escaped) {
                self.map.verbatim(host + at, part.get(at..start).unwrap_or_default());
                at = start + found.len();
                self.map.replaced(Span::new(host + start, host + at), &escape(found));
            }
            self.map.verbatim(host + at, part.get(at..).unwrap_or_default());
        }
        self.map.replaced(Span::at(span.end()), "\"");
    }
}

/// Whether `jsonencode` escapes a character.
fn is_escaped(c: char) -> bool {
    c.is_control() || matches!(c, '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

fn escape(text: &str) -> String {
    escape_json(text)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = BASE64.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn of_base64(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = BASE64.iter().position(|it| *it == byte)?;
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 255) as u8);
        }
    }
    String::from_utf8(out).ok()
}

fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.extend(format!("%{other:02X}").chars()),
        }
    }
    out
}
