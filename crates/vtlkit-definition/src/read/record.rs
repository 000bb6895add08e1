//! Records the templates and models that a reader finds, with their roles.

use std::collections::{BTreeMap, BTreeSet};

use vtlkit_api::Text;
use vtlkit_host::Format;
use vtlkit_host::tree::{Kind, NodeRef, Style};
use vtlkit_text::{Interpolation, OffsetMap, SegmentKind, Span, Spanned};

use super::resolve::Fills;
use crate::extraction::{Extraction, Note, NoteKind, Selection};
use crate::sources::Sources;
use crate::standalone::is_appsync;
use crate::template::{Opaque, Role, Template, TemplateKind};

/// The templates and models of a definition, by node.
#[derive(Debug, Default)]
pub(crate) struct Record {
    templates: Vec<Template>,
    notes: Vec<Note>,
    selections: Vec<Selection>,
    /// The template index by node: the address of its tree, and its index there.
    taken: BTreeMap<(usize, u32), usize>,
    noted: BTreeSet<Span>,
    /// The template index by span, for templates without a node.
    placed: BTreeMap<Span, usize>,
}

/// Identifies a node among all trees.
fn key(node: NodeRef<'_>) -> (usize, u32) {
    (std::ptr::from_ref(node.tree) as usize, node.index)
}

impl Record {
    /// Records a template or model at a node; one that is used in several positions is recorded once.
    pub(crate) fn take(&mut self, node: NodeRef<'_>, text: &Text, role: Role) {
        if let Some(&index) = self.taken.get(&key(node)) {
            if let Some(template) = self.templates.get_mut(index) {
                template.uses = template.uses.saturating_add(1);
                // If its users are validated differently, nothing is known about its request.
                if template.role.check != role.check {
                    template.role.check = None;
                }
            }
            return;
        }
        let is_velocity = !matches!(role.kind, TemplateKind::Model | TemplateKind::GatewayResponse);
        if is_velocity && is_appsync(text.as_str()) {
            self.appsync(text.span);
            return;
        }
        self.taken.insert(key(node), self.templates.len());
        let mut template = Template::new(text.map.clone(), text.span, format_of(node), role);
        template.written = written(node);
        self.templates.push(template);
    }

    /// Records a template or model without a node; one that is used in several positions is recorded once.
    pub(crate) fn take_placed(&mut self, text: &Text, format: Format, role: Role) {
        if let Some(template) = self.placed.get(&text.span).and_then(|index| self.templates.get_mut(*index)) {
            template.uses = template.uses.saturating_add(1);
            if template.role.check != role.check {
                template.role.check = None;
            }
            return;
        }
        let is_velocity = !matches!(role.kind, TemplateKind::Model | TemplateKind::GatewayResponse);
        if is_velocity && is_appsync(text.as_str()) {
            self.appsync(text.span);
            return;
        }
        self.placed.insert(text.span, self.templates.len());
        self.templates.push(Template::new(text.map.clone(), text.span, format, role));
    }

    /// Whether the text of a node has been recorded.
    pub(crate) fn has(&self, node: NodeRef<'_>) -> bool {
        self.taken.contains_key(&key(node))
    }

    /// Reports an AppSync template.
    pub(crate) fn appsync(&mut self, span: Span) {
        let message = "this is an AppSync template, whose language differs from API Gateway's; it is skipped";
        self.note(NoteKind::AppSync, span, message);
    }

    /// Records a note, once for each span.
    pub(crate) fn note(&mut self, kind: NoteKind, span: Span, message: impl Into<String>) {
        if self.noted.insert(span) {
            self.notes.push(Note { kind, span, message: message.into() });
        }
    }

    /// Records a selection expression.
    pub(crate) fn selection(&mut self, selection: Selection) {
        self.selections.push(selection);
    }

    /// Reports duplicate keys of a mapping.
    pub(crate) fn duplicates(&mut self, node: NodeRef<'_>) {
        let mut seen = BTreeSet::new();
        for (key, _) in node.raw_entries() {
            let name = key.text();
            if name != "<<" && !seen.insert(name.clone()) {
                let message = format!("`{name}` is a duplicate key; only the last one counts");
                self.note(NoteKind::DuplicateKey, key.span(), message);
            }
        }
    }

    /// Reports templates under a key of a mapping where the service ignores them.
    pub(crate) fn misplaced(&mut self, node: NodeRef<'_>, key: &str, belongs: &str) {
        if let Some((name, _)) = node.get_entry(key) {
            self.note(NoteKind::Misplaced, name.span(), format!("`{key}` {belongs}"));
        }
    }

    /// What was found in one file, with spans in that file, in source order.
    pub(crate) fn of_file(&self, path: &str, sources: &Sources, fills: &Fills) -> Extraction {
        let mut out = Extraction::default();
        let local = |span: Span| {
            let (source, local) = sources.locate(span)?;
            (&*source.path == path).then_some(local)
        };
        for template in &self.templates {
            let Some(span) = local(template.span) else { continue };
            let mut template = template.clone();
            for piece in &mut template.opaque {
                piece.name = fills.name(piece.host).map_or_else(|| piece.name.clone(), str::to_owned);
            }
            let inside = sources.outer(template.span);
            template.map = sources.localized(template.map);
            let to_local = |span: Span| local(span).unwrap_or(Span::at(0));
            template.role = template.role.mapped(&to_local);
            template.written = to_local(template.written);
            template.opaque = template
                .opaque
                .into_iter()
                .map(|piece| Opaque { host: to_local(piece.host), ..piece })
                .collect();
            template.span = span;
            if let Some(outer) = inside {
                within(&mut template, outer, sources, fills);
            }
            out.templates.push(template);
        }
        out.templates.sort_by_key(|template| template.span.start());
        // A template of a resource with several instances is recorded for each of them.
        out.templates.dedup_by(|next, first| {
            let is_same = next.span == first.span;
            if is_same {
                first.uses = first.uses.saturating_add(next.uses);
            }
            is_same
        });
        for (index, template) in out.templates.iter_mut().enumerate() {
            template.index = index;
        }
        let notes =
            self.notes.iter().filter_map(|note| Some(Note { span: local(note.span)?, ..note.clone() }));
        out.notes = notes.collect();
        out.notes.sort_by_key(|note| note.span);
        out.selections.extend(self.selections.iter().filter_map(|selection| {
            let expression =
                Spanned::new(selection.expression.value.clone(), local(selection.expression.span)?);
            Some(Selection { expression, ..selection.clone() })
        }));
        out
    }
}

/// Adds the interpolations of the string that contains a nested template.
fn within(template: &mut Template, outer: &OffsetMap, sources: &Sources, fills: &Fills) {
    let interpolation = outer.style().map_or(Interpolation::None, |style| style.interpolation);
    if interpolation == Interpolation::None {
        return;
    }
    template.interpolation = interpolation;
    for segment in outer.segments().iter().filter(|segment| segment.kind == SegmentKind::Inserted) {
        let Some((_, host)) = sources.locate(segment.host()) else { continue };
        let is_inside = template.span.start() <= host.start() && host.end() <= template.span.end();
        if is_inside && let Some(span) = template.map.to_template(host) {
            let name = fills.name(segment.host()).unwrap_or_default().to_owned();
            template.opaque.push(Opaque { span, host, name });
        }
    }
}

/// The format of the file that a node is in.
fn format_of(node: NodeRef<'_>) -> Format {
    if node.tree.hcl {
        Format::Hcl
    } else if node.tree.json {
        Format::Json
    } else {
        Format::Yaml
    }
}

/// The bytes that write a string: inside a function call, those of its argument.
fn written(node: NodeRef<'_>) -> Span {
    let mut at = node;
    for _ in 0..4 {
        if matches!(node.node.kind, Kind::Scalar(Style::Bare)) {
            break;
        }
        let inner = match at.node.kind {
            Kind::Map => at.raw_entries().next().and_then(|(_, value)| value.resolved()),
            Kind::Seq => at.items().next(),
            _ => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => break,
        }
    }
    at.span()
}

/// A key as content type.
pub(crate) fn content_type(key: NodeRef<'_>) -> Spanned<String> {
    Spanned::new(key.text().into_owned(), key.span())
}
