//! What the service prints for a value.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use serde_json::Value as Json;
use vtlkit_gateway::Request;

use super::calculation::Computed;
use super::facts::Facts;
use super::function::Function;
use super::payload::java_map;
use super::source::{Source, Step};
use super::value::Value;

/// Stands in a printed text for a part that is not known. What it is can be read as a number in JSON.
pub(crate) const ANYTHING: char = '\u{e000}';

/// Stands for a value of which it is asked where it lands.
pub(crate) const PROBE: char = '\u{e002}';

/// The digits of a number behind `PROBE`, which tells one of many.
const FIRST_DIGIT: u32 = 0xe010;
pub(crate) const LAST_DIGIT: char = '\u{e019}';

/// One of many values of which it is asked where they land.
pub(crate) fn numbered_probe(number: usize) -> String {
    let digits = number.to_string();
    let digits = digits.chars().filter_map(|c| char::from_u32(FIRST_DIGIT + c.to_digit(10)?));
    std::iter::once(PROBE).chain(digits).collect()
}

/// The number of a value, behind its `PROBE`.
pub(crate) fn number_of_probe(text: &str) -> Option<usize> {
    let digit = |c: char| char::from_digit(u32::from(c).checked_sub(FIRST_DIGIT)?, 10);
    let digits: String = text.chars().map_while(digit).collect();
    digits.parse().ok()
}

/// How many values in each other are printed.
pub(crate) const DEEPEST: usize = 100;

/// How many values are printed for one: what is calculated of itself does not get longer with each step.
const MOST_VALUES: usize = 100_000;

/// How long a printed text may get.
pub(crate) const LONGEST: usize = 1 << 20;

/// What a function gives.
pub(super) enum Made {
    /// A text, or something that prints as this text.
    Text(String),
    /// Nothing: what is missing has no methods.
    Nothing,
    /// It is not known, or the engine fails.
    Unknown,
}

/// A request to print values of; the payload is made once.
pub(crate) struct View<'f> {
    facts: &'f Facts,
    document: OnceCell<Json>,
    /// Values that are something else than the facts say, as they are sent; `None` is missing.
    changes: Vec<(Source, Option<Json>)>,
    /// Whether values are looked up one by one, without the payload around them.
    by_itself: bool,
    /// Whether the engine has failed to print something.
    fails: Cell<bool>,
    /// How many more values may be printed for the one that was asked for.
    budget: Cell<usize>,
}

impl<'f> View<'f> {
    pub(crate) fn of(facts: &'f Facts) -> Self {
        let budget = Cell::new(MOST_VALUES);
        let (document, changes, fails) = (OnceCell::new(), Vec::new(), Cell::new(false));
        Self { facts, document, changes, by_itself: false, fails, budget }
    }

    /// A request with some of its values replaced. The payload is not made for values that are in it.
    pub(crate) fn with(facts: &'f Facts, changes: &[(Source, Option<Json>)]) -> Self {
        let sent = |(source, value): &(Source, Option<Json>)| {
            let value = value.as_ref().and_then(|value| facts.as_sent(source, value.clone()));
            (source.clone(), value)
        };
        Self { changes: changes.iter().map(sent).collect(), by_itself: true, ..Self::of(facts) }
    }

    /// What the service prints for a value.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.budget.set(MOST_VALUES);
        self.print_within(value, DEEPEST, out);
    }

    /// What a value is when it is calculated with; `None` where that is not known.
    pub(crate) fn compute(&self, value: &Value) -> Option<Computed> {
        self.budget.set(MOST_VALUES);
        self.computed(value, DEEPEST)
    }

    pub(super) fn has_time(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// Prints a value that holds no more than so many others in each other. A list may hold itself, and a text may
    /// double with each step of a loop.
    pub(super) fn print_within(&self, value: &Value, depth: usize, out: &mut String) {
        let Some(depth) = depth.checked_sub(1).filter(|_| out.len() < LONGEST && self.has_time()) else {
            out.push(ANYTHING);
            return;
        };
        match value {
            Value::Nothing | Value::Block(_) | Value::Entry(..) => {}
            Value::Text(text) | Value::Fraction(text) => out.push_str(text),
            Value::Number(number) => out.push_str(&number.to_string()),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::External(source) => match self.place(source).as_deref() {
                None | Some(Json::Null) => {}
                Some(Json::String(text)) => out.push_str(text),
                Some(Json::Object(map)) if matches!(source, Source::Body(_)) => java_map(map, out),
                Some(Json::Object(_)) => {}
                Some(other) => out.push_str(&other.to_string()),
            },
            Value::Json(source) => match self.place(source).as_deref() {
                None | Some(Json::Null) => out.push_str("\"\""),
                Some(value) => out.push_str(&value.to_string()),
            },
            Value::Spread { list, rest, json } => match self.place(list).as_deref() {
                Some(Json::Array(elements)) => {
                    let found: Json = elements.iter().filter_map(|it| at(it, rest)).cloned().collect();
                    out.push_str(&found.to_string());
                }
                _ if *json => out.push_str("\"\""),
                _ => {}
            },
            Value::Query(query) => match query.print(&self.body()) {
                Some(printed) => out.push_str(&printed),
                None => {
                    self.fails.set(true);
                    out.push(ANYTHING);
                }
            },
            Value::Raw => out.push_str(&self.body()),
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
            Value::Made { inner, by, given } => match self.made(inner, by, given, depth) {
                Made::Text(text) => out.push_str(&text),
                Made::Nothing => {}
                Made::Unknown => out.push(ANYTHING),
            },
            Value::Calculated(calculation) => calculation.print(self, depth, out),
            Value::Params | Value::ParamMap(_) | Value::Stages | Value::Unknown => out.push(ANYTHING),
        }
    }

    /// What a function gives.
    pub(super) fn made(&self, inner: &Value, by: &Function, given: &[Value], depth: usize) -> Made {
        let given: Option<Vec<Json>> = given.iter().map(|value| self.argument(value, depth)).collect();
        let Some(given) = given else { return Made::Unknown };
        let is_text = match inner {
            Value::Nothing => false,
            // Of the payload only texts have these methods.
            Value::External(source @ Source::Body(_)) => {
                self.place(source).is_some_and(|value| value.is_string())
            }
            Value::External(source) => self.place(source).is_some(),
            _ => true,
        };
        let made = if is_text {
            let mut text = String::new();
            self.print_within(inner, depth, &mut text);
            if text.contains(ANYTHING) {
                return Made::Unknown;
            }
            by.apply(&text, &given)
        } else if by.knows_missing() {
            by.apply_to_missing(&given)
        } else {
            return Made::Nothing;
        };
        self.fails.set(self.fails.get() || made.is_none());
        made.map_or(Made::Unknown, Made::Text)
    }

    /// An argument that depends on the request. What is missing is the empty text as one.
    fn argument(&self, value: &Value, depth: usize) -> Option<Json> {
        Some(match self.computed(value, depth)? {
            Computed::Number(number) => number.into(),
            Computed::Text(text) => text.into(),
            Computed::Null => "".into(),
        })
    }

    /// Whether the engine has failed to print something.
    pub(super) fn fails(&self) -> bool {
        self.fails.get()
    }

    /// The payload.
    fn document(&self) -> &Json {
        self.document.get_or_init(|| self.facts.document())
    }

    /// Whether the payload has members.
    pub(crate) fn has_members(&self) -> bool {
        self.document().as_object().is_some_and(|map| !map.is_empty())
    }

    /// The text of the payload.
    pub(crate) fn body(&self) -> String {
        self.facts.body_of(|| self.document().clone())
    }

    /// The request.
    pub(crate) fn request(&self) -> Request {
        self.facts.request_with(self.body())
    }

    /// Whether there is an object at a place of the payload.
    pub(crate) fn is_object(&self, source: &Source) -> bool {
        self.place(source).is_some_and(|value| value.is_object())
    }

    /// The value at a place of the payload.
    pub(crate) fn found(&self, source: &Source) -> Option<Json> {
        self.place(source).map(Cow::into_owned)
    }

    fn place(&self, source: &Source) -> Option<Cow<'_, Json>> {
        if let Some((_, value)) = self.changes.iter().find(|(changed, _)| changed == source) {
            return value.as_ref().map(Cow::Borrowed);
        }
        match source {
            Source::Body(_) if self.by_itself && !self.facts.is_container(source) => {
                self.facts.sent(source).map(Cow::Owned)
            }
            Source::Body(path) => {
                let mut at = Cow::Borrowed(self.document());
                for step in &**path {
                    at = match (step, at) {
                        (Step::Key(name), Cow::Borrowed(at)) => Cow::Borrowed(at.get(&**name)?),
                        (Step::Index(index), Cow::Borrowed(at)) => Cow::Borrowed(at.get(index)?),
                        (Step::Key(name), Cow::Owned(at)) => Cow::Owned(at.get(&**name)?.clone()),
                        (Step::Index(index), Cow::Owned(at)) => Cow::Owned(at.get(index)?.clone()),
                        (Step::Parse, at) => Cow::Owned(serde_json::from_str(at.as_str()?).ok()?),
                    };
                }
                Some(at)
            }
            _ => self.facts.sent(source).map(Cow::Owned),
        }
    }
}

/// What is at a place in a value.
fn at<'j>(mut value: &'j Json, path: &[Step]) -> Option<&'j Json> {
    for step in path {
        value = match step {
            Step::Key(name) => value.get(&**name)?,
            Step::Index(index) => value.get(index)?,
            Step::Parse => return None,
        };
    }
    Some(value)
}
