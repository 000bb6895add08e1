//! Attacks: a template, or a method of an API, is run with hostile variants of a request, and what breaks is reported.

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

/// Which message of an exchange is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client's request.
    Request,
    /// The backend's answer.
    Response,
}

impl Side {
    /// The name for programs: `request` or `response`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// What a variant does to the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It breaks it: a template fails, the output is invalid JSON, or a value adds a member to it.
    Broken,
    /// It gets no further: the API answers with an error of the client (4xx), or a body that is invalid JSON fails the
    /// template that reads it, which no template can prevent.
    Refused,
    /// The output need not be JSON, so nothing is known.
    Unjudged,
    /// The output is valid JSON.
    Safe,
}

impl Verdict {
    /// The name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Refused => "refused",
            Self::Unjudged => "unjudged",
            Self::Safe => "safe",
        }
    }
}

/// A variant and what became of it. `I` is what is attacked with: a [`Request`] to a template, an [`Exchange`] with an API.
#[derive(Clone, Debug)]
pub struct Attempt<I> {
    /// Which message is changed.
    pub side: Side,
    /// The place that is changed: a JSONPath, `body`, `query name`, `header name`, or the lint rule whose request it is.
    pub place: String,
    /// What it is changed to, in words.
    pub change: String,
    /// The changed input.
    pub input: I,
    /// What it does.
    pub verdict: Verdict,
    /// What is broken, or why it is refused; empty otherwise.
    pub problem: String,
    /// The output that was judged.
    pub output: String,
    /// Which output it is: what the backend gets, or what the client gets.
    pub output_side: Side,
    /// Where the output is broken, in bytes.
    pub span: Option<Span>,
}

/// The outcome of an attack.
#[derive(Clone, Debug)]
pub struct Attack<I> {
    /// Why the first input fails without any change.
    pub problem: Option<String>,
    /// The input that the variants change; without one that works, nothing is tried.
    pub base: Option<Base<I>>,
    /// The variants, in the order in which they were tried.
    pub attempts: Vec<Attempt<I>>,
    /// How many variants were not tried, since the outputs of those before them take 64 MiB.
    pub skipped: usize,
}

/// An input that works.
#[derive(Clone, Debug)]
pub struct Base<I> {
    /// Its place among the inputs; the number of inputs for the first one with plain values.
    pub index: usize,
    /// The input.
    pub input: I,
    /// The status of the response; a template alone has none.
    pub status: Option<u16>,
}

impl<I> Attack<I> {
    /// How many variants have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.attempts.iter().filter(|attempt| attempt.verdict == verdict).count()
    }

    /// Whether it went well: the first input works, and no variant breaks the output.
    pub fn is_withstood(&self) -> bool {
        self.problem.is_none() && self.base.is_some() && self.count(Verdict::Broken) == 0
    }
}

impl<I: Input> Attack<I> {
    /// Everything as JSON: `problem`, `base` with its `index` and its messages, `attempts` with the `input` that is changed.
    /// The `place` in an output is a start and an end, in what `offset` makes of a byte offset into the output.
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

/// What is attacked with.
pub trait Input: Clone + private::Parts {
    /// The members that a variant of a side may change, as JSON.
    fn changed(&self, side: Side) -> Value;

    /// The `request`, and the `answer` of the backend where there is one.
    fn messages(&self) -> Map<String, Value>;
}

mod private {
    use super::{Request, Side};

    /// A part of a message that is a name and a text.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Part {
        /// A query parameter.
        Query,
        /// A header.
        Header,
    }

    /// What variants change.
    pub trait Parts {
        /// The body of a side; `None` where there is none to change.
        fn body(&self, side: Side) -> Option<String>;
        /// Changes the body of a side.
        fn set_body(&mut self, side: Side, body: String);
        /// The query parameters and headers, by what they are and their place among those.
        fn parts(&self) -> Vec<(Part, usize, String)>;
        /// Changes the text of a part, or takes the part out.
        fn set_part(&mut self, part: Part, at: usize, text: Option<&str>);
        /// Takes over what a request to a template has.
        fn set_request(&mut self, side: Side, request: &Request);
    }
}

/// What came of an input.
#[derive(Default)]
struct Outcome {
    /// The step that failed, with the status that the client gets.
    failed: Option<(u16, String)>,
    /// The status of the response; a template alone has none.
    status: Option<u16>,
    sent: Output,
    received: Output,
}

/// What a witness of the linter is about.
type Found = (Side, &'static str, Request);

/// A witness of a finding.
fn found(side: Side, rule: Option<&'static str>, witness: Option<&Witness>) -> Option<Found> {
    Some((side, rule?, witness?.request.parse().ok()?))
}

/// The sides of an input that are changed, and which of its outputs should be JSON when nothing is.
struct Sound {
    sent: bool,
    received: bool,
}

/// After this many bytes of outputs, no more variants are tried.
const MOST_OUTPUT: usize = 64 << 20;

/// Tries the variants of the first input that works. `run` takes one to its end.
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

/// Which outputs of an input should be JSON, or why it cannot be changed: it fails, or an output is broken as it is.
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
            // One request may show several findings.
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
                // A header is ASCII.
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
