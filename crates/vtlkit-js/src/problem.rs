//! What is wrong, as objects.

use std::collections::HashSet;
use std::sync::Arc;

use vtlkit_eval::{EvalError, EvalErrorKind};
use vtlkit_host::HostError;
use vtlkit_syntax::SyntaxError;
use vtlkit_text::{Applicability, Diagnostic, Span, Witness};

use crate::json::Json;
use crate::places::Places;

/// An error that is at no place of a template.
pub(crate) fn plain(kind: &str, message: &str, help: Option<&str>) -> String {
    Json::text_of(|json| {
        json.text("kind", kind);
        json.text("message", message);
        json.text_if("help", help);
    })
}

/// Why a template cannot be compiled: its first error, and all of them as `errors`.
pub(crate) fn of_syntax(text: &str, errors: &[SyntaxError]) -> String {
    let places = Places::new(text);
    Json::text_of(|json| {
        if let Some(first) = errors.first() {
            syntax_members(&places, first, json);
        }
        json.key("errors").list(errors, |json, error| syntax(&places, error, json));
    })
}

/// An error of a template.
pub(crate) fn syntax(places: &Places<'_>, error: &SyntaxError, json: &mut Json) {
    json.object(|json| syntax_members(places, error, json));
}

fn syntax_members(places: &Places<'_>, error: &SyntaxError, json: &mut Json) {
    json.text("kind", "syntax");
    json.text("message", &error.to_string());
    places.place(error.span, json);
    json.text_if("help", error.help().as_deref());
    json.key("labels").list(error.related, |json, (span, text)| label(places, span, text, json));
}

/// So many loops and macros around a place are told of.
const MOST_FRAMES: usize = 100;

/// Why a render failed, with the loops and macros around the place as `in`, the innermost first.
pub(crate) fn of_render(text: &str, error: &EvalError) -> String {
    let places = Places::new(text);
    Json::text_of(|json| {
        json.text("kind", error.kind.name());
        json.text("message", &error.message);
        places.place(error.span, json);
        json.text_if("help", error.help.as_deref());
        if let EvalErrorKind::Limit(limit) = error.kind {
            json.text("limit", limit.name());
        }
        json.key("in").list(error.frames.iter().take(MOST_FRAMES), |json, frame| {
            json.object(|json| {
                json.text("what", &frame.what);
                places.place(frame.span, json);
            });
        });
    })
}

/// An error of a file that holds templates.
pub(crate) fn host(places: &Places<'_>, error: &HostError, json: &mut Json) {
    json.object(|json| host_members(places, error, json));
}

pub(crate) fn host_members(places: &Places<'_>, error: &HostError, json: &mut Json) {
    json.text("kind", "definition");
    json.text("message", &error.message);
    places.place(error.span, json);
    json.text_if("help", error.help.as_deref());
}

/// The same as a finding.
pub(crate) fn host_diagnostic(error: &HostError) -> Diagnostic {
    let diagnostic = Diagnostic::error(error.message.clone(), error.span);
    match &error.help {
        Some(help) => diagnostic.with_note("help", help.clone()),
        None => diagnostic,
    }
}

/// The witnesses that were said: what shows hundreds of faults is said with the first.
pub(crate) type Said = HashSet<*const Witness>;

/// A finding.
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
        places.place(diagnostic.primary.span, json);
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
        json.key("labels").list(&diagnostic.secondary, |json, it| label(places, it.span, &it.text, json));
        if let Some(fix) = &diagnostic.fix {
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
    }
}

fn label(places: &Places<'_>, span: Span, text: &str, json: &mut Json) {
    json.object(|json| {
        json.text("text", text);
        places.place(span, json);
    });
}
