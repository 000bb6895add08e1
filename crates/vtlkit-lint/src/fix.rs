//! Applies fixes repeatedly until none is left.

use std::collections::BTreeSet;

use vtlkit_text::{Applicability, Diagnostic, Fix, Span, apply_edits, choose_edits, choose_fixes};

use crate::lint::lint;
use crate::offer::Budget;
use crate::pick::pick;
use crate::trial::Trial;
use vtlkit_predict::Target;

/// The most rounds of fixes. A fix may expose a finding of another rule, and overlapping fixes are applied in
/// separate rounds.
const ROUNDS: usize = 20;

/// A template in a text, for trials of fixes.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The template, with a value in place of each interpolation of the host file.
    source: String,
    target: Target,
    /// Its span in the text.
    place: Span,
}

impl Subject {
    /// A template at a span of a text.
    pub fn new(source: &str, target: Target, place: Span) -> Self {
        Self { source: crate::lint::fill(source, &target).into_owned(), target, place }
    }

    /// Its span in the text.
    pub const fn place(&self) -> Span {
        self.place
    }

    /// The template, with a value in place of each interpolation of the host file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What is known about the template besides its text.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Whether a request with this body reaches the template, that is, whether the request model accepts it.
    pub fn accepts(&self, body: &str) -> bool {
        self.target.model.as_ref().is_none_or(|model| model.accepts(body))
    }
}

/// The templates of a text.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    /// The mapping templates, which are rendered.
    pub rendered: Vec<Subject>,
    /// The number of templates of every kind.
    pub templates: usize,
    /// The number of errors in the text around them.
    pub errors: usize,
}

/// A text and its findings.
pub trait Findings {
    /// The text.
    fn text(&self) -> &str;
    /// The findings, ordered by position.
    fn findings(&self) -> Vec<&Diagnostic>;
}

/// The result of applying fixes to a text.
#[derive(Clone, Debug)]
pub struct Fixed<F> {
    /// The changed text and its findings.
    pub found: F,
    /// The original text; `None` if it was not changed.
    pub before: Option<String>,
    /// The number of applied fixes.
    pub fixed: usize,
    /// The number of fixes that were not applied because no trial showed that they are harmless.
    pub skipped: usize,
}

/// Applies the fixes of a text with at least the applicability `least`, until none is left that can be shown to be
/// harmless: the changed templates are rendered and compared with the original ones.
///
/// `look` lints a text, `read` reads its templates.
pub fn fix_all<F: Findings>(
    first: F,
    least: Applicability,
    look: &mut dyn FnMut(String) -> F,
    read: &dyn Fn(&str) -> Subjects,
) -> Fixed<F> {
    let before = first.text().to_owned();
    let mut fixed = 0;
    let mut found = first;
    for _ in 0..ROUNDS {
        let (text, applied, refused) = round(&found, least, read);
        if applied == 0 || text == found.text() {
            let skipped = refused + shown(&found);
            let before = (fixed > 0).then_some(before);
            return Fixed { found, before, fixed, skipped };
        }
        found = look(text);
        fixed += applied;
    }
    // If the fixes do not reach a fixed point, none is applied.
    let found = look(before);
    let skipped = shown(&found) + wanted(&found.findings(), least).len();
    Fixed { found, before: None, fixed: 0, skipped }
}

/// The number of fixes that are displayed only.
fn shown(found: &impl Findings) -> usize {
    let is_shown = |finding: &&Diagnostic| {
        finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::DisplayOnly)
    };
    found.findings().into_iter().filter(is_shown).count()
}

/// The findings whose fix has at least the applicability `least`, with that fix.
fn wanted<'f>(findings: &[&'f Diagnostic], least: Applicability) -> Vec<(&'f Diagnostic, &'f Fix)> {
    let fixes = findings.iter().filter_map(|finding| Some((*finding, finding.fix.as_ref()?)));
    fixes.filter(|(_, fix)| fix.applicability >= least).collect()
}

/// Applies as many compatible fixes as possible. Returns the text, the number of applied fixes and the number of
/// rejected ones.
fn round(
    found: &impl Findings,
    least: Applicability,
    read: &dyn Fn(&str) -> Subjects,
) -> (String, usize, usize) {
    let findings = found.findings();
    let wanted = wanted(&findings, least);
    let fixes: Vec<&Fix> = wanted.iter().map(|(_, fix)| *fix).collect();
    let chosen = choose_fixes(&fixes, least);
    if chosen.is_empty() {
        return (found.text().to_owned(), 0, 0);
    }
    let changed = |set: &[usize]| {
        let fixes: Vec<&Fix> = set.iter().filter_map(|at| fixes.get(*at).copied()).collect();
        apply_edits(found.text(), &choose_edits(&fixes, least).0).ok()
    };
    let rule = |at: usize| wanted.get(at).and_then(|(finding, _)| finding.rule);
    let subjects = read(found.text());
    let mut judge = Judge { subjects: &subjects, trials: subjects.rendered.iter().map(|_| None).collect() };
    let mut budget = Budget::new();
    let mut test = |set: &[usize]| {
        let cost = found.text().len();
        let text = if budget.take(cost) { changed(set) } else { None };
        text.is_some_and(|text| judge.is_harmless(&read(&text), &findings, least, &mut budget))
    };
    let kept: Vec<usize> = pick(&chosen, rule, &mut test);
    let refused = chosen.len() - kept.len();
    let applied = kept.iter().collect::<BTreeSet<_>>().len();
    match changed(&kept) {
        Some(text) if applied > 0 => (text, applied, refused),
        _ => (found.text().to_owned(), 0, refused),
    }
}

/// Compares the templates of a changed text with the original ones.
struct Judge<'s> {
    subjects: &'s Subjects,
    /// Built when they are first needed.
    trials: Vec<Option<Trial<'s>>>,
}

impl Judge<'_> {
    fn is_harmless(
        &mut self,
        changed: &Subjects,
        findings: &[&Diagnostic],
        how: Applicability,
        budget: &mut Budget,
    ) -> bool {
        let before = self.subjects;
        let counts = |of: &Subjects| (of.rendered.len(), of.templates);
        if counts(changed) != counts(before) || changed.errors > before.errors {
            return false;
        }
        before.rendered.iter().zip(&changed.rendered).zip(&mut self.trials).all(|((was, is), trial)| {
            if was.source == is.source {
                return true;
            }
            let within = |finding: &&&Diagnostic| was.place.contains(finding.primary.span.start());
            let witnesses = findings.iter().filter(within).filter_map(|it| it.witness.as_deref());
            let trial = trial.get_or_insert_with(|| Trial::new(&was.source, &was.target, witnesses));
            let _ = budget.take(trial.cost());
            trial.is_harmless(&is.source, how)
        })
    }
}

/// A template that is not in a file, and its findings.
struct Alone {
    text: String,
    findings: Vec<Diagnostic>,
}

impl Findings for Alone {
    fn text(&self) -> &str {
        &self.text
    }

    fn findings(&self) -> Vec<&Diagnostic> {
        self.findings.iter().collect()
    }
}

/// Fixes a template: applies the fixes of findings for which `wants` is true, that have at least the applicability
/// `least` and that a trial shows to be harmless.
///
/// ```
/// use vtlkit_lint::{Target, fix};
/// use vtlkit_text::Applicability;
///
/// let template = "[#foreach($n in $input.path('$.list')){}#end]";
/// let fixed = fix(template, &Target::default(), Applicability::Safe, &|_| true);
/// assert_eq!(fixed.found, "[#foreach($n in $input.path('$.list')){}#if($foreach.hasNext),#end#end]");
/// assert_eq!((fixed.fixed, fixed.skipped), (1, 0));
/// ```
pub fn fix(
    template: &str,
    target: &Target,
    least: Applicability,
    wants: &dyn Fn(&Diagnostic) -> bool,
) -> Fixed<String> {
    let mut look = |text: String| {
        let mut findings = lint(&text, target);
        findings.retain(wants);
        Alone { text, findings }
    };
    let read = |text: &str| Subjects {
        rendered: vec![Subject::new(text, target.clone(), Span::new(0, text.len()))],
        templates: 1,
        errors: 0,
    };
    let first = look(template.to_owned());
    let Fixed { found, before, fixed, skipped } = fix_all(first, least, &mut look, &read);
    Fixed { found: found.text, before, fixed, skipped }
}
