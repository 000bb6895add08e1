//! Each file of `tests/hosts` with what is extracted from it, in `<name>.found`.
//!
//! `VTLKIT_UPDATE=1 cargo test -p vtlkit-definition --test hosts` rewrites the expectations; read the diff before
//! committing it.

#![allow(clippy::unwrap_used, reason = "a test stops at what it does not expect, in its helpers too")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use vtlkit_definition::{Extraction, ModelSource, Role, Template, extract};
use vtlkit_text::{Encoding, LineIndex, Span};

fn place(host: &str, index: &LineIndex, span: Span) -> String {
    let start = index.place(host, span.start(), Encoding::Chars);
    let end = index.place(host, span.end(), Encoding::Chars);
    format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
}

fn describe(host: &str, found: &Extraction) -> String {
    let index = LineIndex::new(host);
    let mut out = String::new();
    for template in &found.templates {
        describe_template(&mut out, host, &index, template);
    }
    for reference in &found.references {
        let role = reference
            .role
            .as_ref()
            .map(|role| format!("{:?} {:?}", role.kind, role.content_type.as_ref().map(|c| &c.value)));
        let filled = if reference.filled { " filled" } else { "" };
        let at = place(host, &index, reference.path.span);
        writeln!(out, "reference {at} {:?}{filled} {}", reference.path.value, role.unwrap_or_default())
            .unwrap();
        if let Some(role) = &reference.role {
            describe_check(&mut out, role);
        }
    }
    for note in &found.notes {
        writeln!(out, "note {} {:?}: {}", place(host, &index, note.span), note.kind, note.message).unwrap();
    }
    for error in &found.errors {
        let help = error.help.as_deref().unwrap_or_default();
        writeln!(out, "error {}: {}; {help}", place(host, &index, error.span), error.message).unwrap();
    }
    out
}

fn describe_template(out: &mut String, host: &str, index: &LineIndex, template: &Template) {
    let role = &template.role;
    write!(out, "{:?} {}", role.kind, place(host, index, template.span)).unwrap();
    let text = |name: &str, value: Option<&String>| {
        value.map(|value| format!(" {name}={value}")).unwrap_or_default()
    };
    let value = |v: &Option<vtlkit_text::Spanned<String>>| v.as_ref().map(|v| v.value.clone());
    let mut words = String::new();
    words += &text("type", value(&role.content_type).as_ref());
    words += &text("name", value(&role.name).as_ref());
    words += &text("method", value(&role.route.method).as_ref());
    words += &text("path", value(&role.route.path).as_ref());
    if let Some(integration) = &role.integration {
        words += &text("integration", integration.kind.map(|kind| kind.to_string()).as_ref());
        words += &text("uri", value(&integration.uri).as_ref());
        words += &text(
            "service",
            integration.service().map(|s| format!("{}/{}", s.service, s.action.unwrap_or("-"))).as_ref(),
        );
        words += &text("passthrough", integration.passthrough_behavior.map(|kind| kind.to_string()).as_ref());
        words += &text("request", integration.content_handling.map(|kind| kind.to_string()).as_ref());
    }
    if let Some(response) = &role.response {
        words += &text("status", value(&response.status_code).as_ref());
        words += &text("pattern", value(&response.selection_pattern).as_ref());
        words += &text("answer", response.content_handling.map(|kind| kind.to_string()).as_ref());
    }
    write!(out, "{words}").unwrap();
    if template.interpolation != vtlkit_text::Interpolation::None {
        write!(out, " in={:?}", template.interpolation).unwrap();
    }
    if role.api != vtlkit_definition::ApiKind::Rest {
        write!(out, " {:?}", role.api).unwrap();
    }
    if template.uses != 1 {
        write!(out, " uses={}", template.uses).unwrap();
    }
    if template.is_derived() {
        write!(out, " derived").unwrap();
    }
    writeln!(out).unwrap();
    describe_check(out, role);
    for piece in &template.opaque {
        writeln!(
            out,
            "  piece {} {:?} from {:?}",
            place(host, index, piece.host),
            piece.name,
            piece.host.text(host)
        )
        .unwrap();
    }
    for line in template.text.split_inclusive('\n') {
        writeln!(
            out,
            "  | {}",
            format!("{line:?}").trim_matches('"').replace("\\\"", "\"").replace("\\'", "'")
        )
        .unwrap();
    }
}

/// The validation of a request: the schema of each content type, and the parameters.
fn describe_check(out: &mut String, role: &Role) {
    let Some(check) = &role.check else { return };
    for body in &check.bodies {
        let source = match check.models.get(&body.model) {
            Some(ModelSource::Text(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Some(ModelSource::File(path)) => format!("file {path}"),
            None => "unknown".to_owned(),
        };
        writeln!(out, "  checks {} as {}: {source}", body.content_type, body.model).unwrap();
    }
    writeln!(out, "  requires {:?}", check.required_parameters).unwrap();
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hosts");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension != "found"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_host_gives_what_is_written_down() {
    let mut wrong = Vec::new();
    for file in files() {
        let host = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let found = describe(&host, &extract(name, &host));
        let expected = file.with_file_name(format!("{name}.found"));
        if std::env::var_os("VTLKIT_UPDATE").is_some() {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Other newlines and a byte order mark change positions but not texts, except for the newlines themselves in formats
/// that keep them.
#[test]
fn line_ends_do_not_matter() {
    for file in files() {
        let host = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let texts = |host: &str| {
            extract(name, host).templates.iter().map(|t| t.text.replace('\r', "")).collect::<Vec<_>>()
        };
        let plain = texts(&host);
        let crlf = host.replace('\n', "\r\n");
        assert_eq!(texts(&crlf), plain, "{name} with CRLF");
        assert_eq!(texts(&format!("\u{feff}{crlf}")), plain, "{name} with CRLF and BOM");
        if name.ends_with("yaml") || name.ends_with("yml") {
            assert_eq!(texts(&host.replace('\n', "\r")), plain, "{name} with CR");
        }
    }
}
