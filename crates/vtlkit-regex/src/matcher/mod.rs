//! The matcher: Java's recursion, converted to a stack of frames.
//!
//! In Java, every node of a pattern calls the next one and acts on the result. Here a call is a [`Flow::Call`], and
//! what a node does afterwards is a [`Frame`] that waits on the stack for the result. Groups, locals and the end of the
//! last match are changed and restored exactly where Java does so, because patterns can observe it.

mod assert;
mod frame;
mod grapheme;
mod group_repeat;
mod loops;
mod positions;
mod repeat;
mod step;

use crate::class::Class;
use crate::error::ErrorKind;
use crate::literal::find_byte;
use crate::program::{NodeId, Program, Search};
use crate::text::Text;
use frame::Frame;
use positions::Positions;
use vtlkit_java::wtf8;

/// Maximum number of waiting frames, which limits the memory of a match to about 24 MB.
const MAX_FRAMES: usize = 1 << 20;

/// What happens next.
enum Flow {
    /// Match a node at a position.
    Call(NodeId, u32),
    /// The called node has matched, or not.
    Done(bool),
}

/// The state of a `java.util.regex.Matcher`.
#[derive(Debug)]
pub(crate) struct Machine<'p, 't> {
    program: &'p Program,
    pub(crate) text: Text<'t>,
    /// The end of the text.
    to: u32,
    /// Start and end of each group, or -1.
    groups: Vec<(i32, i32)>,
    locals: Vec<i32>,
    failed: Vec<Positions>,
    first: i32,
    last: u32,
    old_last: Option<u32>,
    lookbehind_to: u32,
    anchored: bool,
    stack: Vec<Frame>,
    steps: u64,
}

impl<'p, 't> Machine<'p, 't> {
    pub(crate) fn new(program: &'p Program, input: &'t [u8]) -> Result<Self, ErrorKind> {
        let text = Text::new(input)?;
        Ok(Self {
            program,
            to: text.len(),
            text,
            // A reference such as `\9` is valid without nine groups.
            groups: vec![(-1, -1); program.groups.max(10) as usize],
            locals: vec![-1; program.locals as usize],
            failed: vec![Positions::default(); program.failed_sets as usize],
            first: -1,
            last: 0,
            old_last: None,
            lookbehind_to: 0,
            anchored: false,
            stack: Vec::new(),
            steps: 0,
        })
    }

    /// `Matcher.find`: the next match. Takes steps off the budget.
    pub(crate) fn find(&mut self, steps: &mut u64) -> Result<bool, ErrorKind> {
        let from = self.last + u32::from(self.first == self.last as i32);
        if from > self.to {
            return Ok(false);
        }
        self.begin(from, false);
        self.counted(steps, |machine| machine.search(from))
    }

    /// `Matcher.matches`: whether the whole text matches. Takes steps off the budget.
    pub(crate) fn matches(&mut self, steps: &mut u64) -> Result<bool, ErrorKind> {
        self.begin(0, true);
        self.counted(steps, |machine| machine.run(machine.program.start, 0))
    }

    /// The number of groups, including the whole match.
    pub(crate) fn groups(&self) -> u32 {
        self.program.groups
    }

    /// Start and end of a group of the last match, in UTF-16 code units; 0 is the whole match.
    pub(crate) fn group(&self, group: u32) -> Option<(u32, u32)> {
        if group == 0 {
            return Some((self.first as u32, self.last));
        }
        let &(start, end) = self.groups.get(group as usize)?;
        (start != -1 && end != -1).then_some((start as u32, end as u32))
    }

    fn begin(&mut self, from: u32, anchored: bool) {
        self.first = from as i32;
        self.old_last = self.old_last.or(Some(from));
        self.groups.fill((-1, -1));
        self.failed.iter_mut().for_each(Positions::clear);
        self.anchored = anchored;
    }

    fn counted(
        &mut self,
        steps: &mut u64,
        attempt: impl FnOnce(&mut Self) -> Result<bool, ErrorKind>,
    ) -> Result<bool, ErrorKind> {
        self.steps = *steps;
        // Resetting many groups costs time.
        let found = self.charge(self.groups.len() as u64 / 16).and_then(|()| attempt(self));
        *steps = self.steps;
        let found = found?;
        if !found {
            self.first = -1;
        }
        self.old_last = Some(self.last);
        Ok(found)
    }

    fn charge(&mut self, steps: u64) -> Result<(), ErrorKind> {
        let left = self.steps.checked_sub(steps);
        self.steps = left.unwrap_or(0);
        if left.is_some() { Ok(()) } else { Err(ErrorKind::StepLimit) }
    }

    fn search(&mut self, mut at: u32) -> Result<bool, ErrorKind> {
        let program = self.program;
        match &program.search {
            Search::Anchored => {
                let found = self.run(program.start, at)?;
                if found {
                    self.first = at as i32;
                }
                Ok(found)
            }
            Search::CodePoints(text) => loop {
                let (place, comparisons) = text.find(&self.text, at)?;
                self.charge(comparisons)?;
                let Some(place) = place else { return Ok(false) };
                self.first = place as i32;
                if self.run(text.next, place + text.length)? {
                    self.first = place as i32;
                    return Ok(true);
                }
                at = place + self.text.count_units(place, 1);
            },
            Search::Each { min_length, code_points } => {
                let guard = (self.to as i32).wrapping_sub(*min_length);
                loop {
                    if let Some(set) = program.first {
                        at = self.skip_to(at, set)?;
                    }
                    if at as i32 > guard {
                        return Ok(false);
                    }
                    if self.run(program.start, at)? {
                        self.first = at as i32;
                        return Ok(true);
                    }
                    at += if *code_points { self.code_point_units(at) } else { 1 };
                }
            }
        }
    }

    /// The next position with a character of a set, or a non-ASCII character.
    #[inline(never)]
    fn skip_to(&mut self, at: u32, set: [u64; 2]) -> Result<u32, ErrorKind> {
        let is_start = |c: u32| c >= 128 || set[c as usize / 64] >> (c % 64) & 1 != 0;
        let distance = match &self.text {
            Text::Ascii(bytes) => {
                let rest = bytes.get(at as usize..).unwrap_or_default();
                let found = match (set[0].count_ones(), set[1].count_ones()) {
                    (1, 0) => find_byte(set[0].trailing_zeros() as u8, rest),
                    (0, 1) => find_byte(64 + set[1].trailing_zeros() as u8, rest),
                    _ => rest.iter().position(|&byte| is_start(u32::from(byte))),
                };
                found.unwrap_or(rest.len())
            }
            Text::Wide(units) => {
                let rest = units.get(at as usize..).unwrap_or_default();
                rest.iter().position(|&unit| is_start(u32::from(unit))).unwrap_or(rest.len())
            }
        };
        // Skipping characters is much cheaper than a step of the matcher.
        self.charge(distance as u64 / 16)?;
        Ok(at + distance as u32)
    }

    /// The length of the code point at a position, in code units.
    fn code_point_units(&self, at: u32) -> u32 {
        crate::text::units(self.text.code_point(at))
    }

    /// Matches, starting at a node.
    fn run(&mut self, node: NodeId, at: u32) -> Result<bool, ErrorKind> {
        self.stack.clear();
        let mut flow = Flow::Call(node, at);
        loop {
            flow = match flow {
                Flow::Call(node, at) => {
                    self.charge(1)?;
                    self.step(node, at)?
                }
                Flow::Done(matched) => match self.stack.pop() {
                    None => return Ok(matched),
                    Some(frame) => self.resume(frame, matched)?,
                },
            };
        }
    }

    #[inline(never)]
    fn push(&mut self, frame: Frame) -> Result<(), ErrorKind> {
        if self.stack.len() >= MAX_FRAMES {
            return Err(ErrorKind::DepthLimit);
        }
        self.stack.push(frame);
        Ok(())
    }

    /// Calls a node and pushes a frame for its result.
    fn call(&mut self, frame: Frame, node: NodeId, at: u32) -> Result<Flow, ErrorKind> {
        self.push(frame)?;
        Ok(Flow::Call(node, at))
    }

    fn local(&self, local: u32) -> i32 {
        self.locals.get(local as usize).copied().unwrap_or(-1)
    }

    fn set_local(&mut self, local: u32, value: i32) {
        if let Some(slot) = self.locals.get_mut(local as usize) {
            *slot = value;
        }
    }

    /// Start and end of a group, or -1.
    fn captured(&self, group: u32) -> (i32, i32) {
        self.groups.get(group as usize).copied().unwrap_or((-1, -1))
    }

    fn capture(&mut self, group: u32, span: (i32, i32)) {
        if let Some(slot) = self.groups.get_mut(group as usize) {
            *slot = span;
        }
    }

    /// Whether a code point is in a class.
    fn is_in(&mut self, class: u32, c: u32) -> Result<bool, ErrorKind> {
        let Some(class) = self.program.classes.get(class as usize) else { return Ok(false) };
        match class.contains_ascii(c) {
            Some(is_in) => Ok(is_in),
            None => self.is_in_slowly(class, c),
        }
    }

    #[inline(never)]
    fn is_in_slowly(&mut self, class: &Class, c: u32) -> Result<bool, ErrorKind> {
        self.charge(class.cost())?;
        class.contains(c).ok_or(ErrorKind::MatcherFailure)
    }

    /// `Character.codePointAt`, which fails at the end of the text.
    fn code_point(&self, at: u32) -> Result<u32, ErrorKind> {
        if at < self.to { Ok(self.text.code_point(at)) } else { Err(ErrorKind::MatcherFailure) }
    }

    fn is_pair(&self, at: u32) -> bool {
        at > 0
            && wtf8::is_high_surrogate(self.text.unit(at - 1))
            && wtf8::is_low_surrogate(self.text.unit(at))
    }
}
