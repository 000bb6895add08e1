//! Keywords of draft 3 only: schemas in `type`, `disallow`, `extends`.

use crate::json::{Json, Type, TypeSet, write_strings};
use crate::message::Report;
use crate::schema::{DocId, SlotId, Slots};
use crate::validate::{Abort, At, Walk};

use super::combine::no_branch;
use super::value::no_match;

/// The value of `type` or `disallow`.
#[derive(Debug)]
pub(crate) struct TypesAndSchemas {
    types: TypeSet,
    schemas: Vec<SlotId>,
}

pub(super) fn extends(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Vec<SlotId> {
    match value.as_array() {
        Some(schemas) => schemas.iter().map(|schema| slots.add(doc, schema)).collect(),
        None => vec![slots.add(doc, value)],
    }
}

impl TypesAndSchemas {
    pub(super) fn compile(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Self {
        let mut types = TypeSet::default();
        let mut schemas = Vec::new();
        let elements: Vec<Json<'_>> =
            value.as_array().map_or_else(|| vec![value], |array| array.iter().collect());
        for element in elements {
            match element.as_str() {
                Some("any") => types = TypeSet::ALL,
                Some(name) => {
                    let Some(kind) = Type::from_name(name) else { continue };
                    types.insert(kind);
                    if kind == Type::Number {
                        types.insert(Type::Integer);
                    }
                }
                None => schemas.push(element),
            }
        }
        // If all types are allowed, the schemas have no effect.
        if types == TypeSet::ALL {
            schemas.clear();
        }
        Self { types, schemas: schemas.into_iter().map(|schema| slots.add(doc, schema)).collect() }
    }

    pub(super) fn check_type(
        &self,
        walk: &mut Walk<'_>,
        at: &At<'_>,
        report: &mut Report,
    ) -> Result<(), Abort> {
        let found = at.instance.kind();
        if self.types.contains(found) {
            return Ok(());
        }
        let reports = walk.visit_branches(&self.schemas, at)?;
        if reports.iter().any(|(_, report)| !report.failed()) {
            return Ok(());
        }
        if !self.types.is_empty() {
            walk.error(report, at, "type", no_match(found, self.types), Vec::new())?;
        }
        if !self.schemas.is_empty() {
            walk.error(report, at, "type", no_branch(self.schemas.len()), reports)?;
        }
        Ok(())
    }

    pub(super) fn check_disallow(
        &self,
        walk: &mut Walk<'_>,
        at: &At<'_>,
        report: &mut Report,
    ) -> Result<(), Abort> {
        let found = at.instance.kind();
        if self.types.contains(found) {
            let mut text =
                format!("instance is of type {}, which is explicitly forbidden (disallowed: ", found.name());
            write_strings(self.types.iter().map(Type::name), &mut text);
            text.push(')');
            return walk.error(report, at, "disallow", text, Vec::new());
        }
        let reports = walk.visit_branches(&self.schemas, at)?;
        let matched = reports.iter().filter(|(_, report)| !report.failed()).count();
        if matched == 0 {
            return Ok(());
        }
        let schemas = self.schemas.len();
        let text = format!("instance matched {matched} out of {schemas} explicitly forbidden schema(s)");
        walk.error(report, at, "disallow", text, reports)
    }
}
