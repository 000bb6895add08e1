//! Lints one file.

use std::path::Path;

use vtlkit_host::{Template, TemplateKind, extract};
use vtlkit_lint::{Target, lint};
use vtlkit_text::{Applicability, Diagnostic, Edit, Span, apply_edits};

use crate::args::LintArgs;
use crate::failure::Failure;
use crate::files;

/// No host file is larger: a definition may have 6 MB.
const LARGEST: u64 = 1 << 30;

/// How many rounds of fixes there are for one file.
const ROUNDS: usize = 10;

/// What was found in one file.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) templates: usize,
    pub(super) findings: Vec<Finding>,
    /// How many findings were fixed.
    pub(super) fixed: usize,
}

/// A finding in terms of the file, and the template it is in.
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) template: String,
}

/// Lints a file, and fixes in it what is to be fixed.
pub(super) fn file(path: &Path, args: &LintArgs) -> Result<Found, String> {
    let bytes = files::read(path, "the file", LARGEST).map_err(|failure| match failure {
        Failure::Input { message, .. } => message,
        _ => format!("`{}` cannot be read", files::name(path)),
    })?;
    let name = files::name(path);
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("`{name}` is not UTF-8: see offset {}", error.utf8_error().valid_up_to()))?;
    let mut found = look(name, text, path, args);
    // A fix may let another rule see something; templates that never come to rest are left after some rounds.
    for _ in 0..if args.fix || args.unsafe_fixes { ROUNDS } else { 0 } {
        let (edits, fixed) = edits(&found, args);
        let Ok(text) = apply_edits(&found.text, &edits) else { break };
        if fixed == 0 {
            break;
        }
        let before = found.fixed;
        found = look(found.name, text, path, args);
        found.fixed = before + fixed;
    }
    if found.fixed > 0 {
        std::fs::write(path, &found.text)
            .map_err(|error| format!("`{}` cannot be written: {error}", found.name))?;
    }
    Ok(found)
}

/// The edits of all fixes that may be applied and do not overlap, and how many fixes that are.
fn edits(found: &Found, args: &LintArgs) -> (Vec<Edit>, usize) {
    let least = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let mut edits: Vec<Edit> = Vec::new();
    let mut fixed = 0;
    for fix in found.findings.iter().filter_map(|it| it.diagnostic.fix.as_ref()) {
        let free = |edit: &Edit| {
            edits
                .iter()
                .all(|other| edit.span.end() < other.span.start() || other.span.end() < edit.span.start())
        };
        if fix.applicability >= least && !fix.edits.is_empty() && fix.edits.iter().all(free) {
            edits.extend(fix.edits.iter().cloned());
            fixed += 1;
        }
    }
    (edits, fixed)
}

/// Finds what is wrong with a text.
fn look(name: String, text: String, path: &Path, args: &LintArgs) -> Found {
    let extraction = extract(if files::is_stdin(path) { "stdin.vtl" } else { &name }, &text);
    let mut found = Found { name, text, templates: 0, findings: Vec::new(), fixed: 0 };
    for error in extraction.errors {
        let mut diagnostic = Diagnostic::error(error.message, error.span);
        if let Some(help) = error.help {
            diagnostic = diagnostic.with_note("help", help);
        }
        found.findings.push(Finding { diagnostic, template: String::new() });
    }
    for template in &extraction.templates {
        if matches!(template.role.kind, TemplateKind::Model | TemplateKind::GatewayResponse) {
            continue;
        }
        found.templates += 1;
        let about = about(template);
        for diagnostic in lint(&template.text, &target(template)) {
            let name = diagnostic.rule.unwrap_or_default();
            let selected = args.select.is_empty() || args.select.iter().any(|rule| rule == name);
            if selected && !args.ignore.iter().any(|rule| rule == name) {
                let diagnostic = to_host(diagnostic, template);
                found.findings.push(Finding { diagnostic, template: about.clone() });
            }
        }
    }
    found.findings.sort_by_key(|finding| finding.diagnostic.primary.span);
    found
}

/// What the file tells of a template.
fn target(template: &Template) -> Target {
    let mut target = Target {
        content_type: template.role.content_type.as_ref().map(|it| it.value.clone()),
        opaque: template.opaque.iter().map(|piece| piece.span).collect(),
        ..Target::default()
    };
    if let Some(path) = &template.role.route.path {
        target.path_parameters = path
            .value
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| name.trim_end_matches('+').to_owned())
            .collect();
    }
    target
}

/// The template in words: `request template of POST /pets, application/json`.
fn about(template: &Template) -> String {
    let role = &template.role;
    let mut out = match role.kind {
        TemplateKind::Request => "request template",
        TemplateKind::Response => "response template",
        _ => return String::new(),
    }
    .to_owned();
    let route = [&role.route.method, &role.route.path];
    let route: Vec<&str> = route.into_iter().flatten().map(|part| part.value.as_str()).collect();
    if !route.is_empty() {
        out = format!("{out} of {}", route.join(" "));
    }
    match &role.content_type {
        Some(kind) => format!("{out}, {}", kind.value),
        None => out,
    }
}

/// A finding with its places in the host file.
fn to_host(mut diagnostic: Diagnostic, template: &Template) -> Diagnostic {
    let to_host = |span: &mut Span| *span = template.map.to_host(*span);
    to_host(&mut diagnostic.primary.span);
    diagnostic.secondary.iter_mut().for_each(|label| to_host(&mut label.span));
    diagnostic.notes.iter_mut().filter_map(|note| note.span.as_mut()).for_each(to_host);
    diagnostic.fix = diagnostic.fix.and_then(|fix| template.map.to_host_fix(&fix));
    diagnostic
}
