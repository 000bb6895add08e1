//! Regular expressions.

use vtlkit_regex::{Budget, Error, ErrorKind, Regex};
use vtlkit_value::{ListKind, OutOfMemory, Value};

use super::text;
use crate::methods::Call;
use crate::methods::call::null;
use crate::{Failure, Limit};

/// Which matches are replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    First,
}

/// Compiles the pattern in the first argument, or takes it from the cache.
fn pattern(call: &mut Call<'_>) -> Result<Regex, Failure> {
    let pattern = call.heap.bytes(call.string(0)?);
    call.patterns.get(pattern).map_err(|error| {
        let pattern = vtlkit_java::wtf8::to_utf8(pattern).into_owned();
        failed(&error, &pattern)
    })
}

#[cold]
fn failed(error: &Error, pattern: &str) -> Failure {
    match error.kind() {
        ErrorKind::StepLimit => Failure::limit(Limit::Steps),
        ErrorKind::OutputLimit => Failure::limit(Limit::MemoryBytes),
        _ => Failure::new(format!("the regular expression `{pattern}` fails: {error}"))
            .with_help(r"put a backslash before `\ . [ ] { } ( ) * + ? ^ $ |` to mean the character itself"),
    }
}

/// The budget of a match: the remaining steps and memory.
fn budget(call: &Call<'_>) -> Budget {
    Budget { steps: *call.steps, output_bytes: call.heap.free() }
}

pub(super) fn matches(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let regex = pattern(&mut call)?;
    let mut budget = budget(&call);
    let result = regex.is_full_match(call.bytes(text(this)), &mut budget);
    *call.steps = budget.steps;
    result.map(Value::Bool).map_err(|error| match_failed(&error, &call))
}

#[cold]
fn match_failed(error: &Error, call: &Call<'_>) -> Failure {
    let text = |at| call.text(at).map(vtlkit_java::wtf8::to_utf8).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidReplacement => {
            Failure::new(format!("the replacement `{}` fails: {error}", text(1)))
                .with_help(r"write `\$` for a dollar sign and `\\` for a backslash")
        }
        _ => failed(error, &text(0)),
    }
}

pub(super) fn replace(this: Value, mut call: Call<'_>, which: Which) -> Result<Value, Failure> {
    let regex = pattern(&mut call)?;
    let mut budget = budget(&call);
    let whole = text(this);
    let Ok(with) = call.string(1) else {
        // Java throws for a null replacement only if there is a match.
        let found = regex.matches(call.bytes(whole)).and_then(|mut matches| matches.next(&mut budget));
        return if which == Which::All && matches!(found, Ok(None)) { Ok(this) } else { Err(null()) };
    };
    let replaced = call.heap.intern_with(|heap, out| {
        let (whole, with) = (heap.bytes(whole), heap.bytes(with));
        match which {
            Which::All => regex.replace_all(whole, with, &mut budget, out),
            Which::First => regex.replace_first(whole, with, &mut budget, out),
        }
        .map_err(Replace::Regex)
    });
    *call.steps = budget.steps;
    match replaced {
        Ok(text) => Ok(Value::Str(text)),
        Err(Replace::Regex(error)) => Err(match_failed(&error, &call)),
        Err(Replace::Memory(error)) => Err(error.into()),
    }
}

/// Why nothing can be replaced.
enum Replace {
    Regex(Error),
    Memory(OutOfMemory),
}

impl From<OutOfMemory> for Replace {
    fn from(error: OutOfMemory) -> Self {
        Self::Memory(error)
    }
}

pub(super) fn split(this: Value, mut call: Call<'_>, limit: i32) -> Result<Value, Failure> {
    let regex = pattern(&mut call)?;
    let mut budget = budget(&call);
    let whole = call.bytes(text(this)).to_vec();
    let mut parts = Vec::new();
    let heap = &mut *call.heap;
    let result = regex.split(&whole, limit, &mut budget, &mut |part| parts.push(heap.new_bytes(part)));
    *call.steps = budget.steps;
    match result {
        Ok(()) => call.new_list(ListKind::Strings, &parts),
        Err(error) => Err(match_failed(&error, &call)),
    }
}
