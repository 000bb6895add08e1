//! What the variables of a mapping template offer: the one list that dispatch, the linter, documentation and editors
//! read.

pub use crate::roots::{Member, MemberKind};
use crate::roots::{input, util};

/// A variable the service gives to templates.
#[derive(Clone, Copy)]
pub struct Variable {
    /// The name, without `$`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub docs: &'static str,
    /// Its members; none for maps.
    pub members: &'static [Member],
}

/// The variables of a mapping template.
pub static VARIABLES: &[Variable] = &[
    Variable {
        name: "context",
        docs: "What the service knows of the request; `requestOverride` and `responseOverride` can be set.",
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
