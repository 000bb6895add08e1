//! Strings, and the functions that produce strings.

use vtlkit_host::scalar::pieces;
use vtlkit_host::tree::{Kind, NodeRef};
use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use super::call::{Call, dotted};
use super::fill::placeholder;
use super::{Fill, Resolver, STEP};

/// The variables that the service replaces when it imports an OpenAPI document.
const IMPORTED: [&str; 4] = ["AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix"];

impl<'t> Resolver<'t> {
    /// A value as a string with its offset map; `None` for a list, a mapping or no value.
    pub(super) fn map(&self, node: NodeRef<'t>, depth: usize) -> Option<OffsetMap> {
        let depth = depth.checked_sub(1)?;
        // Once the budget is exhausted, no further value is visited.
        self.spend(STEP)?;
        let node = self.node(node)?;
        let map = match Call::of(node) {
            Some(call) => self.called(&call, node, depth)?,
            None => match node.node.kind {
                Kind::Scalar(_) if node.is_null() => return None,
                Kind::Scalar(_) => self.with_variables(self.imported(node.decode()?), depth),
                _ => return None,
            },
        };
        self.spend(map.text().len())?;
        Some(map)
    }

    fn called(&self, call: &Call<'t>, node: NodeRef<'t>, depth: usize) -> Option<OffsetMap> {
        let argument = call.argument;
        let span = node.span();
        let made = |text: &str| Some(made(text, span));
        match call.name.as_str() {
            "Sub" if argument.is_seq() => {
                let mut parts = argument.items();
                let text = pieces::mark(parts.next()?.decode()?, Interpolation::Sub);
                Some(self.with_variables(self.filled(&text, parts.next(), depth), depth))
            }
            "Sub" => {
                let text = pieces::mark(argument.decode()?, Interpolation::Sub);
                Some(self.with_variables(self.filled(&text, None, depth), depth))
            }
            "Join" => self.joined(argument, span, depth),
            "Select" => match self.selected(argument, depth) {
                Some(text) => made(&text),
                None => made(&self.unknown("Fn::Select", span)),
            },
            "Ref" => made(&self.named(&argument.text(), span, depth)),
            "GetAtt" => made(&self.named(&dotted(argument), span, depth)),
            "ImportValue" => {
                let name = self.map(call.value()?, depth)?;
                made(&self.unknown(name.text(), span))
            }
            "Length" => match self.texts(call.value()?, depth) {
                Some(texts) => made(&texts.len().to_string()),
                None => made(&self.unknown("Fn::Length", span)),
            },
            name => made(&self.unknown(&format!("Fn::{name}"), span)),
        }
    }

    /// The setting for a value that the files do not define; otherwise its placeholder, which is recorded.
    fn unknown(&self, name: &str, span: Span) -> String {
        if let Some(given) = self.context.settings.parameters.get(name) {
            self.filled_in(Fill { name: name.to_owned(), span, is_known: true });
            return given.clone();
        }
        self.open(name, span);
        placeholder(name)
    }

    /// Replaces the variables that the service replaces on import.
    fn imported(&self, map: OffsetMap) -> OffsetMap {
        let text = map.text();
        if !self.importing.get() || memchr::memmem::find(text.as_bytes(), b"${AWS::").is_none() {
            return map;
        }
        let found = memchr::memmem::find_iter(text.as_bytes(), b"${").filter_map(|at| {
            let name = IMPORTED.iter().find(|name| {
                let rest = text.get(at + 2..).unwrap_or_default();
                rest.strip_prefix(**name).is_some_and(|rest| rest.starts_with('}'))
            })?;
            Some((Span::new(at, at + name.len() + 3), *name))
        });
        let found: Vec<(Span, &str)> = found.collect();
        let (Some(style), false) = (map.style(), found.is_empty()) else { return map };
        let mut out = OffsetMapBuilder::default();
        out.begin(style.clone(), map.place().start());
        let mut at = 0;
        for (piece, name) in found {
            out.copy(&map, Span::new(at, piece.start()));
            at = piece.end();
            let host = map.to_host(piece);
            self.filled_in(Fill { name: name.to_owned(), span: host, is_known: true });
            out.inserted(host, &self.context.settings.pseudo(name).unwrap_or_default());
        }
        out.copy(&map, Span::new(at, text.len()));
        out.finish(map.place().end())
    }

    /// `Fn::Sub`: replaces the names in a string with their values.
    fn filled(&self, text: &OffsetMap, values: Option<NodeRef<'t>>, depth: usize) -> OffsetMap {
        let Some(style) = text.style() else { return text.clone() };
        let mut out = OffsetMapBuilder::default();
        out.begin(style.clone(), text.place().start());
        let mut at = 0;
        for piece in pieces::opaque(text) {
            out.copy(text, Span::new(at, piece.start()));
            at = piece.end();
            let whole = piece.text(text.text());
            let name = whole.get(2..whole.len().saturating_sub(1)).unwrap_or_default().trim();
            let host = text.to_host(piece);
            match values.and_then(|values| values.get(name)) {
                Some(value) => {
                    let value = self.map(value, depth);
                    self.filled_in(Fill { name: name.to_owned(), span: host, is_known: true });
                    out.inserted(host, value.as_ref().map_or("", |value| value.text()));
                }
                None => out.inserted(host, &self.named(name, host, depth)),
            }
        }
        out.copy(text, Span::new(at, text.text().len()));
        out.finish(text.place().end())
    }

    fn joined(&self, argument: NodeRef<'t>, span: Span, depth: usize) -> Option<OffsetMap> {
        let mut parts = argument.items();
        let delimiter = parts.next()?;
        let list = self.node(parts.next()?)?;
        let between = delimiter.text();
        if !list.is_seq() || Call::of(list).is_some() {
            return Some(match self.texts(list, depth) {
                Some(texts) => made(&texts.join(&between), span),
                None => made(&self.unknown("Fn::Join", list.span()), span),
            });
        }
        let mut out = OffsetMapBuilder::default();
        let derived = || HostStyle::plain(ScalarStyle::Derived);
        let mut is_first = true;
        for item in list.items() {
            let Some(part) = self.map(item, depth) else { continue };
            if !is_first && !between.is_empty() {
                out.begin(derived(), delimiter.span().start());
                out.replaced(delimiter.span(), &between);
            }
            is_first = false;
            out.append(&part);
        }
        Some(out.finish(list.span().end()))
    }

    fn selected(&self, argument: NodeRef<'t>, depth: usize) -> Option<String> {
        let mut parts = argument.items();
        let index: usize = self.known(parts.next()?)?.trim().parse().ok()?;
        self.texts(parts.next()?, depth)?.into_iter().nth(index)
    }

    /// The strings of a list: a literal list, `Fn::Split`, or a parameter of type `CommaDelimitedList`.
    pub(super) fn texts(&self, node: NodeRef<'t>, depth: usize) -> Option<Vec<String>> {
        let depth = depth.checked_sub(1)?;
        self.spend(STEP)?;
        let is_parameter = Call::of(node).is_some_and(|call| call.name == "Ref");
        let node = self.node(node)?;
        match Call::of(node) {
            Some(call) if call.name == "Split" => {
                let mut parts = call.argument.items();
                let (delimiter, text) = (self.known(parts.next()?)?, self.map(parts.next()?, depth)?);
                let split = text.text().split(delimiter.as_str()).filter(|_| !delimiter.is_empty());
                Some(split.map(str::to_owned).collect())
            }
            Some(_) => None,
            None if node.is_seq() => {
                Some(node.items().filter_map(|item| Some(self.map(item, depth)?.text().to_owned())).collect())
            }
            None if node.is_scalar() && is_parameter => {
                Some(node.text().split(',').map(|text| text.trim().to_owned()).collect())
            }
            None => None,
        }
    }
}

/// The string that a function evaluates to, mapped to the whole call.
fn made(text: &str, span: Span) -> OffsetMap {
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::Derived), span.start());
    map.inserted(span, text);
    map.finish(span.end())
}
