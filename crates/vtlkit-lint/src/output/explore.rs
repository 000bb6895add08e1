//! Runs a template this way and that, and compares the ways.

use std::collections::VecDeque;
use std::sync::Arc;

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Renderer, Request};
use vtlkit_syntax::ast::Template;
use vtlkit_text::{Span, Witness};

use super::blame::{brackets, compare, not_json};
use super::facts::Facts;
use super::fails::Failing;
use super::json::{At, is_json};
use super::reading::{Break, foretold, read};
use super::run::{Choice, Run};
use super::source::Source;
use super::trial::Trial;
use super::value::{Piece, Value};
use super::{Exploration, Fault, FaultKind, Reason, Unknown, client, form, holes, mock, unmodelled, xml};
use crate::model::{Declared, RequestModel};
use crate::target::Target;

/// How many ways through a template are tried.
const MOST_RUNS: usize = 48;

/// What a render of a witness may take.
pub(crate) const LIMITS: Limits =
    Limits { steps: 200_000, output_bytes: 1 << 20, memory_bytes: 32 << 20, ..Limits::DEFAULT };

/// One way through the template, with what the engine made of its request.
pub(crate) struct Way {
    pub(crate) facts: Facts,
    pub(crate) pieces: Vec<Piece>,
    /// Where in the grammar each piece starts; pieces behind a break have none.
    pub(crate) starts: Vec<At>,
    /// Where it stops being JSON, more than once where the reading went on.
    pub(crate) breaks: Vec<Break>,
    pub(crate) choices: Vec<Choice>,
    /// The conditions it came to, and whether they held.
    conditions: Vec<(Span, bool)>,
    /// What was rendered, and what came out.
    pub(crate) rendered: Option<(Request, String)>,
    /// Whether the engine prints just this.
    pub(crate) sure: bool,
}

impl Way {
    /// Whether a condition held, if it did each time or never.
    pub(crate) fn holds(&self, head: Span) -> Option<bool> {
        let mut all = self.conditions.iter().filter(|(of, _)| *of == head).map(|(_, holds)| *holds);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    pub(crate) fn witness(&self) -> Option<Box<Witness>> {
        self.rendered.as_ref().map(|(request, output)| Box::new(witness(request, output)))
    }
}

/// How many requests are rendered for one template.
const MOST_RENDERS: usize = 250;

/// How many pieces of output may be looked at, over all ways and requests.
const MOST_PIECES: usize = 200_000;

/// Renders witnesses, as many as there is time for.
pub(crate) struct Confirm {
    renderer: Renderer,
    renders: usize,
    pieces: usize,
    model: Option<Arc<RequestModel>>,
    mock: bool,
}

impl Confirm {
    /// Whether whoever reads an output refuses it. A mock integration takes more than JSON.
    pub(crate) fn is_broken(&self, output: &str) -> bool {
        if self.mock { !mock::has_status(output) } else { !is_json(output) }
    }

    /// Whether what comes out for a request starts as JSON does.
    fn prints_json(&mut self, request: &Request) -> bool {
        let output = self.render(request, 0).unwrap_or_default();
        output.trim_start().starts_with(['{', '['])
    }

    /// Whether a request matches the model.
    fn lets_through(&self, request: &Request) -> bool {
        self.model.as_ref().is_none_or(|model| model.accepts(&request.body))
    }

    /// What the engine renders for a request, if the pieces of its output may still be looked at; `None` where it
    /// fails.
    pub(crate) fn render(&mut self, request: &Request, pieces: usize) -> Option<String> {
        self.renders = self.renders.checked_sub(1)?;
        if !self.lets_through(request) {
            return None;
        }
        self.pieces = self.pieces.checked_sub(pieces)?;
        self.renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
    }
}

/// A request and what comes out.
pub(crate) fn witness(request: &Request, output: impl Into<String>) -> Witness {
    Witness { request: serde_json::Value::Object(request.to_json()).to_string(), output: output.into() }
}

/// A text that is meant to be JSON: it starts like it, or is said to be JSON and made by a reference.
fn looks_like_json(facts: &Facts, pieces: &[Piece], target: &Target) -> bool {
    for piece in pieces {
        match &piece.value {
            value if matches!(value, Value::Text(_)) || value.is_composed() => {
                let mut text = String::new();
                facts.print(value, &mut text);
                if let Some(first) = text.trim_start().chars().next() {
                    return matches!(first, '{' | '[');
                }
            }
            // The whole payload prints as Java prints maps.
            Value::External(Source::Body(path)) => {
                let json = target.content_type.as_deref().is_some_and(|it| it.contains("json"));
                return json && path.is_empty();
            }
            _ => return false,
        }
    }
    false
}

/// What the output of a template is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    /// `Action=…&…`.
    Form,
    /// XML or HTML.
    Xml,
    /// Something else, or something that cannot be foreseen.
    Other,
}

/// What breaks the output of a template, each fault confirmed by a render.
#[allow(clippy::too_many_lines, reason = "the exploration and what is made of it")]
pub(crate) fn faults(source: &str, template: &Template, target: &Target) -> (Vec<Fault>, Exploration) {
    let mut exploration = Exploration::default();
    let base = Facts {
        path_names: target.path_parameters.clone(),
        required_names: target.required_parameters.clone(),
        model: target.model.clone(),
        ..Facts::default()
    };
    let mock = mock::is_mock(target);
    let first = Run::new(template, source, Vec::new(), base.clone());
    let syntax = if mock || looks_like_json(&first.facts, &first.pieces, target) {
        Syntax::Json
    } else if form::is_form(&first.pieces) {
        Syntax::Form
    } else if xml::is_xml(&first.facts, &first.pieces) {
        Syntax::Xml
    } else {
        Syntax::Other
    };
    exploration.json = syntax == Syntax::Json;
    exploration.add(&first.unknown);
    let base = Facts { foreseen: first.facts.touched.clone(), ..base };
    let Ok(compiled) = vtlkit_gateway::Template::compile(source) else { return (Vec::new(), exploration) };
    let mut confirm = Confirm {
        renderer: compiled.renderer_with(LIMITS, DIALECT),
        renders: MOST_RENDERS,
        pieces: MOST_PIECES,
        model: target.model.clone(),
        mock,
    };
    let mut failing = Failing::new(source, template, &compiled, target);
    if !first.ended {
        exploration.json |= confirm.prints_json(&first.facts.request());
        failing.look(&first.facts);
        return (failing.faults(), exploration);
    }
    let mut out: Vec<Fault> = Vec::new();
    let mut ways: Vec<Way> = Vec::new();
    let mut queue = VecDeque::from([(Vec::new(), None)]);
    while let Some((given, from)) = queue.pop_front() {
        if ways.len() >= MOST_RUNS || confirm.renders == 0 {
            break;
        }
        let forced: usize = Vec::len(&given);
        let run = Run::new(template, source, given, base.clone());
        exploration.paths += 1;
        exploration.add(&run.unknown);
        failing.look(&run.facts);
        if !run.ended {
            continue;
        }
        client::header_dumps(&run, &mut out);
        let mut way = assess(run, &mut confirm);
        if !way.sure {
            let reason = if way.rendered.is_none() { Reason::Failure } else { Reason::Mismatch };
            exploration.add(&[Unknown { reason, detail: String::new(), span: Span::default() }]);
        }
        if way.sure {
            match syntax {
                Syntax::Json => holes::faults(source, &way, &mut confirm, &mut out),
                Syntax::Form => form::faults(source, &way, &mut confirm, &mut out),
                Syntax::Xml => {
                    holes::maps(source, &way, &mut confirm, &mut out);
                    xml::faults(source, &way, &mut confirm, &mut out);
                }
                Syntax::Other => holes::maps(source, &way, &mut confirm, &mut out),
            }
            client::injected_targets(source, &way, target, syntax == Syntax::Form, &mut out);
            unmodelled::faults(source, &way, &mut out);
        }
        if mock {
            mock::fault(source, &way, &confirm, &mut out);
        }
        for (at, choice) in way.choices.iter().enumerate().skip(forced) {
            for option in 1..choice.options {
                let mut given: Vec<usize> = way.choices.iter().take(at).map(|it| it.taken).collect();
                given.push(option);
                queue.push_back((given, Some((ways.len(), at))));
            }
        }
        if syntax == Syntax::Json
            && let Some((parent, at)) = from
            && let Some(parent) = ways.get(parent)
        {
            compare(source, template, parent, &way, at, &confirm, &mut out);
        }
        // Values are needed no more once the way was looked at; its choices are.
        way.starts.clear();
        ways.push(way);
    }
    if syntax == Syntax::Json && !mock && ways.iter().all(|way| way.sure && !way.breaks.is_empty()) {
        out.extend(ways.first().and_then(|way| not_json(way, target)).filter(|fault| {
            // What is said already, and what follows from a map.
            let at = fault.finding.primary.span;
            !out.iter().any(|other| {
                let span = other.finding.primary.span;
                other.kind.is_of_json() && span.start() <= at.start() && at.end() <= span.end()
                    || other.kind == FaultKind::MapInOutput
            })
        }));
    }
    try_fixes(source, template, &ways, &mut out);
    out.extend(failing.faults());
    (out, exploration)
}

/// Keeps the fixes that mend something and break nothing. A separator may be printed in another way than by a comma at
/// the end of the loop.
fn try_fixes(source: &str, template: &Template, ways: &[Way], faults: &mut [Fault]) {
    let mut trial = Trial::new(source, ways);
    // Where something else keeps the output from being JSON, JSON in one place makes it no better.
    let is_other = |fault: &Fault| {
        use FaultKind::{EmptyValue, LoopSeparator, OutputNotJson, QuotedJson};
        matches!(fault.kind, EmptyValue | LoopSeparator | OutputNotJson | QuotedJson)
    };
    let is_broken = faults.iter().any(is_other);
    for Fault { kind, finding } in faults {
        let fix = finding.fix.take();
        match kind {
            FaultKind::LoopSeparator => {
                finding.fix = fix.filter(|fix| trial.is_harmless(fix, finding.witness.as_deref()));
            }
            FaultKind::OutputNotJson if brackets::is_head(source, finding.primary.span) => {
                trial.choose(finding, brackets::fixes(source, template, finding.primary.span));
            }
            FaultKind::OutputNotJson => trial.choose(finding, fix.into_iter().collect()),
            FaultKind::MapInOutput if is_broken => {}
            _ => finding.fix = fix,
        }
    }
}

fn assess(run: Run<'_>, confirm: &mut Confirm) -> Way {
    let Run { mut facts, choices, conditions, pieces, .. } = run;
    holes::settle(&mut facts, &pieces);
    let mut request = facts.request();
    for declared in [Declared::Unknown, Declared::Optional] {
        if confirm.lets_through(&request) {
            break;
        }
        facts.leave_out(declared);
        request = facts.request();
    }
    let (starts, breaks) = read(&facts, &pieces);
    let output = confirm.render(&request, pieces.len());
    let sure = output
        .as_deref()
        .is_some_and(|output| is_json(output) == breaks.is_empty() && foretold(&facts, &pieces, output));
    let rendered = output.map(|output| (request, output));
    Way { facts, pieces, starts, breaks, choices, conditions, rendered, sure }
}
