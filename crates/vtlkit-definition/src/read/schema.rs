//! Models: JSON schemas as JSON text, with normalised references to other models.

use std::sync::Arc;

use vtlkit_api::{Model, Text};
use vtlkit_host::HostError;
use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_text::{OffsetMap, Span};

use super::Found;
use super::resolve::{Resolver, is_call};
use crate::extraction::NoteKind;
use crate::locate::json_text::{self, AsWritten, Dialect};
use crate::template::Role;

/// The schema as JSON text, written in the file as a value or as a string. It is recorded with its role in the notation
/// of the file.
pub(crate) fn text<'t>(
    schema: NodeRef<'t>,
    resolver: &Resolver<'t>,
    role: Role,
    found: &mut Found,
) -> Option<Text> {
    let schema = resolver.node(schema)?;
    if schema.is_map() && !is_call(schema) {
        let span = schema.span();
        if !found.record.has(schema) {
            let Some(map) = as_written(schema, resolver) else {
                found.unread.push(too_large(span));
                return None;
            };
            found.record.take(schema, &Text { map, span }, role);
        }
        let Some(map) = json_text::encode(schema, Dialect::Model, resolver.budget(), resolver) else {
            found.errors.push(too_large(span));
            return None;
        };
        resolver.spend(map.text().len())?;
        return Some(Text { map, span });
    }
    let text = resolver.own_text(schema)?;
    if let Some(name) = resolver.open_as_a_whole(&text) {
        let message = format!("the model comes from `{name}`, outside this file; it is skipped");
        found.record.note(NoteKind::Unresolved, text.span, message);
        return None;
    }
    found.record.take(schema, &text, role);
    Some(of_text(text, resolver.budget()))
}

/// A schema written as a string.
pub(crate) fn of_text(text: Text, budget: usize) -> Text {
    let source = text.shared();
    let inner = Tree::parse_json(&source);
    let root = inner.roots().next().filter(|_| inner.errors.is_empty());
    let map = root.and_then(|root| json_text::encode(root, Dialect::Model, budget, &AsWritten));
    match map {
        Some(map) => Text { map: map.nested(Arc::new(text.map)), span: text.span },
        None => text,
    }
}

fn too_large(span: Span) -> HostError {
    HostError::new(span, "this schema is nested too deeply or, with its aliases expanded, too long")
        .help("a model may have 400 KB; define its parts once and refer to them with `$ref`")
}

/// The schema in the notation of the file: verbatim for JSON without functions, otherwise encoded as JSON.
fn as_written<'t>(schema: NodeRef<'t>, resolver: &Resolver<'t>) -> Option<OffsetMap> {
    let verbatim = if schema.tree.json { json_text::verbatim(schema) } else { None };
    verbatim.or_else(|| {
        let map = json_text::encode(schema, Dialect::Definition, resolver.budget(), resolver)?;
        resolver.spend(map.text().len())?;
        Some(map)
    })
}

/// The name of the model that a `$ref` of a schema refers to.
pub(crate) fn model_of(reference: &str) -> Option<&str> {
    ["#/definitions/", "#/components/schemas/"]
        .into_iter()
        .find_map(|prefix| reference.strip_prefix(prefix))
        .or_else(|| Some(reference.rsplit_once("/models/")?.1))
        .filter(|name| !name.is_empty() && !name.contains('/'))
}

/// A `$ref` in the form that [`Model`] uses.
pub(crate) fn model_reference(reference: &str) -> Option<String> {
    Some(format!("{}{}", Model::REFERENCE_PREFIX, model_of(reference)?))
}
