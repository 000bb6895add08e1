//! The templates of a file as a list, and as JSON.

use serde_json::{Map, Value, json};
use vtlkit_definition::{ApiKind, Extraction, NoteKind, Role, Template, TemplateKind};
use vtlkit_report::{Source, visible};
use vtlkit_text::{Encoding, Span};

/// The templates with their positions and texts, and references to other files.
pub(super) fn list(source: &Source<'_>, found: &Extraction) -> String {
    let mut out = String::new();
    let name = visible::line(source.name());
    for (at, template) in found.templates.iter().enumerate() {
        let place = source.place(template.span.start());
        let (line, column) = (place.line.to_string(), place.column.to_string());
        let (number, role) = ((at + 1).to_string(), template.role.to_string());
        out.extend([&number, "  ", &name, ":", &line, ":", &column, "  ", &visible::line(&role), "\n"]);
        for line in template.text.lines() {
            out.extend([format!("   | {}", visible::lines(line)).trim_end(), "\n"]);
        }
    }
    for reference in &found.references {
        let place = source.place(reference.path.span.start());
        let (line, column) = (place.line.to_string(), place.column.to_string());
        let what = reference.role.as_ref().map_or_else(|| "definition".to_owned(), Role::to_string);
        out.extend(["-  ", &name, ":", &line, ":", &column, "  ", &visible::line(&what)]);
        out.extend([" in the file ", &visible::line(&reference.path.value), "\n"]);
    }
    out
}

/// Everything that was found, as a JSON object.
pub(super) fn object(source: &Source<'_>, found: &Extraction) -> Value {
    let place = |span: Span| {
        let at = |offset| source.index().place(source.text(), offset, Encoding::Chars);
        let (from, to) = (at(span.start()), at(span.end()));
        json!({
            "start": span.start(), "end": span.end(),
            "line": from.line, "column": from.column, "endLine": to.line, "endColumn": to.column,
        })
    };
    let of_template = |(at, template): (usize, &Template)| {
        let mut out = Map::new();
        out.insert("template".into(), (at + 1).into());
        out.extend(role(&template.role));
        out.insert("place".into(), place(template.span));
        if template.uses > 1 {
            out.insert("uses".into(), template.uses.into());
        }
        if !template.opaque.is_empty() {
            let piece = |piece: &vtlkit_definition::Opaque| json!({"name": piece.name, "start": piece.span.start(), "end": piece.span.end()});
            out.insert("filledIn".into(), template.opaque.iter().map(piece).collect());
        }
        out.insert("text".into(), (*template.text).into());
        Value::Object(out)
    };
    let templates: Vec<Value> = found.templates.iter().enumerate().map(of_template).collect();
    let files: Vec<Value> = found
        .references
        .iter()
        .map(|reference| {
            let path: Value = reference.path.value.as_str().into();
            let mut out = Map::new();
            out.insert("path".into(), path.clone());
            out.insert("filledIn".into(), reference.filled.into());
            out.insert("place".into(), place(reference.path.span));
            out.extend(reference.role.iter().flat_map(role));
            // The role has the path of the method under the same name.
            out.insert("path".into(), path);
            Value::Object(out)
        })
        .collect();
    let notes: Vec<Value> = found
        .notes
        .iter()
        .map(|note| {
            let kind = match note.kind {
                NoteKind::AppSync => "appsync",
                NoteKind::Unresolved => "unresolved",
                NoteKind::NotText => "not-text",
                NoteKind::DuplicateKey => "duplicate-key",
                _ => "note",
            };
            json!({"kind": kind, "message": note.message, "place": place(note.span)})
        })
        .collect();
    json!({"file": source.name(), "templates": templates, "files": files, "notes": notes})
}

/// The members of a role for a JSON object.
fn role(role: &Role) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert(
        "kind".into(),
        match role.kind {
            TemplateKind::Request => "request",
            TemplateKind::Response => "response",
            TemplateKind::Mapping => "mapping",
            TemplateKind::GatewayResponse => "gateway-response",
            TemplateKind::Model => "model",
        }
        .into(),
    );
    if role.api == ApiKind::WebSocket {
        out.insert("api".into(), "websocket".into());
    }
    let response = role.response.as_ref();
    for (name, value) in [
        ("name", role.name.as_ref()),
        ("method", role.route.method.as_ref()),
        ("path", role.route.path.as_ref()),
        ("contentType", role.content_type.as_ref()),
        ("status", response.and_then(|response| response.status_code.as_ref())),
        ("selectionPattern", response.and_then(|response| response.selection_pattern.as_ref())),
        ("uri", role.integration.as_ref().and_then(|integration| integration.uri.as_ref())),
    ] {
        out.extend(value.map(|value| (name.to_owned(), value.value.as_str().into())));
    }
    out
}
