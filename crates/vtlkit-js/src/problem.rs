//! Errors and findings as objects.

use std::collections::HashSet;
use std::sync::Arc;

use vtlkit::{Applicability, Diagnostic, Error, ErrorKind, Span};
use vtlkit_eval::EvalErrorKind;
use vtlkit_text::Witness;

use crate::json::Json;
use crate::places::Places;

/// An error without a position in a template.
pub(crate) fn plain(kind: &str, message: &str, help: Option<&str>) -> String {
    Json::text_of(|json| {
        json.text("kind", kind);
        json.text("message", message);
        json.text_if("help", help);
    })
}

/// Maximum number of enclosing loops and macros that are listed.
const MOST_FRAMES: usize = 100;

/// The errors of a text: the first, with all of them as `errors` if there are several. `in` lists the loops and macros
/// around the position of a failed render, innermost first.
pub(crate) fn of(text: &str, error: &Error) -> String {
    let places = Places::new(text);
    Json::text_of(|json| {
        members(&places, error, json);
        if let ErrorKind::Render(reason) = error.kind {
            if let EvalErrorKind::Limit(limit) = reason {
                json.text("limit", limit.name());
            }
            json.key("in").list(error.frames.iter().take(MOST_FRAMES), |json, frame| {
                json.object(|json| {
                    json.text("what", &frame.what);
                    places.place(frame.span, json);
                });
            });
        }
        if matches!(error.kind, ErrorKind::Syntax | ErrorKind::Definition) && error.span.is_some() {
            json.key("errors")
                .list(error.all(), |json, error| json.object(|json| members(&places, error, json)));
        }
    })
}

/// The members of one error.
pub(crate) fn members(places: &Places<'_>, error: &Error, json: &mut Json) {
    json.text("kind", error.kind.name());
    json.text("message", &error.message);
    match (error.span, &error.file) {
        (Some(span), Some(file)) => {
            json.text("file", &file.path);
            Places::new(&file.text).place(span, json);
        }
        (Some(span), None) => places.place(span, json),
        (None, _) => {}
    }
    json.text_if("help", error.help.as_deref());
    if error.kind == ErrorKind::Syntax {
        json.key("labels").list(&error.labels, |json, it| label(places, it.span, &it.text, json));
    }
}

/// The witnesses written so far: one that belongs to several findings is written with the first.
pub(crate) type Said = HashSet<*const Witness>;

/// Writes a finding.
pub(crate) fn diagnostic(places: &Places<'_>, diagnostic: &Diagnostic, said: &mut Said, json: &mut Json) {
    json.object(|json| diagnostic_members(places, diagnostic, said, json));
}

pub(crate) fn diagnostic_members(
    places: &Places<'_>,
    diagnostic: &Diagnostic,
    said: &mut Said,
    json: &mut Json,
) {
    {
        json.text("rule", diagnostic.rule.unwrap_or("error"));
        json.text("severity", diagnostic.severity.name());
        json.text("message", &diagnostic.message);
        if !diagnostic.primary.text.is_empty() {
            json.text("label", &diagnostic.primary.text);
        }
        for note in diagnostic.notes.iter().filter(|note| note.span.is_none()) {
            json.text(note.name, &note.text);
        }
        if let Some(witness) = &diagnostic.witness
            && said.insert(Arc::as_ptr(witness))
        {
            json.key("witness").object(|json| {
                json.key("request").raw(&witness.request);
                json.text("output", &witness.output);
            });
        }
        placed_members(places, diagnostic, json);
    }
}

/// Writes the members of a finding with positions: its own, `labels` and `fix`.
pub(crate) fn placed_members(places: &Places<'_>, diagnostic: &Diagnostic, json: &mut Json) {
    places.place(diagnostic.primary.span, json);
    json.key("labels").list(&diagnostic.secondary, |json, it| label(places, it.span, &it.text, json));
    let Some(fix) = &diagnostic.fix else { return };
    json.key("fix").object(|json| {
        json.text("title", &fix.message);
        json.boolean("safe", fix.applicability == Applicability::Safe);
        if fix.applicability == Applicability::DisplayOnly {
            json.boolean("manual", true);
        }
        json.key("edits").list(&fix.edits, |json, edit| {
            json.object(|json| {
                places.range(edit.span, json);
                json.text("text", &edit.content);
            });
        });
    });
}

fn label(places: &Places<'_>, span: Span, text: &str, json: &mut Json) {
    json.object(|json| {
        json.text("text", text);
        places.place(span, json);
    });
}
