//! String templates with `${…}` and `%{…}`.

use std::rc::Rc;

use vtlkit_text::{OffsetMap, OffsetMapBuilder, ScalarStyle, Segment, SegmentKind, Span};

use super::eval::{Place, Terraform};
use super::functions::pairs;
use super::scope::Scope;
use super::value::{Data, Text, Value};

/// Maximum nesting of directives.
const NESTING: usize = 24;

/// A part of a template.
enum Part {
    /// Literal text.
    Literal(Span),
    /// `${…}`: the span between the braces, and the whole.
    Piece {
        inner: Span,
        whole: Span,
    },
    If {
        condition: Span,
        then: Vec<Part>,
        otherwise: Vec<Part>,
    },
    For {
        key: Option<String>,
        name: String,
        collection: Span,
        body: Vec<Part>,
    },
}

/// Parses the parts of a template.
struct Reader<'m> {
    map: &'m OffsetMap,
    /// Spans of literals (`false`) and interpolations or directives (`true`).
    runs: Vec<(Span, bool)>,
    at: usize,
}

/// What ended a list of parts.
#[derive(PartialEq, Eq)]
enum End {
    Text,
    Else,
    IfDone,
    LoopDone,
}

impl Reader<'_> {
    fn text(&self, span: Span) -> &str {
        span.text(self.map.text())
    }

    /// The span between the braces, without the strip markers `~`.
    fn inner(&self, whole: Span) -> Span {
        let text = self.text(whole);
        let start = if text.get(2..).is_some_and(|rest| rest.starts_with('~')) { 3 } else { 2 };
        let end =
            if text.len() > start + 1 && text.ends_with("~}") { text.len() - 2 } else { text.len() - 1 };
        Span::new(whole.start() + start, whole.start() + end.max(start))
    }

    /// Applies strip markers to the adjacent literals: whitespace is removed up to and including one newline. In a
    /// quoted string, all adjacent whitespace is removed: it is one line in the source, whatever its escapes decode to.
    fn strip(&mut self) {
        let is_quoted = self.map.style().is_some_and(|style| style.scalar == ScalarStyle::HclQuoted);
        for at in 0..self.runs.len() {
            let Some(&(span, true)) = self.runs.get(at) else { continue };
            let text = span.text(self.map.text());
            let (before, behind) =
                (text.get(2..).is_some_and(|rest| rest.starts_with('~')), text.ends_with("~}"));
            if before && let Some((literal, false)) = at.checked_sub(1).and_then(|at| self.runs.get_mut(at)) {
                let text = literal.text(self.map.text());
                let line = text.strip_suffix('\n').unwrap_or(text).rfind('\n').map_or(0, |at| at + 1);
                let line = if is_quoted { 0 } else { line };
                let len = line + text.get(line..).unwrap_or_default().trim_end().len();
                *literal = Span::new(literal.start(), literal.start() + len);
            }
            if behind && let Some((literal, false)) = self.runs.get_mut(at + 1) {
                let text = literal.text(self.map.text());
                let line = text.find('\n').map_or(text.len(), |at| at + 1);
                let line = text.get(..if is_quoted { text.len() } else { line }).unwrap_or_default();
                let spaces = line.len() - line.trim_start().len();
                *literal = Span::new(literal.start() + spaces, literal.end());
            }
        }
    }

    fn parts(&mut self, depth: usize) -> (Vec<Part>, End) {
        let mut out = Vec::new();
        while let Some(&(span, is_piece)) = self.runs.get(self.at) {
            self.at += 1;
            if !is_piece {
                out.push(Part::Literal(span));
                continue;
            }
            let inner = self.inner(span);
            if self.text(span).starts_with("${") {
                out.push(Part::Piece { inner, whole: span });
                continue;
            }
            let text = self.text(inner);
            let blank = text.len() - text.trim_start().len();
            let word: String = text.trim().chars().take_while(|c| c.is_ascii_alphabetic()).collect();
            let rest = Span::new(inner.start() + blank + word.len(), inner.end());
            match word.as_str() {
                "if" if depth > 0 => {
                    let (then, mut end) = self.parts(depth - 1);
                    let mut otherwise = Vec::new();
                    if end == End::Else {
                        (otherwise, end) = self.parts(depth - 1);
                    }
                    out.push(Part::If { condition: rest, then, otherwise });
                    if end == End::Text {
                        break;
                    }
                }
                "for" if depth > 0 => {
                    let text = self.text(rest);
                    let Some((names, collection)) = text.split_once(" in ") else { continue };
                    let collection = Span::new(rest.end() - collection.len(), rest.end());
                    let (key, name) = match names.split_once(',') {
                        Some((key, name)) => (Some(key.trim().to_owned()), name.trim().to_owned()),
                        None => (None, names.trim().to_owned()),
                    };
                    let (body, _) = self.parts(depth - 1);
                    out.push(Part::For { key, name, collection, body });
                }
                "else" => return (out, End::Else),
                "endif" => return (out, End::IfDone),
                "endfor" => return (out, End::LoopDone),
                _ => {}
            }
        }
        (out, End::Text)
    }
}

/// Evaluates the parts of a template.
struct Writer<'w, 'l, 't> {
    terraform: &'w Terraform<'l, 't>,
    map: &'w OffsetMap,
    out: OffsetMapBuilder,
    unknown: Vec<(Rc<str>, Span)>,
}

impl<'t> Writer<'_, '_, 't> {
    /// The position of a part, for an expression in it.
    fn place(&self, part: Span) -> Place {
        let host = self.map.to_host(part);
        let is_verbatim = host.len() == part.len() && !self.map.is_nested();
        if is_verbatim { Place::From(host.start()) } else { Place::Within(host) }
    }

    /// Evaluates the expression between braces. An interpolation is a segment of its own.
    fn value(&self, inner: Span, scope: &Scope<'t>) -> Value {
        let runs = self.map.segments();
        let at = runs.partition_point(|run| run.template().end() <= inner.start());
        let place = match runs.get(at) {
            Some(run) if run.template().len() == run.host().len() && !self.map.is_nested() => {
                Place::From(run.host().start() + (inner.start() - run.template().start()))
            }
            Some(run) => Place::Within(self.map.to_host(run.template())),
            None => self.place(inner),
        };
        self.terraform.source(inner.text(self.map.text()), place, scope)
    }

    fn parts(&mut self, parts: &[Part], scope: &Scope<'t>) {
        for part in parts {
            if !self.terraform.spend(8) {
                return;
            }
            match part {
                Part::Literal(span) => {
                    self.terraform.spend(span.len() / 2);
                    self.out.copy(self.map, *span);
                }
                Part::Piece { inner, whole } => {
                    let value = self.value(*inner, scope);
                    self.put(&value, self.map.to_host(*whole), whole.text(self.map.text()));
                }
                Part::If { condition, then, otherwise } => match self.value(*condition, scope).to_bool() {
                    Some(false) => self.parts(otherwise, scope),
                    _ => self.parts(then, scope),
                },
                Part::For { key, name, collection, body } => {
                    for (at, value) in pairs(&self.value(*collection, scope)) {
                        if !self.terraform.spend(16) {
                            return;
                        }
                        let mut inner = scope.with(name.as_str(), value);
                        if let Some(key) = key {
                            inner = inner.with(key.as_str(), at);
                        }
                        self.parts(body, &inner);
                    }
                }
            }
        }
    }

    fn put(&mut self, value: &Value, host: Span, source: &str) {
        if let Some(text) = value.to_text() {
            if !self.terraform.spend(text.map.text().len() / 2) {
                return;
            }
            self.out.inserted(host, text.map.text());
            let name = match text.unknown.first() {
                Some((name, _)) => name,
                None => source.trim_start_matches("${").trim_end_matches('}').trim_matches(['~', ' ']),
            };
            self.terraform.fill(name, host, text.unknown.is_empty());
            self.unknown.extend(text.unknown.iter().map(|(name, _)| (Rc::clone(name), host)));
        } else if !value.is_null() {
            // A list in a string is an error in Terraform; the text shows its source.
            let name = source.trim_start_matches("${").trim_end_matches('}').trim();
            self.out.inserted(host, &format!("<{name}>"));
            self.terraform.fill(name, host, false);
            self.unknown.push((Rc::from(name), host));
        }
    }
}

/// The interpolations and directives of a string that have not been evaluated.
fn unfilled(map: &OffsetMap) -> Vec<Span> {
    let is_piece = |run: &&Segment| {
        let text = run.template().text(map.text());
        let opens = text.starts_with("${") || text.starts_with("%{");
        run.kind == SegmentKind::Replaced && opens && text.len() > 2
    };
    map.segments().iter().filter(is_piece).map(Segment::template).collect()
}

impl<'t> Terraform<'_, 't> {
    /// Evaluates a string whose interpolations are separate segments.
    pub(crate) fn template(&self, map: OffsetMap, span: Span, scope: &Scope<'t>) -> Value {
        let pieces = unfilled(&map);
        if pieces.is_empty() {
            return Value::of_map(map, span);
        }
        let mut runs = Vec::with_capacity(pieces.len() * 2 + 1);
        let mut at = 0;
        for piece in &pieces {
            if piece.start() > at {
                runs.push((Span::new(at, piece.start()), false));
            }
            runs.push((*piece, true));
            at = piece.end();
        }
        if at < map.text().len() {
            runs.push((Span::new(at, map.text().len()), false));
        }
        let mut writer =
            Writer { terraform: self, map: &map, out: OffsetMapBuilder::default(), unknown: Vec::new() };
        let mut reader = Reader { map: &map, runs, at: 0 };
        // A string of one interpolation has the value of that interpolation, of any type.
        if let [(whole, true)] = reader.runs.as_slice()
            && reader.text(*whole).starts_with("${")
        {
            return writer.value(reader.inner(*whole), scope);
        }
        reader.strip();
        let (parts, _) = reader.parts(NESTING);
        if let Some(style) = map.style() {
            writer.out.begin(style.clone(), map.place().start());
        }
        writer.parts(&parts, scope);
        let Writer { out, unknown, .. } = writer;
        Value::new(Data::Text(Rc::new(Text::new(out.finish(map.place().end()), unknown))), span)
    }
}
