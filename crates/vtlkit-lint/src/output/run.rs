//! One abstract run of a template.
//!
//! Where the run depends on the request it asks for a choice, and notes what the request has to be for it: present
//! or missing, equal or not, so many elements. Runs that are given other choices take the other ways.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use vtlkit_jsonpath::JsonPath;
use vtlkit_jsonpath::ast::SegmentKind;
use vtlkit_syntax::ast::{
    Accessor, Block, Expression, Foreach, If, Item, Operator, Prefix, Reference, StringValue, Template,
};
use vtlkit_syntax::visit::Site;
use vtlkit_text::Span;

use super::value::{Facts, Part, Piece, Shape, Source, Value};
use crate::read;

/// A place where the way depends on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fork {
    /// A condition of an `#if`: the first option is that it holds.
    Branch(Span),
    /// A loop, and how many rounds it goes.
    Rounds(Span),
    /// Something else, such as the size of a list.
    Value,
}

/// A choice that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) fork: Fork,
    pub(crate) options: usize,
    pub(crate) taken: usize,
}

/// How many rounds the options of a loop stand for; the first is what a run takes by itself.
pub(crate) const ROUNDS: [usize; 3] = [1, 2, 0];

/// How much one run may do.
const STEPS: usize = 20_000;

/// Why a run stops before its end.
pub(crate) enum Halt {
    /// `#stop`: what was printed is the output.
    Stop,
    /// `#break`.
    Break,
    /// The run cannot be followed any further.
    Lost,
}

type Flow = Result<(), Halt>;

/// A block of `#define`: it is run where it is printed.
#[derive(Clone, Copy)]
struct Deferred<'t> {
    block: &'t Block,
    site: Site<'t>,
}

/// A run and what it has found out.
pub(crate) struct Run<'t> {
    pub(crate) facts: Facts,
    pub(crate) choices: Vec<Choice>,
    pub(crate) pieces: Vec<Piece>,
    given: Vec<usize>,
    variables: HashMap<String, Value>,
    blocks: Vec<Deferred<'t>>,
    loops: Vec<(usize, usize)>,
    steps: usize,
    depth: usize,
    fork: Fork,
    /// The place of the string being rendered, if one is.
    string: Option<Span>,
}

impl<'t> Run<'t> {
    /// Runs a template with the given choices, and the first option of every further one. `None` where the run
    /// cannot be followed.
    pub(crate) fn new(
        template: &'t Template,
        source: &'t str,
        given: Vec<usize>,
        facts: Facts,
    ) -> Option<Self> {
        let mut run = Self {
            facts,
            choices: Vec::new(),
            pieces: Vec::new(),
            given,
            variables: HashMap::new(),
            blocks: Vec::new(),
            loops: Vec::new(),
            steps: 0,
            depth: 0,
            fork: Fork::Value,
            string: None,
        };
        match run.items(&template.items, Site { source, string: None }) {
            Ok(()) | Err(Halt::Stop) => Some(run),
            Err(Halt::Break | Halt::Lost) => None,
        }
    }

    fn choose(&mut self, options: usize) -> usize {
        let taken = self.given.get(self.choices.len()).copied().unwrap_or(0).min(options - 1);
        self.choices.push(Choice { fork: self.fork, options, taken });
        taken
    }

    fn print(&mut self, value: Value, span: Span, hole: bool) {
        let span = self.string.unwrap_or(span);
        let hole = hole && self.string.is_none();
        self.pieces.push(Piece { value, span, hole });
    }

    fn items(&mut self, items: &'t [Item], site: Site<'t>) -> Flow {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Halt::Lost);
        }
        for item in items {
            self.steps += 1;
            if self.steps > STEPS {
                return Err(Halt::Lost);
            }
            self.item(item, site)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn item(&mut self, item: &'t Item, site: Site<'t>) -> Flow {
        match item {
            Item::Text(text) => {
                let said = text.printed.as_deref().unwrap_or(text.span.text(site.source));
                self.print(Value::Text(said.into()), text.span, false);
            }
            Item::Comment(_) | Item::Macro(_) => {}
            Item::Reference(reference) => return self.printed(reference, site),
            Item::Set(set) => {
                self.fork = Fork::Value;
                let value = self.value(&set.value, site).or_else(unknown)?;
                self.assign(&set.target, value, site)?;
            }
            Item::If(it) => return self.condition(it, site),
            Item::Foreach(it) => return self.foreach(it, site),
            Item::Define(it) => {
                self.blocks.push(Deferred { block: &it.block, site });
                let value = Value::Block(self.blocks.len() - 1);
                self.variables.insert(it.name.text(site.source).to_owned(), value);
            }
            Item::Call(call) => {
                if call.arguments.is_some() || call.block.is_some() {
                    return Err(Halt::Lost);
                }
                let said = call.printed.as_deref().unwrap_or(call.span.text(site.source));
                self.print(Value::Text(said.into()), call.span, false);
            }
            Item::Stop(_) => return Err(Halt::Stop),
            Item::Break(_) => return Err(Halt::Break),
            Item::Evaluate(_) | Item::Include(_) | Item::Parse(_) => return Err(Halt::Lost),
        }
        Ok(())
    }

    fn printed(&mut self, reference: &'t Reference, site: Site<'t>) -> Flow {
        match &reference.prefix {
            Prefix::None => {}
            Prefix::Printed { backslashes: 0, text } => {
                self.print(Value::Text((**text).into()), reference.span, false);
            }
            _ => return Err(Halt::Lost),
        }
        self.fork = Fork::Value;
        let value = self.reference(reference, site).or_else(unknown)?;
        if let Value::Block(number) = value {
            let Some(block) = self.blocks.get(number).copied() else { return Err(Halt::Lost) };
            return self.items(&block.block.items, block.site);
        }
        self.print(value, site.place(reference.span), site.string.is_none());
        Ok(())
    }

    fn assign(&mut self, target: &'t Reference, value: Value, site: Site<'t>) -> Flow {
        let name = target.name.text(site.source);
        let Some((last, path)) = target.path.split_last() else {
            self.variables.insert(name.to_owned(), value);
            return Ok(());
        };
        if matches!(name, "context" | "stageVariables") {
            return Ok(());
        }
        let mut holder = self.variables.get(name).cloned().unwrap_or(Value::Nothing);
        for step in path {
            holder = self.step(&holder, step, site)?;
        }
        let key = match last {
            Accessor::Property { name, .. } => Value::Text(name.text(site.source).into()),
            Accessor::Index { index, .. } => self.value(index, site)?,
            Accessor::Method { .. } => return Err(Halt::Lost),
        };
        match (holder, key) {
            (Value::Map(map), Value::Text(key)) => put(&map, &key, value),
            (Value::Nothing, _) => {}
            _ => return Err(Halt::Lost),
        }
        Ok(())
    }

    fn condition(&mut self, it: &'t If, site: Site<'t>) -> Flow {
        for branch in &it.branches {
            self.fork = Fork::Branch(site.place(branch.head));
            let holds = match self.truth(&branch.condition, site) {
                Err(Halt::Lost) => self.choose(2) == 0,
                other => other?,
            };
            self.fork = Fork::Value;
            if holds {
                return self.items(&branch.block.items, site);
            }
        }
        match &it.otherwise {
            Some(block) => self.items(&block.items, site),
            None => Ok(()),
        }
    }

    fn foreach(&mut self, it: &'t Foreach, site: Site<'t>) -> Flow {
        let [Expression::Reference(element), _, list] = &*it.arguments else { return Err(Halt::Lost) };
        self.fork = Fork::Value;
        let list = self.value(list, site)?;
        self.fork = Fork::Rounds(site.place(it.head));
        let elements = self.elements(&list)?;
        self.fork = Fork::Value;
        let name = element.name.text(site.source).to_owned();
        let before = self.variables.get(&name).cloned();
        let count = elements.len();
        let depth = self.depth;
        for (index, value) in elements.into_iter().enumerate() {
            self.variables.insert(name.clone(), value);
            self.loops.push((index, count));
            let flow = self.items(&it.block.items, site);
            self.loops.pop();
            match flow {
                Err(Halt::Break) => {
                    self.depth = depth;
                    break;
                }
                other => other?,
            }
        }
        match before {
            Some(value) => self.variables.insert(name, value),
            None => self.variables.remove(&name),
        };
        Ok(())
    }

    /// What a loop over a value goes through.
    fn elements(&mut self, list: &Value) -> Result<Vec<Value>, Halt> {
        Ok(match list {
            Value::List(list) => list.borrow().clone(),
            Value::Map(map) => map.borrow().iter().map(|(_, value)| value.clone()).collect(),
            Value::Params => [Part::Path, Part::Query, Part::Header].map(Value::ParamMap).to_vec(),
            Value::ParamMap(part) => {
                let keys = self.keys(&Value::ParamMap(*part))?;
                let value = |key: &Value| match key {
                    Value::Text(name) => Value::External(Source::Param(Some(*part), name.to_string())),
                    _ => Value::Unknown,
                };
                keys.iter().map(value).collect()
            }
            Value::External(source @ Source::Body(_)) => match self.facts.shape(source) {
                Some(Shape::Object(_)) => {
                    let keys = self.keys(list)?;
                    keys.iter().map(|key| self.member(list, key)).collect::<Result<_, _>>()?
                }
                Some(Shape::List(_)) | None => {
                    let count = self.size(source);
                    (0..count).map(|index| self.external(source.index(index))).collect()
                }
                _ => Vec::new(),
            },
            // One round, if the engine agrees.
            Value::Unknown | Value::External(_) => vec![Value::Unknown],
            _ => Vec::new(),
        })
    }

    /// The size of a list of the payload, which is settled by it.
    fn size(&mut self, source: &Source) -> usize {
        if let Some(shape) = self.facts.shape(source) {
            return match shape {
                Shape::List(count) | Shape::Object(count) => count,
                _ => 0,
            };
        }
        // What the template asks of single elements is there.
        let least = (0..4)
            .filter(|index| {
                source.index(*index).is_some_and(|element| {
                    self.facts.touched.contains(&element) || self.facts.is_container(&element)
                })
            })
            .count();
        let taken = self.choose(ROUNDS.len());
        let count = ROUNDS.get(taken).copied().unwrap_or(1).max(least);
        self.facts.shapes.insert(source.clone(), Shape::List(count));
        count
    }

    /// The names in a map.
    fn keys(&mut self, map: &Value) -> Result<Vec<Value>, Halt> {
        let name = |index: usize| Value::Text(format!("k{index}").into());
        Ok(match map {
            Value::Map(map) => map.borrow().iter().map(|(key, _)| Value::Text(key.as_str().into())).collect(),
            Value::Params => ["path", "querystring", "header"].map(|it| Value::Text(it.into())).to_vec(),
            Value::ParamMap(part) => {
                let count = match self.facts.parts.get(part) {
                    Some(count) => *count,
                    None => {
                        let taken = self.choose(ROUNDS.len());
                        let count = ROUNDS.get(taken).copied().unwrap_or(1);
                        self.facts.parts.insert(*part, count);
                        count
                    }
                };
                (0..count).map(name).collect()
            }
            Value::External(source @ Source::Body(_)) => match self.facts.shape(source) {
                None => {
                    let taken = self.choose(ROUNDS.len());
                    let count = ROUNDS.get(taken).copied().unwrap_or(1);
                    self.facts.shapes.insert(source.clone(), Shape::Object(count));
                    (0..count).map(name).collect()
                }
                Some(Shape::Object(count)) => (0..count).map(name).collect(),
                _ => Vec::new(),
            },
            Value::Nothing | Value::Text(_) => Vec::new(),
            _ => return Err(Halt::Lost),
        })
    }

    fn external(&mut self, source: Option<Source>) -> Value {
        let Some(source) = source else { return Value::Nothing };
        match self.facts.shape(&source) {
            Some(Shape::Missing) => Value::Nothing,
            Some(Shape::Bool(value)) => Value::Bool(value),
            _ => {
                self.facts.touched.insert(source.clone());
                Value::External(source)
            }
        }
    }

    /// What a map holds under a name.
    fn member(&mut self, map: &Value, key: &Value) -> Result<Value, Halt> {
        let name = match key {
            Value::Text(name) => name.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return Err(Halt::Lost),
        };
        Ok(match (map, &*name) {
            (Value::Map(map), _) => map
                .borrow()
                .iter()
                .find(|(key, _)| *key == name)
                .map_or(Value::Nothing, |(_, value)| value.clone()),
            (Value::Params, "path") => Value::ParamMap(Part::Path),
            (Value::Params, "querystring") => Value::ParamMap(Part::Query),
            (Value::Params, "header") => Value::ParamMap(Part::Header),
            (Value::ParamMap(part), _) => self.external(Some(Source::Param(Some(*part), name))),
            (Value::External(source), _) => match (self.facts.shape(source), key) {
                (Some(Shape::Text(_) | Shape::Number(_) | Shape::Bool(_)), _) => Value::Nothing,
                (_, Value::Number(index)) => usize::try_from(*index)
                    .map_err(|_| Halt::Lost)
                    .map(|index| self.external(source.index(index)))?,
                _ => self.external(source.key(&name)),
            },
            (Value::Entry(key, _), "key") => Value::Text(Rc::clone(key)),
            (Value::Entry(_, value), "value") => (**value).clone(),
            (Value::List(list), _) => match key {
                Value::Number(index) => {
                    let index = usize::try_from(*index).map_err(|_| Halt::Lost)?;
                    list.borrow().get(index).cloned().ok_or(Halt::Lost)?
                }
                _ => Value::Nothing,
            },
            (Value::Unknown, _) => Value::Unknown,
            _ => Value::Nothing,
        })
    }

    fn reference(&mut self, reference: &'t Reference, site: Site<'t>) -> Result<Value, Halt> {
        let name = reference.name.text(site.source);
        if let Some(value) = self.variables.get(name) {
            let mut value = value.clone();
            for step in &reference.path {
                value = self.step(&value, step, site)?;
            }
            return Ok(value);
        }
        let call = read::call(reference, site);
        let (mut value, rest) = match (name, call) {
            ("input", Some(call)) => (self.input(&call, site)?, call.rest),
            ("util", Some(call)) => (self.util(&call, site)?, call.rest),
            ("stageVariables", Some(call)) if call.arguments.is_none() => {
                (self.external(Some(Source::Stage(call.member.to_owned()))), call.rest)
            }
            ("context", _) => {
                // Maps of the service print as nothing; what is in them is text.
                let mut path = Vec::new();
                for step in &reference.path {
                    match step {
                        Accessor::Property { name, .. } => path.push(name.text(site.source).to_owned()),
                        Accessor::Index { index, .. } => match self.value(index, site)? {
                            Value::Text(name) => path.push(name.to_string()),
                            _ => return Err(Halt::Lost),
                        },
                        Accessor::Method { .. } => return Err(Halt::Lost),
                    }
                }
                if path.iter().any(|name| name.ends_with("Override")) {
                    return Err(Halt::Lost);
                }
                return Ok(self.external(Some(Source::Context(path))));
            }
            ("foreach", _) => return self.loop_variable(reference, site),
            ("velocityCount", None) => (
                self.loops.last().map_or(Value::Nothing, |(index, _)| Value::Number(*index as i64 + 1)),
                &[][..],
            ),
            ("velocityHasNext", None) => (
                self.loops.last().map_or(Value::Nothing, |(index, count)| Value::Bool(index + 1 < *count)),
                &[][..],
            ),
            ("stageVariables", _) => return Err(Halt::Lost),
            _ => (Value::Nothing, &[][..]),
        };
        for step in rest {
            value = self.step(&value, step, site)?;
        }
        Ok(value)
    }

    fn loop_variable(&self, reference: &Reference, site: Site<'_>) -> Result<Value, Halt> {
        let mut level = self.loops.len();
        for (at, step) in reference.path.iter().enumerate() {
            let name = match step {
                Accessor::Property { name, .. } => name.text(site.source),
                Accessor::Method { name, arguments, .. } if arguments.is_empty() => name.text(site.source),
                _ => return Err(Halt::Lost),
            };
            if name == "parent" && level > 0 {
                level -= 1;
                continue;
            }
            let Some((index, count)) = level.checked_sub(1).and_then(|at| self.loops.get(at)) else {
                return Ok(Value::Nothing);
            };
            if at + 1 != reference.path.len() {
                return Err(Halt::Lost);
            }
            return Ok(match name {
                "index" => Value::Number(*index as i64),
                "count" => Value::Number(*index as i64 + 1),
                "hasNext" => Value::Bool(index + 1 < *count),
                "first" => Value::Bool(*index == 0),
                "last" => Value::Bool(index + 1 == *count),
                _ => return Err(Halt::Lost),
            });
        }
        Err(Halt::Lost)
    }

    fn input(&mut self, call: &read::Call<'t>, site: Site<'t>) -> Result<Value, Halt> {
        match (call.member, call.arguments) {
            ("body", None) => Ok(Value::Raw),
            ("params", Some([])) => Ok(Value::Params),
            ("params", Some([name])) => match self.value(name, site)? {
                Value::Text(name) => Ok(self.external(Some(Source::Param(None, name.to_string())))),
                _ => Err(Halt::Lost),
            },
            ("path" | "json", Some([path])) => {
                let Some(said) = self.constant(path, site)? else { return Err(Halt::Lost) };
                let Some(source) = place(&said) else { return Err(Halt::Lost) };
                if call.member == "path" {
                    return Ok(self.external(Some(source)));
                }
                self.facts.touched.insert(source.clone());
                Ok(Value::Json(source))
            }
            _ => Ok(Value::Nothing),
        }
    }

    /// The text of an expression that is the same whatever the request is.
    fn constant(&mut self, expression: &'t Expression, site: Site<'t>) -> Result<Option<String>, Halt> {
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
                Value::Concat(parts) => parts.iter().all(|part| add(part, out)),
                _ => false,
            }
        }
        let value = self.value(expression, site)?;
        let mut out = String::new();
        Ok(add(&value, &mut out).then_some(out))
    }

    fn util(&mut self, call: &read::Call<'t>, site: Site<'t>) -> Result<Value, Halt> {
        let Some([argument]) = call.arguments else { return Ok(Value::Nothing) };
        let value = self.value(argument, site)?;
        Ok(match (call.member, value) {
            ("escapeJavaScript" | "urlEncode" | "urlDecode" | "base64Encode", Value::Nothing) => {
                Value::Nothing
            }
            ("escapeJavaScript", value) => {
                let end = site.source.get(argument.span().end()..).and_then(|rest| rest.find(')'));
                let end = end.map(|at| argument.span().end() + at + 1).filter(|_| site.string.is_none());
                Value::Escaped { inner: value.into(), end, repaired: false }
            }
            ("urlEncode" | "base64Encode", _) => Value::Encoded,
            ("parseJson", Value::Json(source)) => self.external(Some(source)),
            ("parseJson", Value::Raw) => self.external(Some(Source::Body(Vec::new()))),
            ("parseJson" | "urlDecode" | "base64Decode", _) => return Err(Halt::Lost),
            _ => Value::Nothing,
        })
    }

    fn step(&mut self, value: &Value, step: &'t Accessor, site: Site<'t>) -> Result<Value, Halt> {
        match step {
            Accessor::Property { name, .. } => match (name.text(site.source), value) {
                ("empty" | "class", _) => Err(Halt::Lost),
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
                self.method(value, name.text(site.source), &values)
            }
        }
    }

    fn method(&mut self, value: &Value, name: &str, arguments: &[Value]) -> Result<Value, Halt> {
        Ok(match (value, name, arguments) {
            (Value::Nothing, _, _) => Value::Nothing,
            (_, "toString", []) => value.clone(),
            (Value::Unknown, _, _) => Value::Unknown,
            (_, "get", [key]) => self.member(value, key)?,
            (_, "keySet", []) => Value::List(Rc::new(RefCell::new(self.keys(value)?))),
            (_, "entrySet", []) => {
                let mut entries = Vec::new();
                for key in self.keys(value)? {
                    let Value::Text(name) = &key else { continue };
                    let held = self.member(value, &key)?;
                    entries.push(Value::Entry(Rc::clone(name), held.into()));
                }
                Value::List(Rc::new(RefCell::new(entries)))
            }
            (_, "values", []) => Value::List(Rc::new(RefCell::new(self.elements(value)?))),
            (Value::External(source @ Source::Body(_)), "size", []) => {
                Value::Number(self.size(source) as i64)
            }
            (Value::External(source @ Source::Body(_)), "isEmpty", [])
                if matches!(self.facts.shapes.get(source), Some(Shape::List(_) | Shape::Object(_))) =>
            {
                Value::Bool(self.size(source) == 0)
            }
            (Value::List(list), "size", []) => Value::Number(list.borrow().len() as i64),
            (Value::Map(map), "size", []) => Value::Number(map.borrow().len() as i64),
            (Value::List(list), "isEmpty", []) => Value::Bool(list.borrow().is_empty()),
            (Value::Map(map), "isEmpty", []) => Value::Bool(map.borrow().is_empty()),
            (Value::List(list), "add", [element]) => {
                list.borrow_mut().push(element.clone());
                Value::Bool(true)
            }
            (Value::Map(map), "put", [Value::Text(key), held]) => {
                let old =
                    map.borrow().iter().find(|(known, _)| **known == **key).map(|(_, value)| value.clone());
                put(map, key, held.clone());
                old.unwrap_or(Value::Nothing)
            }
            (Value::Map(map), "containsKey", [Value::Text(key)]) => {
                Value::Bool(map.borrow().iter().any(|(known, _)| **known == **key))
            }
            (Value::Escaped { inner, end, .. }, "replaceAll", [Value::Text(from), Value::Text(to)])
                if &**from == "\\\\'" && &**to == "'" =>
            {
                Value::Escaped { inner: Rc::clone(inner), end: *end, repaired: true }
            }
            // A pattern with one backslash is an apostrophe alone, which stays one: a common slip.
            (Value::Escaped { .. }, "replaceAll", [Value::Text(from), Value::Text(to)])
                if matches!(&**from, "\\'" | "'") && &**to == "'" =>
            {
                value.clone()
            }
            (Value::Escaped { inner, end, .. }, "replace", [Value::Text(from), Value::Text(to)])
                if &**from == "\\'" && &**to == "'" =>
            {
                Value::Escaped { inner: Rc::clone(inner), end: *end, repaired: true }
            }
            _ => return Err(Halt::Lost),
        })
    }

    fn value(&mut self, expression: &'t Expression, site: Site<'t>) -> Result<Value, Halt> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Halt::Lost);
        }
        Ok(match expression {
            Expression::String(literal) => match &literal.value {
                StringValue::Template { template, .. } => {
                    let before = (std::mem::take(&mut self.pieces), self.string);
                    self.string = Some(site.place(literal.span));
                    let inner = match &template.decoded {
                        Some(text) => Site { source: text, string: self.string },
                        None => site,
                    };
                    let flow = self.items(&template.items, inner);
                    let pieces = std::mem::replace(&mut self.pieces, before.0);
                    self.string = before.1;
                    flow?;
                    let mut parts: Vec<Value> = pieces.into_iter().map(|piece| piece.value).collect();
                    let all_text = parts.iter().all(|part| matches!(part, Value::Text(_) | Value::Nothing));
                    if all_text {
                        let mut text = String::new();
                        for part in &parts {
                            self.facts.print(part, &mut text);
                        }
                        Value::Text(text.into())
                    } else if parts.len() == 1
                        && !matches!(parts.first(), Some(Value::Map(_) | Value::List(_)))
                    {
                        parts.pop().unwrap_or(Value::Nothing)
                    } else {
                        Value::Concat(parts.into())
                    }
                }
                _ => Value::Text(read::text(expression, site).ok_or(Halt::Lost)?.into()),
            },
            Expression::Integer(span) => {
                Value::Number(span.text(site.source).parse().map_err(|_| Halt::Lost)?)
            }
            Expression::Float(_) => Value::Encoded,
            Expression::Boolean { value, .. } => Value::Bool(*value),
            Expression::Reference(reference) => self.reference(reference, site)?,
            Expression::Group { inner, .. } => self.value(inner, site)?,
            Expression::List { elements, .. } => {
                let mut list = Vec::new();
                for element in elements {
                    list.push(self.value(element, site)?);
                }
                Value::List(Rc::new(RefCell::new(list)))
            }
            Expression::Map { entries, .. } => {
                let map = Rc::new(RefCell::new(Vec::new()));
                for (key, value) in entries {
                    let Some(key) = self.constant(key, site)? else { return Err(Halt::Lost) };
                    let value = self.value(value, site)?;
                    put(&map, &key, value);
                }
                Value::Map(map)
            }
            Expression::Range { from, to, .. } => {
                let (Value::Number(from), Value::Number(to)) =
                    (self.value(from, site)?, self.value(to, site)?)
                else {
                    return Err(Halt::Lost);
                };
                if from.abs_diff(to) > 1000 {
                    return Err(Halt::Lost);
                }
                let list = if from <= to {
                    (from..=to).map(Value::Number).collect()
                } else {
                    (to..=from).rev().map(Value::Number).collect()
                };
                Value::List(Rc::new(RefCell::new(list)))
            }
            Expression::Word(_) => Value::Nothing,
            Expression::Binary { operator, left, right, .. } if is_arithmetic(*operator) => {
                match (self.value(left, site)?, *operator, self.value(right, site)?) {
                    (Value::Number(a), Operator::Add, Value::Number(b)) => Value::Number(a.wrapping_add(b)),
                    (Value::Number(a), Operator::Subtract, Value::Number(b)) => {
                        Value::Number(a.wrapping_sub(b))
                    }
                    (Value::Number(a), Operator::Multiply, Value::Number(b)) => {
                        Value::Number(a.wrapping_mul(b))
                    }
                    (a @ (Value::Text(_) | Value::Concat(_)), Operator::Add, b)
                    | (a, Operator::Add, b @ (Value::Text(_) | Value::Concat(_))) => {
                        Value::Concat([a, b].into())
                    }
                    _ => return Err(Halt::Lost),
                }
            }
            Expression::Not { .. } | Expression::Binary { .. } => Value::Bool(self.truth(expression, site)?),
        })
    }

    /// Whether a condition holds, as far as it goes by choice.
    fn truth(&mut self, condition: &'t Expression, site: Site<'t>) -> Result<bool, Halt> {
        Ok(match condition {
            Expression::Group { inner, .. } => self.truth(inner, site)?,
            Expression::Not { operand, .. } => !self.truth(operand, site)?,
            Expression::Binary { operator: Operator::And, left, right, .. } => {
                self.truth(left, site)? && self.truth(right, site)?
            }
            Expression::Binary { operator: Operator::Or, left, right, .. } => {
                self.truth(left, site)? || self.truth(right, site)?
            }
            Expression::Binary { operator, left, right, .. } if !is_arithmetic(*operator) => {
                let (left, right) = (self.value(left, site)?, self.value(right, site)?);
                self.compare(&left, *operator, &right)?
            }
            Expression::Boolean { value, .. } => *value,
            Expression::Reference(reference) => match self.reference(reference, site)? {
                Value::Bool(value) => value,
                Value::Unknown => return Err(Halt::Lost),
                _ => true,
            },
            _ => return Err(Halt::Lost),
        })
    }

    fn compare(&mut self, left: &Value, operator: Operator, right: &Value) -> Result<bool, Halt> {
        if let (Value::Number(a), Value::Number(b)) = (left, right) {
            return Ok(match operator {
                Operator::Equal => a == b,
                Operator::NotEqual => a != b,
                Operator::Less => a < b,
                Operator::LessOrEqual => a <= b,
                Operator::Greater => a > b,
                Operator::GreaterOrEqual => a >= b,
                _ => return Err(Halt::Lost),
            });
        }
        if !matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Err(Halt::Lost);
        }
        let equal = match (left, right) {
            (Value::External(source), other) | (other, Value::External(source)) => {
                self.external_equals(source, other)?
            }
            (Value::Escaped { inner, .. }, Value::Nothing)
            | (Value::Nothing, Value::Escaped { inner, .. }) => {
                return self.compare(&inner.clone(), operator, &Value::Nothing);
            }
            (Value::Escaped { inner, .. }, Value::Text(text))
            | (Value::Text(text), Value::Escaped { inner, .. })
                if text.is_empty() =>
            {
                return self.compare(&inner.clone(), operator, &Value::Nothing);
            }
            _ => {
                let (mut a, mut b) = (String::new(), String::new());
                for (value, out) in [(left, &mut a), (right, &mut b)] {
                    if !matches!(value, Value::Nothing | Value::Text(_) | Value::Number(_) | Value::Bool(_)) {
                        return Err(Halt::Lost);
                    }
                    self.facts.print(value, out);
                }
                a == b
            }
        };
        Ok(equal == (operator == Operator::Equal))
    }

    /// Whether a value of the request equals another one: as the request is, or as it is chosen to be.
    fn external_equals(&mut self, source: &Source, other: &Value) -> Result<bool, Halt> {
        let wanted = match other {
            Value::Nothing => Shape::Missing,
            Value::Text(text) if text.is_empty() => Shape::Missing,
            Value::Text(text) => Shape::Text(text.to_string()),
            Value::Number(number) => Shape::Number(*number),
            Value::Bool(value) => Shape::Bool(*value),
            _ => return Err(Halt::Lost),
        };
        if let Some(shape) = self.facts.shape(source) {
            return Ok(shape == wanted);
        }
        let missing = wanted == Shape::Missing;
        if self.facts.is_container(source) || missing && self.facts.present.contains(source) {
            return Ok(false);
        }
        // The first option is the one where the value is there.
        let equal = (self.choose(2) == 0) != missing;
        if equal {
            self.facts.shapes.insert(source.clone(), wanted);
            self.facts.touched.insert(source.clone());
        } else if missing {
            self.facts.present.insert(source.clone());
        }
        Ok(equal)
    }
}

/// What cannot be followed can be anything; whether that is so is seen when the engine renders it.
fn unknown(halt: Halt) -> Result<Value, Halt> {
    match halt {
        Halt::Lost => Ok(Value::Unknown),
        other => Err(other),
    }
}

fn is_arithmetic(operator: Operator) -> bool {
    matches!(
        operator,
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo
    )
}

fn put(map: &RefCell<Vec<(String, Value)>>, key: &str, value: Value) {
    let mut map = map.borrow_mut();
    match map.iter_mut().find(|(known, _)| known == key) {
        Some((_, held)) => *held = value,
        None => map.push((key.to_owned(), value)),
    }
}

/// The place in the payload that a definite path names.
fn place(path: &str) -> Option<Source> {
    let path = JsonPath::compile(path.as_bytes()).ok()?;
    let mut source = Source::Body(Vec::new());
    for segment in &path.tree().segments {
        source = match &segment.kind {
            SegmentKind::Names(names) => match &**names {
                [name] => source.key(std::str::from_utf8(&name.text).ok()?)?,
                _ => return None,
            },
            SegmentKind::Indexes(indexes) => match &**indexes {
                [index] => source.index(usize::try_from(*index).ok()?)?,
                _ => return None,
            },
            _ => return None,
        };
    }
    Some(source)
}
