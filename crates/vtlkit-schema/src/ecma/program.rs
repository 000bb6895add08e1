//! The instructions of a compiled pattern.

use super::class::Class;

/// A compiled pattern.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) code: Vec<Inst>,
    pub(super) classes: Vec<Class>,
    /// The code units of the literals.
    pub(super) literals: Vec<u16>,
    /// The number of capturing groups.
    pub(super) groups: usize,
    /// A match can only start at the start of the string.
    pub(super) anchored: bool,
}

/// An index into the code.
pub(super) type Pc = usize;

/// An instruction that matches exactly one code unit.
#[derive(Clone, Copy, Debug)]
pub(super) enum One {
    Unit(u16),
    Any,
    Digit(bool),
    Word(bool),
    Space(bool),
    Class(usize),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Inst {
    One(One),
    /// Consecutive code units, stored in the program's literals.
    Literal {
        start: usize,
        len: usize,
    },
    /// Repeats one code unit; `max` is [`UNBOUNDED`] without a maximum.
    Span {
        one: One,
        min: u32,
        max: u32,
        greedy: bool,
    },
    Start,
    End,
    /// `\b`, or `\B` when false.
    Boundary(bool),
    BackReference(usize),
    /// Continues with the next instruction, or else with the other.
    Alternative {
        other: Pc,
    },
    Jump(Pc),
    Open(usize),
    Close(usize),
    /// A look-ahead. Its body ends at [`Inst::LookDone`], which says whether it is negated.
    Look {
        end: Pc,
    },
    LookDone {
        negated: bool,
    },
    /// A repetition. Its body ends at [`Inst::BodyDone`].
    Repeat(Repeat),
    BodyDone,
    Match,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) greedy: bool,
    /// The groups in the body, which each iteration resets.
    pub(super) first_group: usize,
    pub(super) group_count: usize,
    /// The instruction after the repetition.
    pub(super) exit: Pc,
}

/// No maximum.
pub(super) const UNBOUNDED: u32 = u32::MAX;

impl Inst {
    /// Whether Rhino tries the instruction on its own, before it records a backtrack point.
    pub(super) const fn is_simple(&self) -> bool {
        matches!(
            self,
            Self::One(_)
                | Self::Literal { .. }
                | Self::Start
                | Self::End
                | Self::Boundary(_)
                | Self::BackReference(_)
        )
    }
}
