//! Tries fixes: what a changed template renders for the requests of all ways.

use vtlkit_gateway::{DIALECT, Renderer, Request, Template};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Witness, apply_edits};

use super::explore::{LIMITS, Way};
use super::json::{is_json, unread};

/// How many renders the fixes of one template may take.
const MOST_RENDERS: usize = 1_000;

/// Tries the fixes of one template.
pub(super) struct Trial<'t> {
    source: &'t str,
    ways: &'t [Way],
    renders: usize,
}

/// A changed template.
struct Changed<'r> {
    renderer: Renderer,
    renders: &'r mut usize,
}

impl Changed<'_> {
    fn render(&mut self, request: &Request) -> Option<String> {
        *self.renders = self.renders.checked_sub(1)?;
        self.renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
    }
}

impl<'t> Trial<'t> {
    pub(super) fn new(source: &'t str, ways: &'t [Way]) -> Self {
        Self { source, ways, renders: MOST_RENDERS }
    }

    /// The template with edits made.
    fn change(&mut self, edits: &[Edit]) -> Option<Changed<'_>> {
        let template = Template::compile(&apply_edits(self.source, edits).ok()?).ok()?;
        Some(Changed { renderer: template.renderer_with(LIMITS, DIALECT), renders: &mut self.renders })
    }

    /// Whether a fix makes JSON of the output for the request that shows the fault, and changes no output that is JSON.
    pub(super) fn is_harmless(&mut self, fix: &Fix, witness: Option<&Witness>) -> bool {
        let ways = self.ways;
        let Some(mut changed) = self.change(&fix.edits) else { return false };
        let is_fixed = witness.is_none_or(|witness| {
            let request = witness.request.parse::<Request>();
            request.is_ok_and(|request| changed.render(&request).is_some_and(|output| is_json(&output)))
        });
        is_fixed
            && ways
                .iter()
                .filter_map(|way| way.rendered.as_ref())
                .filter(|(_, output)| is_json(output))
                .all(|(request, output)| changed.render(request).as_ref() == Some(output))
    }

    /// Gives a finding of output that is no JSON the best of some fixes, unless none of them mends anything.
    pub(super) fn choose(&mut self, finding: &mut Diagnostic, fixes: Vec<Fix>) {
        let Some(witness) = finding.witness.as_deref() else { return };
        let mut best: Option<Fix> = None;
        for mut fix in fixes {
            let Some(trust) = self.trust(&fix, witness) else { continue };
            fix.applicability = trust;
            if best.as_ref().is_none_or(|best| best.applicability < trust) {
                best = Some(fix);
            }
        }
        finding.fix = best;
    }

    /// How far a fix may be trusted that is to make JSON of output that is none. Safe is one with which the output is
    /// JSON for every request that was tried. Another makes JSON for the witness, or lets it be read further if that is
    /// enough for the fix.
    fn trust(&mut self, fix: &Fix, witness: &Witness) -> Option<Applicability> {
        let ways = self.ways;
        let mut changed = self.change(&fix.edits)?;
        let output = changed.render(&witness.request.parse().ok()?)?;
        let mut is_safe = is_json(&output);
        let is_step =
            || fix.applicability == Applicability::Unsafe && unread(&output) < unread(&witness.output);
        if !is_safe && !is_step() {
            return None;
        }
        for (request, before) in ways.iter().filter_map(|way| way.rendered.as_ref()) {
            let after = changed.render(request)?;
            if is_json(before) && after != *before {
                return None;
            }
            is_safe &= is_json(&after);
        }
        Some(if is_safe { Applicability::Safe } else { Applicability::Unsafe })
    }
}
