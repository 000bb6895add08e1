//! Lists and maps: what is in them, as far as it is known.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;
use std::rc::Rc;

use vtlkit_syntax::ast::Operator;

use super::{Halt, ROUNDS, Run};
use crate::output::facts::Shape;
use crate::output::function::Gives;
use crate::output::source::{Part, Source, Step};
use crate::output::unknown::Reason;
use crate::output::value::Value;

impl Run<'_> {
    /// What a loop over a value goes through.
    pub(super) fn elements(&mut self, list: &Value) -> Result<Vec<Value>, Halt> {
        Ok(match list {
            Value::List(list) => list.borrow().clone(),
            Value::Map(map) => map.borrow().iter().map(|(_, value)| value.clone()).collect(),
            Value::Params => [Part::Path, Part::Query, Part::Header].map(Value::ParamMap).to_vec(),
            Value::Stages => {
                let keys = self.keys(list)?;
                keys.iter().map(|key| self.member(list, key)).collect::<Result<_, _>>()?
            }
            Value::ParamMap(part) => {
                let keys = self.keys(&Value::ParamMap(*part))?;
                let value = |key: &Value| match made_up(key) {
                    Value::Text(name) => Value::External(Source::Param(Some(*part), name)),
                    _ => Value::Unknown,
                };
                keys.iter().map(value).collect()
            }
            Value::External(source @ Source::Body(_)) => match self.facts.shape(source) {
                Some(Shape::Object(_)) => {
                    let keys = self.keys(list)?;
                    keys.iter().map(|key| self.member(list, key)).collect::<Result<_, _>>()?
                }
                // Texts have no elements.
                None if self.facts.texts.contains(source) && !self.facts.is_container(source) => Vec::new(),
                Some(Shape::List(_)) | None => {
                    let count = self.size(source);
                    let elements = (0..count).map(|index| self.external(source.index(index)));
                    let elements: Vec<Value> = elements.collect();
                    elements.into_iter().chain(self.added.get(source).cloned().unwrap_or_default()).collect()
                }
                _ => Vec::new(),
            },
            Value::Spread { list, rest, json: false } => {
                let count = self.size(list);
                let element = |index| list.element(index, rest);
                self.facts.kept.extend((0..count).filter_map(element));
                (0..count).map(|index| self.external(element(index))).collect()
            }
            Value::Made { by, .. } if let Gives::Parts(mark) = by.gives() => {
                let count = self.parts(list, mark.as_deref());
                (0..count).map(|index| self.member(list, &Value::Number(index))).collect::<Result<_, _>>()?
            }
            // One round, if the engine agrees.
            Value::External(_) => {
                self.note(super::Lost { reason: Reason::Loop, detail: "external".into() }, self.place);
                vec![Value::Unknown]
            }
            Value::Query(_) => {
                self.note(super::Lost { reason: Reason::Loop, detail: "JSONPath".into() }, self.place);
                vec![Value::Unknown]
            }
            Value::Unknown => vec![Value::Unknown],
            _ => Vec::new(),
        })
    }

    /// The names in a map.
    pub(super) fn keys(&mut self, map: &Value) -> Result<Vec<Value>, Halt> {
        let name = |index: usize| Value::Text(format!("k{index}").into());
        Ok(match map {
            Value::Map(map) => map.borrow().iter().map(|(key, _)| Value::Text(key.as_str().into())).collect(),
            Value::Params => ["path", "querystring", "header"].map(|it| Value::Text(it.into())).to_vec(),
            Value::Stages => {
                let count = match self.facts.stages {
                    Some(count) => count,
                    None => {
                        let count = self.choose_size(ROUNDS.len());
                        *self.facts.stages.insert(count)
                    }
                };
                let all = self.facts.touched.iter().chain(&*self.facts.foreseen);
                let stage = |source: &Source| match source {
                    Source::Stage(name) if !is_numbered(name) => Some(Rc::clone(name)),
                    _ => None,
                };
                let asked: BTreeSet<Rc<str>> = all.filter_map(stage).collect();
                self.facts.touched.extend(asked.iter().cloned().map(Source::Stage));
                asked.into_iter().map(Value::Text).chain((0..count).map(name)).collect()
            }
            Value::ParamMap(part) => {
                self.all_headers |= *part == Part::Header;
                let count = match self.facts.parts.get(part) {
                    Some(count) => *count,
                    None => {
                        let count = self.choose_size(ROUNDS.len());
                        self.facts.parts.insert(*part, count);
                        let name = |index| Source::Param(Some(*part), format!("k{index}").into());
                        self.facts.kept.extend((0..count).map(name));
                        count
                    }
                };
                // Of headers and paths the service takes no names with special characters.
                let name = |index| match name(index) {
                    Value::Text(name) if *part == Part::Query => named(Source::Param(Some(*part), name)),
                    name => name,
                };
                let mut names: Vec<Value> =
                    self.parameters(*part).into_iter().chain((0..count).map(name)).collect();
                if *part == Part::Header {
                    // The service sorts them.
                    names.sort_by_cached_key(|name| match name {
                        Value::Text(name) => name.to_lowercase(),
                        _ => String::new(),
                    });
                }
                names
            }
            Value::External(source @ Source::Body(_)) => {
                let member = |index: usize| source.key(&format!("k{index}")).map(named);
                match self.facts.shape(source) {
                    None => {
                        let count = self.choose_size(ROUNDS.len());
                        self.facts.shapes.insert(source.clone(), Shape::Object(count));
                        self.facts
                            .kept
                            .extend((0..count).filter_map(|index| source.key(&format!("k{index}"))));
                        (0..count).filter_map(member).chain(self.members(source)).collect()
                    }
                    Some(Shape::Object(count)) => {
                        (0..count).filter_map(member).chain(self.members(source)).collect()
                    }
                    _ => Vec::new(),
                }
            }
            // What an authorizer adds: the names are the API's own.
            Value::External(source @ Source::Context(path)) if !path.is_empty() => {
                let count = match self.facts.shape(source) {
                    None => {
                        let count = self.choose_size(ROUNDS.len());
                        self.facts.shapes.insert(source.clone(), Shape::Object(count));
                        count
                    }
                    Some(Shape::Object(count)) => count,
                    _ => return Ok(Vec::new()),
                };
                (0..count).map(name).chain(self.members(source)).collect()
            }
            Value::Nothing | Value::Text(_) => Vec::new(),
            _ => return Err(Halt::lost(Reason::Member, "keys")),
        })
    }

    /// The parameters that are asked for by name, in the order of the request.
    fn parameters(&mut self, part: Part) -> Vec<Value> {
        let all: BTreeSet<&Source> = self.facts.touched.iter().chain(&*self.facts.foreseen).collect();
        let mut found: Vec<Source> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for source in all {
            let Source::Param(of, name) = source else { continue };
            let of = of.unwrap_or(if self.facts.is_in_path(source) { Part::Path } else { Part::Query });
            if of == part && !is_numbered(name) && known.insert(name) {
                found.push(source.clone());
            }
        }
        found.retain(|source| self.facts.shape(source) != Some(Shape::Missing));
        self.facts.touched.extend(found.iter().cloned());
        let name = |source: &Source| match source {
            Source::Param(_, name) => Some(Value::Text(Rc::clone(name))),
            _ => None,
        };
        found.iter().filter_map(name).collect()
    }

    /// The members of an object that are asked for by name, in the order of the request.
    fn members(&mut self, source: &Source) -> Vec<Value> {
        // What is in a source comes right behind it.
        let behind = (Bound::Excluded(source), Bound::Unbounded);
        let is_inside = |other: &&Source| match (source, other) {
            (Source::Context(path), Source::Context(inside)) => inside.starts_with(path),
            _ => source.holds(other),
        };
        let touched = self.facts.touched.range(behind).take_while(is_inside);
        let foreseen = self.facts.foreseen.range(behind).take_while(is_inside);
        let all: BTreeSet<&Source> = touched.chain(foreseen).collect();
        let member = |other: &'_ Source| match (source, other) {
            (Source::Body(path), Source::Body(inside)) => match inside.strip_prefix(&**path)?.first()? {
                Step::Key(name) => Some(name.clone()),
                Step::Index(_) | Step::Parse => None,
            },
            (Source::Context(path), Source::Context(inside)) => {
                inside.strip_prefix(&**path)?.first().cloned()
            }
            _ => None,
        };
        let mut names: Vec<Rc<str>> = all.into_iter().filter_map(member).collect();
        names.retain(|name| !is_numbered(name));
        names.dedup();
        names.retain(|name| {
            source.key(name).is_none_or(|member| self.facts.shape(&member) != Some(Shape::Missing))
        });
        // They are in the payload from here on, whether this run comes to them or not.
        self.facts.touched.extend(names.iter().filter_map(|name| source.key(name)));
        names.into_iter().map(Value::Text).collect()
    }

    pub(super) fn external(&mut self, source: Option<Source>) -> Value {
        let Some(source) = source else { return Value::Nothing };
        match self.facts.shape(&source) {
            // What the model forbids is told of where it is printed.
            Some(Shape::Missing | Shape::Null) if !self.facts.is_forbidden(&source) => Value::Nothing,
            Some(Shape::Bool(value)) => Value::Bool(value),
            _ => {
                self.facts.touched.insert(source.clone());
                Value::External(source)
            }
        }
    }

    /// What a map of the template holds under a name that the request decides.
    fn member_under(&mut self, map: &RefCell<Vec<(String, Value)>>, key: &Value) -> Result<Value, Halt> {
        let held = map.borrow().clone();
        if held.len() > MOST_NAMES {
            return Err(Halt::lost(Reason::Member, "key"));
        }
        for (name, value) in held {
            if self.compare(key, Operator::Equal, &Value::Text(name.into()))? {
                return Ok(value);
            }
        }
        Ok(Value::Nothing)
    }

    /// What a map holds under a name.
    pub(super) fn member(&mut self, map: &Value, key: &Value) -> Result<Value, Halt> {
        let key = &made_up(key);
        // There is nothing under a key that is nothing.
        if matches!((map, key), (Value::List(_) | Value::Map(_), Value::Nothing)) {
            return Ok(Value::Nothing);
        }
        if let (
            Value::Map(map),
            Value::External(_) | Value::Made { .. } | Value::Concat(_) | Value::Escaped { .. },
        ) = (map, key)
        {
            return self.member_under(map, key);
        }
        let name = match key {
            Value::Text(name) => name.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return Err(Halt::lost(Reason::Member, "key")),
        };
        Ok(match (map, &*name) {
            (Value::Map(map), _) => {
                let found = map.borrow().iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
                found.or_else(|| self.field_named(map, &name)).unwrap_or(Value::Nothing)
            }
            (Value::Params, "path") => Value::ParamMap(Part::Path),
            (Value::Params, "querystring") => Value::ParamMap(Part::Query),
            (Value::Params, "header") => Value::ParamMap(Part::Header),
            (Value::Stages, _) => self.external(Some(Source::Stage(name.into()))),
            (Value::ParamMap(part), _) => self.external(Some(Source::Param(Some(*part), name.into()))),
            (Value::Made { inner, by, given }, _) => match key {
                Value::Number(index) => {
                    if let Gives::Parts(Some(mark)) = by.gives() {
                        self.parts_needed(map, mark, *index);
                    }
                    Value::Made {
                        inner: Rc::clone(inner),
                        by: by.element(*index).into(),
                        given: Rc::clone(given),
                    }
                }
                Value::Text(name) if matches!(&**name, "class" | "name" | "simpleName") => Value::Made {
                    inner: Rc::clone(inner),
                    by: by.property(name).into(),
                    given: Rc::clone(given),
                },
                _ => return Err(Halt::lost(Reason::Member, "key of made")),
            },
            (Value::External(source), _)
                if let Some(put) = source.key(&name).and_then(|member| self.assigned.get(&member)) =>
            {
                put.clone()
            }
            (Value::External(source), _) => match (self.facts.shape(source), key) {
                (Some(Shape::Text(_) | Shape::Number(_) | Shape::Bool(_)), _) => Value::Nothing,
                (_, Value::Number(index)) => usize::try_from(*index)
                    .map_err(|_| Halt::lost(Reason::Member, "negative index"))
                    .map(|index| self.external(source.index(index)))?,
                _ => self.external(source.key(&name)),
            },
            (Value::Entry(key, _), "key") => (**key).clone(),
            (Value::Entry(_, value), "value") => (**value).clone(),
            (Value::List(list), _) => match key {
                Value::Number(index) => {
                    let index = usize::try_from(*index)
                        .map_err(|_| Halt::lost(Reason::Member, "negative index of list"))?;
                    list.borrow().get(index).cloned().ok_or(Halt::Fails)?
                }
                _ => Value::Nothing,
            },
            (Value::Unknown, _) => Value::Unknown,
            _ => Value::Nothing,
        })
    }
}

/// The most names that a map may have if the request decides which of them is looked up.
const MOST_NAMES: usize = 12;

/// The name of a value that is gone through.
fn named(source: Source) -> Value {
    Value::External(Source::Name(source.into()))
}

/// A key, where it is the name of a value as the name that the analysis has made up for it.
pub(super) fn made_up(key: &Value) -> Value {
    match key {
        Value::External(Source::Name(of)) => {
            of.last_name().map_or(Value::Unknown, |name| Value::Text(name.into()))
        }
        Value::External(Source::Field { index, is_name: true }) => Value::Text(format!("k{index}").into()),
        _ => key.clone(),
    }
}

/// Whether a name is one of those that the analysis makes up.
fn is_numbered(name: &str) -> bool {
    name.strip_prefix('k').is_some_and(|number| number.parse::<usize>().is_ok())
}

pub(super) fn put(map: &RefCell<Vec<(String, Value)>>, key: &str, value: Value) {
    let mut map = map.borrow_mut();
    match map.iter_mut().find(|(known, _)| known == key) {
        Some((_, held)) => *held = value,
        None => map.push((key.to_owned(), value)),
    }
}
