//! `allOf`, `anyOf`, `oneOf`, `not`: each branch has its own report.

use crate::json::Json;
use crate::message::Report;
use crate::schema::{DocId, SlotId, Slots};
use crate::validate::{Abort, At, Walk};

/// A keyword that combines schemas.
#[derive(Debug)]
pub(crate) enum Combine {
    All(Vec<SlotId>),
    Any(Vec<SlotId>),
    One(Vec<SlotId>),
    Not(SlotId),
}

fn branches(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Vec<SlotId> {
    value.elements().map(|schema| slots.add(doc, schema)).collect()
}

impl Combine {
    pub(super) fn all(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Self {
        Self::All(branches(value, doc, slots))
    }

    pub(super) fn any(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Self {
        Self::Any(branches(value, doc, slots))
    }

    pub(super) fn one(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Self {
        Self::One(branches(value, doc, slots))
    }

    /// The schemas that are combined.
    pub(crate) fn slots(&self) -> &[SlotId] {
        match self {
            Self::All(slots) | Self::Any(slots) | Self::One(slots) => slots,
            Self::Not(slot) => std::slice::from_ref(slot),
        }
    }

    pub(super) fn check(
        &self,
        walk: &mut Walk<'_>,
        keyword: &'static str,
        at: &At<'_>,
        report: &mut Report,
    ) -> Result<(), Abort> {
        let reports = walk.visit_branches(self.slots(), at)?;
        let matched = reports.iter().filter(|(_, report)| !report.failed()).count();
        let schemas = reports.len();
        let text = match self {
            Self::All(_) if matched != schemas => {
                format!(
                    "instance failed to match all required schemas (matched only {matched} out of {schemas})"
                )
            }
            Self::Any(_) if matched == 0 => no_branch(schemas),
            Self::One(_) if matched != 1 => {
                format!("instance failed to match exactly one schema (matched {matched} out of {schemas})")
            }
            Self::Not(_) if matched != 0 => {
                let text = "instance matched a schema which it should not have".to_owned();
                return walk.error(report, at, keyword, text, Vec::new());
            }
            _ => return Ok(()),
        };
        walk.error(report, at, keyword, text, reports)
    }
}

/// The message for a value that matches none of the schemas.
pub(super) fn no_branch(schemas: usize) -> String {
    format!("instance failed to match at least one required schema among {schemas}")
}
