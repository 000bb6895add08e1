//! The validator's equality of JSON values, with the matching hash.
//!
//! Numbers are equal if their mathematical values are. The hash of an object depends on the order of its members, so a
//! hash set treats two equal objects as different if their members are in a different order; `uniqueItems` uses such a
//! set, `enum` does not.

use std::collections::HashMap;

use crate::java;

use super::{Json, Value};

/// A number too large for a double was compared, which throws in Java.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotFinite;

impl std::fmt::Display for NotFinite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "java.lang.NumberFormatException: Character I is neither a decimal digit number, decimal point, nor \
             \"e\" notation exponential mark.",
        )
    }
}

/// Whether two values are equal.
pub(crate) type Equal = Result<bool, NotFinite>;

/// Compares two values, possibly of different documents.
pub(crate) fn equal(a: Json<'_>, b: Json<'_>) -> Equal {
    let mut pairs = vec![(a, b)];
    while let Some((a, b)) = pairs.pop() {
        let same = match (a.value(), b.value()) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a.equals(b)?,
            (Value::Array(a), Value::Array(b)) => {
                let same = a.len() == b.len();
                if same {
                    pairs.extend(a.iter().zip(b.iter()));
                }
                same
            }
            (Value::Object(a), Value::Object(b)) => {
                let mut same = a.len() == b.len();
                if same {
                    for (name, value) in a.iter() {
                        let Some(other) = b.get(name) else {
                            same = false;
                            break;
                        };
                        pairs.push((value, other));
                    }
                }
                same
            }
            _ => false,
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The hash of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NumHash(i32);

impl NumHash {
    pub(crate) fn of(value: Json<'_>) -> Self {
        /// A container whose remaining elements are still to be hashed.
        struct Open<'d> {
            rest: Box<dyn Iterator<Item = (i32, Json<'d>)> + 'd>,
            hash: i32,
            /// The hash of the name of the current member.
            name: i32,
        }
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut next = Some(value);
        let mut done = 0;
        loop {
            if let Some(value) = next.take() {
                done = match value.value() {
                    // `JsonNodeType.NULL.ordinal()`, `BooleanNode.hashCode()`.
                    Value::Null => 5,
                    Value::Bool(value) => {
                        if value {
                            3
                        } else {
                            1
                        }
                    }
                    Value::String(string) => java::hash(string),
                    Value::Number(number) => {
                        let bits = number.to_f64().to_bits();
                        (bits ^ (bits >> 32)) as i32
                    }
                    Value::Array(array) => {
                        open.push(Open {
                            rest: Box::new(array.iter().map(|value| (0, value))),
                            hash: 0,
                            name: 0,
                        });
                        0
                    }
                    Value::Object(object) => {
                        let rest = object.iter().map(|(name, value)| (java::hash(name), value));
                        open.push(Open { rest: Box::new(rest), hash: 0, name: 0 });
                        0
                    }
                };
                let container = value.as_array().is_some() || value.as_object().is_some();
                if !container && let Some(parent) = open.last_mut() {
                    parent.hash = parent.hash.wrapping_mul(31).wrapping_add(parent.name ^ done);
                }
            }
            let Some(container) = open.last_mut() else { return Self(done) };
            if let Some((name, value)) = container.rest.next() {
                container.name = name;
                next = Some(value);
            } else {
                done = container.hash;
                open.pop();
                if let Some(parent) = open.last_mut() {
                    parent.hash = parent.hash.wrapping_mul(31).wrapping_add(parent.name ^ done);
                }
            }
        }
    }
}

/// A hash set of values: two values are the same if they are equal and have the same hash.
#[derive(Debug, Default)]
pub(crate) struct JsonSet<'d>(HashMap<NumHash, Vec<Json<'d>>>);

impl<'d> JsonSet<'d> {
    /// Adds a value; returns `false` if the set contains it.
    pub(crate) fn add(&mut self, value: Json<'d>) -> Equal {
        let same_hash = self.0.entry(NumHash::of(value)).or_default();
        for &earlier in same_hash.iter() {
            if equal(earlier, value)? {
                return Ok(false);
            }
        }
        same_hash.push(value);
        Ok(true)
    }
}

/// Whether two of the values are the same in a hash set.
pub(crate) fn has_duplicates<'d>(values: impl ExactSizeIterator<Item = Json<'d>>) -> Equal {
    if values.len() < 2 {
        return Ok(false);
    }
    let mut set = JsonSet::default();
    for value in values {
        if !set.add(value)? {
            return Ok(true);
        }
    }
    Ok(false)
}
