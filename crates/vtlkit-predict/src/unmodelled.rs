//! Members of the payload that a template prints and the model does not require or does not have.

use vtlkit_text::Diagnostic;

use super::ViolationKind;
use super::explore::Path;
use super::leaf::leaves;
use super::origin::{Origin, Step};
use super::value::Value;
use super::violations::Violations;
use crate::model::Declared;

/// Records the members that a path prints and the model does not have or does not require.
pub(super) fn violations(source: &str, path: &Path, out: &mut Violations) {
    let Some(model) = path.constraints.model.as_ref().filter(|model| model.is_own()) else { return };
    for piece in &path.pieces {
        for leaf in leaves(&piece.value) {
            let (Value::External(from) | Value::Json(from)) = &*leaf.value else { continue };
            let Origin::Body(steps) = from else { continue };
            let (declared, len) = model.declared(steps);
            let Some((last, above)) = steps.get(..len).and_then(|steps| steps.split_last()) else { continue };
            let Step::Key(name) = last else { continue };
            if out.has(ViolationKind::ReadsUnmodelled, piece.span) {
                continue;
            }
            let said = out.has_any_at(piece.span);
            let message = match declared {
                Declared::Never => format!("the model forbids `{name}`"),
                Declared::Unknown if model.has_members(above) => format!("the model has no member `{name}`"),
                Declared::Optional if !said && !is_tested(path, steps, len) => {
                    format!("the model does not require `{name}`, and the template does not test it")
                }
                _ => continue,
            };
            let help = if declared == Declared::Optional {
                format!("test it with `!= \"\"`, or put `{name}` into `required`")
            } else {
                format!("correct the name, or add `{name}` to the model")
            };
            let why = if declared == Declared::Never {
                "a request with it is rejected, so nothing is ever printed here"
            } else {
                "a request without it is accepted, and is forwarded with an empty value"
            };
            let finding = Diagnostic::error(message, piece.span)
                .with_label(piece.span, format!("`{}` reads it", piece.span.text(source)))
                .with_note("why", why)
                .with_note("help", help);
            out.add(ViolationKind::ReadsUnmodelled, finding);
        }
    }
}

/// Whether a condition of the path tested a place in the payload, or a value that contains it.
fn is_tested(path: &Path, steps: &[Step], len: usize) -> bool {
    (len..=steps.len()).any(|len| {
        let part = Origin::Body(steps.get(..len).unwrap_or(steps).into());
        path.constraints.present.contains(&part)
            || path.constraints.shapes.contains_key(&part)
            || path.constraints.excluded.contains_key(&part)
    })
}
