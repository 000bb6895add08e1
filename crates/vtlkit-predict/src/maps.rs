//! Java maps in output that is not JSON.

use super::ViolationKind;
use super::confirm::{Candidate, Confirm, Shown};
use super::explore::Path;
use super::json::At;
use super::leaf::{Treatment, leaves};
use super::origin::Origin;
use super::value::Value;
use super::violations::Violations;
use super::wording::finding;
use super::worst::worst;

/// Records maps printed into output that is not JSON. The whole payload is ignored: it may be a string.
pub(super) fn violations(source: &str, path: &Path, confirm: &mut Confirm, out: &mut Violations) {
    let view = path.constraints.view();
    let at = At::Value { after_comma: false };
    let candidates = path.pieces.iter().enumerate().flat_map(|(index, piece)| {
        let view = &view;
        leaves(&piece.value).into_iter().filter_map(move |leaf| {
            let is_payload = matches!(&*leaf.value, Value::External(Origin::Body(path)) if path.is_empty());
            if is_payload || leaf.treatment == Treatment::Encoded {
                return None;
            }
            let (kind, change) = worst(&path.constraints, view, &leaf, at, None)?;
            let candidate = Candidate { kind, piece: index, span: piece.span, change, sink: leaf };
            (kind == ViolationKind::MapInOutput).then_some(candidate)
        })
    });
    let shows = |_: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<_>]| {
        let is_map = |text: &str| text.contains(['{', '=']);
        let is_alone = candidates.len() == 1 && is_map(&shown.output);
        candidates.iter().map(|it| is_alone || is_map(shown.printed.piece(it.piece))).collect()
    };
    let tell = |it: &Candidate<_>| {
        let piece = path.pieces.get(it.piece)?;
        Some(finding(it.kind, source, it.span, piece, &it.sink))
    };
    confirm.add(path, candidates, &shows, tell, out);
}
