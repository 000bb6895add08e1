//! Decides the applicability of a template's fixes: a trial must show that they are harmless.

use std::collections::BTreeSet;

use vtlkit_text::{Applicability, Diagnostic, Fix, apply_edits, choose_edits, choose_fixes};

use crate::pick::pick;
use crate::rule::Group;
use crate::rules::APPLIED;
use crate::trial::Trial;
use vtlkit_predict::Target;

/// The most sets of fixes that are tried for one template.
const MOST_TRIALS: usize = 40;

/// The most bytes that these trials may read.
const MOST_BYTES: usize = 4 << 20;

/// The remaining budget for trials. The first trial is always made.
pub(crate) struct Budget {
    trials: usize,
    bytes: usize,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { trials: MOST_TRIALS, bytes: MOST_BYTES }
    }

    /// Takes the cost of one trial. Returns whether it may be made.
    pub(crate) fn take(&mut self, cost: usize) -> bool {
        let free = self.trials > 0 && (self.trials == MOST_TRIALS || self.bytes >= cost);
        if free {
            self.trials -= 1;
            self.bytes = self.bytes.saturating_sub(cost);
        }
        free
    }
}

/// Sets the applicability of each fix to what a trial confirms: a safe fix may become unsafe or display-only.
pub(crate) fn settle(source: &str, target: &Target, findings: &mut [Diagnostic]) {
    let claimed = |finding: &Diagnostic| finding.fix.as_ref().map(|fix| fix.applicability);
    let open: Vec<usize> = findings
        .iter()
        .enumerate()
        .filter_map(|(at, finding)| (claimed(finding)? > Applicability::DisplayOnly).then_some(at))
        .collect();
    if open.is_empty() {
        return;
    }
    let witnesses = findings.iter().filter_map(|finding| finding.witness.as_deref());
    let trial = Trial::new(source, target, witnesses);
    let offer = Offer { source, findings, trial: &trial };
    let mut budget = Budget::new();
    let safe: Vec<usize> =
        open.iter().copied().filter(|at| offer.claims(*at) == Some(Applicability::Safe)).collect();
    let confirmed = offer.confirmed(&[], &safe, Applicability::Safe, &mut budget);
    let known: BTreeSet<usize> = confirmed.iter().copied().collect();
    let rest: Vec<usize> = open.into_iter().filter(|at| !known.contains(at)).collect();
    let allowed: BTreeSet<usize> =
        offer.confirmed(&confirmed, &rest, Applicability::Unsafe, &mut budget).into_iter().collect();
    for at in rest {
        if let Some(fix) = findings.get_mut(at).and_then(|finding| finding.fix.as_mut()) {
            let is_allowed = allowed.contains(&at);
            fix.applicability = if is_allowed { Applicability::Unsafe } else { Applicability::DisplayOnly };
        }
    }
}

struct Offer<'f, 't> {
    source: &'f str,
    findings: &'f [Diagnostic],
    trial: &'f Trial<'t>,
}

impl<'f> Offer<'f, '_> {
    fn finding(&self, at: usize) -> Option<&'f Diagnostic> {
        self.findings.get(at)
    }

    fn claims(&self, at: usize) -> Option<Applicability> {
        Some(self.finding(at)?.fix.as_ref()?.applicability)
    }

    /// The harmless fixes of a list, together with `others` if that is possible.
    fn confirmed(
        &self,
        others: &[usize],
        list: &[usize],
        how: Applicability,
        budget: &mut Budget,
    ) -> Vec<usize> {
        let mut left: Vec<usize> = list.iter().copied().filter(|at| self.may_be_tried(*at)).collect();
        let mut out = Vec::new();
        let mut with = others;
        while !left.is_empty() {
            // Overlapping fixes are tried one after the other.
            let together = self.apart(with, &left);
            if together.is_empty() && with.is_empty() {
                break;
            }
            let rule = |at: usize| self.finding(at).and_then(|finding| finding.rule);
            let mut test = |list: &[usize]| {
                budget.take(self.trial.cost()) && self.is_harmless(&[with, list].concat(), how)
            };
            out.extend(pick(&together, rule, &mut test));
            let together: BTreeSet<usize> = together.into_iter().collect();
            left.retain(|at| !together.contains(at));
            with = &[];
        }
        out
    }

    /// If no request renders, only fixes of syntax rules are tried.
    fn may_be_tried(&self, at: usize) -> bool {
        let rule = self.finding(at).and_then(|finding| finding.rule);
        let is_syntax = |name| APPLIED.iter().any(|rule| rule.name == name && rule.group == Group::Syntax);
        self.trial.renders() || rule.is_some_and(is_syntax)
    }

    /// The fixes of a list that overlap neither each other nor `others`.
    fn apart(&self, others: &[usize], list: &[usize]) -> Vec<usize> {
        let all = [others, list].concat();
        let chosen = choose_fixes(&self.fixes(&all), Applicability::DisplayOnly);
        chosen.into_iter().filter(|at| *at >= others.len()).filter_map(|at| all.get(at).copied()).collect()
    }

    fn fixes(&self, set: &[usize]) -> Vec<&'f Fix> {
        set.iter().filter_map(|at| self.finding(*at)?.fix.as_ref()).collect()
    }

    fn is_harmless(&self, set: &[usize], how: Applicability) -> bool {
        let (edits, _) = choose_edits(&self.fixes(set), Applicability::DisplayOnly);
        let changed = apply_edits(self.source, &edits);
        changed.is_ok_and(|changed| self.trial.is_harmless(&changed, how))
    }
}
