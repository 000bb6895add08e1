//! The end of an iteration of a repetition.

use super::{Continuation, Machine, Op, Units};
use crate::ecma::MatchError;
use crate::ecma::program::{Inst, Pc, Repeat};

impl<U: Units + ?Sized> Machine<'_, U> {
    /// After an iteration of a greedy repetition: where the next one continues; `None` if the repetition ends with the
    /// result flag.
    pub(super) fn greedy_round(
        &mut self,
        pc: Pc,
        repeat: &Repeat,
        result: &mut bool,
        continuation: &mut Continuation,
    ) -> Result<Option<Pc>, MatchError> {
        loop {
            self.count(1)?;
            let state = self.pop_state();
            if !*result {
                if state.min == 0 {
                    *result = true;
                }
                *continuation = state.continuation;
                return Ok(None);
            }
            if state.min == 0 && self.at == state.at {
                // An iteration with an empty match does not count.
                *result = false;
                *continuation = state.continuation;
                return Ok(None);
            }
            let min = state.min.saturating_sub(1);
            let max = if state.max == -1 { -1 } else { state.max - 1 };
            if max == 0 {
                *result = true;
                *continuation = state.continuation;
                return Ok(None);
            }
            let start = self.at;
            let mut next = pc + 1;
            let first = self.inst(next);
            if first.is_simple() {
                if !self.simple(first)? {
                    *result = min == 0;
                    *continuation = state.continuation;
                    return Ok(None);
                }
                *result = true;
                next += 1;
            }
            *continuation = Continuation::Greedy(pc);
            self.push_state(min, max, start, state.continuation);
            if min == 0 {
                self.push_place(Op::Greedy(pc), start, state.continuation);
                self.forget_groups(repeat);
            }
            if !matches!(self.inst(next), Inst::BodyDone) {
                return Ok(Some(next));
            }
        }
    }

    /// After an iteration of a lazy repetition, or when it must match more: where to continue; `None` if the result is
    /// false.
    pub(super) fn lazy_round(
        &mut self,
        pc: Pc,
        repeat: &Repeat,
        result: &mut bool,
        continuation: &mut Continuation,
    ) -> Option<Pc> {
        let state = self.pop_state();
        *continuation = state.continuation;
        if !*result {
            if state.max == -1 || state.max > 0 {
                self.push_state(state.min, state.max, self.at, state.continuation);
                *continuation = Continuation::Lazy(pc);
                self.forget_groups(repeat);
                return Some(pc + 1);
            }
            return None;
        }
        if state.min == 0 && self.at == state.at {
            *result = false;
            return None;
        }
        let min = state.min.saturating_sub(1);
        let max = if state.max == -1 { -1 } else { state.max - 1 };
        self.push_state(min, max, self.at, state.continuation);
        if min != 0 {
            *continuation = Continuation::Lazy(pc);
            self.forget_groups(repeat);
            return Some(pc + 1);
        }
        self.push_place(Op::Lazy(pc), self.at, state.continuation);
        self.pop_state();
        Some(repeat.exit)
    }
}
