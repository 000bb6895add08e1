//! Path exploration: runs a template with different decisions, and compares the paths.

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
use super::constraints::Constraints;
use super::fails::Failing;
use super::json::{At, is_json};
use super::limits;
use super::origin::Origin;
use super::reading::{JsonError, Printed, Reading, read};
use super::run::{Decision, Run, Taken};
use super::trial::Trial;
use super::value::{Piece, Value};
use super::violations::Violations;
use super::{Exploration, Reason, Unknown, Violation, ViolationKind};
use super::{client, form, fractions, maps, mock, sinks, unmodelled, xml};
use crate::model::Declared;
use crate::target::Target;

/// The most paths explored in a small template.
const MOST_RUNS: usize = 48;

/// The most paths explored in a large template.
const LEAST_RUNS: usize = 12;

/// The most pieces of output over all paths; larger templates get fewer paths.
const MOST_PIECES: usize = 100_000;

/// Limits for rendering a counterexample.
pub const LIMITS: Limits =
    Limits { steps: 200_000, output_bytes: 1 << 20, memory_bytes: 32 << 20, ..Limits::DEFAULT };

/// One path through the template, with the engine's output for its request.
pub(crate) struct Path {
    pub constraints: Constraints,
    pub pieces: Vec<Piece>,
    /// The grammar position at which each piece starts, up to the first fatal error.
    pub starts: Vec<At>,
    /// Errors in the output as JSON; several if reading could go on.
    pub errors: Vec<JsonError>,
    pub decisions: Vec<Decision>,
    /// The conditions on the path, and whether they were true.
    conditions: Vec<(Span, bool)>,
    /// The request, and what the engine rendered.
    pub rendered: Option<(Request, String)>,
    /// Whether the engine rendered exactly what was predicted.
    pub definite: bool,
    /// Whether the render failed as predicted.
    fails_as_predicted: bool,
    /// The predicted output.
    pub printed: Printed,
    witness: OnceCell<Arc<Witness>>,
}

impl Path {
    /// Whether a condition was always true or always false; `None` if it varied.
    pub(crate) fn holds(&self, head: Span) -> Option<bool> {
        let mut all = self.conditions.iter().filter(|(of, _)| *of == head).map(|(_, holds)| *holds);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    pub(crate) fn witness(&self) -> Option<Arc<Witness>> {
        let (request, output) = self.rendered.as_ref()?;
        Some(Arc::clone(self.witness.get_or_init(|| Arc::new(witness(request, output)))))
    }

    /// How badly the output is broken. An error that ends the reading counts for more than errors that are skipped.
    pub(crate) fn damage(&self) -> (bool, usize) {
        (self.errors.last().is_some_and(|last| !last.read_over), self.errors.len())
    }
}

/// Whether the output is meant to be JSON: it starts like it, or the content type says so and a reference prints it.
fn looks_like_json(constraints: &Constraints, pieces: &[Piece], target: &Target) -> bool {
    for piece in pieces {
        match &piece.value {
            value if matches!(value, Value::Text(_)) || value.is_composed() => {
                let mut text = String::new();
                constraints.print(value, &mut text);
                if let Some(first) = text.trim_start().chars().next() {
                    return matches!(first, '{' | '[');
                }
            }
            // The whole payload is printed as a Java map.
            Value::External(Origin::Body(path)) => {
                let json = target.content_type.as_deref().is_some_and(|it| it.contains("json"));
                return json && path.is_empty();
            }
            _ => return false,
        }
    }
    false
}

/// The syntax of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    /// `Action=…&…`.
    Form,
    /// XML or HTML.
    Xml,
    /// Something else, or unpredictable.
    Other,
}

/// The state of the exploration.
struct Explorer<'t> {
    source: &'t str,
    template: &'t Template,
    target: &'t Target,
    syntax: Syntax,
    mock: bool,
    base: Constraints,
    confirm: Confirm,
    failing: Failing<'t>,
    exploration: Exploration,
    paths: Vec<Path>,
    taken: Taken,
    /// Whether there were too many paths to change one decision at a time.
    is_swept: bool,
    out: Violations,
}

/// Finds what breaks the output of a template. Each violation is confirmed by a render.
#[allow(clippy::too_many_lines, reason = "the exploration and what is made of it")]
pub fn violations(source: &str, template: &Template, target: &Target) -> (Vec<Violation>, Exploration) {
    let mut exploration = Exploration::default();
    let base = Constraints {
        path_names: target.path_parameters.clone().into(),
        required_names: target.required_parameters.clone().into(),
        model: target.model.clone(),
        ..Constraints::default()
    };
    let mock = mock::is_mock(target);
    let first = Run::new(template, source, Vec::new(), base.clone());
    let syntax = if mock || looks_like_json(&first.constraints, &first.pieces, target) {
        Syntax::Json
    } else if form::is_form(&first.pieces) {
        Syntax::Form
    } else if xml::is_xml(&first.constraints, &first.pieces) {
        Syntax::Xml
    } else {
        Syntax::Other
    };
    exploration.json = syntax == Syntax::Json;
    exploration.add(&first.unknown);
    let base = Constraints { foreseen: first.constraints.touched.clone().into(), ..base };
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
        paths: Vec::new(),
        taken: Taken::default(),
        is_swept: false,
        out: Violations::default(),
    };
    if first.ended {
        explorer.explore(first.pieces.len());
    } else {
        explorer.exploration.json |= explorer.confirm.prints_json(&first.constraints.request());
        explorer.failing.look(&first.constraints);
    }
    explorer.finish()
}

impl Explorer<'_> {
    /// Explores paths, those with the fewest changes to the first one first.
    fn explore(&mut self, pieces: usize) {
        let most = (MOST_PIECES / pieces.max(1)).clamp(LEAST_RUNS, MOST_RUNS);
        // Each entry: the path to vary (its index), the decision to change, and the new option.
        let mut queue: VecDeque<Option<(usize, usize, usize)>> = VecDeque::from([None]);
        let mut runs = 0;
        while let Some(change) = queue.pop_front().filter(|_| self.paths.len() < most && runs < 2 * most) {
            runs += 1;
            let given: Vec<usize> = match change {
                Some((parent, at, option)) => self.given(parent, at, option),
                None => Vec::new(),
            };
            let forced = given.len();
            let run = Run::new(self.template, self.source, given, self.base.clone());
            let Some(path) = self.look(run) else { continue };
            let room = (2 * most).saturating_sub(runs + queue.len());
            let changes = path.decisions.iter().enumerate().skip(forced);
            let changes =
                changes.flat_map(|(at, decision)| (1..decision.options).map(move |option| (at, option)));
            queue.extend(changes.take(room).map(|(at, option)| Some((self.paths.len(), at, option))));
            if let Some((parent, at, _)) = change {
                self.compare(parent, &path, at);
            }
            self.keep(path);
        }
        if !queue.is_empty() || self.paths.len() == most {
            self.sweep();
        }
    }

    /// The decisions of a path up to `at`, with the decision at `at` changed.
    fn given(&self, path: usize, at: usize, option: usize) -> Vec<usize> {
        let decisions = self.paths.get(path).map(|path| &*path.decisions).unwrap_or_default();
        decisions.iter().take(at).map(|it| it.taken).chain([option]).collect()
    }

    /// Assesses a run by itself and records its violations.
    fn look(&mut self, run: Run<'_>) -> Option<Path> {
        self.exploration.paths += 1;
        self.exploration.add(&run.unknown);
        self.failing.look(&run.constraints);
        if !run.ended {
            return None;
        }
        let (source, confirm, out) = (self.source, &mut self.confirm, &mut self.out);
        client::header_dumps(&run, out);
        let path = assess(run, confirm);
        if !path.definite {
            let reason = if path.rendered.is_none() { Reason::Failure } else { Reason::Mismatch };
            let unknown = Unknown { reason, detail: String::new(), span: Span::default() };
            if !path.fails_as_predicted {
                self.exploration.add(&[unknown]);
            }
        }
        if path.definite {
            match self.syntax {
                Syntax::Json => sinks::violations(source, &path, confirm, out),
                Syntax::Form => form::violations(source, &path, confirm, out),
                Syntax::Xml => {
                    maps::violations(source, &path, confirm, out);
                    xml::violations(source, &path, confirm, out);
                }
                Syntax::Other => maps::violations(source, &path, confirm, out),
            }
            client::injected_targets(source, &path, self.target, self.syntax == Syntax::Form, out);
            unmodelled::violations(source, &path, out);
            fractions::violations(&path, out);
        }
        if self.mock {
            mock::violation(source, &path, confirm, out);
        }
        Some(path)
    }

    /// Compares two paths that differ in one decision.
    fn compare(&mut self, parent: usize, path: &Path, at: usize) {
        if let Some(parent) = self.paths.get(parent).filter(|_| self.syntax == Syntax::Json) {
            compare(self.source, self.template, parent, path, at, &self.confirm, &mut self.out);
        }
    }

    fn keep(&mut self, mut path: Path) {
        // The grammar positions are no longer needed after the assessment; the decisions are.
        path.starts = Vec::new();
        self.paths.push(path);
    }

    /// The result of the exploration.
    fn finish(self) -> (Vec<Violation>, Exploration) {
        let limit = limits::finding(&self.untried());
        let Self { source, template, target, syntax, mock, paths, mut out, failing, exploration, .. } = self;
        if syntax == Syntax::Json
            && !mock
            && paths.iter().all(|path| path.definite && !path.errors.is_empty())
        {
            let violation =
                paths.first().and_then(|path| not_json(path, target, source, template)).filter(|violation| {
                    // Skip what is reported already, and what follows from a printed map.
                    let at = violation.finding.primary.span;
                    !out.iter().any(|other| {
                        let span = other.finding.primary.span;
                        other.kind.is_of_json() && span.start() <= at.start() && at.end() <= span.end()
                            || other.kind == ViolationKind::MapInOutput
                    })
                });
            if let Some(Violation { kind, finding }) = violation {
                out.add(kind, finding);
            }
        }
        let mut out = out.into_list();
        try_fixes(source, template, &paths, &mut out);
        out.extend(failing.violations());
        out.extend(limit.map(|finding| Violation { kind: ViolationKind::NotAnalysed, finding }));
        (out, exploration)
    }
}

/// Keeps only fixes that repair something and break nothing. There are other ways to print a separator than a comma
/// at the end of the loop.
fn try_fixes(source: &str, template: &Template, paths: &[Path], violations: &mut [Violation]) {
    let mut trial = Trial::new(source, paths);
    // If another violation breaks the JSON, printing JSON in one place does not repair it.
    let is_other = |violation: &Violation| {
        use ViolationKind::{EmptyValue, LoopSeparator, OutputNotJson, QuotedJson};
        matches!(violation.kind, EmptyValue | LoopSeparator | OutputNotJson | QuotedJson)
    };
    let is_broken = violations.iter().any(is_other);
    for Violation { kind, finding } in violations {
        let fix = finding.fix.take();
        match kind {
            ViolationKind::LoopSeparator => {
                finding.fix = fix.filter(|fix| trial.is_harmless(fix, finding.witness.as_deref()));
            }
            ViolationKind::OutputNotJson if brackets::is_head(source, finding.primary.span) => {
                trial.choose(finding, brackets::fixes(source, template, finding.primary.span));
            }
            ViolationKind::OutputNotJson => trial.choose(finding, fix.into_iter().collect()),
            ViolationKind::MapInOutput if is_broken => {}
            _ => finding.fix = fix,
        }
    }
}

fn assess(run: Run<'_>, confirm: &mut Confirm) -> Path {
    let Run { mut constraints, decisions, conditions, mut pieces, fails, .. } = run;
    let (mut printed, mut reading) = sinks::concretise(&mut constraints, &pieces);
    let mut request = constraints.request();
    for declared in [Declared::Unknown, Declared::Optional] {
        if confirm.lets_through(&request) {
            break;
        }
        constraints.leave_out(declared);
        request = constraints.request();
        printed = Printed::of(&constraints.view(), &pieces);
        reading = read(&printed, &pieces);
    }
    for (index, piece) in pieces.iter_mut().enumerate() {
        piece.blank = printed.piece(index).trim().is_empty();
    }
    let Reading { starts, errors } = reading;
    let output = confirm.render(&request);
    let definite =
        output.as_deref().is_some_and(|output| is_json(output) == errors.is_empty() && printed.is(output));
    let fails_as_predicted = output.is_none() && (fails || printed.fails) && confirm.lets_through(&request);
    let rendered = output.map(|output| (request, output));
    let witness = OnceCell::new();
    Path {
        constraints,
        pieces,
        starts,
        errors,
        decisions,
        conditions,
        rendered,
        definite,
        fails_as_predicted,
        printed,
        witness,
    }
}
