//! References: variables, `$input`, `$util`, and the path after them.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value as Json;

use vtlkit_jsonpath::JsonPath;
use vtlkit_jsonpath::ast::{Segment, SegmentKind};
use vtlkit_syntax::ast::{Accessor, Expression, Reference};
use vtlkit_syntax::visit::Site;

use super::collection::made_up;
use super::{Halt, Round, Run};
use crate::function::Function;
use crate::origin::{Origin, Part, Step};
use crate::query::Query;
use crate::unknown::Reason;
use crate::value::{Value, made};
use vtlkit_syntax::read;

impl<'t> Run<'t> {
    pub(super) fn reference(&mut self, reference: &'t Reference, site: Site<'t>) -> Result<Value, Halt> {
        let name = reference.name.text(site.source);
        if let Some(value) = self.variables.get(name) {
            let mut value = value.clone();
            for (index, step) in reference.path.iter().enumerate() {
                self.is_held = index == 0;
                value = self.step(&value, step, site)?;
            }
            return Ok(value);
        }
        let call = read::call(reference, site);
        let (mut value, rest) = match (name, call) {
            ("input", Some(call)) => (self.input(&call, site)?, call.rest),
            ("util", Some(call)) => (self.util(&call, site)?, call.rest),
            ("stageVariables", Some(call)) if call.arguments.is_none() => {
                (self.external(Some(Origin::Stage(call.member.into()))), call.rest)
            }
            ("context", _) => self.context(reference, site)?,
            ("foreach", _) => return self.loop_variable(reference, site),
            ("velocityCount", None) => (
                self.loops.last().map_or(Value::Nothing, |round| Value::Number(round.index as i64 + 1)),
                &[][..],
            ),
            ("velocityHasNext", None) => (
                self.loops.last().map_or(Value::Nothing, |round| Value::Bool(round.index + 1 < round.count)),
                &[][..],
            ),
            ("stageVariables", _) => (Value::Stages, &*reference.path),
            _ => (Value::Nothing, &[][..]),
        };
        for step in rest {
            value = self.step(&value, step, site)?;
        }
        Ok(value)
    }

    pub(super) fn loop_variable(&self, reference: &Reference, site: Site<'_>) -> Result<Value, Halt> {
        let mut level = self.loops.len();
        for (at, step) in reference.path.iter().enumerate() {
            let name = match step {
                Accessor::Property { name, .. } => name.text(site.source),
                Accessor::Method { name, arguments, .. } if arguments.is_empty() => name.text(site.source),
                _ => return Err(Halt::lost(Reason::Builtin, "foreach")),
            };
            if name == "parent" && level > 0 {
                level -= 1;
                continue;
            }
            let Some(Round { index, count, .. }) = level.checked_sub(1).and_then(|at| self.loops.get(at))
            else {
                return Ok(Value::Nothing);
            };
            if at + 1 != reference.path.len() {
                return Err(Halt::lost(Reason::Builtin, "foreach"));
            }
            return Ok(match name {
                "index" => Value::Number(*index as i64),
                "count" => Value::Number(*index as i64 + 1),
                "hasNext" => Value::Bool(index + 1 < *count),
                "first" => Value::Bool(*index == 0),
                "last" => Value::Bool(index + 1 == *count),
                _ => return Err(Halt::lost(Reason::Builtin, "foreach")),
            });
        }
        Err(Halt::lost(Reason::Builtin, "foreach"))
    }

    pub(super) fn input(&mut self, call: &read::Call<'t>, site: Site<'t>) -> Result<Value, Halt> {
        match (call.member, call.arguments) {
            ("body", None) => Ok(Value::Raw),
            ("params", Some([])) => Ok(Value::Params),
            ("params", Some([name])) => match self.value(name, site)? {
                Value::External(Origin::Name(of)) if matches!(*of, Origin::Param(..)) => {
                    Ok(self.external(Some((*of).clone())))
                }
                name => match made_up(&name) {
                    Value::Text(name) => {
                        let part = self.part_of(&name);
                        Ok(self.external(Some(Origin::Param(part, name))))
                    }
                    _ => Err(Halt::lost(Reason::Builtin, "params")),
                },
            },
            ("path" | "json", Some([path])) => {
                let Some(said) = self.constant(path, site)? else {
                    return Err(Halt::lost(Reason::Path, "not constant"));
                };
                let Some(source) = place(&said) else {
                    return match spread(&said, call.member == "json") {
                        Some(spread) => Ok(spread),
                        None => self.query(&said, call.member == "json"),
                    };
                };
                if call.member == "json" && self.has_assigned_in(&source) {
                    return Err(Halt::lost(Reason::Path, "json after a change"));
                }
                if call.member == "path" {
                    return Ok(self.external(Some(source)));
                }
                self.constraints.touched.insert(source.clone());
                Ok(Value::Json(source))
            }
            _ => Ok(Value::Nothing),
        }
    }

    /// The values that an indefinite path selects.
    fn query(&mut self, path: &str, json: bool) -> Result<Value, Halt> {
        let lost = || Halt::lost(Reason::Path, "indefinite");
        // The engine searches the whole payload for each.
        self.queries = self.queries.checked_sub(1).ok_or_else(|| Halt::lost(Reason::Path, "many"))?;
        let query = Query::new(path, json).ok_or_else(lost)?;
        if self.has_assigned_in(&Origin::payload()) {
            return Err(lost());
        }
        self.constraints.touched.insert(query.sample.clone());
        Ok(Value::Query(query.into()))
    }

    /// The part of a parameter that is also read with its part.
    fn part_of(&self, name: &str) -> Option<Part> {
        [Part::Path, Part::Query, Part::Header].into_iter().find(|part| {
            let source = Origin::Param(Some(*part), name.into());
            self.constraints.touched.contains(&source) || self.constraints.foreseen.contains(&source)
        })
    }

    /// The constant text of an expression.
    pub(super) fn constant(
        &mut self,
        expression: &'t Expression,
        site: Site<'t>,
    ) -> Result<Option<String>, Halt> {
        fn add(value: &Value, out: &mut String) -> bool {
            match value {
                Value::Nothing => true,
                Value::Text(text) => {
                    out.push_str(text);
                    true
                }
                Value::Number(number) => {
                    out.push_str(&number.to_string());
                    true
                }
                Value::External(Origin::Name(_)) => add(&made_up(value), out),
                Value::Concat(parts) => parts.iter().all(|part| add(part, out)),
                _ => false,
            }
        }
        let value = self.value(expression, site)?;
        let mut out = String::new();
        Ok(add(&value, &mut out).then_some(out))
    }

    pub(super) fn util(&mut self, call: &read::Call<'t>, site: Site<'t>) -> Result<Value, Halt> {
        let Some([argument]) = call.arguments else { return Ok(Value::Nothing) };
        let value = self.value(argument, site)?;
        Ok(match (call.member, value) {
            ("escapeJavaScript" | "urlEncode" | "urlDecode" | "base64Encode", Value::Nothing) => {
                Value::Nothing
            }
            ("escapeJavaScript", value) => {
                let end = site.source.get(argument.span().end()..).and_then(|rest| rest.find(')'));
                let end = end.map(|at| argument.span().end() + at + 1).filter(|_| site.string.is_none());
                // Inside of a string literal, the quotes of the fix do not fit.
                let plain = self.string.is_none();
                Value::Escaped { inner: value.into(), end, plain, repaired: false }
            }
            ("parseJson", Value::Json(source)) => self.external(Some(source)),
            ("parseJson", Value::External(source @ Origin::Body(_))) => self.external(source.parsed()),
            ("parseJson", Value::Raw) => self.external(Some(Origin::payload())),
            ("parseJson", Value::Text(text)) => parsed(&text)?,
            // These functions accept strings only.
            (
                "parseJson" | "urlEncode" | "base64Encode" | "urlDecode" | "base64Decode",
                Value::Number(_) | Value::Bool(_) | Value::List(_) | Value::Map(_),
            ) => Value::Nothing,
            ("parseJson", _) => return Err(Halt::lost(Reason::Builtin, "parseJson")),
            (name @ ("urlEncode" | "base64Encode" | "urlDecode"), value) => made(value, Function::util(name)),
            ("base64Decode", Value::Nothing) => {
                return Err(Halt::lost(Reason::Builtin, "base64Decode of nothing"));
            }
            ("base64Decode", value) => {
                if let Value::External(source) = &value
                    && !self.constraints.is_container(source)
                {
                    self.constraints.encoded.insert(source.clone());
                }
                made(value, Function::util("base64Decode"))
            }
            _ => Value::Nothing,
        })
    }

    /// The class of a value; only its name can be read.
    fn class(value: &Value, is_held: bool) -> Result<Value, Halt> {
        Ok(match value {
            Value::Nothing => Value::Nothing,
            // The engine gets the same values by parsing their JSON text.
            Value::External(source @ Origin::Body(_)) => {
                let by = Function::util("parseJson").property("class");
                Value::Made { inner: Value::Json(source.clone()).into(), by: by.into(), given: Rc::new([]) }
            }
            Value::Made { inner, by, given } if by.may_be_text() => Value::Made {
                inner: Rc::clone(inner),
                by: by.property("class").into(),
                given: Rc::clone(given),
            },
            Value::External(_) if is_held => made(value.clone(), Function::property_of_text("class").kept()),
            Value::Text(_)
            | Value::Concat(_)
            | Value::External(_)
            | Value::Json(_)
            | Value::Raw
            | Value::Escaped { .. } => made(value.clone(), Function::property_of_text("class")),
            _ => return Err(Halt::lost(Reason::Member, "class")),
        })
    }

    pub(super) fn step(&mut self, value: &Value, step: &'t Accessor, site: Site<'t>) -> Result<Value, Halt> {
        let is_held = std::mem::take(&mut self.is_held);
        match step {
            Accessor::Property { name, .. } => match (name.text(site.source), value) {
                ("class", _) => Self::class(value, is_held),
                // For maps, it is a member.
                ("empty", Value::Text(_) | Value::Made { .. } | Value::Concat(_) | Value::List(_)) => {
                    self.method(value, "isEmpty", &[], is_held)
                }
                ("empty", Value::External(source))
                    if !self.constraints.is_container(source) || self.constraints.is_list(source) =>
                {
                    self.method(value, "isEmpty", &[], is_held)
                }
                (name, value) => self.member(value, &Value::Text(name.into())),
            },
            Accessor::Index { index, .. } => {
                let key = self.value(index, site)?;
                self.member(value, &key)
            }
            Accessor::Method { name, arguments, .. } => {
                let mut values = Vec::new();
                for argument in arguments {
                    values.push(self.value(argument, site)?);
                }
                self.method(value, name.text(site.source), &values, is_held)
            }
        }
    }
}

/// The place in the payload that a definite JSONPath selects.
pub fn place(path: &str) -> Option<Origin> {
    let path = JsonPath::compile(path.as_bytes()).ok()?;
    path.tree().segments.iter().map(|segment| step(&segment.kind)).collect::<Option<_>>().map(Origin::Body)
}

fn step(segment: &SegmentKind) -> Option<Step> {
    match segment {
        SegmentKind::Names(names) => match &**names {
            [name] => std::str::from_utf8(&name.text).ok().map(|name| Step::Key(name.into())),
            _ => None,
        },
        SegmentKind::Indexes(indexes) => match &**indexes {
            [index] => usize::try_from(*index).ok().map(Step::Index),
            _ => None,
        },
        _ => None,
    }
}

/// The path through all elements of one list.
fn spread(path: &str, json: bool) -> Option<Value> {
    let path = JsonPath::compile(path.as_bytes()).ok()?;
    let segments = &path.tree().segments;
    let all = segments.iter().position(|segment| matches!(segment.kind, SegmentKind::Wildcard))?;
    let steps = |range: &[Segment]| range.iter().map(|segment| step(&segment.kind)).collect::<Option<_>>();
    let above: Vec<Step> = steps(segments.get(..all)?)?;
    let list = Origin::Body(above.into());
    Some(Value::Spread { list, rest: steps(segments.get(all + 1..)?)?, json })
}

/// The result of `parseJson` for constant text.
fn parsed(text: &str) -> Result<Value, Halt> {
    fn value(json: &Json) -> Option<Value> {
        Some(match json {
            Json::Null => Value::Nothing,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::Number(number.as_i64()?),
            Json::String(text) => Value::Text(text.as_str().into()),
            Json::Array(list) => {
                let list = list.iter().map(value).collect::<Option<Vec<_>>>()?;
                Value::List(Rc::new(RefCell::new(list)))
            }
            Json::Object(map) => {
                let map = map.iter().map(|(name, held)| Some((name.clone(), value(held)?)));
                Value::Map(Rc::new(RefCell::new(map.collect::<Option<Vec<_>>>()?)))
            }
        })
    }
    let lost = || Halt::lost(Reason::Builtin, "parseJson");
    match serde_json::from_str::<Json>(text) {
        Ok(json) => value(&json).ok_or_else(lost),
        // The engine accepts more than JSON.
        Err(_) => {
            Function::util("parseJson").apply(text, &[]).map(|text| Value::Text(text.into())).ok_or_else(lost)
        }
    }
}
