//! Path constraints: what is known about the request of a path.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::condition::Condition;
use super::function::Function;
use super::needs::Needs;
use super::origin::{Origin, Part, Step};
use super::payload::{finish, put, remove};
use super::print::View;
use super::value::Value;
use crate::model::{APOSTROPHE, BREAKING, Declared, RequestModel};

/// The known shape of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Missing,
    Null,
    Text(String),
    Number(i64),
    Bool(bool),
    List(usize),
    /// An object with this many members `k0`, `k1`, … in addition to those that are read by name.
    Object(usize),
}

impl Shape {
    /// Whether Velocity considers two values equal: values of different classes are compared as strings.
    pub(crate) fn reads_as(&self, other: &Self) -> bool {
        let text = |shape: &Self| match shape {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            _ => None,
        };
        self == other || text(self).is_some_and(|a| text(other) == Some(a))
    }
}

/// Path constraints, from which a concrete request is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constraints {
    pub(crate) shapes: BTreeMap<Origin, Shape>,
    /// Values that the template reads.
    pub(crate) touched: BTreeSet<Origin>,
    /// Values that another run read, and that this one will most likely read.
    pub(crate) foreseen: Rc<BTreeSet<Origin>>,
    /// Values that a condition found to be present.
    pub(crate) present: BTreeSet<Origin>,
    /// Values that are printed where only a number is valid.
    pub(crate) numbers: BTreeSet<Origin>,
    /// Values on which string methods are called.
    pub(crate) texts: BTreeSet<Origin>,
    /// Strings of digits: passed to a string function where a number has to come out.
    pub(crate) digits: BTreeSet<Origin>,
    /// Conditions on strings that the methods called on them need.
    pub(crate) needs: BTreeMap<Origin, Needs>,
    /// Values known to exist, possibly empty, because this path iterated over them.
    pub(crate) kept: BTreeSet<Origin>,
    /// Values sent in base64, because the template decodes them.
    pub(crate) encoded: BTreeSet<Origin>,
    /// Number of parameters in addition to those that are read by name, named `k0`, `k1`, ….
    pub(crate) parts: BTreeMap<Part, usize>,
    /// Number of stage variables in addition to those that are read by name, named `k0`, `k1`, ….
    pub(crate) stages: Option<usize>,
    /// Number of fields, if the payload is a form.
    pub(crate) fields: Option<usize>,
    /// The payload, if it does not follow from the rest.
    pub(crate) body: Option<String>,
    /// Names of the path parameters.
    pub(crate) path_names: Rc<[String]>,
    /// Names of the required parameters.
    pub(crate) required_names: Rc<[String]>,
    /// The model that every payload matches.
    pub(crate) model: Option<Arc<RequestModel>>,
    /// Values used as objects: their keys are read.
    pub(crate) objects: BTreeSet<Origin>,
    /// Values that conditions excluded.
    pub(crate) excluded: BTreeMap<Origin, Vec<Json>>,
    /// Conditions kept as expressions, by the values that they depend on.
    pub(crate) conditions: BTreeMap<Origin, Vec<Rc<Condition>>>,
    /// Sample values for which these conditions have the outcome of this path.
    pub(crate) samples: BTreeMap<Origin, Json>,
}

impl Constraints {
    /// The shape of a value, if it is decided.
    pub(crate) fn shape(&self, source: &Origin) -> Option<Shape> {
        if let Some(shape) = self.shapes.get(source) {
            return Some(shape.clone());
        }
        let is_missing = |above: &Origin| self.shapes.get(above) == Some(&Shape::Missing);
        let lost = !self.shapes.is_empty() && source.above().any(|above| is_missing(&above));
        (lost || self.is_forbidden(source)).then_some(Shape::Missing)
    }

    /// Whether a value is a path parameter that the template reads without naming the part.
    pub(crate) fn is_in_path(&self, source: &Origin) -> bool {
        matches!(source, Origin::Param(None, name) if self.path_names.iter().any(|known| **known == **name))
    }

    /// Whether the model rejects every payload that has this value.
    pub(crate) fn is_forbidden(&self, source: &Origin) -> bool {
        let (Origin::Body(path), Some(model)) = (source, &self.model) else { return false };
        model.declared(path).0 == Declared::Never
    }

    /// Whether the template reads a value, or a value inside it.
    pub(crate) fn is_asked_for(&self, source: &Origin) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_) | Shape::Object(_)))
            || self.touched.contains(source)
            || self.is_gone_into(source)
    }

    /// Whether a value is known to be an object or an array.
    pub(crate) fn is_container(&self, source: &Origin) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_) | Shape::Object(_)))
            || *source == Origin::payload() && !self.shapes.contains_key(source)
            || !self.shapes.contains_key(source)
                && (self.model_says(source, RequestModel::is_object)
                    || self.model_says(source, RequestModel::is_list))
            || self.objects.contains(source) && !self.shapes.contains_key(source)
            || self.is_gone_into(source)
    }

    /// Whether a condition excluded this content of a value.
    pub(crate) fn is_excluded(&self, source: &Origin, value: &Json) -> bool {
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let excluded = self.excluded.get(source).map(Vec::as_slice).unwrap_or_default();
        excluded.iter().any(|other| other == value || text(other) == text(value))
    }

    /// Whether a value is certainly an array.
    pub(crate) fn is_list(&self, source: &Origin) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_)))
            || self.model_says(source, RequestModel::is_list)
    }

    /// Whether the template reads something inside a value.
    pub(crate) fn is_gone_into(&self, source: &Origin) -> bool {
        holds_any(&self.touched, source)
    }

    /// Whether another run read something inside a value, so that this one probably will.
    pub(crate) fn is_foreseen_container(&self, source: &Origin) -> bool {
        holds_any(&self.foreseen, source)
    }

    /// Makes a value missing or empty. Returns whether that is possible.
    pub(crate) fn make_missing(&mut self, source: &Origin) -> bool {
        let missing = self.missing(source);
        let can_be = missing.is_some();
        self.shapes.extend(missing);
        can_be
    }

    /// The constraint under which a value is missing or empty; `None` if it cannot be.
    pub(crate) fn missing(&self, source: &Origin) -> Option<(Origin, Shape)> {
        if let (Origin::Body(path), Some(model)) = (source, &self.model) {
            let (declared, len) = model.declared_where(path, |list, index| self.has_element(list, index));
            if declared == Declared::Required {
                return if model.may_be_null(source) {
                    Some((source.clone(), Shape::Null))
                } else {
                    model.may_be_empty(source).then(|| (source.clone(), Shape::Text(String::new())))
                };
            }
            // Removing the first optional step removes everything inside it.
            let optional = if declared == Declared::Optional { len } else { path.len() };
            return Some((Origin::Body(path.get(..optional).unwrap_or(path).into()), Shape::Missing));
        }
        let is_required = |name: &str| self.required_names.iter().any(|known| known == name);
        if matches!(source, Origin::Param(_, name) if is_required(name)) {
            return None;
        }
        let empty = self.kept.contains(source);
        Some((source.clone(), if empty { Shape::Text(String::new()) } else { Shape::Missing }))
    }

    /// Whether an array is known to have an element.
    fn has_element(&self, list: &[Step], index: usize) -> bool {
        let shape = self.shapes.get(&Origin::Body(list.into()));
        matches!(shape, Some(Shape::List(count)) if index < *count)
    }

    /// Leaves out the values that the model declares as given and that no condition depends on, so that the model
    /// accepts the request.
    pub(crate) fn leave_out(&mut self, declared: Declared) {
        let Some(model) = self.model.clone() else { return };
        for source in self.touched.clone() {
            let Origin::Body(path) = source else { continue };
            let (found, len) = model.declared(&path);
            let path = path.get(..len).unwrap_or(&path);
            // The number of elements is decided by the loops.
            if found != declared || !matches!(path.last(), Some(Step::Key(_))) {
                continue;
            }
            let source = Origin::Body(path.into());
            if self.shape(&source).is_none()
                && !self.present.contains(&source)
                && !holds_any(&self.present, &source)
                && !bears_on(&self.excluded, &source)
                && !bears_on(&self.shapes, &source)
            {
                self.shapes.insert(source, Shape::Missing);
            }
        }
    }

    /// A string that breaks out of a JSON string around the value; `None` if the value cannot be such a string.
    pub(crate) fn breaking(&self, source: &Origin) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        let breaking = match &self.model {
            Some(model) => model.breaking(source),
            None => Some(BREAKING.to_owned()),
        };
        breaking.map(|text| self.fit(source, &text))
    }

    /// A string with an apostrophe, if the value can be one.
    pub(crate) fn apostrophe(&self, source: &Origin) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        let apostrophe = match &self.model {
            Some(model) => model.apostrophe(source),
            None => Some(APOSTROPHE.to_owned()),
        };
        apostrophe.map(|text| self.fit(source, &text))
    }

    /// Adapts a string so that the methods called on the value succeed and the conditions keep their outcome.
    pub(crate) fn fit(&self, source: &Origin, text: &str) -> String {
        let made = self.made_fit(source, text);
        let turns_out = |text: &String| self.turns_out(source, Some(&Json::from(text.as_str())));
        if !self.conditions.contains_key(source) || turns_out(&made) {
            return made;
        }
        let sample = self.samples.get(source).and_then(Json::as_str).unwrap_or_default();
        let joined = [[sample, text].concat(), [text, sample].concat(), [sample, text, sample].concat()];
        joined.into_iter().find(turns_out).unwrap_or(made)
    }

    /// Adapts a string so that the methods called on the value succeed.
    pub(super) fn made_fit(&self, source: &Origin, text: &str) -> String {
        match self.needs.get(source) {
            Some(needs) if !self.model_says(source, RequestModel::is_listed) => needs.fit(text),
            _ => text.to_owned(),
        }
    }

    /// Whether a test of the model is true for a value; false without a model.
    pub(crate) fn model_says(&self, source: &Origin, test: fn(&RequestModel, &Origin) -> bool) -> bool {
        self.model.as_deref().is_some_and(|model| test(model, source))
    }

    pub(super) fn leaf(&self, source: &Origin) -> Option<Json> {
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
            None if self.objects.contains(source)
                || matches!(source, Origin::Context(_)) && self.is_gone_into(source) =>
            {
                Some(Json::Object(Map::new()))
            }
            None if let Origin::Name(of) = source => of.last_name().map(Json::from),
            None if let Origin::Field { index, is_name: true } = source => Some(format!("k{index}").into()),
            None if source.is_plain_attribute().is_some() => source.is_plain_attribute().map(Json::from),
            None if let Some(sample) = self.samples.get(source) => Some(match sample {
                Json::String(text) => self.made_fit(source, text).into(),
                sample => sample.clone(),
            }),
            None => {
                let excluded = self.excluded.get(source).map(Vec::as_slice).unwrap_or_default();
                let sample = self.model.as_ref().and_then(|model| model.sample(source, excluded));
                let number = self.numbers.contains(source) || source.is_number();
                match sample {
                    None if self.digits.contains(source) && !number => {
                        Some(self.made_fit(source, "1").into())
                    }
                    Some(Json::String(text)) if !number => Some(self.made_fit(source, &text).into()),
                    Some(sample) if !number || sample.is_number() => Some(sample),
                    _ if number => Some(1.into()),
                    _ => {
                        let text = if excluded.iter().any(|other| other == "x") { "z" } else { "x" };
                        Some(self.made_fit(source, text).into())
                    }
                }
            }
        }
    }

    /// The value as the client sends it.
    pub(crate) fn sent(&self, source: &Origin) -> Option<Json> {
        self.as_sent(source, self.leaf(source)?)
    }

    /// Encodes a value as the client sends it.
    pub(super) fn as_sent(&self, source: &Origin, value: Json) -> Option<Json> {
        if !self.encoded.contains(source) {
            return Some(value);
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Function::util("base64Encode").apply(&text, &[]).map(Json::from)
    }

    /// The payload as JSON.
    pub(crate) fn document(&self) -> Json {
        let root = Origin::payload();
        let sample = self.model.as_ref().and_then(|model| model.sample(&root, &[]));
        let mut document = match self.shapes.get(&root) {
            Some(_) => self.leaf(&root).unwrap_or(Json::Object(Map::new())),
            None => sample.unwrap_or(Json::Object(Map::new())),
        };
        let sources: BTreeSet<&Origin> = self.touched.iter().chain(self.shapes.keys()).collect();
        // Containers come before their contents: the contents turn them into an object or an array.
        for source in sources {
            let Origin::Body(path) = source else { continue };
            if path.is_empty() {
                continue;
            }
            match self.sent(source) {
                Some(leaf) => {
                    let concrete = self.shapes.contains_key(source)
                        || self.samples.contains_key(source)
                        || self.model.is_some()
                            && (self.excluded.contains_key(source) || self.numbers.contains(source));
                    put(&mut document, path, leaf, concrete);
                }
                None => remove(&mut document, path),
            }
        }
        finish(&mut document);
        document
    }

    /// A view that evaluates values for the request of these constraints.
    pub(crate) fn view(&self) -> View<'_> {
        View::of(self)
    }

    /// Prints a value that is fully known.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.view().print(value, out);
    }
}

/// Whether a set has a value inside another one.
fn holds_any(all: &BTreeSet<Origin>, source: &Origin) -> bool {
    // In the order of the set, the contents of a value follow it.
    all.range((Bound::Excluded(source), Bound::Unbounded)).next().is_some_and(|next| source.holds(next))
}

/// Whether a map has an entry for a value or for something inside it.
fn bears_on<V>(all: &BTreeMap<Origin, V>, source: &Origin) -> bool {
    let next = all.range(source..).next();
    next.is_some_and(|(next, _)| next == source || source.holds(next))
}
