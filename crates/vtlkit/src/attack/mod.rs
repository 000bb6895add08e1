//! Attacks: runs a template, or a method of an API, with hostile variants of a request, and reports what breaks.

mod api;
mod judge;
mod template;
mod variant;

use std::ops::Range;

use serde_json::{Map, Value, json};
use vtlkit_gateway::Request;
use vtlkit_text::{Span, Witness};

use self::judge::{Output, RECEIVED, SENT, problem};
use self::private::Part;
use self::variant::{TEXTS, of_body};

pub use self::api::Exchange;
pub(crate) use self::api::attack as attack_api;
pub use self::template::attack_template;

/// The message of an exchange that is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client's request.
    Request,
    /// The backend's answer.
    Response,
}

impl Side {
    /// The name in output for programs: `request` or `response`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// The effect of a variant on the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The output is broken: a template fails, the output is invalid JSON, or a value adds a member to it.
    Broken,
    /// The request is rejected: the API answers with a client error (4xx), or a body that is invalid JSON fails the
    /// template that reads it, which no template can prevent.
    Refused,
    /// The output need not be JSON, so there is no verdict.
    Unjudged,
    /// The output is valid JSON.
    Safe,
}

impl Verdict {
    /// The name in output for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Refused => "refused",
            Self::Unjudged => "unjudged",
            Self::Safe => "safe",
        }
    }
}

/// A variant with its result. `I` is the type of input: a [`Request`] for a template, an [`Exchange`] for an API.
#[derive(Clone, Debug)]
pub struct Attempt<I> {
    /// The changed message.
    pub side: Side,
    /// The changed part: a JSONPath, `body`, `query name`, `header name`, or the lint rule whose witness it is.
    pub place: String,
    /// A description of the change.
    pub change: String,
    /// The changed input.
    pub input: I,
    /// The verdict.
    pub verdict: Verdict,
    /// What is broken, or why the request is rejected; empty otherwise.
    pub problem: String,
    /// The output that was judged.
    pub output: String,
    /// Which output it is: the backend's or the client's.
    pub output_side: Side,
    /// The broken part of the output, in bytes.
    pub span: Option<Span>,
}

/// The result of an attack.
#[derive(Clone, Debug)]
pub struct Attack<I> {
    /// Why the first input fails unchanged.
    pub problem: Option<String>,
    /// The input that the variants change; `None` if no input works.
    pub base: Option<Base<I>>,
    /// The variants, in the order in which they were run.
    pub attempts: Vec<Attempt<I>>,
    /// The number of variants that were not run, because the outputs before them exceed 64 MiB.
    pub skipped: usize,
}

/// An input that works.
#[derive(Clone, Debug)]
pub struct Base<I> {
    /// Its index among the inputs; the number of inputs for a variant of the first one with plain values.
    pub index: usize,
    /// The input.
    pub input: I,
    /// The status of the response; `None` for a template alone.
    pub status: Option<u16>,
}

impl<I> Attack<I> {
    /// The number of variants with a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.attempts.iter().filter(|attempt| attempt.verdict == verdict).count()
    }

    /// Whether the first input works and no variant breaks the output.
    pub fn is_withstood(&self) -> bool {
        self.problem.is_none() && self.base.is_some() && self.count(Verdict::Broken) == 0
    }
}

impl<I: Input> Attack<I> {
    /// The result as JSON: `problem`, `base` with its `index` and its messages, `attempts` with the changed `input`.
    /// The `place` of a problem is a start and an end in the output; `offset` converts byte offsets of an output to the
    /// unit of the caller.
    pub fn to_json(&self, offset: &dyn Fn(&str, usize) -> usize) -> Value {
        let attempts = self.attempts.iter().map(|attempt| {
            let mut object = Map::new();
            object.insert("side".into(), attempt.side.name().into());
            object.insert("where".into(), attempt.place.as_str().into());
            object.insert("change".into(), attempt.change.as_str().into());
            object.insert("verdict".into(), attempt.verdict.name().into());
            object.insert("problem".into(), attempt.problem.as_str().into());
            object.insert("output".into(), attempt.output.as_str().into());
            if let Some(span) = attempt.span {
                let at = |byte| offset(&attempt.output, byte);
                object.insert("place".into(), json!([at(span.start()), at(span.end())]));
            }
            object.insert("input".into(), attempt.input.changed(attempt.side));
            Value::Object(object)
        });
        let mut object = Map::new();
        object.extend(self.problem.as_ref().map(|problem| ("problem".into(), problem.as_str().into())));
        if let Some(base) = &self.base {
            let mut members = base.input.messages();
            members.insert("index".into(), base.index.into());
            object.insert("base".into(), Value::Object(members));
        }
        object.insert("attempts".into(), attempts.collect());
        if self.skipped > 0 {
            object.insert("skipped".into(), self.skipped.into());
        }
        Value::Object(object)
    }
}

/// An input of an attack.
pub trait Input: Clone + private::Parts {
    /// The members that a variant of a side may change, as JSON.
    fn changed(&self, side: Side) -> Value;

    /// The `request`, and the `answer` of the backend if there is one.
    fn messages(&self) -> Map<String, Value>;
}

mod private {
    use super::{Request, Side};

    /// A named string in a message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Part {
        /// A query parameter.
        Query,
        /// A header.
        Header,
    }

    /// The parts of an input that variants change.
    pub trait Parts {
        /// The body of a side; `None` if there is none to change.
        fn body(&self, side: Side) -> Option<String>;
        /// Sets the body of a side.
        fn set_body(&mut self, side: Side, body: String);
        /// The query parameters and headers: kind, index among its kind, and name.
        fn parts(&self) -> Vec<(Part, usize, String)>;
        /// Sets the value of a part, or removes it.
        fn set_part(&mut self, part: Part, at: usize, text: Option<&str>);
        /// Takes over the parts of a request to a template.
        fn set_request(&mut self, side: Side, request: &Request);
    }
}

/// The result of running an input.
#[derive(Default)]
struct Outcome {
    /// The step that failed, with the status that the client receives.
    failed: Option<(u16, String)>,
    /// The status of the response; `None` for a template alone.
    status: Option<u16>,
    sent: Output,
    received: Output,
}

/// A witness of the linter: its side, rule and request.
type Found = (Side, &'static str, Request);

/// Parses the witness of a finding.
fn found(side: Side, rule: Option<&'static str>, witness: Option<&Witness>) -> Option<Found> {
    Some((side, rule?, witness?.request.parse().ok()?))
}

/// Which sides of an input can be changed, and which of its outputs are JSON when it is unchanged.
struct Sound {
    sent: bool,
    received: bool,
}

/// After this many bytes of output, no more variants are run.
const MOST_OUTPUT: usize = 64 << 20;

/// Runs the variants of the first input that works. `run` executes one input.
fn attack<I: Input>(
    inputs: &[I],
    sides: Range<usize>,
    findings: &[Found],
    run: &mut dyn FnMut(&I) -> Outcome,
) -> Attack<I> {
    let sides = [Side::Request, Side::Response].get(sides).unwrap_or_default();
    let mut bases = inputs.to_vec();
    if let Some(first) = inputs.first() {
        let mut plain = first.clone();
        for &side in sides {
            if let Some(body) = plain.body(side) {
                plain.set_body(side, variant::plain_values(&body));
            }
        }
        bases.push(plain);
    }
    let mut problem = None;
    let mut base = None;
    for (index, input) in bases.into_iter().enumerate() {
        let outcome = run(&input);
        match sound(&outcome) {
            Ok(sound) => {
                base = Some((Base { index, input, status: outcome.status }, sound));
                break;
            }
            Err(why) if index == 0 => problem = Some(why),
            Err(_) => {}
        }
    }
    let Some((base, sound)) = base else {
        return Attack { problem, base: None, attempts: Vec::new(), skipped: 0 };
    };
    let mut attempts = Vec::new();
    let (mut kept, mut skipped) = (0, 0);
    for mut attempt in variants(&base.input, sides, findings) {
        if kept > MOST_OUTPUT {
            skipped += 1;
            continue;
        }
        let is_whole = attempt.place == "body";
        let outcome = run(&attempt.input);
        judge(&mut attempt, &outcome, &sound, is_whole);
        kept += attempt.output.len();
        attempts.push(attempt);
    }
    Attack { problem, base: Some(base), attempts, skipped }
}

/// Which outputs of an input are JSON, or why it cannot be used: it fails, or an output is broken already.
fn sound(outcome: &Outcome) -> Result<Sound, String> {
    if let Some((status, why)) = &outcome.failed {
        return Err(format!("{status}, {why}"));
    }
    for (output, what) in [(&outcome.sent, SENT), (&outcome.received, RECEIVED)] {
        if let Some(problem) = output.is_json.then(|| problem(&output.text, what, false)).flatten() {
            return Err(problem.text);
        }
    }
    Ok(Sound { sent: outcome.sent.is_json, received: outcome.received.is_json })
}

/// The variants of an input, not judged yet.
fn variants<I: Input>(input: &I, sides: &[Side], findings: &[Found]) -> Vec<Attempt<I>> {
    let attempt = |side, place: &str, change: &str| Attempt {
        side,
        place: place.to_owned(),
        change: change.to_owned(),
        input: input.clone(),
        verdict: Verdict::Unjudged,
        problem: String::new(),
        output: String::new(),
        output_side: side,
        span: None,
    };
    let mut out = Vec::new();
    for &side in sides {
        let mut tried: Vec<&Request> = Vec::new();
        for (_, rule, request) in findings.iter().filter(|(of, ..)| *of == side) {
            // One request can demonstrate several findings.
            if tried.contains(&request) {
                continue;
            }
            tried.push(request);
            let mut variant = attempt(side, rule, "the request the linter found");
            variant.input.set_request(side, request);
            out.push(variant);
        }
        for of_body in input.body(side).iter().flat_map(|body| of_body(body)) {
            let mut variant = attempt(side, &of_body.place, of_body.change);
            debug_assert_eq!(of_body.is_whole, of_body.place == "body");
            variant.input.set_body(side, of_body.body);
            out.push(variant);
        }
        if side == Side::Response {
            continue;
        }
        for (part, at, name) in input.parts() {
            for (change, text) in TEXTS {
                // Header values are ASCII.
                if part == Part::Header && text.is_some_and(|text| !text.is_ascii()) {
                    continue;
                }
                let place =
                    if part == Part::Query { format!("query {name}") } else { format!("header {name}") };
                let mut variant = attempt(side, &place, change);
                variant.input.set_part(part, at, text);
                out.push(variant);
            }
        }
    }
    out
}

fn judge<I>(attempt: &mut Attempt<I>, outcome: &Outcome, sound: &Sound, is_whole: bool) {
    let Outcome { failed, sent, received, .. } = outcome;
    if let Some((status, why)) = failed {
        let is_unreadable = is_whole && attempt.change == variant::INVALID;
        let is_refused = (400..500).contains(status) || is_unreadable;
        attempt.verdict = if is_refused { Verdict::Refused } else { Verdict::Broken };
        attempt.problem = format!("{status}, {why}");
        attempt.output.clone_from(&received.text);
        attempt.output_side = Side::Response;
        return;
    }
    let of_sent = (Side::Request, sent, sound.sent && attempt.side == Side::Request);
    let of_received = (Side::Response, received, sound.received);
    attempt.output.clone_from(if attempt.side == Side::Request { &sent.text } else { &received.text });
    for (side, output, is_judged) in [of_sent, of_received] {
        if !is_judged {
            continue;
        }
        attempt.output.clone_from(&output.text);
        attempt.output_side = side;
        attempt.verdict = Verdict::Safe;
        let what = if side == Side::Request { SENT } else { RECEIVED };
        if let Some(problem) = problem(&output.text, what, !is_whole) {
            attempt.verdict = Verdict::Broken;
            attempt.problem = problem.text;
            attempt.span = Some(problem.span);
            return;
        }
    }
}
