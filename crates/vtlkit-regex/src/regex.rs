//! The string methods that take a pattern.

use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::literal::{self, literal};
use crate::matcher::Machine;
use crate::matches::Matches;
use crate::output::{Budget, Output};
use crate::parse::parse;
use crate::program::Program;
use crate::replace::{self, Part};
use crate::text::Sink;

/// A compiled pattern. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Regex(Arc<Engine>);

#[derive(Debug)]
enum Engine {
    Literal(Vec<u8>),
    Program(Program),
}

impl Regex {
    /// Compiles a pattern like `Pattern.compile` without flags. Literal patterns are not compiled.
    ///
    /// # Errors
    ///
    /// Fails where Java throws a `PatternSyntaxException`, and for what the [crate](crate#limits) does not support.
    pub fn new(pattern: &[u8]) -> Result<Self, Error> {
        let engine = match literal(pattern) {
            Some(text) => Engine::Literal(text),
            None => Engine::Program(parse(pattern)?),
        };
        Ok(Self(Arc::new(engine)))
    }

    /// The number of capturing groups.
    pub fn group_count(&self) -> usize {
        match &*self.0 {
            Engine::Literal(_) => 0,
            Engine::Program(program) => program.groups as usize - 1,
        }
    }

    /// Whether the whole input matches: `String.matches`.
    ///
    /// # Errors
    ///
    /// Fails if the budget is exhausted, and on the rare patterns on which Java's matcher itself throws.
    pub fn is_full_match(&self, input: &[u8], budget: &mut Budget) -> Result<bool, Error> {
        match &*self.0 {
            Engine::Literal(text) => {
                budget.steps = budget.steps.checked_sub(1).ok_or(ErrorKind::StepLimit)?;
                Ok(text == input)
            }
            Engine::Program(program) => Ok(Machine::new(program, input)?.matches(&mut budget.steps)?),
        }
    }

    /// The matches in an input, as `Matcher.find` gives them.
    ///
    /// # Errors
    ///
    /// Fails for an input longer than a Java string can be.
    ///
    /// # Examples
    ///
    /// ```
    /// use vtlkit_regex::{Budget, Regex};
    ///
    /// let regex = Regex::new(b"a|")?;
    /// let mut matches = regex.matches(b"ab")?;
    /// let mut budget = Budget::steps(1_000);
    /// let mut spans = Vec::new();
    /// while let Some(found) = matches.next(&mut budget)? {
    ///     spans.push(found.span);
    /// }
    /// assert_eq!(spans, [0..1, 1..1, 2..2]);
    /// # Ok::<(), vtlkit_regex::Error>(())
    /// ```
    pub fn matches<'r, 't>(&'r self, input: &'t [u8]) -> Result<Matches<'r, 't>, Error> {
        Ok(match &*self.0 {
            Engine::Literal(text) => Matches::literal(text, input),
            Engine::Program(program) => Matches::machine(Machine::new(program, input)?, input),
        })
    }

    /// Appends the input with every match replaced: `String.replaceAll`.
    ///
    /// # Errors
    ///
    /// Fails if the budget is exhausted, on the rare patterns on which Java's matcher itself throws, and if there is a
    /// match and the replacement is invalid. The output is then unchanged.
    pub fn replace_all(
        &self,
        input: &[u8],
        replacement: &[u8],
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.replace(input, replacement, budget, out, usize::MAX)
    }

    /// Appends the input with the first match replaced: `String.replaceFirst`.
    ///
    /// # Errors
    ///
    /// As [`Regex::replace_all`].
    pub fn replace_first(
        &self,
        input: &[u8],
        replacement: &[u8],
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.replace(input, replacement, budget, out, 1)
    }

    fn replace(
        &self,
        input: &[u8],
        replacement: &[u8],
        budget: &mut Budget,
        out: &mut Vec<u8>,
        most: usize,
    ) -> Result<(), Error> {
        let mut output = Output::new(out, budget.output_bytes);
        let result = match &*self.0 {
            // Literal text for literal text, the most common case in templates.
            Engine::Literal(text) if !replacement.iter().any(|byte| matches!(byte, b'$' | b'\\')) => {
                replace_text(text, input, replacement, &mut budget.steps, &mut output, most)
            }
            _ => self.matches(input).and_then(|mut matches| {
                self.replace_into(&mut matches, input, replacement, &mut budget.steps, &mut output, most)
            }),
        };
        match result {
            Ok(()) => budget.output_bytes = output.left(),
            Err(_) => output.discard(),
        }
        result
    }

    fn replace_into(
        &self,
        matches: &mut Matches<'_, '_>,
        input: &[u8],
        replacement: &[u8],
        steps: &mut u64,
        output: &mut Output<'_>,
        most: usize,
    ) -> Result<(), Error> {
        let mut parts = None;
        let mut copied = 0;
        for _ in 0..most {
            if !matches.advance(steps)? {
                break;
            }
            // Java parses the replacement only if there is a match.
            let parts = match &parts {
                Some(parts) => parts,
                None => parts.insert(self.parts(replacement)?),
            };
            *steps = steps.checked_sub(parts.len() as u64 / 16).ok_or(ErrorKind::StepLimit)?;
            let Some((start, end)) = matches.group(0) else { break };
            matches.copy(copied, start, output)?;
            for part in parts {
                match part {
                    Part::Text(range) => output.bytes(replacement.get(range.clone()).unwrap_or_default())?,
                    Part::Group(group) => {
                        if let Some((start, end)) = matches.group(*group) {
                            matches.copy(start, end, output)?;
                        }
                    }
                }
            }
            copied = end;
        }
        if parts.is_none() {
            output.bytes(input)?;
        } else {
            matches.copy(copied, matches.end(), output)?;
        }
        Ok(())
    }

    fn parts(&self, replacement: &[u8]) -> Result<Vec<Part>, Error> {
        match &*self.0 {
            Engine::Literal(_) => replace::parse(replacement, 1, &[]),
            Engine::Program(program) => replace::parse(replacement, program.groups, &program.names),
        }
    }

    /// Calls a function with each part of the input between matches: `String.split(regex, limit)`. A limit of 0, the
    /// default of `String.split(regex)`, drops empty parts at the end; a positive limit is the maximum number of parts;
    /// a negative one keeps all parts. An empty match at the start of the input is ignored.
    ///
    /// The parts count as output.
    ///
    /// # Errors
    ///
    /// Fails if the budget is exhausted, and on the rare patterns on which Java's matcher itself throws; some parts may
    /// have been passed already.
    ///
    /// # Examples
    ///
    /// ```
    /// use vtlkit_regex::{Budget, Regex};
    ///
    /// let mut parts = Vec::new();
    /// let mut give = |part: &[u8]| parts.push(String::from_utf8_lossy(part).into_owned());
    /// Regex::new(b"[,;]")?.split(b"a,b;;c;;", 0, &mut Budget::steps(1_000), &mut give)?;
    /// assert_eq!(parts, ["a", "b", "", "c"]);
    /// # Ok::<(), vtlkit_regex::Error>(())
    /// ```
    pub fn split(
        &self,
        input: &[u8],
        limit: i32,
        budget: &mut Budget,
        give: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Error> {
        let mut matches = self.matches(input)?;
        let mut parts = Parts { give, left: budget.output_bytes, empty: 0, drops_empty: limit == 0 };
        let most = usize::try_from(limit).ok().filter(|&most| most > 0);
        let mut index = 0;
        let mut count = 1;
        while most.is_none_or(|most| count < most) && matches.advance(&mut budget.steps)? {
            let Some((start, end)) = matches.group(0) else { break };
            if end == 0 {
                continue;
            }
            parts.add(&matches, index, start)?;
            index = end;
            count += 1;
        }
        if index == 0 {
            // No split: the only part is the input itself, even if empty.
            parts.drops_empty = false;
        }
        parts.add(&matches, index, matches.end())?;
        budget.output_bytes = parts.left;
        Ok(())
    }
}

/// The parts of a split; empty ones are held back because they might be at the end.
struct Parts<'g> {
    give: &'g mut dyn FnMut(&[u8]),
    left: usize,
    empty: usize,
    drops_empty: bool,
}

impl Parts<'_> {
    fn add(&mut self, matches: &Matches<'_, '_>, start: usize, end: usize) -> Result<(), ErrorKind> {
        if start == end && self.drops_empty {
            self.empty += 1;
            return Ok(());
        }
        for _ in 0..std::mem::take(&mut self.empty) {
            (self.give)(b"");
        }
        self.left = self.left.checked_sub(end - start).ok_or(ErrorKind::OutputLimit)?;
        if let Some(bytes) = matches.as_bytes(start, end) {
            (self.give)(bytes);
            return Ok(());
        }
        let mut part = Vec::new();
        matches.copy(start, end, &mut Output::new(&mut part, usize::MAX))?;
        (self.give)(&part);
        Ok(())
    }
}
/// Replaces all occurrences of a non-empty text.
fn replace_text(
    text: &[u8],
    input: &[u8],
    replacement: &[u8],
    steps: &mut u64,
    output: &mut Output<'_>,
    most: usize,
) -> Result<(), Error> {
    let mut copied = 0;
    for _ in 0..most {
        let (found, used) = literal::find(text, input, copied);
        *steps = steps.checked_sub(used).ok_or(ErrorKind::StepLimit)?;
        let Some(start) = found else { break };
        output.bytes(input.get(copied..start).unwrap_or_default())?;
        output.bytes(replacement)?;
        copied = start + text.len();
    }
    output.bytes(input.get(copied..).unwrap_or_default())?;
    Ok(())
}
