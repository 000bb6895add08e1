//! Numbers with a fraction that a template prints.

use super::FaultKind;
use super::explore::Way;
use super::faults::Faults;
use super::leaf::leaves;
use super::value::Value;
use crate::rules::fraction;

/// Notes the references of a way that print a number which the model lets have a fraction.
pub(super) fn faults(way: &Way, out: &mut Faults) {
    let Some(model) = &way.facts.model else { return };
    for piece in way.pieces.iter().filter(|piece| piece.hole) {
        if out.has(FaultKind::FloatLoss, piece.span) {
            continue;
        }
        let is_decimal = leaves(&piece.value).iter().any(|leaf| match &*leaf.value {
            Value::External(source) | Value::Json(source) => model.is_decimal(source),
            _ => false,
        });
        if is_decimal && !matches!(piece.value, Value::Calculated(_)) {
            out.add(FaultKind::FloatLoss, fraction(piece.span));
        }
    }
}
