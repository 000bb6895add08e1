//! Tries fixes: renders the changed template for the requests of all paths.

use vtlkit_gateway::{DIALECT, Renderer, Request, Template};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Witness, apply_edits};

use super::explore::{LIMITS, Path};
use super::json::{is_json, unread};

/// The most renders for the fixes of one template.
const MOST_RENDERS: usize = 1_000;

/// The state for the fixes of one template.
pub(super) struct Trial<'t> {
    source: &'t str,
    paths: &'t [Path],
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
    pub(super) fn new(source: &'t str, paths: &'t [Path]) -> Self {
        Self { source, paths, renders: MOST_RENDERS }
    }

    /// The template with edits applied.
    fn change(&mut self, edits: &[Edit]) -> Option<Changed<'_>> {
        let template = Template::compile(&apply_edits(self.source, edits).ok()?).ok()?;
        Some(Changed { renderer: template.renderer_with(LIMITS, DIALECT), renders: &mut self.renders })
    }

    /// Whether a fix makes the output of the witness valid JSON, and changes no output that is valid.
    pub(super) fn is_harmless(&mut self, fix: &Fix, witness: Option<&Witness>) -> bool {
        let paths = self.paths;
        let Some(mut changed) = self.change(&fix.edits) else { return false };
        let is_fixed = witness.is_none_or(|witness| {
            let request = witness.request.parse::<Request>();
            request.is_ok_and(|request| changed.render(&request).is_some_and(|output| is_json(&output)))
        });
        is_fixed
            && paths
                .iter()
                .filter_map(|path| path.rendered.as_ref())
                .filter(|(_, output)| is_json(output))
                .all(|(request, output)| changed.render(request).as_ref() == Some(output))
    }

    /// Attaches the best of several fixes to a finding of invalid JSON, if one of them repairs something.
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

    /// How far a fix for invalid JSON can be trusted. It is safe if the output is valid JSON for every request tried.
    /// It is unsafe if the output is valid for the witness, or if the error comes later and the fix does not claim
    /// more.
    fn trust(&mut self, fix: &Fix, witness: &Witness) -> Option<Applicability> {
        let paths = self.paths;
        let mut changed = self.change(&fix.edits)?;
        let output = changed.render(&witness.request.parse().ok()?)?;
        let mut is_safe = is_json(&output);
        let is_step =
            || fix.applicability == Applicability::Unsafe && unread(&output) < unread(&witness.output);
        if !is_safe && !is_step() {
            return None;
        }
        for (request, before) in paths.iter().filter_map(|path| path.rendered.as_ref()) {
            let after = changed.render(request)?;
            if is_json(before) && after != *before {
                return None;
            }
            is_safe &= is_json(&after);
        }
        Some(if is_safe { Applicability::Safe } else { Applicability::Unsafe })
    }
}
