//! What the service rejects in a model.
//!
//! `CreateModel` runs the syntax check and rejects everything it reports, including unknown keywords (recorded for
//! `required: []`, duplicate `enum` values and `example`). That references and the draft are checked is inferred.

use vtlkit_text::Span;

use crate::java;
use crate::json::{Json, Object};
use crate::schema::{DocId, Fault, Place, Schemas};

/// The keywords that OpenAPI schemas have in addition to draft 4. An import drops them, and those that start with `x-`.
const OPENAPI: [&str; 9] = [
    "example",
    "examples",
    "nullable",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "deprecated",
    "discriminator",
];

/// A reason why `CreateModel` would reject a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    kind: RefusalKind,
    message: String,
    span: Span,
    pointer: String,
}

/// The kind of a [`Refusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RefusalKind {
    /// `$schema` names a draft other than draft 4.
    Draft,
    /// The value of a keyword is invalid, for example a bad regular expression.
    Syntax,
    /// A keyword that draft 4 does not have.
    UnknownKeyword,
    /// A `$ref` that cannot be resolved.
    Reference,
}

impl Refusal {
    /// The kind.
    pub const fn kind(&self) -> RefusalKind {
        self.kind
    }

    /// What is wrong, in the words of the syntax check if it reports it. The service itself only says `Invalid model
    /// schema specified`.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The span of the offending value in the text of the model, in bytes; for an unknown keyword, of its name.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The unknown keyword; `None` for another kind of refusal. `text` is the text of the model.
    pub fn keyword<'t>(&self, text: &'t str) -> Option<&'t str> {
        (self.kind == RefusalKind::UnknownKeyword).then(|| self.span.text(text).trim_matches('"'))
    }

    /// Whether an import from an OpenAPI document drops it, so that the model is created.
    pub fn is_dropped_by_import(&self, text: &str) -> bool {
        self.keyword(text).is_some_and(|word| OPENAPI.contains(&word) || word.starts_with("x-"))
    }

    /// The JSON pointer of the schema in the model.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// Finds the refusals of a model, in source order.
pub(crate) fn find(schemas: &Schemas) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let Some(model) = schemas.documents.get(DocId::MODEL) else { return refusals };
    let root = model.document.root();
    let mut add = |kind, message: String, span, place: Place| {
        let pointer = java::printed(schemas.documents.pointer(place));
        refusals.push(Refusal { kind, message: java::printed(message), span, pointer });
    };
    if let Some(draft) = root.get("$schema").filter(|draft| draft.as_str().is_some_and(is_other_draft)) {
        let place = Place { doc: DocId::MODEL, node: root.id() };
        let message = format!("the draft is not supported: {draft}");
        add(RefusalKind::Draft, message, draft.span(), place);
    }
    for schema in schemas.schemas().iter().filter(|schema| schema.place.doc == DocId::MODEL) {
        for message in schemas.syntax(schema) {
            let Some(value) = schemas.documents.json(Place { node: message.value, ..message.schema }) else {
                continue;
            };
            if message.fault == Fault::Warning && message.keyword.is_none() {
                let members = schemas.documents.json(message.schema).and_then(Json::as_object);
                for (name, span) in members.into_iter().flat_map(unknown_keywords) {
                    let text = format!("the keyword is not supported: {name}");
                    add(RefusalKind::UnknownKeyword, text, span, message.schema);
                }
            } else {
                add(RefusalKind::Syntax, message.text.clone(), value.span(), message.schema);
            }
        }
    }
    for slot in schemas.slots() {
        if let Err(error) = &slot.schema
            && error.place.doc == DocId::MODEL
        {
            let value = schemas.documents.json(error.place);
            let span = value.and_then(|value| value.get("$ref")).map_or(Span::at(0), Json::span);
            add(RefusalKind::Reference, error.message.clone(), span, error.place);
        }
    }
    // A schema is checked once for each path that leads to it.
    refusals.sort_by(|a, b| (a.span, a.kind, &a.message).cmp(&(b.span, b.kind, &b.message)));
    refusals.dedup();
    refusals
}

fn is_other_draft(uri: &str) -> bool {
    uri.strip_suffix('#').unwrap_or(uri) != "http://json-schema.org/draft-04/schema"
}

fn unknown_keywords(schema: Object<'_>) -> impl Iterator<Item = (&str, Span)> {
    schema
        .iter()
        .filter(|(name, _)| !crate::schema::is_keyword(name))
        .filter_map(move |(name, _)| Some((name, schema.name_span(name)?)))
}
