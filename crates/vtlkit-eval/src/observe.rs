//! What a render tells of itself while it runs.

use std::ops::Range;

use vtlkit_java::wtf8;
use vtlkit_text::Span;

/// Something that watches a render. Its spans are of the template; what the text of an `#evaluate` does is told as
/// being done by the directive.
pub trait Observer {
    /// A piece of text, a reference or a directive of the template is run.
    fn ran(&mut self, template: Span) {
        let _ = template;
    }

    /// Something was printed, or a reference that prints nothing was met.
    fn piece(&mut self, piece: Piece) {
        let _ = piece;
    }

    /// A branch of an `#if` was looked at: `#if` and `#elseif` with their condition, `#else` where it is taken.
    fn branch(&mut self, branch: Branch) {
        let _ = branch;
    }

    /// A `#foreach` begins. Loops in loops end before the one around them.
    fn loop_started(&mut self, template: Span) {
        let _ = template;
    }

    /// Whether rounds are told of: to say what variables hold takes time.
    fn wants_rounds(&self) -> bool {
        false
    }

    /// A round of the `#foreach` that began last and has not ended yet ends: what the variables of the template hold
    /// then, as far as they hold something.
    fn round_ended(&mut self, variables: Vec<Variable>) {
        let _ = variables;
    }

    /// The `#foreach` that began last and has not ended yet ends, after so many rounds.
    fn loop_ended(&mut self, rounds: u32, cut: bool) {
        let _ = (rounds, cut);
    }
}

/// A piece of the output and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of the output; empty where a reference prints nothing.
    pub output: Range<usize>,
    /// What stands in the template.
    pub template: Span,
    /// The value, where it is one of a reference.
    pub value: Option<Printed>,
}

/// A value that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The simple name of its class in Java, such as `String`, `LinkedHashMap` or `JSONArray`, or `missing`.
    pub class: &'static str,
    /// Its text, half a surrogate pair as `?`.
    pub text: String,
}

/// A branch that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// `#if(…)`, `#elseif(…)` or `#else`.
    pub template: Span,
    /// Whether its block is rendered.
    pub taken: bool,
    /// Why, in a sentence without a full stop.
    pub reason: String,
}

/// What a variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without `$`.
    pub name: String,
    /// The simple name of the class of its value, or `missing`.
    pub class: &'static str,
    /// The text of the value, or its start and `…`.
    pub text: String,
}

/// One round of a `#foreach`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What it printed, as places in [`Trace::pieces`]. Nothing, where it printed into a string or a block.
    pub pieces: Range<usize>,
    /// What the variables of the template held at its end.
    pub variables: Vec<Variable>,
}

/// One run of a `#foreach`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopRun {
    /// `#foreach(…)`.
    pub template: Span,
    /// How often its block was begun.
    pub rounds: u32,
    /// Whether the limit of rounds ended it, and not the end of its list.
    pub cut: bool,
    /// Its rounds in order; those that came after [`Trace::MOST_ROUNDS`] of all loops are left out.
    pub each: Vec<Round>,
}

/// All that an [`Observer`] is told, up to a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The pieces of the output, in order: together they are all of it, without gaps.
    pub pieces: Vec<Piece>,
    /// The branches, in the order they were looked at.
    pub branches: Vec<Branch>,
    /// The loops, in the order they began.
    pub loops: Vec<LoopRun>,
    /// Whether there was more than [`Trace::MOST`] of anything; what came later is left out.
    pub cut: bool,
    /// The loops that have not ended.
    open: Vec<Option<Open>>,
    /// How many rounds are kept.
    rounds: usize,
}

/// A loop that has not ended; one that is left out has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    /// Its place in `loops`.
    at: usize,
    /// The first piece of its round.
    from: usize,
}

impl Trace {
    /// So many pieces, branches and loops are kept.
    pub const MOST: usize = 100_000;
    /// So many rounds of loops are kept.
    pub const MOST_ROUNDS: usize = 2_000;

    /// Makes the offsets of the output those of its text, in which half a surrogate pair is one byte and not three.
    ///
    /// `output` is what was rendered while the trace was taken.
    pub fn point_into_text(&mut self, output: &[u8]) {
        let (mut at, mut shorter) = (0, 0);
        // Two pieces can print the halves of one character, which then belongs to the first of them.
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
