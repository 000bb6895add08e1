//! The values of the request inside a printed value.

use std::borrow::Cow;

use super::json::At;
use super::print::DEEPEST;
use super::value::Value;

/// A value of the request inside a printed value, and how it was treated.
#[derive(Clone)]
pub(crate) struct Leaf<'v> {
    pub(crate) value: Cow<'v, Value>,
    pub(crate) treatment: Treatment,
    /// Whether it is a string that functions changed.
    pub(crate) made: bool,
}

/// How a value was escaped or encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Plain,
    /// `escapeJavaScript`: the end of the call, whether the call is outside of a string literal, and whether `\'` was
    /// replaced by `'`.
    Escaped {
        end: Option<usize>,
        plain: bool,
        repaired: bool,
    },
    /// No character special in JSON is left.
    Encoded,
}

impl Leaf<'_> {
    fn into_owned(self) -> Leaf<'static> {
        let Self { value, treatment, made } = self;
        Leaf { value: Cow::Owned(value.into_owned()), treatment, made }
    }

    /// Strings that may break the sink; `None` for the most likely one. Functions may remove special characters, a
    /// part of a string may have none, and a loop may skip missing values but not empty ones.
    pub(crate) fn texts(&self, at: At) -> impl Iterator<Item = Option<&'static str>> {
        let others: &[&str] = match (at, self.treatment) {
            (At::String { .. }, Treatment::Plain) if self.made => &["\"", "x\\y", "x\ny"],
            (At::String { .. }, Treatment::Plain) => &["\""],
            (At::String { .. }, Treatment::Escaped { repaired: false, .. }) => &["'"],
            (At::Value { .. } | At::ValueOrEnd, _) => &[""],
            _ => &[],
        };
        std::iter::once(None).chain(others.iter().copied().map(Some))
    }
}

/// The most values inspected in one piece of output.
const MOST_LEAVES: usize = 1_000;

/// The values of the request inside a value.
pub(crate) fn leaves(value: &Value) -> Vec<Leaf<'_>> {
    let mut out = Vec::new();
    gather(value, Treatment::Plain, false, &mut MOST_LEAVES.clone(), DEEPEST, &mut out);
    out
}

fn gather<'v>(
    value: &'v Value,
    treatment: Treatment,
    is_made: bool,
    budget: &mut usize,
    depth: usize,
    out: &mut Vec<Leaf<'v>>,
) {
    let Some(depth) = depth.checked_sub(1).filter(|_| *budget > 0) else { return };
    *budget -= 1;
    match value {
        Value::Concat(parts) => {
            parts.iter().for_each(|part| gather(part, treatment, is_made, budget, depth, out));
        }
        // Escaping twice leaves no apostrophe unescaped.
        Value::Escaped { .. } if treatment != Treatment::Plain => {}
        Value::Escaped { inner, end, plain, repaired } => {
            let treatment = Treatment::Escaped { end: *end, plain: *plain, repaired: *repaired };
            gather(inner, treatment, is_made, budget, depth, out);
        }
        Value::Calculated(calculation) => {
            for part in calculation.parts() {
                gather(part, treatment, is_made, budget, depth, out);
            }
        }
        Value::Made { inner, by, given } => {
            let treatment = if by.encodes() { Treatment::Encoded } else { treatment };
            gather(inner, treatment, true, budget, depth, out);
            // String arguments may be part of the result.
            if by.may_be_text() {
                given.iter().for_each(|value| gather(value, treatment, true, budget, depth, out));
            }
        }
        Value::List(list) => {
            for element in list.borrow().iter() {
                let mut inside = Vec::new();
                gather(element, treatment, is_made, budget, depth, &mut inside);
                out.extend(inside.into_iter().map(|leaf| leaf.into_owned()));
            }
        }
        Value::Map(map) if map.borrow().is_empty() => {}
        Value::Map(_)
        | Value::External(_)
        | Value::Json(_)
        | Value::Spread { .. }
        | Value::Query(_)
        | Value::Raw
        | Value::Params
        | Value::ParamMap(_) => {
            out.push(Leaf { value: Cow::Borrowed(value), treatment, made: is_made });
        }
        _ => {}
    }
}
