//! Numbers with a fraction that a template prints.

use super::ViolationKind;
use super::explore::Path;
use super::leaf::leaves;
use super::value::Value;
use super::violations::Violations;
use super::wording::fraction;

/// Records references that print a number for which the model allows a fraction.
pub(super) fn violations(path: &Path, out: &mut Violations) {
    let Some(model) = &path.constraints.model else { return };
    for piece in path.pieces.iter().filter(|piece| piece.is_reference) {
        if out.has(ViolationKind::FloatLoss, piece.span) {
            continue;
        }
        let is_decimal = leaves(&piece.value).iter().any(|leaf| match &*leaf.value {
            Value::External(source) | Value::Json(source) => model.is_decimal(source),
            _ => false,
        });
        if is_decimal && !matches!(piece.value, Value::Calculated(_)) {
            out.add(ViolationKind::FloatLoss, fraction(piece.span));
        }
    }
}
