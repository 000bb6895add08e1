//! Tries a fix: what a changed template renders for the requests of all ways.

use vtlkit_gateway::{DIALECT, Request, Template};
use vtlkit_text::{Fix, Witness, apply_edits};

use super::explore::{LIMITS, Way};
use super::json::is_json;

/// Whether a fix makes JSON of the output for the request that shows the fault, and changes no output that is JSON.
pub(super) fn is_harmless(source: &str, fix: &Fix, witness: Option<&Witness>, ways: &[Way]) -> bool {
    let Ok(fixed) = apply_edits(source, &fix.edits) else { return false };
    let Ok(template) = Template::compile(&fixed) else { return false };
    let mut renderer = template.renderer_with(LIMITS, DIALECT);
    let mut render =
        |request: &Request| renderer.render(request).ok().map(|rendered| rendered.text().into_owned());
    let is_fixed = witness.is_none_or(|witness| {
        let request = witness.request.parse::<Request>();
        request.is_ok_and(|request| render(&request).is_some_and(|output| is_json(&output)))
    });
    is_fixed
        && ways
            .iter()
            .filter_map(|way| way.rendered.as_ref())
            .filter(|(_, output)| is_json(output))
            .all(|(request, output)| render(request).as_ref() == Some(output))
}
