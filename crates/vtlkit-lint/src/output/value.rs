//! What a reference can hold during an abstract run, and the request that makes it so.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use vtlkit_gateway::Request;
use vtlkit_text::Span;

use super::payload::{finish, java_map, put, remove};
use crate::model::{APOSTROPHE, BREAKING, Declared, RequestModel};

/// Stands in a printed text for a part that is not known. What it is can be read as a number in JSON.
pub(crate) const ANYTHING: char = '\u{e000}';

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// Into the JSON that a text holds.
    Parse,
}

/// A part of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Path,
    Query,
    Header,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// A place in the payload.
    Body(Vec<Step>),
    /// A parameter, of a part if the template says which.
    Param(Option<Part>, String),
    /// A stage variable.
    Stage(String),
    /// A member of `$context`.
    Context(Vec<String>),
}

impl Source {
    /// A member of it.
    pub(crate) fn key(&self, name: &str) -> Option<Self> {
        match self {
            Self::Body(path) => {
                let mut path = path.clone();
                path.push(Step::Key(name.to_owned()));
                Some(Self::Body(path))
            }
            Self::Context(path) => {
                let mut path = path.clone();
                path.push(name.to_owned());
                Some(Self::Context(path))
            }
            _ => None,
        }
    }

    /// The value that `parseJson` makes of it.
    pub(crate) fn parsed(&self) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        let mut path = path.clone();
        path.push(Step::Parse);
        Some(Self::Body(path))
    }

    /// Whether it is a number or a boolean as DynamoDB has them: texts without quotes.
    fn is_plain_attribute(&self) -> Option<&'static str> {
        let Self::Body(path) = self else { return None };
        let [Step::Key(first), .., _, Step::Key(last)] = &**path else { return None };
        if !matches!(&**first, "Item" | "Items" | "Attributes" | "LastEvaluatedKey" | "Responses") {
            return None;
        }
        match &**last {
            "N" => Some("1"),
            "BOOL" => Some("true"),
            _ => None,
        }
    }

    /// An element of it.
    pub(crate) fn index(&self, index: usize) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        let mut path = path.clone();
        path.push(Step::Index(index));
        Some(Self::Body(path))
    }

    /// Whether anybody can put anything in it.
    pub(crate) fn is_anybodys(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Param(part, _) => *part != Some(Part::Path),
            Self::Stage(_) => false,
            Self::Context(path) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                match &*path {
                    ["identity", "userAgent"] => true,
                    // What people write about themselves; other claims are the service's own.
                    ["authorizer", "claims", claim] => {
                        matches!(
                            *claim,
                            "name"
                                | "given_name"
                                | "family_name"
                                | "middle_name"
                                | "nickname"
                                | "preferred_username"
                                | "profile"
                                | "website"
                                | "address"
                        ) || claim.starts_with("custom:")
                    }
                    _ => false,
                }
            }
        }
    }

    fn holds(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Body(a), Self::Body(b)) if a.len() < b.len() && b.starts_with(a))
    }
}

/// A value of an abstract run.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A missing value: the empty text.
    Nothing,
    Text(Rc<str>),
    Number(i64),
    Bool(bool),
    /// A value of the request.
    External(Source),
    /// Its JSON text.
    Json(Source),
    /// The payload's text.
    Raw,
    /// The result of `escapeJavaScript`.
    Escaped {
        inner: Rc<Value>,
        /// Where the call ends, if the template itself holds it.
        end: Option<usize>,
        /// Whether `\'` became `'` again.
        repaired: bool,
    },
    /// A text without any special character.
    Encoded,
    Concat(Rc<[Value]>),
    List(Rc<RefCell<Vec<Value>>>),
    Map(Rc<RefCell<Vec<(String, Value)>>>),
    /// All parameters.
    Params,
    /// The parameters of a part.
    ParamMap(Part),
    /// A pair of a map.
    Entry(Rc<str>, Rc<Value>),
    /// A block of `#define`, by its number.
    Block(usize),
    /// Anything else.
    Unknown,
}

/// What a value of the request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Missing,
    Null,
    Text(String),
    Number(i64),
    Bool(bool),
    List(usize),
    /// An object with so many members `k0`, `k1` beside those that are asked for.
    Object(usize),
}

/// What is known of a request: enough to make one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) shapes: BTreeMap<Source, Shape>,
    /// Everything the template asked for.
    pub(crate) touched: BTreeSet<Source>,
    /// Everything another run asked for: what this one will ask for, most likely.
    pub(crate) foreseen: BTreeSet<Source>,
    /// What a condition has found to be there.
    pub(crate) present: BTreeSet<Source>,
    /// What is printed where a number is the only thing that may stand.
    pub(crate) numbers: BTreeSet<Source>,
    /// How many parameters there are beside those that are asked for, by name `k0`, `k1`.
    pub(crate) parts: BTreeMap<Part, usize>,
    /// The payload, where it does not follow from the rest.
    pub(crate) body: Option<String>,
    /// The names of the path parameters.
    pub(crate) path_names: Vec<String>,
    /// The names of the parameters that are always there.
    pub(crate) required_names: Vec<String>,
    /// What every payload matches.
    pub(crate) model: Option<Arc<RequestModel>>,
    /// What conditions have found values not to be.
    pub(crate) excluded: BTreeMap<Source, Vec<Json>>,
}

impl Facts {
    /// What a source is, if that is settled.
    pub(crate) fn shape(&self, source: &Source) -> Option<Shape> {
        if let Some(shape) = self.shapes.get(source) {
            return Some(shape.clone());
        }
        let lost = self.shapes.iter().any(|(other, shape)| *shape == Shape::Missing && other.holds(source));
        lost.then_some(Shape::Missing)
    }

    /// Whether the template goes into a source.
    pub(crate) fn is_container(&self, source: &Source) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_) | Shape::Object(_)))
            || *source == Source::Body(Vec::new()) && !self.shapes.contains_key(source)
            || !self.shapes.contains_key(source)
                && (self.model_says(source, RequestModel::is_object)
                    || self.model_says(source, RequestModel::is_list))
            || self.touched.iter().any(|other| source.holds(other))
    }

    /// Makes a source miss, or be empty, if it can be. Whether it can is given.
    pub(crate) fn make_missing(&mut self, source: &Source) -> bool {
        if let (Source::Body(path), Some(model)) = (source, self.model.clone()) {
            let (declared, len) = model.declared(path);
            if declared == Declared::Required {
                if model.may_be_null(source) {
                    self.shapes.insert(source.clone(), Shape::Null);
                } else if model.may_be_empty(source) {
                    self.shapes.insert(source.clone(), Shape::Text(String::new()));
                } else {
                    return false;
                }
                return true;
            }
            // The first step that need not be there takes the rest with it.
            let optional = if declared == Declared::Optional { len } else { path.len() };
            let optional = Source::Body(path.get(..optional).unwrap_or(path).to_vec());
            self.shapes.insert(optional, Shape::Missing);
            return true;
        }
        if matches!(source, Source::Param(_, name) if self.required_names.contains(name)) {
            return false;
        }
        self.shapes.insert(source.clone(), Shape::Missing);
        true
    }

    /// A text that ends a JSON string which the source is put in, if the source can be one.
    pub(crate) fn breaking(&self, source: &Source) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        match &self.model {
            Some(model) => model.breaking(source),
            None => Some(BREAKING.to_owned()),
        }
    }

    /// A text with an apostrophe, if the source can be one.
    pub(crate) fn apostrophe(&self, source: &Source) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        match &self.model {
            Some(model) => model.apostrophe(source),
            None => Some(APOSTROPHE.to_owned()),
        }
    }

    /// Whether a test of the model holds for a source; without a model none does.
    pub(crate) fn model_says(&self, source: &Source, test: fn(&RequestModel, &Source) -> bool) -> bool {
        self.model.as_deref().is_some_and(|model| test(model, source))
    }

    fn leaf(&self, source: &Source) -> Option<Json> {
        match self.shape(source) {
            Some(Shape::Missing) => None,
            Some(Shape::Null) => Some(Json::Null),
            Some(Shape::Text(text)) => Some(Json::String(text)),
            Some(Shape::Number(number)) => Some(number.into()),
            Some(Shape::Bool(value)) => Some(value.into()),
            Some(Shape::List(count)) => {
                let element = |index| source.index(index).and_then(|source| self.leaf(&source));
                Some((0..count).map(|index| element(index).unwrap_or(Json::Null)).collect())
            }
            Some(Shape::Object(count)) => {
                let mut map = Map::new();
                for index in 0..count {
                    let name = format!("k{index}");
                    let value = source.key(&name).and_then(|source| self.leaf(&source));
                    map.insert(name, value.unwrap_or(Json::Null));
                }
                Some(Json::Object(map))
            }
            None if source.is_plain_attribute().is_some() => source.is_plain_attribute().map(Json::from),
            None => {
                let excluded = self.excluded.get(source).map(Vec::as_slice).unwrap_or_default();
                let sample = self.model.as_ref().and_then(|model| model.sample(source, excluded));
                let number = self.numbers.contains(source);
                match sample {
                    Some(sample) if !number || sample.is_number() => Some(sample),
                    _ if number => Some(1.into()),
                    _ if excluded.iter().any(|other| other == "x") => Some("z".into()),
                    _ => Some("x".into()),
                }
            }
        }
    }

    /// The payload as JSON.
    pub(crate) fn document(&self) -> Json {
        let root = Source::Body(Vec::new());
        let sample = self.model.as_ref().and_then(|model| model.sample(&root, &[]));
        let mut document = match self.shapes.get(&root) {
            Some(_) => self.leaf(&root).unwrap_or(Json::Object(Map::new())),
            None => sample.unwrap_or(Json::Object(Map::new())),
        };
        let sources: BTreeSet<&Source> = self.touched.iter().chain(self.shapes.keys()).collect();
        // A place before the places in it: what is in it makes it an object or a list.
        for source in sources {
            let Source::Body(path) = source else { continue };
            if path.is_empty() {
                continue;
            }
            match self.leaf(source) {
                Some(leaf) => {
                    let settled = self.shapes.contains_key(source)
                        || self.model.is_some()
                            && (self.excluded.contains_key(source) || self.numbers.contains(source));
                    put(&mut document, path, leaf, settled);
                }
                None => remove(&mut document, path),
            }
        }
        finish(&mut document);
        document
    }

    /// A request of this kind.
    pub(crate) fn request(&self) -> Request {
        let document = self.document();
        let mut request =
            Request { body: self.body.clone().unwrap_or_else(|| document.to_string()), ..Request::default() };
        let sources: BTreeSet<&Source> = self.touched.iter().chain(self.shapes.keys()).collect();
        for source in sources {
            let Some(value) = self.leaf(source) else { continue };
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match source {
                Source::Body(_) => {}
                Source::Param(part, name) => {
                    let pairs = match part {
                        Some(Part::Path) => &mut request.path,
                        Some(Part::Header) => &mut request.headers,
                        None if self.path_names.contains(name) => &mut request.path,
                        Some(Part::Query) | None => &mut request.querystring,
                    };
                    pairs.push((name.clone(), text));
                }
                Source::Stage(name) => request.stage_variables.push((name.clone(), text)),
                Source::Context(path) => {
                    let mut document = Json::Object(std::mem::take(&mut request.context));
                    let path: Vec<Step> = path.iter().cloned().map(Step::Key).collect();
                    put(&mut document, &path, value, false);
                    if let Json::Object(map) = document {
                        request.context = map;
                    }
                }
            }
        }
        for (part, count) in &self.parts {
            let pairs = match part {
                Part::Path => &mut request.path,
                Part::Query => &mut request.querystring,
                Part::Header => &mut request.headers,
            };
            for index in 0..*count {
                let name = format!("k{index}");
                if pairs.iter().all(|(known, _)| *known != name) {
                    pairs.push((name, "x".to_owned()));
                }
            }
        }
        request
    }

    /// The request as it is now, to print values of it.
    pub(crate) fn view(&self) -> View<'_> {
        View { facts: self, document: OnceCell::new() }
    }

    /// What is wholly known, as text.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.view().print(value, out);
    }
}

/// A request to print values of; the payload is made once.
pub(crate) struct View<'f> {
    facts: &'f Facts,
    document: OnceCell<Json>,
}

impl View<'_> {
    /// What the service prints for a value.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        match value {
            Value::Nothing | Value::Block(_) | Value::Entry(..) => {}
            Value::Text(text) => out.push_str(text),
            Value::Number(number) => out.push_str(&number.to_string()),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::External(source) => match self.found(source) {
                None | Some(Json::Null) => {}
                Some(Json::String(text)) => out.push_str(&text),
                Some(Json::Object(map)) if matches!(source, Source::Body(_)) => java_map(&map, out),
                Some(Json::Object(_)) => {}
                Some(other) => out.push_str(&other.to_string()),
            },
            Value::Json(source) => match self.found(source) {
                None | Some(Json::Null) => out.push_str("\"\""),
                Some(value) => out.push_str(&value.to_string()),
            },
            Value::Raw => out.push_str(&self.facts.request().body),
            Value::Escaped { inner, repaired, .. } => {
                let mut text = String::new();
                self.print(inner, &mut text);
                for c in text.chars() {
                    match c {
                        '\'' if *repaired => out.push(c),
                        '\'' | '"' | '\\' | '/' => out.extend(['\\', c]),
                        '\n' => out.push_str("\\n"),
                        '\t' => out.push_str("\\t"),
                        _ => out.push(c),
                    }
                }
            }
            Value::Concat(parts) => parts.iter().for_each(|part| self.print(part, out)),
            Value::List(list) => {
                out.push('[');
                for (index, element) in list.borrow().iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    self.print(element, out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.borrow().iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    out.push_str(key);
                    out.push('=');
                    self.print(value, out);
                }
                out.push('}');
            }
            Value::Params | Value::ParamMap(_) | Value::Encoded | Value::Unknown => out.push(ANYTHING),
        }
    }

    /// The value at a place of the payload.
    pub(crate) fn found(&self, source: &Source) -> Option<Json> {
        match source {
            Source::Body(path) => {
                let mut at = Cow::Borrowed(self.document.get_or_init(|| self.facts.document()));
                for step in path {
                    at = match (step, at) {
                        (Step::Key(name), Cow::Borrowed(at)) => Cow::Borrowed(at.get(name)?),
                        (Step::Index(index), Cow::Borrowed(at)) => Cow::Borrowed(at.get(index)?),
                        (Step::Key(name), Cow::Owned(at)) => Cow::Owned(at.get(name)?.clone()),
                        (Step::Index(index), Cow::Owned(at)) => Cow::Owned(at.get(index)?.clone()),
                        (Step::Parse, at) => Cow::Owned(serde_json::from_str(at.as_str()?).ok()?),
                    };
                }
                Some(at.into_owned())
            }
            _ => self.facts.leaf(source),
        }
    }
}

/// A piece of the output of a run.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) value: Value,
    /// Where in the template it is made.
    pub(crate) span: Span,
    /// Whether it is a reference that the template itself holds, and not a string in it.
    pub(crate) hole: bool,
    /// The loop it is made in.
    pub(crate) within: Option<Span>,
    /// The innermost loop around it that is not in its first round.
    pub(crate) again: Option<Span>,
}
