//! `dependencies`: what the presence of a member requires.

use crate::java;
use crate::json::{Json, Value, write_strings};
use crate::message::Report;
use crate::schema::{DocId, Draft, SlotId, Slots};
use crate::validate::{Abort, At, Walk};

/// `dependencies`, split into members and schemas.
#[derive(Debug)]
pub(crate) struct Dependencies {
    /// In the order of a Java hash map; the required members are sorted.
    pub(crate) members: Vec<(Box<str>, Vec<Box<str>>)>,
    /// Sorted.
    pub(crate) schemas: Vec<(Box<str>, SlotId)>,
}

impl Dependencies {
    pub(super) fn compile(value: Json<'_>, doc: DocId, draft: Draft, slots: &mut Slots) -> Self {
        let dependencies: Vec<(&str, Json<'_>)> = value.members().collect();
        let get = |name: &str| value.get(name);
        let is_schema = |name: &&str| get(name).is_some_and(|dependency| dependency.as_object().is_some());
        // The validator copies from one hash map, of all dependencies, into another.
        let all = java::hash_map_order(dependencies.iter().map(|(name, _)| *name).collect());
        let members: Vec<&str> = all
            .iter()
            .copied()
            .filter(|name| {
                !is_schema(name) && get(name).is_some_and(|names| !required(names, draft).is_empty())
            })
            .collect();
        let members = java::hash_map_order(members)
            .into_iter()
            .filter_map(|name| Some((Box::from(name), required(get(name)?, draft))))
            .collect();
        let schemas = java::sorted(all.into_iter().filter(is_schema))
            .into_iter()
            .filter_map(|name| Some((Box::from(name), slots.add(doc, get(name)?))))
            .collect();
        Self { members, schemas }
    }

    pub(super) fn check(&self, walk: &mut Walk<'_>, at: &At<'_>, report: &mut Report) -> Result<(), Abort> {
        let Some(object) = at.instance.as_object() else { return Ok(()) };
        for (name, required) in &self.members {
            if object.get(name).is_none() {
                continue;
            }
            let mut missing: Vec<&str> =
                required.iter().map(|name| &**name).filter(|name| object.get(name).is_none()).collect();
            missing.dedup();
            if !missing.is_empty() {
                let mut text = format!(
                    "property \"{name}\" of object has missing property dependencies (schema requires "
                );
                write_strings(required.iter().map(|name| &**name), &mut text);
                text.push_str("; missing: ");
                write_strings(missing, &mut text);
                text.push(')');
                walk.error(report, at, "dependencies", text, Vec::new())?;
            }
        }
        for (name, slot) in &self.schemas {
            if object.get(name).is_some() {
                walk.visit(*slot, at.instance, at.path, report)?;
            }
        }
        Ok(())
    }
}

/// The names that a dependency requires, sorted. Draft 3 also accepts a single name, and drops duplicates.
fn required(dependency: Json<'_>, draft: Draft) -> Vec<Box<str>> {
    let names: Vec<&str> = match dependency.value() {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let mut names: Vec<Box<str>> = java::sorted(names).into_iter().map(Box::from).collect();
    if draft == Draft::V3 {
        names.dedup();
    }
    names
}
