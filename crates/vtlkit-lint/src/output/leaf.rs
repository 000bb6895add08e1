//! What of the request is in a value.

use std::borrow::Cow;

use super::json::At;
use super::print::DEEPEST;
use super::value::Value;

/// What is in a value, and what has been done to it.
#[derive(Clone)]
pub(crate) struct Leaf<'v> {
    pub(crate) value: Cow<'v, Value>,
    pub(crate) treatment: Treatment,
    /// Whether it is a text that functions have gone over.
    pub(crate) made: bool,
}

/// What has been done to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Plain,
    /// `escapeJavaScript`: where the call ends, whether it stands in no string, and whether `\'` became `'` again.
    Escaped {
        end: Option<usize>,
        plain: bool,
        repaired: bool,
    },
    /// Nothing special in JSON is left in it.
    Encoded,
}

impl Leaf<'_> {
    fn into_owned(self) -> Leaf<'static> {
        let Self { value, treatment, made } = self;
        Leaf { value: Cow::Owned(value.into_owned()), treatment, made }
    }

    /// Texts that may break it, `None` for what breaks it most likely. Functions may take the special characters of
    /// one away, and not those of another, and a part of a text may have none; a loop may leave out what is missing,
    /// and not what is empty.
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

/// How many values of the request are looked at in one piece of output.
const MOST_LEAVES: usize = 1_000;

/// What of the request is in a value.
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
        // A second round of escapes leaves none of the first unescaped.
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
            // Texts that it is given may be in what it makes.
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
