//! Runs a program on a string.
//!
//! Like Rhino, it backtracks over an explicit stack. Rhino keeps one result flag that some instructions leave
//! unchanged, so the result of a look-ahead can depend on an alternative that failed before it; this machine reproduces
//! that.

mod rounds;
mod simple;

use super::MatchError;
use super::program::{Inst, One, Pc, Program, Repeat};

/// Maximum number of instructions and repetitions of one search.
const MAX_STEPS: u64 = 10_000_000;

/// A string as UTF-16 code units.
pub(super) trait Units {
    fn unit(&self, at: usize) -> Option<u16>;
    fn length(&self) -> usize;
}

/// ASCII: bytes are code units.
impl Units for [u8] {
    fn unit(&self, at: usize) -> Option<u16> {
        self.get(at).copied().map(u16::from)
    }

    fn length(&self) -> usize {
        self.len()
    }
}

impl Units for [u16] {
    fn unit(&self, at: usize) -> Option<u16> {
        self.get(at).copied()
    }

    fn length(&self) -> usize {
        self.len()
    }
}

/// Whether the program matches at any position.
pub(super) fn search<U: Units + ?Sized>(program: &Program, text: &U) -> Result<bool, MatchError> {
    let mut machine = Machine {
        program,
        text,
        at: 0,
        groups: vec![None; program.groups],
        changes: Vec::new(),
        states: Vec::new(),
        state: NO_STATE,
        places: Vec::new(),
        steps: 0,
    };
    let last = if program.anchored { 0 } else { text.length() };
    let first = machine.inst(0);
    // Rhino tries a non-literal at the start of a pattern before the loop, which then does not see that it matched.
    let tried_before = first.is_simple() && !matches!(first, Inst::One(One::Unit(_)) | Inst::Literal { .. });
    for start in 0..=last {
        machine.reset(start);
        if tried_before {
            machine.count(1)?;
            if !machine.simple(first)? {
                continue;
            }
        }
        if machine.run(usize::from(tried_before))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What to do at the end of a repeated part.
#[derive(Clone, Copy)]
enum Continuation {
    Match,
    /// Another iteration of the greedy [`Inst::Repeat`] at this address.
    Greedy(Pc),
    Lazy(Pc),
}

#[derive(Clone, Copy)]
enum Op {
    Run(Pc),
    Greedy(Pc),
    Lazy(Pc),
    /// Gives back code units of the greedy [`Inst::Span`], down to its minimum.
    Shorten {
        pc: Pc,
        least: usize,
    },
    /// Takes one more code unit of the lazy [`Inst::Span`], of which so many are still allowed.
    Lengthen {
        pc: Pc,
        more: u32,
    },
}

/// A repetition or look-ahead in progress.
#[derive(Clone, Copy)]
struct State {
    previous: u32,
    min: u32,
    /// Remaining iterations, -1 for any number.
    max: i32,
    /// The position at which the iteration started.
    at: usize,
    continuation: Continuation,
    /// For a look-ahead: the height of the backtrack stack before it.
    places: usize,
}

const NO_STATE: u32 = u32::MAX;

/// A backtrack point.
struct Place {
    op: Op,
    at: usize,
    continuation: Continuation,
    state: u32,
    states: usize,
    changes: usize,
}

type Group = Option<(usize, usize)>;

struct Machine<'p, U: ?Sized> {
    program: &'p Program,
    text: &'p U,
    at: usize,
    /// Start and length of each group's match.
    groups: Vec<Group>,
    /// Earlier values of groups, for undo.
    changes: Vec<(usize, Group)>,
    states: Vec<State>,
    state: u32,
    places: Vec<Place>,
    steps: u64,
}

impl<U: Units + ?Sized> Machine<'_, U> {
    fn reset(&mut self, start: usize) {
        self.at = start;
        self.groups.fill(None);
        self.changes.clear();
        self.states.clear();
        self.state = NO_STATE;
        self.places.clear();
    }

    fn inst(&self, pc: Pc) -> Inst {
        self.program.code.get(pc).copied().unwrap_or(Inst::Match)
    }

    fn count(&mut self, steps: usize) -> Result<(), MatchError> {
        self.steps += steps as u64;
        if self.steps > MAX_STEPS { Err(MatchError::TooManySteps) } else { Ok(()) }
    }

    fn set_group(&mut self, index: usize, group: Group) {
        if let Some(place) = self.groups.get_mut(index) {
            self.changes.push((index, *place));
            *place = group;
        }
    }

    fn push_state(&mut self, min: u32, max: i32, at: usize, continuation: Continuation) {
        self.states.push(State {
            previous: self.state,
            min,
            max,
            at,
            continuation,
            places: self.places.len(),
        });
        self.state = self.states.len() as u32 - 1;
    }

    fn pop_state(&mut self) -> State {
        let none =
            State { previous: NO_STATE, min: 0, max: 0, at: 0, continuation: Continuation::Match, places: 0 };
        let state = self.states.get(self.state as usize).copied().unwrap_or(none);
        self.state = state.previous;
        state
    }

    fn push_place(&mut self, op: Op, at: usize, continuation: Continuation) {
        self.places.push(Place {
            op,
            at,
            continuation,
            state: self.state,
            states: self.states.len(),
            changes: self.changes.len(),
        });
    }

    /// Returns to the last backtrack point; `None` if there is none.
    fn pop_place(&mut self) -> Option<(Op, Continuation)> {
        let place = self.places.pop()?;
        self.at = place.at;
        self.state = place.state;
        self.states.truncate(place.states);
        while self.changes.len() > place.changes {
            if let Some((index, group)) = self.changes.pop()
                && let Some(slot) = self.groups.get_mut(index)
            {
                *slot = group;
            }
        }
        Some((place.op, place.continuation))
    }

    fn forget_groups(&mut self, repeat: &Repeat) {
        for group in repeat.first_group..repeat.first_group + repeat.group_count {
            self.set_group(group, None);
        }
    }

    #[allow(clippy::too_many_lines, reason = "one arm per operation and per continuation of the matcher")]
    fn run(&mut self, from: Pc) -> Result<bool, MatchError> {
        let mut op = Op::Run(from);
        let mut continuation = Continuation::Match;
        let mut result = false;
        loop {
            self.count(1)?;
            // Where to continue if the result is true.
            let next: Pc;
            match op {
                Op::Run(pc) => match self.inst(pc) {
                    Inst::Match => return Ok(true),
                    Inst::Alternative { other } => {
                        let start = self.at;
                        let mut first = pc + 1;
                        let inst = self.inst(first);
                        if inst.is_simple() {
                            if !self.simple(inst)? {
                                op = Op::Run(other);
                                continue;
                            }
                            result = true;
                            first += 1;
                        }
                        self.push_place(Op::Run(other), start, continuation);
                        op = Op::Run(first);
                        continue;
                    }
                    Inst::Jump(to) => {
                        op = Op::Run(to);
                        continue;
                    }
                    Inst::Open(index) => {
                        self.set_group(index, Some((self.at, 0)));
                        op = Op::Run(pc + 1);
                        continue;
                    }
                    Inst::Close(index) => {
                        let start =
                            self.groups.get(index).copied().flatten().map_or(self.at, |group| group.0);
                        self.set_group(index, Some((start, self.at.saturating_sub(start))));
                        op = Op::Run(pc + 1);
                        continue;
                    }
                    Inst::Look { end } => {
                        self.push_state(0, 0, self.at, continuation);
                        self.push_place(Op::Run(end), self.at, continuation);
                        op = Op::Run(pc + 1);
                        continue;
                    }
                    Inst::LookDone { negated } => {
                        let state = self.pop_state();
                        self.at = state.at;
                        self.places.truncate(state.places);
                        continuation = state.continuation;
                        if negated {
                            result = !result;
                        }
                        next = pc + 1;
                    }
                    Inst::Span { min: 0, max, greedy: false, .. } => {
                        // Nothing has been tried, so the result flag is unchanged.
                        self.push_place(Op::Lengthen { pc, more: max }, self.at, continuation);
                        op = Op::Run(pc + 1);
                        continue;
                    }
                    Inst::Span { one, min, max, greedy } => {
                        let start = self.at;
                        let length = self.run_of(one, if greedy { max } else { min })?;
                        result = length >= min as usize;
                        if result {
                            self.at = start + length;
                            let least = start + min as usize;
                            if greedy && self.at > least {
                                self.push_place(Op::Shorten { pc, least }, self.at - 1, continuation);
                            } else if !greedy && max > min {
                                self.push_place(Op::Lengthen { pc, more: max - min }, self.at, continuation);
                            }
                        }
                        next = pc + 1;
                    }
                    Inst::Repeat(repeat) => {
                        let max = repeat.max as i32;
                        if repeat.greedy {
                            self.push_state(repeat.min, max, self.at, continuation);
                            self.push_place(Op::Greedy(pc), self.at, continuation);
                            continuation = Continuation::Greedy(pc);
                            op = Op::Run(pc + 1);
                        } else if repeat.min != 0 {
                            self.push_state(repeat.min, max, self.at, continuation);
                            continuation = Continuation::Lazy(pc);
                            op = Op::Run(pc + 1);
                        } else {
                            self.push_state(repeat.min, max, self.at, continuation);
                            self.push_place(Op::Lazy(pc), self.at, continuation);
                            self.pop_state();
                            op = Op::Run(repeat.exit);
                        }
                        continue;
                    }
                    Inst::BodyDone => {
                        result = true;
                        op = match continuation {
                            Continuation::Match => return Ok(true),
                            Continuation::Greedy(pc) => Op::Greedy(pc),
                            Continuation::Lazy(pc) => Op::Lazy(pc),
                        };
                        continue;
                    }
                    simple => {
                        result = self.simple(simple)?;
                        next = pc + 1;
                    }
                },
                Op::Shorten { pc, least } => {
                    if self.at > least {
                        self.push_place(op, self.at - 1, continuation);
                    }
                    result = true;
                    next = pc + 1;
                }
                Op::Lengthen { pc, more } => {
                    let Inst::Span { one, .. } = self.inst(pc) else { return Ok(false) };
                    result = self.run_of(one, 1)? == 1;
                    if result {
                        self.at += 1;
                        if more > 1 {
                            self.push_place(Op::Lengthen { pc, more: more - 1 }, self.at, continuation);
                        }
                    }
                    next = pc + 1;
                }
                Op::Greedy(pc) => {
                    let Inst::Repeat(repeat) = self.inst(pc) else { return Ok(false) };
                    match self.greedy_round(pc, &repeat, &mut result, &mut continuation)? {
                        Some(body) => {
                            op = Op::Run(body);
                            continue;
                        }
                        None => next = repeat.exit,
                    }
                }
                Op::Lazy(pc) => {
                    let Inst::Repeat(repeat) = self.inst(pc) else { return Ok(false) };
                    if let Some(to) = self.lazy_round(pc, &repeat, &mut result, &mut continuation) {
                        op = Op::Run(to);
                        continue;
                    }
                    next = repeat.exit;
                }
            }
            if result {
                op = Op::Run(next);
            } else {
                match self.pop_place() {
                    Some((back, then)) => (op, continuation) = (back, then),
                    None => return Ok(false),
                }
            }
        }
    }
}
