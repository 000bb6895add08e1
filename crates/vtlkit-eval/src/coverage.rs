//! Coverage: which parts of a template were run.

use std::collections::HashMap;

use vtlkit_text::Span;

use crate::observe::{Branch, Observer};
use crate::program::{Op, Program};

/// How often each part of a template was run, over any number of renders.
///
/// ```
/// use vtlkit_eval::{Coverage, Dialect, Limits, NoHost, Program, Renderer};
/// use vtlkit_syntax::{Directives, parse};
///
/// let source = "#if($a)x#end";
/// let program = Program::compile(&parse(source, Directives::Velocity).template, source);
/// let mut coverage = Coverage::of(&program);
/// let mut renderer = Renderer::new(program.into(), Dialect::VELOCITY, Limits::DEFAULT);
/// renderer.render_observed(&mut NoHost, &mut coverage, |_| {}).unwrap();
/// assert_eq!((coverage.conditions[0].held, coverage.conditions[0].failed), (0, 1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The conditions of `#if` and `#elseif`, in the order of the template.
    pub conditions: Vec<ConditionCoverage>,
    /// The loops, in the order of the template.
    pub loops: Vec<LoopCoverage>,
    /// The pieces of text, references and directives, in the order of the template.
    pub pieces: Vec<PieceCoverage>,
    /// The indexes of the parts, by their spans: conditions, loops and pieces.
    places: HashMap<Span, usize>,
    open: Vec<usize>,
}

/// The outcomes of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionCoverage {
    /// `#if(…)` or `#elseif(…)`.
    pub template: Span,
    /// How often it was true.
    pub held: u64,
    /// How often it was false.
    pub failed: u64,
}

/// How often a loop ran, by its number of iterations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopCoverage {
    /// `#foreach(…)`.
    pub template: Span,
    /// How often it had no iteration.
    pub zero: u64,
    /// How often it had one iteration.
    pub one: u64,
    /// How often it had several iterations.
    pub many: u64,
}

/// How often a piece of a template was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceCoverage {
    /// Its span in the template.
    pub template: Span,
    /// How often.
    pub runs: u64,
}

impl Coverage {
    /// The parts of a template with all counts at zero.
    pub fn of(program: &Program) -> Self {
        let mut coverage = Self::default();
        for (op, &span) in program.ops.iter().zip(&program.op_spans) {
            if !matches!(op, Op::Jump(_) | Op::Next(_)) {
                coverage.pieces.push(PieceCoverage { template: span, runs: 0 });
            }
        }
        coverage.pieces.sort_by_key(|piece| piece.template);
        coverage.pieces.dedup_by_key(|piece| piece.template);
        let conditions = program.conditions.iter();
        coverage.conditions = conditions
            .map(|condition| ConditionCoverage { template: condition.head, held: 0, failed: 0 })
            .collect();
        coverage.conditions.sort_by_key(|condition| condition.template);
        let loops = program.loops.iter();
        coverage.loops =
            loops.map(|this| LoopCoverage { template: this.span, zero: 0, one: 0, many: 0 }).collect();
        coverage.loops.sort_by_key(|this| this.template);
        let places = coverage.pieces.iter().map(|piece| piece.template).enumerate();
        coverage.places = places.map(|(at, span)| (span, at)).collect();
        coverage
    }

    /// Adds the counts of other renders of the same template.
    pub fn add(&mut self, other: &Self) {
        for (own, other) in self.conditions.iter_mut().zip(&other.conditions) {
            own.held += other.held;
            own.failed += other.failed;
        }
        for (own, other) in self.loops.iter_mut().zip(&other.loops) {
            own.zero += other.zero;
            own.one += other.one;
            own.many += other.many;
        }
        for (own, other) in self.pieces.iter_mut().zip(&other.pieces) {
            own.runs += other.runs;
        }
    }
}

impl Observer for Coverage {
    fn ran(&mut self, template: Span) {
        if let Some(piece) = self.places.get(&template).and_then(|&at| self.pieces.get_mut(at)) {
            piece.runs += 1;
        }
    }

    fn branch(&mut self, branch: Branch) {
        let at = self.conditions.binary_search_by_key(&branch.template, |condition| condition.template);
        if let Some(condition) = at.ok().and_then(|at| self.conditions.get_mut(at)) {
            if branch.taken {
                condition.held += 1;
            } else {
                condition.failed += 1;
            }
        }
    }

    fn loop_started(&mut self, template: Span) {
        let at = self.loops.binary_search_by_key(&template, |this| this.template);
        self.open.push(at.unwrap_or(usize::MAX));
    }

    fn loop_ended(&mut self, rounds: u32, _: bool) {
        let Some(this) = self.open.pop().and_then(|at| self.loops.get_mut(at)) else { return };
        match rounds {
            0 => this.zero += 1,
            1 => this.one += 1,
            _ => this.many += 1,
        }
    }
}
