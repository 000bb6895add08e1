//! The messages and fixes of violations that come from a single reference.

use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::ViolationKind;
use super::leaf::{Leaf, Treatment};
use super::origin::Origin;
use super::value::{Piece, Value};

/// The finding for a violation that a reference causes, without its witness.
#[allow(clippy::too_many_lines, reason = "one arm per kind of violation")]
pub(super) fn finding(
    kind: ViolationKind,
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
        ViolationKind::UnescapedInString => {
            let finding = Diagnostic::error(
                format!("{subject} is not escaped and can break out of the JSON string"),
                span,
            )
            .with_note(
                "why",
                "a quote, a backslash or a line break in the value makes the output invalid JSON",
            )
            .with_note("help", "escape it: `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`");
            // Escape the whole value; of concatenated text only parts come from the client.
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
        ViolationKind::EscapeSingleQuote => {
            let finding = Diagnostic::error("an apostrophe in the value makes the output invalid JSON", span)
                .with_note("why", "`escapeJavaScript` writes it as `\\'`, which is not an escape of JSON")
                .with_note("help", "add `.replaceAll(\"\\\\'\", \"'\")`");
            match leaf.treatment {
                Treatment::Escaped { end: Some(end), plain: true, .. } => finding.with_fix(Fix::new(
                    "replace `\\'` by `'`",
                    vec![Edit::insert(end, ".replaceAll(\"\\\\'\", \"'\")")],
                    Applicability::Safe,
                )),
                _ => finding,
            }
        }
        ViolationKind::QuotedJson => {
            let finding = Diagnostic::error(format!("`{text}` prints its own quotes"), span)
                .with_note(
                    "why",
                    "`$input.json(…)` prints JSON: a string has quotes, which end the string around it",
                )
                .with_note("help", "remove the quotes around it");
            let around = source.get(..span.start()).is_some_and(|before| before.ends_with('"'))
                && source.get(span.end()..).is_some_and(|after| after.starts_with('"'));
            // What a method cuts out of JSON is not JSON.
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
        ViolationKind::MapInOutput => {
            let json = json_of(&piece.value).unwrap_or_else(|| "$input.json(…)".to_owned());
            Diagnostic::error(format!("`{text}` prints a Java map, not JSON"), span)
                .with_note("why", "an object prints as `{a=b}`, which is invalid JSON")
                .with_note("help", format!("print it as JSON with `{json}`, or name the members"))
        }
        ViolationKind::OutputNotJson => Diagnostic::error(format!("`{text}` is an unquoted string"), span)
            .with_note("why", "the model declares it a string, and JSON strings need quotes")
            .with_note(
                "help",
                "write `$input.json(…)`, which prints the quotes, or escape it between quotes",
            ),
        _ if matches!(piece.value, Value::Calculated(_)) => {
            Diagnostic::error(format!("`{text}` is not a number when a value in it is missing"), span)
                .with_note(
                    "why",
                    "with a missing value, `+` concatenates strings, and other arithmetic prints nothing",
                )
                .with_note("help", "test the value with `!= \"\"` before calculating with it")
        }
        _ if piece.value.is_composed() => {
            Diagnostic::error(format!("no value in `{text}` when a value of the request is missing"), span)
                .with_note("why", "a missing value prints nothing, and JSON needs a value here")
                .with_note("help", "test it with `!= \"\"` and give another value")
        }
        _ => {
            let finding = Diagnostic::error(format!("no value here when `{text}` is missing"), span)
                .with_note("why", "a missing value prints nothing, and JSON needs a value here");
            if !plain || !matches!(piece.value, Value::External(_) | Value::Spread { .. }) {
                return finding
                    .with_note("help", "test it with `!= \"\"`, and print another value with `#else`");
            }
            let alternative = alternative(text);
            finding.with_note("help", help_for_missing(text, &alternative, &piece.value)).with_fix(Fix::new(
                "print `null` for a missing value",
                vec![Edit::replace(span, alternative)],
                Applicability::Unsafe,
            ))
        }
    }
}

/// Whether a piece is a plain reference in the template.
fn is_plain(piece: &Piece, text: &str) -> bool {
    piece.is_reference && text.starts_with('$') && !text.starts_with("$$")
}

/// The call that prints a value of the payload as JSON, if there is one.
fn json_of(value: &Value) -> Option<String> {
    let Value::External(source) = value else { return None };
    Some(format!("$input.json('{}')", source.json_path()?))
}

/// A fix that prints an object of the payload as JSON. Not offered for the whole payload: it may be meant as text.
pub(super) fn as_json(source: &str, piece: &Piece) -> Option<Fix> {
    if matches!(&piece.value, Value::External(Origin::Body(path)) if path.is_empty()) {
        return None;
    }
    let json = json_of(&piece.value).filter(|_| is_plain(piece, piece.span.text(source)))?;
    Some(Fix::new("print JSON", vec![Edit::replace(piece.span, json)], Applicability::Unsafe))
}

/// The reference, or `null` if it is missing.
fn alternative(text: &str) -> String {
    let tested = match text.strip_prefix("$!") {
        Some(rest) => format!("${rest}"),
        None => text.to_owned(),
    };
    format!("#if({tested} != \"\"){tested}#{{else}}null#end")
}

/// The help for a value that may be missing.
fn help_for_missing(text: &str, alternative: &str, value: &Value) -> String {
    let json = match value {
        Value::Spread { .. } => text.strip_prefix("$input.path(").map(|rest| format!("$input.json({rest}")),
        // The JSON text of a DynamoDB number has quotes.
        Value::External(source) if source.is_plain_attribute().is_none() => json_of(value),
        _ => None,
    };
    match json {
        Some(json) => {
            format!("write `{json}`, which prints valid JSON for a missing value too, or `{alternative}`")
        }
        None => format!("write `{alternative}`, with the value to print for a missing one"),
    }
}

/// The finding for a number of the payload that may have a fraction.
pub fn fraction(span: Span) -> Diagnostic {
    Diagnostic::error("this number may lose digits: `10.00` prints as `10.0`", span)
        .with_note("why", "numbers go through Java's `double`")
        .with_note("help", "print `$input.body`, or let the client send a string")
}
