//! What a request model says of the values of a payload.

mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value as Json};
use vtlkit_schema::References;

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

    fn read(schema: &Map<String, Json>) -> Self {
        let names: Vec<&str> = match schema.get("type") {
            Some(Json::String(name)) => vec![name],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => return Self::ALL,
        };
        let has = |name: &str| names.contains(&name);
        Self {
            null: has("null"),
            boolean: has("boolean"),
            number: has("number") || has("integer"),
            string: has("string"),
            array: has("array"),
            object: has("object"),
        }
    }
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
    items: Option<usize>,
}

/// How many places of a model are looked at.
const MOST_NODES: usize = 2_000;
/// How deep a model is looked into.
const DEEPEST: usize = 16;

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
        let mut reader = Reader { root: &schema, models: BTreeMap::new(), nodes: Vec::new() };
        for (name, text) in models {
            if let Ok(schema) = serde_json::from_str(text) {
                reader.models.insert(name, schema);
            }
        }
        reader.node(&schema, DEEPEST);
        let model = Self { nodes: reader.nodes, own: true, accepts };
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
                Step::Key(name) => *node.properties.get(name)?,
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
        node.choices.iter().find(fits).or(Some(&node.sample)).cloned()
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
        let mut out = (Declared::Required, path.len());
        let Some(mut node) = self.nodes.first() else { return (Declared::Unknown, 0) };
        for (at, step) in path.iter().enumerate() {
            let next = match step {
                Step::Key(name) => {
                    if !node.required.contains(name) && out.0 == Declared::Required {
                        out = (Declared::Optional, at + 1);
                    }
                    match node.properties.get(name) {
                        Some(next) => *next,
                        None if node.closed || !node.kinds.object => return (Declared::Never, at + 1),
                        None => return (Declared::Unknown, at + 1),
                    }
                }
                Step::Parse => return (Declared::Unknown, at + 1),
                Step::Index(_) => {
                    if out.0 == Declared::Required {
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

struct Reader<'s> {
    root: &'s Json,
    models: BTreeMap<&'s str, Json>,
    nodes: Vec<Node>,
}

impl Reader<'_> {
    /// The schema a reference leads to, through other references.
    fn resolve(&self, schema: &Json) -> Json {
        let mut at = schema.clone();
        for _ in 0..DEEPEST {
            let Some(reference) = at.get("$ref").and_then(Json::as_str) else { break };
            let here = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            let name = reference.rsplit('/').next().unwrap_or_default();
            let Some(next) = here.or_else(|| self.models.get(name)) else { return Json::Bool(true) };
            at = next.clone();
        }
        at
    }

    /// Adds what a schema says, and gives its number.
    fn node(&mut self, schema: &Json, depth: usize) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node {
            kinds: Kinds::ALL,
            decimal: false,
            choices: Vec::new(),
            sample: "x".into(),
            breaking: Some(BREAKING.to_owned()),
            apostrophe: Some(APOSTROPHE.to_owned()),
            empty: true,
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
            closed: false,
            items: None,
        });
        let schema = self.resolve(schema);
        let Some(map) = schema.as_object() else { return index };
        let Some(depth) = depth.checked_sub(1).filter(|_| index < MOST_NODES) else { return index };
        let map = self.merged(map, depth);
        let alternatives = ["anyOf", "oneOf"].iter().find_map(|key| map.get(*key)?.as_array());
        let kinds = Kinds::read(&map);
        let mut choices: Vec<Json> = map.get("enum").and_then(Json::as_array).cloned().unwrap_or_default();
        if choices.is_empty() && kinds == (Kinds { boolean: true, ..NONE }) {
            choices = vec![true.into(), false.into()];
        }
        let mut properties = BTreeMap::new();
        for (name, member) in map.get("properties").and_then(Json::as_object).into_iter().flatten() {
            properties.insert(name.clone(), self.node(member, depth));
        }
        let required: BTreeSet<String> = map
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let items = map.get("items").filter(|items| items.is_object()).map(|items| self.node(items, depth));
        let strings = sample::Strings::of(&map);
        let sample = if let Some(choice) = choices.first() {
            choice.clone()
        } else if let Some(first) = alternatives.and_then(|all| all.first()) {
            let inner = self.node(first, depth);
            self.nodes.get(inner).map_or(Json::Null, |node| node.sample.clone())
        } else if kinds.object && (kinds != Kinds::ALL || !properties.is_empty() || !required.is_empty()) {
            let mut object = Map::new();
            for name in &required {
                let member = properties.get(name).and_then(|index| self.nodes.get(*index));
                object.insert(name.clone(), member.map_or("x".into(), |node| node.sample.clone()));
            }
            Json::Object(object)
        } else if kinds.string {
            strings.sample.clone().map_or(Json::Null, Json::String)
        } else if kinds.number {
            sample::number(&map)
        } else if kinds.array {
            let least = map.get("minItems").and_then(Json::as_u64).unwrap_or(0).min(16);
            let element = items.and_then(|index| self.nodes.get(index));
            (0..least).map(|_| element.map_or("x".into(), |node| node.sample.clone())).collect()
        } else if kinds.boolean {
            true.into()
        } else {
            Json::Null
        };
        let texts: Vec<&str> = choices.iter().filter_map(Json::as_str).collect();
        let listed = !choices.is_empty();
        let of_choices =
            |test: fn(&str) -> bool| texts.iter().find(|text| test(text)).map(|text| (*text).to_owned());
        let Some(node) = self.nodes.get_mut(index) else { return index };
        *node = Node {
            kinds,
            decimal: map.get("type").and_then(Json::as_str) == Some("number"),
            breaking: match (kinds.string, listed) {
                (false, _) => None,
                (true, true) => of_choices(|text| text.contains(['"', '\\', '\n'])),
                (true, false) => strings.breaking,
            },
            apostrophe: match (kinds.string, listed) {
                (false, _) => None,
                (true, true) => of_choices(|text| text.contains('\'')),
                (true, false) => strings.apostrophe,
            },
            empty: kinds.string && if listed { texts.contains(&"") } else { strings.empty },
            choices,
            sample,
            closed: map.get("additionalProperties") == Some(&Json::Bool(false))
                && !map.contains_key("patternProperties"),
            properties,
            required,
            items,
        };
        index
    }

    /// A schema with those of its `allOf` put into it.
    fn merged(&self, map: &Map<String, Json>, depth: usize) -> Map<String, Json> {
        let mut out = map.clone();
        let Some(Json::Array(parts)) = out.remove("allOf") else { return out };
        let Some(depth) = depth.checked_sub(1) else { return out };
        for part in &parts {
            let part = self.resolve(part);
            let Some(part) = part.as_object() else { continue };
            for (key, value) in self.merged(part, depth) {
                match (out.get_mut(&key), value) {
                    (Some(Json::Object(held)), Json::Object(more)) => held.extend(more),
                    (Some(Json::Array(held)), Json::Array(more)) if key == "required" => held.extend(more),
                    (None, value) => {
                        out.insert(key, value);
                    }
                    _ => {}
                }
            }
        }
        out
    }
}

const NONE: Kinds =
    Kinds { null: false, boolean: false, number: false, string: false, array: false, object: false };
