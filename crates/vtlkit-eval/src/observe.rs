//! Observation of a render: events for pieces of output, branches and loops.

use std::ops::Range;

use vtlkit_java::wtf8;
use vtlkit_text::Span;

/// Receives the events of a render. Spans are those of the template; what an evaluated text does is attributed to its
/// `#evaluate`.
pub trait Observer {
    /// A piece of text, a reference or a directive of the template is run.
    fn ran(&mut self, template: Span) {
        let _ = template;
    }

    /// Something was printed, or a reference that prints nothing was met.
    fn piece(&mut self, piece: Piece) {
        let _ = piece;
    }

    /// A branch of an `#if` was evaluated: `#if` and `#elseif` with their condition, `#else` if it is taken.
    fn branch(&mut self, branch: Branch) {
        let _ = branch;
    }

    /// A `#foreach` begins. Nested loops end before the enclosing one.
    fn loop_started(&mut self, template: Span) {
        let _ = template;
    }

    /// Whether to report iterations: describing the variables takes time.
    fn wants_rounds(&self) -> bool {
        false
    }

    /// An iteration of the innermost running `#foreach` ends, with the variables of the template that have a value.
    fn round_ended(&mut self, variables: Vec<Variable>) {
        let _ = variables;
    }

    /// The innermost running `#foreach` ends, with its number of iterations. `cut` is whether the limit ended it.
    fn loop_ended(&mut self, rounds: u32, cut: bool) {
        let _ = (rounds, cut);
    }
}

/// A piece of the output and the part of the template that printed it (its provenance).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The range of output bytes; empty if a reference prints nothing.
    pub output: Range<usize>,
    /// Its span in the template.
    pub template: Span,
    /// The printed value, if it is a reference.
    pub value: Option<Printed>,
}

/// A value that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The simple name of its class in Java, such as `String`, `LinkedHashMap` or `JSONArray`, or `missing`.
    pub class: &'static str,
    /// Its text, with `?` for unpaired surrogates.
    pub text: String,
}

/// An evaluated branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// `#if(…)`, `#elseif(…)` or `#else`.
    pub template: Span,
    /// Whether its block is rendered.
    pub taken: bool,
    /// The reason, as a sentence without a period.
    pub reason: String,
}

/// A variable and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without `$`.
    pub name: String,
    /// The simple name of the class of its value, or `missing`.
    pub class: &'static str,
    /// The text of the value, possibly shortened with `…`.
    pub text: String,
}

/// One iteration of a `#foreach`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The range of its output in [`Trace::pieces`]. Empty if it printed into a string or a block.
    pub pieces: Range<usize>,
    /// The variables of the template at its end.
    pub variables: Vec<Variable>,
}

/// One run of a `#foreach`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopRun {
    /// `#foreach(…)`.
    pub template: Span,
    /// The number of iterations.
    pub rounds: u32,
    /// Whether the iteration limit ended it.
    pub cut: bool,
    /// Its iterations in order. Iterations after the first [`Trace::MOST_ROUNDS`] of all loops are left out.
    pub each: Vec<Round>,
}

/// An [`Observer`] that records all events, up to a limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The pieces of the output, in order and without gaps.
    pub pieces: Vec<Piece>,
    /// The branches, in the order of evaluation.
    pub branches: Vec<Branch>,
    /// The loops, in the order of their starts.
    pub loops: Vec<LoopRun>,
    /// Whether entries are missing because there were more than [`Trace::MOST`] of a kind.
    pub cut: bool,
    /// The running loops.
    open: Vec<Option<Open>>,
    /// The number of recorded iterations.
    rounds: usize,
}

/// A running loop that is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    /// Its index in `loops`.
    at: usize,
    /// The first piece of the current iteration.
    from: usize,
}

impl Trace {
    /// The most pieces, branches and loops that are recorded, each.
    pub const MOST: usize = 100_000;
    /// The most iterations that are recorded.
    pub const MOST_ROUNDS: usize = 2_000;

    /// Converts offsets of the WTF-8 output to offsets of its text, in which an unpaired surrogate is one byte
    /// instead of three.
    ///
    /// `output` is the output of the traced render.
    pub fn point_into_text(&mut self, output: &[u8]) {
        let (mut at, mut shorter) = (0, 0);
        // Two pieces may each print one surrogate of a pair. The character then belongs to the first piece.
        let mut settle = |offset: usize| {
            while at < offset {
                let Some((c, len)) = wtf8::code_point(output, at) else { break };
                at += len;
                if (0xd800..=0xdfff).contains(&c) {
                    shorter += len - 1;
                }
            }
            at - shorter
        };
        for piece in &mut self.pieces {
            piece.output = settle(piece.output.start)..settle(piece.output.end);
        }
    }
}

impl Observer for Trace {
    fn piece(&mut self, piece: Piece) {
        if self.pieces.len() < Self::MOST {
            self.pieces.push(piece);
        } else {
            self.cut = true;
        }
    }

    fn branch(&mut self, branch: Branch) {
        if self.branches.len() < Self::MOST {
            self.branches.push(branch);
        } else {
            self.cut = true;
        }
    }

    fn loop_started(&mut self, template: Span) {
        if self.loops.len() < Self::MOST {
            self.open.push(Some(Open { at: self.loops.len(), from: self.pieces.len() }));
            self.loops.push(LoopRun { template, rounds: 0, cut: false, each: Vec::new() });
        } else {
            self.open.push(None);
            self.cut = true;
        }
    }

    fn wants_rounds(&self) -> bool {
        self.rounds < Self::MOST_ROUNDS
    }

    fn round_ended(&mut self, variables: Vec<Variable>) {
        let Some(Some(open)) = self.open.last_mut() else { return };
        let pieces = open.from..self.pieces.len();
        open.from = pieces.end;
        if let Some(run) = self.loops.get_mut(open.at) {
            run.each.push(Round { pieces, variables });
            self.rounds += 1;
        }
    }

    fn loop_ended(&mut self, rounds: u32, cut: bool) {
        if let Some(Some(Open { at, .. })) = self.open.pop()
            && let Some(run) = self.loops.get_mut(at)
        {
            run.rounds = rounds;
            run.cut = cut;
        }
    }
}
