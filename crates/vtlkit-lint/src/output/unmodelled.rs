//! What a template prints of the payload that the model does not have.

use vtlkit_text::Diagnostic;

use super::FaultKind;
use super::explore::Way;
use super::faults::Faults;
use super::leaf::leaves;
use super::source::Source;
use super::value::Value;
use crate::model::Declared;

/// Notes the members that a way prints and the model does not have, or does not require.
pub(super) fn faults(source: &str, way: &Way, out: &mut Faults) {
    let Some(model) = way.facts.model.as_ref().filter(|model| model.is_own()) else { return };
    for piece in &way.pieces {
        for leaf in leaves(&piece.value) {
            let (Value::External(from) | Value::Json(from)) = &*leaf.value else { continue };
            let Source::Body(path) = from else { continue };
            let (declared, len) = model.declared(path);
            let Some((last, above)) = path.get(..len).and_then(|path| path.split_last()) else { continue };
            let super::source::Step::Key(name) = last else { continue };
            if out.has(FaultKind::ReadsUnmodelled, piece.span) {
                continue;
            }
            let said = out.has_any_at(piece.span);
            let message = match declared {
                Declared::Never => format!("the model forbids `{name}`"),
                Declared::Unknown if model.has_members(above) => format!("the model has no member `{name}`"),
                Declared::Optional if !said && !asked(way, path, len) => {
                    format!("the model does not require `{name}`, and nothing asks whether it is there")
                }
                _ => continue,
            };
            let help = if declared == Declared::Optional {
                format!("test it with `!= \"\"`, or put `{name}` into `required`")
            } else {
                format!("correct the name, or add `{name}` to the model")
            };
            let why = if declared == Declared::Never {
                "a request that has it is refused, so that nothing is ever printed here"
            } else {
                "a request without it gets through, and is forwarded with a hole in it"
            };
            let finding = Diagnostic::error(message, piece.span)
                .with_label(piece.span, format!("`{}` reads it", piece.span.text(source)))
                .with_note("why", why)
                .with_note("help", help);
            out.add(FaultKind::ReadsUnmodelled, finding);
        }
    }
}

/// Whether a condition of the way was about a place, or about what it is in.
fn asked(way: &Way, path: &[super::source::Step], len: usize) -> bool {
    (len..=path.len()).any(|len| {
        let part = Source::Body(path.get(..len).unwrap_or(path).into());
        way.facts.present.contains(&part)
            || way.facts.shapes.contains_key(&part)
            || way.facts.excluded.contains_key(&part)
    })
}
