//! Builds a payload value by value.

use serde_json::{Map, Value as Json};

use super::origin::Step;

/// Puts a value at a place. An existing value stays, unless the new one is decided and the old one is not a
/// container.
pub(super) fn put(document: &mut Json, path: &[Step], leaf: Json, concrete: bool) {
    let mut at = document;
    for step in path {
        at = match step {
            Step::Key(name) => {
                if !at.is_object() {
                    *at = Json::Object(Map::new());
                }
                let Json::Object(map) = at else { return };
                map.entry(&**name).or_insert(Json::Null)
            }
            Step::Index(index) => {
                if !at.is_array() {
                    *at = Json::Array(Vec::new());
                }
                let Json::Array(list) = at else { return };
                // Templates read single elements near the start of an array.
                if *index > 64 {
                    return;
                }
                while list.len() <= *index {
                    list.push(Json::Null);
                }
                let Some(element) = list.get_mut(*index) else { return };
                element
            }
            Step::Parse => {
                if at.get(PARSED).is_none() {
                    *at = Json::Object(Map::from_iter([(PARSED.to_owned(), Json::Null)]));
                }
                let Some(inner) = at.get_mut(PARSED) else { return };
                inner
            }
        };
    }
    // The contents of a container come after it, so nothing is lost.
    if at.is_null() || concrete {
        *at = leaf;
    }
}

/// The key under which a string keeps its JSON while the payload is built.
const PARSED: &str = "\u{e001}";

/// Renames the member at a place, in its position.
pub(super) fn rename(document: &mut Json, path: &[Step], to: &str) {
    let Some((Step::Key(from), above)) = path.split_last() else { return };
    let mut at = document;
    for step in above {
        let found = match step {
            Step::Key(name) => at.get_mut(&**name),
            Step::Index(index) => at.get_mut(index),
            Step::Parse => None,
        };
        let Some(found) = found else { return };
        at = found;
    }
    let Json::Object(map) = at else { return };
    let named = |(name, value)| if name == **from { (to.to_owned(), value) } else { (name, value) };
    *map = std::mem::take(map).into_iter().map(named).collect();
}

/// Converts values to be parsed into strings.
pub(super) fn finish(document: &mut Json) {
    match document {
        Json::Object(map) => {
            map.values_mut().for_each(finish);
            if let Some(inner) = map.get(PARSED) {
                *document = Json::String(inner.to_string());
            }
        }
        Json::Array(list) => list.iter_mut().for_each(finish),
        _ => {}
    }
}

/// Removes the value at a place.
pub(super) fn remove(document: &mut Json, path: &[Step]) {
    let Some((last, path)) = path.split_last() else { return };
    let mut at = document;
    for step in path {
        let next = match step {
            Step::Key(name) => at.get_mut(&**name),
            Step::Index(index) => at.get_mut(index),
            Step::Parse => at.get_mut(PARSED),
        };
        let Some(next) = next else { return };
        at = next;
    }
    match (last, at) {
        (Step::Key(name), Json::Object(map)) => {
            map.shift_remove(&**name);
        }
        (Step::Index(index), Json::Array(list)) if *index < list.len() => {
            list.truncate(*index);
        }
        _ => {}
    }
}

/// A map as Java prints it.
pub(super) fn java_map(map: &Map<String, Json>, out: &mut String) {
    out.push('{');
    for (index, (key, value)) in map.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { ", " });
        out.push_str(key);
        out.push('=');
        match value {
            Json::String(text) => out.push_str(text),
            Json::Object(inner) => java_map(inner, out),
            other => out.push_str(&other.to_string()),
        }
    }
    out.push('}');
}
