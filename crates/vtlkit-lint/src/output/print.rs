//! What the service prints for a value.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::Value as Json;

use super::facts::Facts;
use super::function::Function;
use super::payload::java_map;
use super::source::{Source, Step};
use super::value::Value;

/// Stands in a printed text for a part that is not known. What it is can be read as a number in JSON.
pub(crate) const ANYTHING: char = '\u{e000}';

/// How many values in each other are printed.
pub(crate) const DEEPEST: usize = 100;

/// How long a printed text may get.
pub(crate) const LONGEST: usize = 1 << 20;

/// A request to print values of; the payload is made once.
pub(crate) struct View<'f> {
    facts: &'f Facts,
    document: OnceCell<Json>,
}

impl<'f> View<'f> {
    pub(crate) fn of(facts: &'f Facts) -> Self {
        Self { facts, document: OnceCell::new() }
    }

    /// What the service prints for a value.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.print_within(value, DEEPEST, out);
    }

    /// Prints a value that holds no more than so many others in each other. A list may hold itself, and a text may
    /// double with each step of a loop.
    fn print_within(&self, value: &Value, depth: usize, out: &mut String) {
        let Some(depth) = depth.checked_sub(1).filter(|_| out.len() < LONGEST) else {
            out.push(ANYTHING);
            return;
        };
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
            Value::Spread { list, rest, json } => match self.found(list) {
                Some(Json::Array(elements)) => {
                    let found: Json = elements.iter().filter_map(|it| at(it, rest)).cloned().collect();
                    out.push_str(&found.to_string());
                }
                _ if *json => out.push_str("\"\""),
                _ => {}
            },
            Value::Raw => out.push_str(&self.facts.request().body),
            Value::Escaped { inner, repaired, .. } => {
                let mut text = String::new();
                self.print_within(inner, depth, &mut text);
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
            Value::Concat(parts) => parts.iter().for_each(|part| self.print_within(part, depth, out)),
            Value::List(list) => {
                out.push('[');
                for (index, element) in list.borrow().iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    self.print_within(element, depth, out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.borrow().iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    out.push_str(key);
                    out.push('=');
                    self.print_within(value, depth, out);
                }
                out.push('}');
            }
            Value::Made { inner, by } => self.made(inner, by, depth, out),
            Value::Params | Value::ParamMap(_) | Value::Stages | Value::Unknown => out.push(ANYTHING),
        }
    }

    fn made(&self, inner: &Value, by: &Function, depth: usize, out: &mut String) {
        if let Value::External(source) = inner
            && !self.found(source).is_some_and(|value| value.is_string())
            && matches!(source, Source::Body(_))
        {
            return;
        }
        let mut text = String::new();
        self.print_within(inner, depth, &mut text);
        match by.apply(&text).filter(|_| !text.contains(ANYTHING)) {
            Some(text) => out.push_str(&text),
            None => out.push(ANYTHING),
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
            _ => self.facts.sent(source),
        }
    }
}

/// What is at a place in a value.
fn at<'j>(mut value: &'j Json, path: &[Step]) -> Option<&'j Json> {
    for step in path {
        value = match step {
            Step::Key(name) => value.get(name)?,
            Step::Index(index) => value.get(index)?,
            Step::Parse => return None,
        };
    }
    Some(value)
}
