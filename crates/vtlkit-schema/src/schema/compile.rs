//! Compiles a schema and every schema it can reach.

use std::collections::HashMap;
use std::ops::Range;

use crate::format::Format;
use crate::json::{Document, Json};
use crate::keywords::{self, Children, Keyword};

use super::Draft;
use super::documents::{DocId, Documents, Place, ReferenceError, References};
use super::syntax::{Fault, Syntax, SyntaxMessage};

/// A position where a keyword expects a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SlotId(u32);

impl SlotId {
    /// The model itself.
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A schema of [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SchemaId(u32);

impl SchemaId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The content of a slot.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The position of the slot; for a `$ref`, that of the reference, not of its target.
    pub(crate) place: Place,
    /// Equal for slots that the validator's loop detection does not distinguish.
    pub(crate) loop_key: u32,
    pub(crate) schema: Result<SchemaId, ReferenceError>,
}

/// A compiled schema.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) place: Place,
    pub(crate) draft: Draft,
    syntax: Range<usize>,
    pub(crate) rules: Rules,
}

/// The constraints of a schema.
#[derive(Debug)]
pub(crate) enum Rules {
    /// The syntax check found errors.
    Broken,
    /// Compiling the keywords throws, with this Java message.
    Crash(String),
    Sound(Box<Sound>),
}

/// The constraints of a schema with valid syntax.
#[derive(Debug)]
pub(crate) struct Sound {
    /// Sorted by name.
    pub(crate) keywords: Vec<Keyword>,
    pub(crate) format: FormatRule,
    pub(crate) children: Children,
}

/// The `format` of a schema.
#[derive(Clone, Debug)]
pub(crate) enum FormatRule {
    None,
    Unknown(String),
    Known(Format),
}

/// A model and all schemas it can reach.
#[derive(Debug)]
pub(crate) struct Schemas {
    pub(crate) documents: Documents,
    syntax: Syntax,
    slots: Vec<Slot>,
    compiled: Vec<Schema>,
}

impl Schemas {
    pub(crate) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.slots.get(id.index())
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(crate) fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.compiled.get(id.index())
    }

    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.compiled
    }

    /// The messages of the syntax check about a schema and its subschemas.
    pub(crate) fn syntax(&self, schema: &Schema) -> &[SyntaxMessage] {
        self.syntax.messages(schema.syntax.clone())
    }
}

/// The slots created so far; they are filled one by one.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    places: Vec<Place>,
    ids: HashMap<Place, SlotId>,
}

impl Slots {
    /// The slot of a value in a document.
    pub(crate) fn add(&mut self, doc: DocId, value: Json<'_>) -> SlotId {
        let place = Place { doc, node: value.id() };
        *self.ids.entry(place).or_insert_with(|| {
            self.places.push(place);
            SlotId(self.places.len() as u32 - 1)
        })
    }
}

/// Compiles a model.
pub(crate) fn compile(model: Document<'static>, references: &References) -> Schemas {
    let mut documents = Documents::new(model);
    let mut syntax = Syntax::default();
    let mut slots = Slots::default();
    let mut filled: Vec<Slot> = Vec::new();
    let mut schemas: Vec<Schema> = Vec::new();
    let mut schema_ids: HashMap<(Place, Draft), SchemaId> = HashMap::new();
    let mut loop_keys: HashMap<(String, String), u32> = HashMap::new();
    if let Some(model) = documents.get(DocId::MODEL) {
        slots.add(DocId::MODEL, model.document.root());
    }
    while let Some(&place) = slots.places.get(filled.len()) {
        let next_key = loop_keys.len() as u32;
        let loop_key = *loop_keys.entry(documents.loop_key(place)).or_insert(next_key);
        // The draft is that of the document the slot is in, even if a reference leads out of it.
        let draft = documents.get(place.doc).map_or(Draft::V4, |doc| doc.draft);
        let schema = documents.resolve(place, references).map(|found| {
            *schema_ids.entry((found, draft)).or_insert_with(|| {
                schemas.push(schema(&documents, &mut syntax, &mut slots, found, draft));
                SchemaId(schemas.len() as u32 - 1)
            })
        });
        filled.push(Slot { place, loop_key, schema });
    }
    Schemas { documents, syntax, slots: filled, compiled: schemas }
}

fn schema(
    documents: &Documents,
    syntax: &mut Syntax,
    slots: &mut Slots,
    place: Place,
    draft: Draft,
) -> Schema {
    let range = syntax.check(documents, place, draft);
    let messages = syntax.messages(range.clone());
    let crash = messages.iter().find(|message| message.fault == Fault::Crash);
    let rules = match (crash, documents.json(place).and_then(Json::as_object)) {
        (Some(crash), _) => Rules::Crash(crash.text.clone()),
        (None, Some(object)) if messages.iter().all(|message| message.fault == Fault::Warning) => {
            match keywords::compile(object, place.doc, draft, slots) {
                Ok(keywords) => Rules::Sound(Box::new(Sound {
                    keywords,
                    format: object.get("format").and_then(Json::as_str).map_or(FormatRule::None, |name| {
                        Format::find(name, draft)
                            .map_or_else(|| FormatRule::Unknown(name.to_owned()), FormatRule::Known)
                    }),
                    children: Children::compile(object, place.doc, slots),
                })),
                Err(error) => Rules::Crash(error.to_string()),
            }
        }
        _ => Rules::Broken,
    };
    Schema { place, draft, syntax: range, rules }
}
