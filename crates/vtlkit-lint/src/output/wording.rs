//! How the fault of a reference is told, and its fix.

use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::FaultKind;
use super::leaf::{Leaf, Treatment};
use super::source::Source;
use super::value::{Piece, Value};

/// The finding of a fault of a reference; its witness is not in it yet.
pub(super) fn finding(
    kind: FaultKind,
    source: &str,
    span: Span,
    piece: &Piece,
    leaf: &Leaf<'_>,
) -> Diagnostic {
    let text = piece.span.text(source);
    let subject =
        if piece.value.is_composed() { format!("a value in `{text}`") } else { format!("`{text}`") };
    let plain = is_plain(piece, text);
    match kind {
        FaultKind::UnescapedInString => {
            let finding = Diagnostic::error(format!("{subject} can end the string it stands in"), span)
                .with_note("why", "a quote, a backslash or a line end in the value makes the output no JSON")
                .with_note("help", "escape it: `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`");
            // Escapes belong around the whole value: of a text put together only its parts come from outside.
            let whole =
                matches!(piece.value, Value::External(_) | Value::Raw) || piece.value.is_plainly_made();
            if !plain || !whole {
                return finding;
            }
            let inner = text.strip_prefix("$!").map_or_else(|| text.to_owned(), |rest| format!("${rest}"));
            let call = format!("util.escapeJavaScript({inner}).replaceAll(\"\\\\'\", \"'\")");
            let next = source.get(span.end()..).and_then(|rest| rest.chars().next());
            let call = if matches!(next, Some('.' | '[' | '(')) {
                format!("${{{call}}}")
            } else {
                format!("${call}")
            };
            finding.with_fix(Fix::new(
                "escape the value",
                vec![Edit::replace(span, call)],
                Applicability::Unsafe,
            ))
        }
        FaultKind::EscapeSingleQuote => {
            let finding = Diagnostic::error("an apostrophe in the value makes the output no JSON", span)
                .with_note("why", "`escapeJavaScript` makes `\\'` of it, which JSON does not know")
                .with_note("help", "add `.replaceAll(\"\\\\'\", \"'\")`");
            match leaf.treatment {
                Treatment::Escaped { end: Some(end), plain: true, .. } => finding.with_fix(Fix::new(
                    "make apostrophes of escaped ones",
                    vec![Edit::insert(end, ".replaceAll(\"\\\\'\", \"'\")")],
                    Applicability::Safe,
                )),
                _ => finding,
            }
        }
        FaultKind::QuotedJson => {
            let finding = Diagnostic::error(format!("`{text}` brings its own quotes"), span)
                .with_note(
                    "why",
                    "`$input.json(…)` gives JSON: a text comes with quotes, which end the string",
                )
                .with_note("help", "remove the quotes around it");
            let around = source.get(..span.start()).is_some_and(|before| before.ends_with('"'))
                && source.get(span.end()..).is_some_and(|after| after.starts_with('"'));
            // What a method has cut out of JSON is no JSON.
            if !plain || !around || leaf.made {
                return finding;
            }
            finding.with_fix(Fix::new(
                "remove the quotes",
                vec![
                    Edit::delete(Span::new(span.start() - 1, span.start())),
                    Edit::delete(Span::new(span.end(), span.end() + 1)),
                ],
                Applicability::Unsafe,
            ))
        }
        FaultKind::MapInOutput => {
            let json = json_of(&piece.value).unwrap_or_else(|| "$input.json(…)".to_owned());
            Diagnostic::error(format!("`{text}` prints a map as Java does"), span)
                .with_note("why", "an object is printed as `{a=b}`, which is no JSON")
                .with_note("help", format!("print JSON with `{json}`, or name the members"))
        }
        FaultKind::OutputNotJson => Diagnostic::error(format!("`{text}` is a text without quotes"), span)
            .with_note("why", "the model makes it a text, and JSON has texts in quotes")
            .with_note("help", "write `$input.json(…)`, which brings them, or escape it between quotes"),
        _ if matches!(piece.value, Value::Calculated(_)) => {
            Diagnostic::error(format!("`{text}` is no number when a value in it is missing"), span)
                .with_note("why", "with a missing value a sum is a text, and other arithmetic gives nothing")
                .with_note("help", "test the value with `!= \"\"` before it is calculated with")
        }
        _ if piece.value.is_composed() => Diagnostic::error(
            format!("there is no value in `{text}` when one of the request is missing"),
            span,
        )
        .with_note("why", "a missing value prints nothing, and JSON needs a value")
        .with_note("help", "test it with `!= \"\"` and give another value"),
        _ => {
            let finding = Diagnostic::error(format!("there is no value here when `{text}` is missing"), span)
                .with_note("why", "a missing value prints nothing, and JSON needs a value");
            if !plain || !matches!(piece.value, Value::External(_) | Value::Spread { .. }) {
                return finding
                    .with_note("help", "test it with `!= \"\"`, and print another value with `#else`");
            }
            let choice = choice(text);
            finding.with_note("help", help_for_missing(text, &choice, &piece.value)).with_fix(Fix::new(
                "print `null` for a missing value",
                vec![Edit::replace(span, choice)],
                Applicability::Unsafe,
            ))
        }
    }
}

/// Whether a piece is a reference as the template has it.
fn is_plain(piece: &Piece, text: &str) -> bool {
    piece.hole && text.starts_with('$') && !text.starts_with("$$")
}

/// The call that prints a place of the payload as JSON, if one can.
fn json_of(value: &Value) -> Option<String> {
    let Value::External(source) = value else { return None };
    Some(format!("$input.json('{}')", source.json_path()?))
}

/// Prints an object of the payload as JSON. The whole payload is left to the author: it may be meant as a text.
pub(super) fn as_json(source: &str, piece: &Piece) -> Option<Fix> {
    if matches!(&piece.value, Value::External(Source::Body(path)) if path.is_empty()) {
        return None;
    }
    let json = json_of(&piece.value).filter(|_| is_plain(piece, piece.span.text(source)))?;
    Some(Fix::new("print JSON", vec![Edit::replace(piece.span, json)], Applicability::Unsafe))
}

/// A reference, or `null` where it is missing.
fn choice(text: &str) -> String {
    let tested = match text.strip_prefix("$!") {
        Some(rest) => format!("${rest}"),
        None => text.to_owned(),
    };
    format!("#if({tested} != \"\"){tested}#{{else}}null#end")
}

/// What to write where a value may be missing: by its path in the payload, if it has one.
fn help_for_missing(text: &str, choice: &str, value: &Value) -> String {
    let json = match value {
        Value::Spread { .. } => text.strip_prefix("$input.path(").map(|rest| format!("$input.json({rest}")),
        // The JSON text of a number of DynamoDB has quotes.
        Value::External(source) if source.is_plain_attribute().is_none() => json_of(value),
        _ => None,
    };
    match json {
        Some(json) => format!("write `{json}`, which is JSON for a missing value too, or `{choice}`"),
        None => format!("write `{choice}`, with the value that stands for a missing one"),
    }
}
