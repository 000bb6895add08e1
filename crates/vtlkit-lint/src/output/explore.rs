//! Runs a template this way and that, and compares the ways.

mod sweep;

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::Arc;

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Request};
use vtlkit_syntax::ast::Template;
use vtlkit_text::{Span, Witness};

use super::blame::{brackets, compare, not_json};
use super::confirm::{Confirm, witness};
use super::facts::Facts;
use super::fails::Failing;
use super::faults::Faults;
use super::json::{At, is_json};
use super::limits;
use super::reading::{Break, Printed, Reading, read};
use super::run::{Choice, Run, Taken};
use super::source::Source;
use super::trial::Trial;
use super::value::{Piece, Value};
use super::{Exploration, Fault, FaultKind, Reason, Unknown};
use super::{client, form, fractions, holes, maps, mock, unmodelled, xml};
use crate::model::Declared;
use crate::target::Target;

/// How many ways through a small template are tried.
const MOST_RUNS: usize = 48;

/// How many ways through a large one.
const LEAST_RUNS: usize = 12;

/// How many pieces of output the ways have before there are fewer of them.
const MOST_PIECES: usize = 100_000;

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
    /// Whether the engine fails as predicted.
    fails_as_predicted: bool,
    /// What is foretold that it prints.
    pub(crate) printed: Printed,
    witness: OnceCell<Arc<Witness>>,
}

impl Way {
    /// Whether a condition held, if it did each time or never.
    pub(crate) fn holds(&self, head: Span) -> Option<bool> {
        let mut all = self.conditions.iter().filter(|(of, _)| *of == head).map(|(_, holds)| *holds);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    pub(crate) fn witness(&self) -> Option<Arc<Witness>> {
        let (request, output) = self.rendered.as_ref()?;
        Some(Arc::clone(self.witness.get_or_init(|| Arc::new(witness(request, output)))))
    }

    /// How badly its output is broken: a break behind which nothing is read counts for more than those that are read
    /// over.
    pub(crate) fn damage(&self) -> (bool, usize) {
        (self.breaks.last().is_some_and(|last| !last.read_over), self.breaks.len())
    }
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

/// What the ways of a template are looked at with.
struct Explorer<'t> {
    source: &'t str,
    template: &'t Template,
    target: &'t Target,
    syntax: Syntax,
    mock: bool,
    base: Facts,
    confirm: Confirm,
    failing: Failing<'t>,
    exploration: Exploration,
    ways: Vec<Way>,
    taken: Taken,
    /// Whether there were more ways than could be tried one by one.
    is_swept: bool,
    out: Faults,
}

/// What breaks the output of a template, each fault confirmed by a render.
#[allow(clippy::too_many_lines, reason = "the exploration and what is made of it")]
pub(crate) fn faults(source: &str, template: &Template, target: &Target) -> (Vec<Fault>, Exploration) {
    let mut exploration = Exploration::default();
    let base = Facts {
        path_names: target.path_parameters.clone().into(),
        required_names: target.required_parameters.clone().into(),
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
    let base = Facts { foreseen: first.facts.touched.clone().into(), ..base };
    let Ok(compiled) = vtlkit_gateway::Template::compile(source) else { return (Vec::new(), exploration) };
    let confirm = Confirm::new(compiled.renderer_with(LIMITS, DIALECT), target.model.clone(), mock);
    let failing = Failing::new(source, template, &compiled, target);
    let mut explorer = Explorer {
        source,
        template,
        target,
        syntax,
        mock,
        base,
        confirm,
        failing,
        exploration,
        ways: Vec::new(),
        taken: Taken::default(),
        is_swept: false,
        out: Faults::default(),
    };
    if first.ended {
        explorer.explore(first.pieces.len());
    } else {
        explorer.exploration.json |= explorer.confirm.prints_json(&first.facts.request());
        explorer.failing.look(&first.facts);
    }
    explorer.finish()
}

impl Explorer<'_> {
    /// Tries the ways, those with the fewest changes to the first one first.
    fn explore(&mut self, pieces: usize) {
        let most = (MOST_PIECES / pieces.max(1)).clamp(LEAST_RUNS, MOST_RUNS);
        // What differs from another way, by its number, and in which choice.
        let mut queue: VecDeque<Option<(usize, usize, usize)>> = VecDeque::from([None]);
        let mut runs = 0;
        while let Some(change) = queue.pop_front().filter(|_| self.ways.len() < most && runs < 2 * most) {
            runs += 1;
            let given: Vec<usize> = match change {
                Some((parent, at, option)) => self.given(parent, at, option),
                None => Vec::new(),
            };
            let forced = given.len();
            let run = Run::new(self.template, self.source, given, self.base.clone());
            let Some(way) = self.look(run) else { continue };
            let room = (2 * most).saturating_sub(runs + queue.len());
            let changes = way.choices.iter().enumerate().skip(forced);
            let changes =
                changes.flat_map(|(at, choice)| (1..choice.options).map(move |option| (at, option)));
            queue.extend(changes.take(room).map(|(at, option)| Some((self.ways.len(), at, option))));
            if let Some((parent, at, _)) = change {
                self.compare(parent, &way, at);
            }
            self.keep(way);
        }
        if !queue.is_empty() || self.ways.len() == most {
            self.sweep();
        }
    }

    /// The choices of a way up to one that is made otherwise.
    fn given(&self, way: usize, at: usize, option: usize) -> Vec<usize> {
        let choices = self.ways.get(way).map(|way| &*way.choices).unwrap_or_default();
        choices.iter().take(at).map(|it| it.taken).chain([option]).collect()
    }

    /// Looks at a run: what it breaks by itself.
    fn look(&mut self, run: Run<'_>) -> Option<Way> {
        self.exploration.paths += 1;
        self.exploration.add(&run.unknown);
        self.failing.look(&run.facts);
        if !run.ended {
            return None;
        }
        let (source, confirm, out) = (self.source, &mut self.confirm, &mut self.out);
        client::header_dumps(&run, out);
        let way = assess(run, confirm);
        if !way.sure {
            let reason = if way.rendered.is_none() { Reason::Failure } else { Reason::Mismatch };
            let unknown = Unknown { reason, detail: String::new(), span: Span::default() };
            if !way.fails_as_predicted {
                self.exploration.add(&[unknown]);
            }
        }
        if way.sure {
            match self.syntax {
                Syntax::Json => holes::faults(source, &way, confirm, out),
                Syntax::Form => form::faults(source, &way, confirm, out),
                Syntax::Xml => {
                    maps::faults(source, &way, confirm, out);
                    xml::faults(source, &way, confirm, out);
                }
                Syntax::Other => maps::faults(source, &way, confirm, out),
            }
            client::injected_targets(source, &way, self.target, self.syntax == Syntax::Form, out);
            unmodelled::faults(source, &way, out);
            fractions::faults(&way, out);
        }
        if self.mock {
            mock::fault(source, &way, confirm, out);
        }
        Some(way)
    }

    /// Compares two ways that differ in one choice.
    fn compare(&mut self, parent: usize, way: &Way, at: usize) {
        if let Some(parent) = self.ways.get(parent).filter(|_| self.syntax == Syntax::Json) {
            compare(self.source, self.template, parent, way, at, &self.confirm, &mut self.out);
        }
    }

    fn keep(&mut self, mut way: Way) {
        // Values are needed no more once the way was looked at; its choices are.
        way.starts = Vec::new();
        self.ways.push(way);
    }

    /// What was found.
    fn finish(self) -> (Vec<Fault>, Exploration) {
        let limit = limits::finding(&self.untried());
        let Self { source, template, target, syntax, mock, ways, mut out, failing, exploration, .. } = self;
        if syntax == Syntax::Json && !mock && ways.iter().all(|way| way.sure && !way.breaks.is_empty()) {
            let fault =
                ways.first().and_then(|way| not_json(way, target, source, template)).filter(|fault| {
                    // What is said already, and what follows from a map.
                    let at = fault.finding.primary.span;
                    !out.iter().any(|other| {
                        let span = other.finding.primary.span;
                        other.kind.is_of_json() && span.start() <= at.start() && at.end() <= span.end()
                            || other.kind == FaultKind::MapInOutput
                    })
                });
            if let Some(Fault { kind, finding }) = fault {
                out.add(kind, finding);
            }
        }
        let mut out = out.into_list();
        try_fixes(source, template, &ways, &mut out);
        out.extend(failing.faults());
        out.extend(limit.map(|finding| Fault { kind: FaultKind::NotAnalysed, finding }));
        (out, exploration)
    }
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
    let Run { mut facts, choices, conditions, mut pieces, fails, .. } = run;
    let (mut printed, mut reading) = holes::settle(&mut facts, &pieces);
    let mut request = facts.request();
    for declared in [Declared::Unknown, Declared::Optional] {
        if confirm.lets_through(&request) {
            break;
        }
        facts.leave_out(declared);
        request = facts.request();
        printed = Printed::of(&facts.view(), &pieces);
        reading = read(&printed, &pieces);
    }
    for (index, piece) in pieces.iter_mut().enumerate() {
        piece.blank = printed.piece(index).trim().is_empty();
    }
    let Reading { starts, breaks } = reading;
    let output = confirm.render(&request);
    let sure =
        output.as_deref().is_some_and(|output| is_json(output) == breaks.is_empty() && printed.is(output));
    let fails_as_predicted = output.is_none() && (fails || printed.fails) && confirm.lets_through(&request);
    let rendered = output.map(|output| (request, output));
    let witness = OnceCell::new();
    Way {
        facts,
        pieces,
        starts,
        breaks,
        choices,
        conditions,
        rendered,
        sure,
        fails_as_predicted,
        printed,
        witness,
    }
}
