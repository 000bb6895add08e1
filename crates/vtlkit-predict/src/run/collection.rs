//! Lists and maps: their elements and entries, as far as they are known.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;
use std::rc::Rc;

use vtlkit_syntax::ast::Operator;

use super::{Halt, ROUNDS, Run};
use crate::constraints::Shape;
use crate::function::Gives;
use crate::origin::{Origin, Part, Step};
use crate::unknown::Reason;
use crate::value::Value;

impl Run<'_> {
    /// The elements of a loop over a value.
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
                    Value::Text(name) => Value::External(Origin::Param(Some(*part), name)),
                    _ => Value::Unknown,
                };
                keys.iter().map(value).collect()
            }
            Value::External(source @ Origin::Body(_)) => match self.constraints.shape(source) {
                Some(Shape::Object(_)) => {
                    let keys = self.keys(list)?;
                    keys.iter().map(|key| self.member(list, key)).collect::<Result<_, _>>()?
                }
                // Strings have no elements.
                None if self.constraints.texts.contains(source) && !self.constraints.is_container(source) => {
                    Vec::new()
                }
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
                self.constraints.kept.extend((0..count).filter_map(element));
                (0..count).map(|index| self.external(element(index))).collect()
            }
            Value::Made { by, .. } if let Gives::Parts(mark) = by.gives() => {
                let count = self.parts(list, mark.as_deref());
                (0..count).map(|index| self.member(list, &Value::Number(index))).collect::<Result<_, _>>()?
            }
            // One iteration, if the engine agrees.
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

    /// The keys of a map.
    pub(super) fn keys(&mut self, map: &Value) -> Result<Vec<Value>, Halt> {
        let name = |index: usize| Value::Text(format!("k{index}").into());
        Ok(match map {
            Value::Map(map) => map.borrow().iter().map(|(key, _)| Value::Text(key.as_str().into())).collect(),
            Value::Params => ["path", "querystring", "header"].map(|it| Value::Text(it.into())).to_vec(),
            Value::Stages => {
                let count = match self.constraints.stages {
                    Some(count) => count,
                    None => {
                        let count = self.branch_on_size(ROUNDS.len());
                        *self.constraints.stages.insert(count)
                    }
                };
                let all = self.constraints.touched.iter().chain(&*self.constraints.foreseen);
                let stage = |source: &Origin| match source {
                    Origin::Stage(name) if !is_numbered(name) => Some(Rc::clone(name)),
                    _ => None,
                };
                let asked: BTreeSet<Rc<str>> = all.filter_map(stage).collect();
                self.constraints.touched.extend(asked.iter().cloned().map(Origin::Stage));
                asked.into_iter().map(Value::Text).chain((0..count).map(name)).collect()
            }
            Value::ParamMap(part) => {
                self.all_headers |= *part == Part::Header;
                let count = match self.constraints.parts.get(part) {
                    Some(count) => *count,
                    None => {
                        let count = self.branch_on_size(ROUNDS.len());
                        self.constraints.parts.insert(*part, count);
                        let name = |index| Origin::Param(Some(*part), format!("k{index}").into());
                        self.constraints.kept.extend((0..count).map(name));
                        count
                    }
                };
                // The service accepts no special characters in the names of headers and path parameters.
                let name = |index| match name(index) {
                    Value::Text(name) if *part == Part::Query => named(Origin::Param(Some(*part), name)),
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
            Value::External(source @ Origin::Body(_)) => {
                let member = |index: usize| source.key(&format!("k{index}")).map(named);
                match self.constraints.shape(source) {
                    None => {
                        let count = self.branch_on_size(ROUNDS.len());
                        self.constraints.shapes.insert(source.clone(), Shape::Object(count));
                        self.constraints
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
            // Values added by an authorizer: their names belong to the API.
            Value::External(source @ Origin::Context(path)) if !path.is_empty() => {
                let count = match self.constraints.shape(source) {
                    None => {
                        let count = self.branch_on_size(ROUNDS.len());
                        self.constraints.shapes.insert(source.clone(), Shape::Object(count));
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

    /// The parameters that are read by name, in the order of the request.
    fn parameters(&mut self, part: Part) -> Vec<Value> {
        let all: BTreeSet<&Origin> =
            self.constraints.touched.iter().chain(&*self.constraints.foreseen).collect();
        let mut found: Vec<Origin> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for source in all {
            let Origin::Param(of, name) = source else { continue };
            let of = of.unwrap_or(if self.constraints.is_in_path(source) { Part::Path } else { Part::Query });
            if of == part && !is_numbered(name) && known.insert(name) {
                found.push(source.clone());
            }
        }
        found.retain(|source| self.constraints.shape(source) != Some(Shape::Missing));
        self.constraints.touched.extend(found.iter().cloned());
        let name = |source: &Origin| match source {
            Origin::Param(_, name) => Some(Value::Text(Rc::clone(name))),
            _ => None,
        };
        found.iter().filter_map(name).collect()
    }

    /// The members of an object that are read by name, in the order of the request.
    fn members(&mut self, source: &Origin) -> Vec<Value> {
        // In the order of the set, the contents of a value follow it.
        let behind = (Bound::Excluded(source), Bound::Unbounded);
        let is_inside = |other: &&Origin| match (source, other) {
            (Origin::Context(path), Origin::Context(inside)) => inside.starts_with(path),
            _ => source.holds(other),
        };
        let touched = self.constraints.touched.range(behind).take_while(is_inside);
        let foreseen = self.constraints.foreseen.range(behind).take_while(is_inside);
        let all: BTreeSet<&Origin> = touched.chain(foreseen).collect();
        let member = |other: &'_ Origin| match (source, other) {
            (Origin::Body(path), Origin::Body(inside)) => match inside.strip_prefix(&**path)?.first()? {
                Step::Key(name) => Some(name.clone()),
                Step::Index(_) | Step::Parse => None,
            },
            (Origin::Context(path), Origin::Context(inside)) => {
                inside.strip_prefix(&**path)?.first().cloned()
            }
            _ => None,
        };
        let mut names: Vec<Rc<str>> = all.into_iter().filter_map(member).collect();
        names.retain(|name| !is_numbered(name));
        names.dedup();
        names.retain(|name| {
            source.key(name).is_none_or(|member| self.constraints.shape(&member) != Some(Shape::Missing))
        });
        // They are in the payload from here on, whether this run reads them or not.
        self.constraints.touched.extend(names.iter().filter_map(|name| source.key(name)));
        names.into_iter().map(Value::Text).collect()
    }

    pub(super) fn external(&mut self, source: Option<Origin>) -> Value {
        let Some(source) = source else { return Value::Nothing };
        match self.constraints.shape(&source) {
            // Members that the model rejects are reported where they are printed.
            Some(Shape::Missing | Shape::Null) if !self.constraints.is_forbidden(&source) => Value::Nothing,
            Some(Shape::Bool(value)) => Value::Bool(value),
            _ => {
                self.constraints.touched.insert(source.clone());
                Value::External(source)
            }
        }
    }

    /// The value of a map of the template for a key that depends on the request.
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

    /// The value of a map for a key.
    pub(super) fn member(&mut self, map: &Value, key: &Value) -> Result<Value, Halt> {
        let key = &made_up(key);
        // A missing key has no value.
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
            (Value::Stages, _) => self.external(Some(Origin::Stage(name.into()))),
            (Value::ParamMap(part), _) => self.external(Some(Origin::Param(Some(*part), name.into()))),
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
            (Value::External(source), _) => match (self.constraints.shape(source), key) {
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

/// The most keys of a map that is read with a key that depends on the request.
const MOST_NAMES: usize = 12;

/// The name of a value over which the template iterates.
fn named(source: Origin) -> Value {
    Value::External(Origin::Name(source.into()))
}

/// Replaces a key that is the name of a value by the name that the analysis chose for it.
pub(super) fn made_up(key: &Value) -> Value {
    match key {
        Value::External(Origin::Name(of)) => {
            of.last_name().map_or(Value::Unknown, |name| Value::Text(name.into()))
        }
        Value::External(Origin::Field { index, is_name: true }) => Value::Text(format!("k{index}").into()),
        _ => key.clone(),
    }
}

/// Whether a name is one that the analysis chose.
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
