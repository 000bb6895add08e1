//! The instructions a pattern becomes.

use super::class::Class;

/// A compiled pattern.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) code: Vec<Inst>,
    pub(super) classes: Vec<Class>,
    /// The code units of the literals.
    pub(super) literals: Vec<u16>,
    /// How many capturing groups there are.
    pub(super) groups: usize,
    /// A match can only start where the text does.
    pub(super) anchored: bool,
}

/// An index into the code.
pub(super) type Pc = usize;

/// What matches exactly one code unit.
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
    /// Several units in a row, from the program's literals.
    Literal {
        start: usize,
        len: usize,
    },
    /// A single unit repeated; `max` is [`UNBOUNDED`] without a bound.
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
    /// Goes on with the next instruction, then with the other.
    Alternative {
        other: Pc,
    },
    Jump(Pc),
    Open(usize),
    Close(usize),
<<<<<<< HEAD
    /// A look-ahead whose body follows up to its [`Inst::LookDone`], which says whether it is negated.
    Look {
=======
    /// A look-ahead whose body follows; `end` is its [`Inst::LookDone`].
    Look {
        negated: bool,
>>>>>>> 8fc5c32 (syntax: print trees as templates; bench: measure beside the real engines)
        end: Pc,
    },
    LookDone {
        negated: bool,
    },
    /// A repeated part whose body follows up to its [`Inst::BodyDone`].
    Repeat(Repeat),
    BodyDone,
    Match,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) greedy: bool,
    /// The groups inside, which each round forgets.
    pub(super) first_group: usize,
    pub(super) group_count: usize,
    /// What follows the whole.
    pub(super) exit: Pc,
}

/// No upper bound.
pub(super) const UNBOUNDED: u32 = u32::MAX;

impl Inst {
    /// Whether the engine tries the instruction by itself, before it notes a place to come back to.
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
