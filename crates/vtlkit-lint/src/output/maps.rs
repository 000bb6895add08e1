//! Java's maps in outputs that are no JSON.

use super::FaultKind;
use super::confirm::{Candidate, Confirm, Shown};
use super::explore::Way;
use super::faults::Faults;
use super::json::At;
use super::leaf::{Treatment, leaves};
use super::source::Source;
use super::value::Value;
use super::wording::finding;
use super::worst::worst;

/// Notes maps that are printed into an output that is no JSON. The whole payload is left alone: it may be a text.
pub(super) fn faults(source: &str, way: &Way, confirm: &mut Confirm, out: &mut Faults) {
    let view = way.facts.view();
    let at = At::Value { after_comma: false };
    let candidates = way.pieces.iter().enumerate().flat_map(|(index, piece)| {
        let view = &view;
        leaves(&piece.value).into_iter().filter_map(move |leaf| {
            let is_payload = matches!(&*leaf.value, Value::External(Source::Body(path)) if path.is_empty());
            if is_payload || leaf.treatment == Treatment::Encoded {
                return None;
            }
            let (kind, change) = worst(&way.facts, view, &leaf, at, None)?;
            let candidate = Candidate { kind, piece: index, span: piece.span, change, told: leaf };
            (kind == FaultKind::MapInOutput).then_some(candidate)
        })
    });
    let shows = |_: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<_>]| {
        let is_map = |text: &str| text.contains(['{', '=']);
        let is_alone = candidates.len() == 1 && is_map(&shown.output);
        candidates.iter().map(|it| is_alone || is_map(shown.printed.piece(it.piece))).collect()
    };
    let tell = |it: &Candidate<_>| {
        let piece = way.pieces.get(it.piece)?;
        Some(finding(it.kind, source, it.span, piece, &it.told))
    };
    confirm.add(way, candidates, &shows, tell, out);
}
