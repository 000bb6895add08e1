//! The syntax tree of a pattern, and its compilation.

use super::program::{Inst, One, Program, Repeat};

/// A node of the syntax tree.
pub(super) enum Term {
    One(One),
    /// A literal character, with its position in the pattern.
    Literal {
        unit: u16,
        at: usize,
    },
    Start,
    End,
    Boundary(bool),
    BackReference(usize),
    Group {
        index: usize,
        body: Vec<Vec<Term>>,
    },
    /// `(?:...)`: its alternatives.
    Plain(Vec<Vec<Term>>),
    Look {
        negated: bool,
        body: Vec<Vec<Term>>,
    },
    Repeat {
        body: Box<Term>,
        min: u32,
        max: u32,
        greedy: bool,
        first_group: usize,
        group_count: usize,
    },
}

impl Term {
    pub(super) fn as_one(&self) -> Option<One> {
        match self {
            Self::One(one) => Some(*one),
            Self::Literal { unit, .. } => Some(One::Unit(*unit)),
            _ => None,
        }
    }
}

/// Appends the code of alternatives to a program.
pub(super) fn emit_alternatives(alternatives: &[Vec<Term>], program: &mut Program) {
    let Some((first, rest)) = alternatives.split_first() else { return };
    if rest.is_empty() {
        emit_terms(first, program);
        return;
    }
    let mut jumps = Vec::with_capacity(rest.len());
    for (index, terms) in alternatives.iter().enumerate() {
        if index == rest.len() {
            emit_terms(terms, program);
            break;
        }
        let choice = program.code.len();
        program.code.push(Inst::Alternative { other: 0 });
        emit_terms(terms, program);
        jumps.push(program.code.len());
        program.code.push(Inst::Jump(0));
        let other = program.code.len();
        set(program, choice, Inst::Alternative { other });
    }
    let end = program.code.len();
    for jump in jumps {
        set(program, jump, Inst::Jump(end));
    }
}

fn set(program: &mut Program, at: usize, inst: Inst) {
    if let Some(place) = program.code.get_mut(at) {
        *place = inst;
    }
}

fn emit_terms(terms: &[Term], program: &mut Program) {
    let mut rest = terms;
    while let Some((term, after)) = rest.split_first() {
        rest = after;
        let Term::Literal { unit, at } = *term else {
            emit(term, program);
            continue;
        };
        // Consecutive literals are compared as one instruction.
        let start = program.literals.len();
        program.literals.push(unit);
        while let Some((Term::Literal { unit, at: next }, after)) = rest.split_first()
            && *next == at + program.literals.len() - start
        {
            program.literals.push(*unit);
            rest = after;
        }
        let len = program.literals.len() - start;
        program.code.push(if len == 1 { Inst::One(One::Unit(unit)) } else { Inst::Literal { start, len } });
    }
}

fn emit(term: &Term, program: &mut Program) {
    match term {
        Term::One(one) => program.code.push(Inst::One(*one)),
        Term::Literal { unit, .. } => program.code.push(Inst::One(One::Unit(*unit))),
        Term::Start => program.code.push(Inst::Start),
        Term::End => program.code.push(Inst::End),
        Term::Boundary(there) => program.code.push(Inst::Boundary(*there)),
        Term::BackReference(group) => program.code.push(Inst::BackReference(*group)),
        Term::Group { index, body } => {
            program.code.push(Inst::Open(*index));
            emit_alternatives(body, program);
            program.code.push(Inst::Close(*index));
        }
        Term::Plain(body) => emit_alternatives(body, program),
        Term::Look { negated, body } => {
            let look = program.code.len();
            program.code.push(Inst::Look { end: 0 });
            emit_alternatives(body, program);
            let end = program.code.len();
            program.code.push(Inst::LookDone { negated: *negated });
            set(program, look, Inst::Look { end });
        }
        Term::Repeat { body, min, max, greedy, .. } if body.as_one().is_some() && *max > 0 => {
            if let Some(one) = body.as_one() {
                program.code.push(Inst::Span { one, min: *min, max: *max, greedy: *greedy });
            }
        }
        Term::Repeat { body, min, max, greedy, first_group, group_count } => {
            let repeat = Repeat {
                min: *min,
                max: *max,
                greedy: *greedy,
                first_group: *first_group,
                group_count: *group_count,
                exit: 0,
            };
            let start = program.code.len();
            program.code.push(Inst::Repeat(repeat));
            emit(body, program);
            program.code.push(Inst::BodyDone);
            let exit = program.code.len();
            set(program, start, Inst::Repeat(Repeat { exit, ..repeat }));
        }
    }
}
