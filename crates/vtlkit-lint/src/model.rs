//! What a request model says of the values of a payload.

mod reader;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value as Json;
use vtlkit_schema::References;

pub(crate) use self::sample::texts_of_pattern;
use crate::output::{Source, Step};

/// A model that every body matches before a template sees it.
pub struct RequestModel {
    nodes: Vec<Node>,
    /// Whether it was written for this API.
    own: bool,
    accepts: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl fmt::Debug for RequestModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestModel").field("nodes", &self.nodes).finish_non_exhaustive()
    }
}

/// The kinds of values a schema lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds {
    null: bool,
    boolean: bool,
    number: bool,
    string: bool,
    array: bool,
    object: bool,
}

impl Kinds {
    const ALL: Self =
        Self { null: true, boolean: true, number: true, string: true, array: true, object: true };
    const NONE: Self =
        Self { null: false, boolean: false, number: false, string: false, array: false, object: false };
}

/// What a model says of one place.
#[derive(Debug)]
struct Node {
    kinds: Kinds,
    /// Whether it may be a number that is no integer.
    decimal: bool,
    /// Values it can be, if it is one of a few.
    choices: Vec<Json>,
    /// A value that fits.
    sample: Json,
    /// A text that fits and ends a JSON string it is put in.
    breaking: Option<String>,
    /// A text that fits and has an apostrophe.
    apostrophe: Option<String>,
    /// Whether the empty text fits.
    empty: bool,
    properties: BTreeMap<String, usize>,
    required: BTreeSet<String>,
    /// Whether there is nothing beside the properties.
    closed: bool,
    /// What the members are that are none of the properties.
    additional: Option<usize>,
    items: Option<usize>,
    /// Whether no two elements are the same.
    unique: bool,
}

impl Node {
    /// What a member is, if the model says.
    fn member(&self, name: &str) -> Option<usize> {
        self.properties.get(name).copied().or(self.additional)
    }
}

/// What a model says of a place of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    /// It is always there.
    Required,
    /// It may be there.
    Optional,
    /// The model does not know it, but lets it through.
    Unknown,
    /// It is never there.
    Never,
}

impl RequestModel {
    /// Reads a model. `None` where it is no JSON, or so special that no body can be made for it.
    pub fn new(text: &str, references: &References, models: &BTreeMap<String, String>) -> Option<Self> {
        let schema: Json = serde_json::from_str(text).ok()?;
        let validator = vtlkit_schema::Model::compile(text, references).ok()?;
        let accepts = Box::new(move |body: &str| validator.validate(body).is_valid());
        let model = Self { nodes: reader::nodes(&schema, models), own: true, accepts };
        let body = model.nodes.first()?.sample.to_string();
        model.accepts(&body).then_some(model)
    }

    /// Reads what is known of the answers of a service.
    pub(crate) fn of_answer(text: &str, references: &References) -> Option<Self> {
        Some(Self { own: false, ..Self::new(text, references, &BTreeMap::new())? })
    }

    /// Whether it is a model of the API, which the template is meant for.
    pub(crate) fn is_own(&self) -> bool {
        self.own
    }

    /// Whether a body gets through.
    pub(crate) fn accepts(&self, body: &str) -> bool {
        (self.accepts)(body)
    }

    fn find(&self, path: &[Step]) -> Option<&Node> {
        let mut node = self.nodes.first()?;
        for step in path {
            let next = match step {
                Step::Key(name) => node.member(name)?,
                Step::Index(_) => node.items?,
                Step::Parse => return None,
            };
            node = self.nodes.get(next)?;
        }
        Some(node)
    }

    fn at(&self, source: &Source) -> Option<&Node> {
        match source {
            Source::Body(path) => self.find(path),
            _ => None,
        }
    }

    /// A value that fits a place.
    pub(crate) fn sample(&self, source: &Source, excluded: &[Json]) -> Option<Json> {
        let node = self.at(source)?;
        let fits = |value: &&Json| !excluded.iter().any(|other| same(other, value));
        let variant = self.variant(source);
        let mut sample = node.choices.iter().filter(fits).nth(variant);
        sample = sample.or_else(|| node.choices.iter().find(fits));
        Some(sample.cloned().unwrap_or_else(|| sample::variant(&node.sample, variant)))
    }

    /// Which of its values a place has where lists have no element twice.
    fn variant(&self, source: &Source) -> usize {
        let Source::Body(path) = source else { return 0 };
        let unique = |at: usize| self.find(path.get(..at)?).filter(|list| list.unique);
        let indexes = path.iter().enumerate().filter_map(|(at, step)| match step {
            Step::Index(index) if unique(at).is_some() => Some(*index),
            _ => None,
        });
        indexes.sum()
    }

    /// Whether a place may hold a number.
    pub(crate) fn may_be_number(&self, source: &Source) -> bool {
        self.at(source).is_none_or(|node| node.kinds.number && node.choices.is_empty())
    }

    /// Whether what a place holds prints as no JSON without quotes around it.
    pub(crate) fn is_text(&self, source: &Source) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.string && !kinds.number && !kinds.boolean && !kinds.array
        })
    }

    /// Whether a place is a list and nothing else.
    pub(crate) fn is_list(&self, source: &Source) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.array && !kinds.string && !kinds.object && !kinds.number && !kinds.boolean
        })
    }

    /// Whether a place is an object and nothing else.
    pub(crate) fn is_object(&self, source: &Source) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.object && !kinds.string && !kinds.array && !kinds.number && !kinds.boolean
        })
    }

    /// Whether a place is a number with a part behind the point.
    pub(crate) fn is_decimal(&self, source: &Source) -> bool {
        self.own && self.at(source).is_some_and(|node| node.decimal && !node.kinds.string)
    }

    /// Whether a value can stand at a place.
    pub(crate) fn allows(&self, source: &Source, value: &Json) -> bool {
        let Some(node) = self.at(source) else { return true };
        let kinds = node.kinds;
        let kind = match value {
            Json::Null => kinds.null,
            Json::Bool(_) => kinds.boolean,
            Json::Number(_) => kinds.number,
            Json::String(_) => kinds.string,
            Json::Array(_) => kinds.array,
            Json::Object(_) => kinds.object,
        };
        kind && (node.choices.is_empty() || node.choices.iter().any(|choice| same(choice, value)))
    }

    /// Whether a place has other values than these.
    pub(crate) fn has_others(&self, source: &Source, excluded: &[Json]) -> bool {
        self.at(source).is_none_or(|node| {
            node.choices.is_empty()
                || node.choices.iter().any(|choice| !excluded.iter().any(|other| same(other, choice)))
        })
    }

    /// A text that fits a place and ends a string it is put in.
    pub(crate) fn breaking(&self, source: &Source) -> Option<String> {
        match self.at(source) {
            Some(node) => node.breaking.clone(),
            None => Some(BREAKING.to_owned()),
        }
    }

    /// A text with an apostrophe that fits a place.
    pub(crate) fn apostrophe(&self, source: &Source) -> Option<String> {
        match self.at(source) {
            Some(node) => node.apostrophe.clone(),
            None => Some(APOSTROPHE.to_owned()),
        }
    }

    /// Whether a place may hold the empty text.
    pub(crate) fn may_be_empty(&self, source: &Source) -> bool {
        self.at(source).is_none_or(|node| node.empty)
    }

    /// Whether a place holds one of a few values.
    pub(crate) fn is_listed(&self, source: &Source) -> bool {
        self.at(source).is_some_and(|node| !node.choices.is_empty())
    }

    /// Whether a place may hold null.
    pub(crate) fn may_be_null(&self, source: &Source) -> bool {
        self.at(source).is_none_or(|node| node.kinds.null)
    }

    /// What the model says of a place: of the first step that is not required, and of steps it does not know.
    pub(crate) fn declared(&self, path: &[Step]) -> (Declared, usize) {
        self.declared_where(path, |_, _| false)
    }

    /// The same, where it is known of some lists that they have an element.
    pub(crate) fn declared_where(
        &self,
        path: &[Step],
        has_element: impl Fn(&[Step], usize) -> bool,
    ) -> (Declared, usize) {
        let mut out = (Declared::Required, path.len());
        let Some(mut node) = self.nodes.first() else { return (Declared::Unknown, 0) };
        for (at, step) in path.iter().enumerate() {
            let next = match step {
                Step::Key(name) => {
                    let name = &**name;
                    if !node.required.contains(name) && out.0 == Declared::Required {
                        out = (Declared::Optional, at + 1);
                    }
                    match node.member(name) {
                        Some(next) => next,
                        None if node.closed || !node.kinds.object => return (Declared::Never, at + 1),
                        None => return (Declared::Unknown, at + 1),
                    }
                }
                Step::Parse => return (Declared::Unknown, at + 1),
                Step::Index(index) => {
                    let is_there = path.get(..at).is_some_and(|list| has_element(list, *index));
                    if out.0 == Declared::Required && !is_there {
                        out = (Declared::Optional, at + 1);
                    }
                    match node.items {
                        Some(next) => next,
                        None => return (Declared::Unknown, at + 1),
                    }
                }
            };
            match self.nodes.get(next) {
                Some(next) => node = next,
                None => return (Declared::Unknown, at + 1),
            }
        }
        out
    }

    /// Whether the model says which members an object has.
    pub(crate) fn has_members(&self, path: &[Step]) -> bool {
        self.find(path).is_some_and(|node| !node.properties.is_empty())
    }
}

/// A text that ends a JSON string it is put in.
pub(crate) const BREAKING: &str = "x\"y";
/// A text with an apostrophe.
pub(crate) const APOSTROPHE: &str = "it's";

/// Whether two values print alike.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.to_string() == b.to_string(),
        _ => a == b,
    }
}
