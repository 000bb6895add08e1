//! Request models: what a JSON Schema says about the values of a payload.

mod reader;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value as Json;
use vtlkit_schema::References;

pub(crate) use self::sample::texts_of_pattern;
use crate::{Origin, Step};

/// A model that every body matches before a template sees it.
pub struct RequestModel {
    nodes: Vec<Node>,
    /// Whether it is a model of this API, and not the known answer of a service.
    own: bool,
    accepts: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl fmt::Debug for RequestModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestModel").field("nodes", &self.nodes).finish_non_exhaustive()
    }
}

/// The types that a schema allows.
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

/// What a model says about one place of the payload.
#[derive(Debug)]
struct Node {
    kinds: Kinds,
    /// Whether it may be a number with a fraction.
    decimal: bool,
    /// The allowed values of an `enum`.
    choices: Vec<Json>,
    /// A valid value.
    sample: Json,
    /// A valid string that breaks out of a JSON string around it.
    breaking: Option<String>,
    /// A valid string with an apostrophe.
    apostrophe: Option<String>,
    /// Whether the empty string is valid.
    empty: bool,
    properties: BTreeMap<String, usize>,
    required: BTreeSet<String>,
    /// Whether other properties are forbidden.
    closed: bool,
    /// The schema of other properties.
    additional: Option<usize>,
    items: Option<usize>,
    /// Whether elements must be unique.
    unique: bool,
}

impl Node {
    /// The schema of a member, if there is one.
    fn member(&self, name: &str) -> Option<usize> {
        self.properties.get(name).copied().or(self.additional)
    }
}

/// What a model says about the presence of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// Always present.
    Required,
    /// Declared, not required.
    Optional,
    /// Not declared, but accepted.
    Unknown,
    /// Rejected.
    Never,
}

impl RequestModel {
    /// Reads a model. `None` if it is invalid JSON, or no valid body could be made for it.
    pub fn new(text: &str, references: &References, models: &BTreeMap<String, String>) -> Option<Self> {
        let schema: Json = serde_json::from_str(text).ok()?;
        let validator = vtlkit_schema::Model::compile(text, references).ok()?;
        let accepts = Box::new(move |body: &str| validator.validate(body).is_valid());
        let model = Self { nodes: reader::nodes(&schema, models), own: true, accepts };
        let body = model.nodes.first()?.sample.to_string();
        model.accepts(&body).then_some(model)
    }

    /// Reads the known answer of a service.
    pub fn of_answer(text: &str, references: &References) -> Option<Self> {
        Some(Self { own: false, ..Self::new(text, references, &BTreeMap::new())? })
    }

    /// Whether it is a model of the API, for which the template was written.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// Whether the model accepts a body.
    pub fn accepts(&self, body: &str) -> bool {
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

    fn at(&self, source: &Origin) -> Option<&Node> {
        match source {
            Origin::Body(path) => self.find(path),
            _ => None,
        }
    }

    /// A valid value for a place, other than the excluded ones.
    pub fn sample(&self, source: &Origin, excluded: &[Json]) -> Option<Json> {
        let node = self.at(source)?;
        let fits = |value: &&Json| !excluded.iter().any(|other| same(other, value));
        let variant = self.variant(source);
        let mut sample = node.choices.iter().filter(fits).nth(variant);
        sample = sample.or_else(|| node.choices.iter().find(fits));
        Some(sample.cloned().unwrap_or_else(|| sample::variant(&node.sample, variant)))
    }

    /// Which of several valid values to use, where elements must be unique.
    fn variant(&self, source: &Origin) -> usize {
        let Origin::Body(path) = source else { return 0 };
        let unique = |at: usize| self.find(path.get(..at)?).filter(|list| list.unique);
        let indexes = path.iter().enumerate().filter_map(|(at, step)| match step {
            Step::Index(index) if unique(at).is_some() => Some(*index),
            _ => None,
        });
        indexes.sum()
    }

    /// Whether a place may be a number.
    pub fn may_be_number(&self, source: &Origin) -> bool {
        self.at(source).is_none_or(|node| node.kinds.number && node.choices.is_empty())
    }

    /// Whether a place is a string, which needs quotes.
    pub fn is_text(&self, source: &Origin) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.string && !kinds.number && !kinds.boolean && !kinds.array
        })
    }

    /// Whether a place is an array and nothing else.
    pub fn is_list(&self, source: &Origin) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.array && !kinds.string && !kinds.object && !kinds.number && !kinds.boolean
        })
    }

    /// Whether a place is an object and nothing else.
    pub fn is_object(&self, source: &Origin) -> bool {
        self.at(source).is_some_and(|node| {
            let kinds = node.kinds;
            kinds.object && !kinds.string && !kinds.array && !kinds.number && !kinds.boolean
        })
    }

    /// Whether a place may be a number with a fraction.
    pub fn is_decimal(&self, source: &Origin) -> bool {
        self.own && self.at(source).is_some_and(|node| node.decimal && !node.kinds.string)
    }

    /// Whether a value is valid at a place.
    pub fn allows(&self, source: &Origin, value: &Json) -> bool {
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

    /// Whether a place has valid values other than these.
    pub fn has_others(&self, source: &Origin, excluded: &[Json]) -> bool {
        self.at(source).is_none_or(|node| {
            node.choices.is_empty()
                || node.choices.iter().any(|choice| !excluded.iter().any(|other| same(other, choice)))
        })
    }

    /// A valid string that breaks out of a JSON string around it.
    pub fn breaking(&self, source: &Origin) -> Option<String> {
        match self.at(source) {
            Some(node) => node.breaking.clone(),
            None => Some(BREAKING.to_owned()),
        }
    }

    /// A valid string with an apostrophe.
    pub fn apostrophe(&self, source: &Origin) -> Option<String> {
        match self.at(source) {
            Some(node) => node.apostrophe.clone(),
            None => Some(APOSTROPHE.to_owned()),
        }
    }

    /// Whether the empty string is valid at a place.
    pub fn may_be_empty(&self, source: &Origin) -> bool {
        self.at(source).is_none_or(|node| node.empty)
    }

    /// Whether a place has an `enum`.
    pub fn is_listed(&self, source: &Origin) -> bool {
        self.at(source).is_some_and(|node| !node.choices.is_empty())
    }

    /// Whether a place may be null.
    pub fn may_be_null(&self, source: &Origin) -> bool {
        self.at(source).is_none_or(|node| node.kinds.null)
    }

    /// What the model says about a place, and the length of the path to the first step that is not required or not
    /// declared.
    pub fn declared(&self, path: &[Step]) -> (Declared, usize) {
        self.declared_where(path, |_, _| false)
    }

    /// The same, given which arrays are known to have an element.
    pub fn declared_where(
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

    /// Whether the model declares the members of an object.
    pub fn has_members(&self, path: &[Step]) -> bool {
        self.find(path).is_some_and(|node| !node.properties.is_empty())
    }
}

/// A string that breaks out of a JSON string around it.
pub(crate) const BREAKING: &str = "x\"y";
/// A string with an apostrophe.
pub(crate) const APOSTROPHE: &str = "it's";

/// Whether two values print the same.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.to_string() == b.to_string(),
        _ => a == b,
    }
}
