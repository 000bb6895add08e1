//! Writes JSON values as text without white space while they are parsed.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// The name of the member with which `serde_json` represents the digits of a number.
const NUMBER: &str = "$serde_json::private::Number";

/// Appends the text of a value. Numbers keep their digits. A repeated member has its last value, at the first
/// position.
pub(super) struct Compact<'o>(pub(super) &'o mut Vec<u8>);

/// A written member: the offsets of its name, its value and its end.
#[derive(Clone, Copy)]
struct Written {
    name: usize,
    value: usize,
    end: usize,
}

impl Compact<'_> {
    fn scalar<E: serde::de::Error>(self, value: &impl serde::Serialize) -> Result<(), E> {
        serde_json::to_writer(self.0, value).map_err(E::custom)
    }

    /// Writes the elements of a list.
    pub(super) fn elements<'de, A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let out = self.0;
        out.push(b'[');
        let start = out.len();
        loop {
            let before = out.len();
            if before > start {
                out.push(b',');
            }
            if values.next_element_seed(Compact(out))?.is_none() {
                out.truncate(before);
                out.push(b']');
                return Ok(());
            }
        }
    }

    /// Writes the members of an object, or a number that is represented as one.
    pub(super) fn members<'de, A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let out = self.0;
        let start = out.len();
        out.push(b'{');
        let mut names = Names::default();
        let mut written: Vec<Written> = Vec::new();
        loop {
            let before = out.len();
            if before > start + 1 {
                out.push(b',');
            }
            let name = out.len();
            match members.next_key_seed(Name { out, names: &mut names })? {
                None => {
                    out.truncate(before);
                    break;
                }
                Some(true) if written.is_empty() => {
                    out.truncate(start);
                    let digits = members.next_value::<String>()?;
                    let number: Number = digits.parse().map_err(A::Error::custom)?;
                    out.extend_from_slice(number.to_string().as_bytes());
                    return Ok(());
                }
                Some(_) => {}
            }
            out.push(b':');
            let value = out.len();
            members.next_value_seed(Compact(out))?;
            written.push(Written { name, value, end: out.len() });
        }
        if names.may_repeat {
            merge(out, start, &written);
        }
        out.push(b'}');
        Ok(())
    }
}

/// The names of an object so far.
#[derive(Default)]
struct Names {
    /// A Bloom filter: one bit for each name.
    marks: u64,
    may_repeat: bool,
}

impl Names {
    fn add(&mut self, name: &str) {
        let sum = name.bytes().fold(name.len() as u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let mark = 1 << (sum % 64);
        self.may_repeat |= self.marks & mark != 0;
        self.marks |= mark;
    }
}

/// Rewrites the object at `start` with each name once.
#[cold]
fn merge(out: &mut Vec<u8>, start: usize, written: &[Written]) {
    let object = out.split_off(start);
    let part = |from: usize, to: usize| object.get(from - start..to - start).unwrap_or_default();
    let mut places: HashMap<&[u8], usize> = HashMap::with_capacity(written.len());
    let mut kept: Vec<(Written, Written)> = Vec::new();
    for member in written {
        let place = *places.entry(part(member.name, member.value)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some((_, last)) => *last = *member,
            None => kept.push((*member, *member)),
        }
    }
    out.push(b'{');
    for (at, (first, last)) in kept.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(part(first.name, first.value));
        out.extend_from_slice(part(last.value, last.end));
    }
}

impl<'de> DeserializeSeed<'de> for Compact<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Compact<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.scalar(&())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(&value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(&value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(&value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.scalar(&value)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.scalar(&text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<(), A::Error> {
        self.elements(values)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.members(members)
    }
}

/// Writes the name of a member. Returns whether it is that of a number's digits.
struct Name<'o, 'n> {
    out: &'o mut Vec<u8>,
    names: &'n mut Names,
}

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<bool, E> {
        self.names.add(name);
        serde_json::to_writer(self.out, name).map_err(E::custom)?;
        Ok(name == NUMBER)
    }
}
