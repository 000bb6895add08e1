//! What is known of a request, and the request that is so.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::condition::Condition;
use super::function::Function;
use super::needs::Needs;
use super::payload::{finish, put, remove};
use super::print::View;
use super::source::{Part, Source, Step};
use super::value::Value;
use crate::model::{APOSTROPHE, BREAKING, Declared, RequestModel};

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

impl Shape {
    /// Whether two values are equal for the engine, which compares values of different classes as texts.
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

/// What is known of a request: enough to make one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) shapes: BTreeMap<Source, Shape>,
    /// Everything the template asked for.
    pub(crate) touched: BTreeSet<Source>,
    /// Everything another run asked for: what this one will ask for, most likely.
    pub(crate) foreseen: Rc<BTreeSet<Source>>,
    /// What a condition has found to be there.
    pub(crate) present: BTreeSet<Source>,
    /// What is printed where a number is the only thing that may stand.
    pub(crate) numbers: BTreeSet<Source>,
    /// What methods of texts are called on.
    pub(crate) texts: BTreeSet<Source>,
    /// What is a text of digits, since a function of texts gets it and a number has to come out.
    pub(crate) digits: BTreeSet<Source>,
    /// What texts are like, since methods are called on them.
    pub(crate) needs: BTreeMap<Source, Needs>,
    /// What is there, maybe empty, since the way has gone through it by its name or number.
    pub(crate) kept: BTreeSet<Source>,
    /// What is sent in base64, since the template decodes it.
    pub(crate) encoded: BTreeSet<Source>,
    /// How many parameters there are beside those that are asked for, by name `k0`, `k1`.
    pub(crate) parts: BTreeMap<Part, usize>,
    /// How many stage variables there are beside those that are asked for, by name `k0`, `k1`.
    pub(crate) stages: Option<usize>,
    /// How many fields the payload has, if it is a form.
    pub(crate) fields: Option<usize>,
    /// The payload, where it does not follow from the rest.
    pub(crate) body: Option<String>,
    /// The names of the path parameters.
    pub(crate) path_names: Rc<[String]>,
    /// The names of the parameters that are always there.
    pub(crate) required_names: Rc<[String]>,
    /// What every payload matches.
    pub(crate) model: Option<Arc<RequestModel>>,
    /// What is an object, since the way asks it for names as objects are asked.
    pub(crate) objects: BTreeSet<Source>,
    /// What conditions have found values not to be.
    pub(crate) excluded: BTreeMap<Source, Vec<Json>>,
    /// The conditions of the way that are kept as they are written, by the values that they are about.
    pub(crate) conditions: BTreeMap<Source, Vec<Rc<Condition>>>,
    /// What values are with which these conditions turn out as on the way.
    pub(crate) samples: BTreeMap<Source, Json>,
}

impl Facts {
    /// What a source is, if that is settled.
    pub(crate) fn shape(&self, source: &Source) -> Option<Shape> {
        if let Some(shape) = self.shapes.get(source) {
            return Some(shape.clone());
        }
        let is_missing = |above: &Source| self.shapes.get(above) == Some(&Shape::Missing);
        let lost = !self.shapes.is_empty() && source.above().any(|above| is_missing(&above));
        (lost || self.is_forbidden(source)).then_some(Shape::Missing)
    }

    /// Whether a source is a parameter of the path whose part the template does not name.
    pub(crate) fn is_in_path(&self, source: &Source) -> bool {
        matches!(source, Source::Param(None, name) if self.path_names.iter().any(|known| **known == **name))
    }

    /// Whether the model lets no payload through that has a source.
    pub(crate) fn is_forbidden(&self, source: &Source) -> bool {
        let (Source::Body(path), Some(model)) = (source, &self.model) else { return false };
        model.declared(path).0 == Declared::Never
    }

    /// Whether the template asks for a source, or goes into it.
    pub(crate) fn is_asked_for(&self, source: &Source) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_) | Shape::Object(_)))
            || self.touched.contains(source)
            || self.is_gone_into(source)
    }

    /// Whether the template goes into a source.
    pub(crate) fn is_container(&self, source: &Source) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_) | Shape::Object(_)))
            || *source == Source::payload() && !self.shapes.contains_key(source)
            || !self.shapes.contains_key(source)
                && (self.model_says(source, RequestModel::is_object)
                    || self.model_says(source, RequestModel::is_list))
            || self.objects.contains(source) && !self.shapes.contains_key(source)
            || self.is_gone_into(source)
    }

    /// Whether a condition has found a source not to be something.
    pub(crate) fn is_excluded(&self, source: &Source, value: &Json) -> bool {
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let excluded = self.excluded.get(source).map(Vec::as_slice).unwrap_or_default();
        excluded.iter().any(|other| other == value || text(other) == text(value))
    }

    /// Whether a source is a list for sure.
    pub(crate) fn is_list(&self, source: &Source) -> bool {
        matches!(self.shapes.get(source), Some(Shape::List(_)))
            || self.model_says(source, RequestModel::is_list)
    }

    /// Whether the template asks for something in a source.
    pub(crate) fn is_gone_into(&self, source: &Source) -> bool {
        holds_any(&self.touched, source)
    }

    /// Whether another run has gone into a source, and this one will.
    pub(crate) fn is_foreseen_container(&self, source: &Source) -> bool {
        holds_any(&self.foreseen, source)
    }

    /// Makes a source miss, or be empty, if it can be. Whether it can is given.
    pub(crate) fn make_missing(&mut self, source: &Source) -> bool {
        let missing = self.missing(source);
        let can_be = missing.is_some();
        self.shapes.extend(missing);
        can_be
    }

    /// What has to be known of a request for a source to miss, or to be empty, if it can.
    pub(crate) fn missing(&self, source: &Source) -> Option<(Source, Shape)> {
        if let (Source::Body(path), Some(model)) = (source, &self.model) {
            let (declared, len) = model.declared_where(path, |list, index| self.has_element(list, index));
            if declared == Declared::Required {
                return if model.may_be_null(source) {
                    Some((source.clone(), Shape::Null))
                } else {
                    model.may_be_empty(source).then(|| (source.clone(), Shape::Text(String::new())))
                };
            }
            // The first step that need not be there takes the rest with it.
            let optional = if declared == Declared::Optional { len } else { path.len() };
            return Some((Source::Body(path.get(..optional).unwrap_or(path).into()), Shape::Missing));
        }
        let is_required = |name: &str| self.required_names.iter().any(|known| known == name);
        if matches!(source, Source::Param(_, name) if is_required(name)) {
            return None;
        }
        let empty = self.kept.contains(source);
        Some((source.clone(), if empty { Shape::Text(String::new()) } else { Shape::Missing }))
    }

    /// Whether a list is known to have an element.
    fn has_element(&self, list: &[Step], index: usize) -> bool {
        let shape = self.shapes.get(&Source::Body(list.into()));
        matches!(shape, Some(Shape::List(count)) if index < *count)
    }

    /// Makes what is asked for miss, where the model says just this of it and no condition of the way bears on it: it does
    /// not let everything through at once.
    pub(crate) fn leave_out(&mut self, declared: Declared) {
        let Some(model) = self.model.clone() else { return };
        for source in self.touched.clone() {
            let Source::Body(path) = source else { continue };
            let (found, len) = model.declared(&path);
            let path = path.get(..len).unwrap_or(&path);
            // Elements are as many as the way goes through.
            if found != declared || !matches!(path.last(), Some(Step::Key(_))) {
                continue;
            }
            let source = Source::Body(path.into());
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

    /// A text that ends a JSON string which the source is put in, if the source can be one.
    pub(crate) fn breaking(&self, source: &Source) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        let breaking = match &self.model {
            Some(model) => model.breaking(source),
            None => Some(BREAKING.to_owned()),
        };
        breaking.map(|text| self.fit(source, &text))
    }

    /// A text with an apostrophe, if the source can be one.
    pub(crate) fn apostrophe(&self, source: &Source) -> Option<String> {
        if source.is_plain_attribute().is_some() {
            return None;
        }
        let apostrophe = match &self.model {
            Some(model) => model.apostrophe(source),
            None => Some(APOSTROPHE.to_owned()),
        };
        apostrophe.map(|text| self.fit(source, &text))
    }

    /// A text, made such that the methods which are called on a source can be called on it, and that the conditions
    /// of the way turn out as they do.
    pub(crate) fn fit(&self, source: &Source, text: &str) -> String {
        let made = self.made_fit(source, text);
        let turns_out = |text: &String| self.turns_out(source, Some(&Json::from(text.as_str())));
        if !self.conditions.contains_key(source) || turns_out(&made) {
            return made;
        }
        let sample = self.samples.get(source).and_then(Json::as_str).unwrap_or_default();
        let joined = [[sample, text].concat(), [text, sample].concat(), [sample, text, sample].concat()];
        joined.into_iter().find(turns_out).unwrap_or(made)
    }

    /// A text, made such that the methods which are called on a source can be called on it.
    pub(super) fn made_fit(&self, source: &Source, text: &str) -> String {
        match self.needs.get(source) {
            Some(needs) if !self.model_says(source, RequestModel::is_listed) => needs.fit(text),
            _ => text.to_owned(),
        }
    }

    /// Whether a test of the model holds for a source; without a model none does.
    pub(crate) fn model_says(&self, source: &Source, test: fn(&RequestModel, &Source) -> bool) -> bool {
        self.model.as_deref().is_some_and(|model| test(model, source))
    }

    pub(super) fn leaf(&self, source: &Source) -> Option<Json> {
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
                || matches!(source, Source::Context(_)) && self.is_gone_into(source) =>
            {
                Some(Json::Object(Map::new()))
            }
            None if let Source::Name(of) = source => of.last_name().map(Json::from),
            None if let Source::Field { index, is_name: true } = source => Some(format!("k{index}").into()),
            None if source.is_plain_attribute().is_some() => source.is_plain_attribute().map(Json::from),
            None if let Some(sample) = self.samples.get(source) => Some(match sample {
                Json::String(text) => self.made_fit(source, text).into(),
                sample => sample.clone(),
            }),
            None => {
                let excluded = self.excluded.get(source).map(Vec::as_slice).unwrap_or_default();
                let sample = self.model.as_ref().and_then(|model| model.sample(source, excluded));
                let number = self.numbers.contains(source);
                match sample {
                    None if self.digits.contains(source) => Some(self.made_fit(source, "1").into()),
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

    /// What is sent for a source.
    pub(crate) fn sent(&self, source: &Source) -> Option<Json> {
        self.as_sent(source, self.leaf(source)?)
    }

    /// A value as it is sent for a source.
    pub(super) fn as_sent(&self, source: &Source, value: Json) -> Option<Json> {
        if !self.encoded.contains(source) {
            return Some(value);
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Function::util("base64Encode").apply(&text, &[]).map(Json::from)
    }

    /// The payload as JSON.
    pub(crate) fn document(&self) -> Json {
        let root = Source::payload();
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
            match self.sent(source) {
                Some(leaf) => {
                    let settled = self.shapes.contains_key(source)
                        || self.samples.contains_key(source)
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

    /// The request as it is now, to print values of it.
    pub(crate) fn view(&self) -> View<'_> {
        View::of(self)
    }

    /// What is wholly known, as text.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.view().print(value, out);
    }
}

/// Whether a source holds one of some.
fn holds_any(all: &BTreeSet<Source>, source: &Source) -> bool {
    // What is in a source comes right behind it.
    all.range((Bound::Excluded(source), Bound::Unbounded)).next().is_some_and(|next| source.holds(next))
}

/// Whether something is known of a source, or of something in it.
fn bears_on<V>(all: &BTreeMap<Source, V>, source: &Source) -> bool {
    let next = all.range(source..).next();
    next.is_some_and(|(next, _)| next == source || source.holds(next))
}
