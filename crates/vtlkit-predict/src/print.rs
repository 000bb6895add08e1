//! Evaluates symbolic values for a concrete request, as the service prints them.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use serde_json::Value as Json;
use vtlkit_gateway::Request;

use super::calculation::Computed;
use super::constraints::Constraints;
use super::function::Function;
use super::origin::{Origin, Step};
use super::payload::java_map;
use super::value::Value;

/// Placeholder in predicted text for an unknown part that reads as a number in JSON.
pub(crate) const ANYTHING: char = '\u{e000}';

/// Placeholder for a value whose sink is to be found.
pub(crate) const PROBE: char = '\u{e002}';

/// The digits after `PROBE`, to tell several values apart.
const FIRST_DIGIT: u32 = 0xe010;
pub(crate) const LAST_DIGIT: char = '\u{e019}';

/// The placeholder of one of several values whose sinks are to be found.
pub(crate) fn numbered_probe(number: usize) -> String {
    let digits = number.to_string();
    let digits = digits.chars().filter_map(|c| char::from_u32(FIRST_DIGIT + c.to_digit(10)?));
    std::iter::once(PROBE).chain(digits).collect()
}

/// The number of the value after a `PROBE`.
pub(crate) fn number_of_probe(text: &str) -> Option<usize> {
    let digit = |c: char| char::from_digit(u32::from(c).checked_sub(FIRST_DIGIT)?, 10);
    let digits: String = text.chars().map_while(digit).collect();
    digits.parse().ok()
}

/// The greatest depth of nested values that is printed.
pub(crate) const DEEPEST: usize = 100;

/// The most values printed for one value: a value computed from itself doubles with each step.
const MOST_VALUES: usize = 100_000;

/// The greatest length of printed text.
pub(crate) const LONGEST: usize = 1 << 20;

/// The result of a function.
pub(super) enum Made {
    /// A string, or a value that prints as this string.
    Text(String),
    /// No result: a missing value has no methods.
    Nothing,
    /// Unknown, or the engine throws.
    Unknown,
}

/// A concrete request for which values are evaluated; its payload is built once.
pub(crate) struct View<'f> {
    constraints: &'f Constraints,
    document: OnceCell<Json>,
    /// Replaced values, as they are sent; `None` is missing.
    changes: Vec<(Origin, Option<Json>)>,
    /// Whether values are looked up one by one, without building the payload.
    by_itself: bool,
    /// Whether the engine threw for a printed value.
    fails: Cell<bool>,
    /// The remaining budget of values for the current one.
    budget: Cell<usize>,
}

impl<'f> View<'f> {
    pub(crate) fn of(constraints: &'f Constraints) -> Self {
        let budget = Cell::new(MOST_VALUES);
        let (document, changes, fails) = (OnceCell::new(), Vec::new(), Cell::new(false));
        Self { constraints, document, changes, by_itself: false, fails, budget }
    }

    /// A request with some values replaced. The payload is not built for values inside it.
    pub(crate) fn with(constraints: &'f Constraints, changes: &[(Origin, Option<Json>)]) -> Self {
        let sent = |(source, value): &(Origin, Option<Json>)| {
            let value = value.as_ref().and_then(|value| constraints.as_sent(source, value.clone()));
            (source.clone(), value)
        };
        Self { changes: changes.iter().map(sent).collect(), by_itself: true, ..Self::of(constraints) }
    }

    /// The text that the service prints for a value.
    pub(crate) fn print(&self, value: &Value, out: &mut String) {
        self.budget.set(MOST_VALUES);
        self.print_within(value, DEEPEST, out);
    }

    /// A value as an operand of arithmetic; `None` if it is unknown.
    pub(crate) fn compute(&self, value: &Value) -> Option<Computed> {
        self.budget.set(MOST_VALUES);
        self.computed(value, DEEPEST)
    }

    pub(super) fn has_time(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// Prints a value with bounded depth. An array may contain itself, and a string may double in each iteration.
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
                Some(Json::Object(map)) if matches!(source, Origin::Body(_)) => java_map(map, out),
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

    /// The result of a function.
    pub(super) fn made(&self, inner: &Value, by: &Function, given: &[Value], depth: usize) -> Made {
        let given: Option<Vec<Json>> = given.iter().map(|value| self.argument(value, depth)).collect();
        let Some(given) = given else { return Made::Unknown };
        let is_text = match inner {
            Value::Nothing => false,
            // In the payload, only strings have these methods.
            Value::External(source @ Origin::Body(_)) => {
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

    /// An argument that depends on the request. A missing value is the empty string here.
    fn argument(&self, value: &Value, depth: usize) -> Option<Json> {
        Some(match self.computed(value, depth)? {
            Computed::Number(number) => number.into(),
            Computed::Text(text) => text.into(),
            Computed::Null => "".into(),
        })
    }

    /// Whether the engine threw for a printed value.
    pub(super) fn fails(&self) -> bool {
        self.fails.get()
    }

    /// The payload.
    fn document(&self) -> &Json {
        self.document.get_or_init(|| self.constraints.document())
    }

    /// Whether the payload is an object with members.
    pub(crate) fn has_members(&self) -> bool {
        self.document().as_object().is_some_and(|map| !map.is_empty())
    }

    /// The text of the payload.
    pub(crate) fn body(&self) -> String {
        self.constraints.body_of(|| self.document().clone())
    }

    /// The request.
    pub(crate) fn request(&self) -> Request {
        self.constraints.request_with(self.body())
    }

    /// Whether a place of the payload is an object.
    pub(crate) fn is_object(&self, source: &Origin) -> bool {
        self.place(source).is_some_and(|value| value.is_object())
    }

    /// The value at a place of the payload.
    pub(crate) fn found(&self, source: &Origin) -> Option<Json> {
        self.place(source).map(Cow::into_owned)
    }

    fn place(&self, source: &Origin) -> Option<Cow<'_, Json>> {
        if let Some((_, value)) = self.changes.iter().find(|(changed, _)| changed == source) {
            return value.as_ref().map(Cow::Borrowed);
        }
        match source {
            Origin::Body(_) if self.by_itself && !self.constraints.is_container(source) => {
                self.constraints.sent(source).map(Cow::Owned)
            }
            Origin::Body(path) => {
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
            _ => self.constraints.sent(source).map(Cow::Owned),
        }
    }
}

/// The value at a path inside a value.
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
