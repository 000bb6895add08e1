//! The variables of a mapping template and their members: the single source for dispatch, the linter, documentation
//! and editors.

pub use crate::roots::{Member, MemberKind};
use crate::roots::{input, util};

/// A variable that API Gateway defines in templates.
#[derive(Clone, Copy)]
pub struct Variable {
    /// The name, without `$`.
    pub name: &'static str,
    /// Its description, one sentence.
    pub docs: &'static str,
    /// Its members; empty for maps.
    pub members: &'static [Member],
}

/// The variables of a mapping template.
pub static VARIABLES: &[Variable] = &[
    Variable {
        name: "context",
        docs: "Information about the request. `requestOverride` and `responseOverride` can be set.",
        members: &[],
    },
    Variable {
        name: "input",
        docs: "The payload and the parameters of the request.",
        members: input::MEMBERS,
    },
    Variable { name: "stageVariables", docs: "The variables of the stage, by name.", members: &[] },
    Variable { name: "util", docs: "Functions to escape, encode and parse text.", members: util::MEMBERS },
];
