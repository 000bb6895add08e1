//! Messages about a call, on standard error.

use std::path::Path;

use vtlkit::{
    Api, Call, Definition, Diagnostic, Execution, StepKind, invalid_bodies, routes, similar_routes,
    without_stage,
};
use vtlkit_report::{Source, Style, text, visible};
use vtlkit_text::Severity;

use crate::cli::definition;
use crate::cli::failure::print_error;
use crate::cli::files;

/// Maximum number of listed routes.
const MOST_ROUTES: usize = 8;

/// Prints why the request was rejected before it reached a method, the unknown values, and the invalid bodies.
pub(super) fn print(definition: &Definition, api: &Api, call: &Call, execution: &Execution, path: &Path) {
    let refused = execution.trail.iter().find(|step| step.failed);
    if let Some(step) = refused.filter(|step| matches!(step.kind, StepKind::Route | StepKind::ApiKey)) {
        let mut text = format!("note: {}\n", step.reason);
        if step.kind == StepKind::Route {
            text.extend(["help: ", &help(api, call, path), "\n"]);
        }
        print_error(&visible::lines(&text));
    }
    let shown = execution.trail.iter().find(|step| step.kind == StepKind::UnknownValues);
    let unknown = definition
        .unknown()
        .iter()
        .filter(|unknown| shown.is_some_and(|step| step.decision.contains(&format!("`<{}>`", unknown.name))));
    let warnings: Vec<_> = unknown.map(|unknown| unknown.error.clone()).collect();
    definition::show(path, definition, &warnings, Severity::Warning);
    invalid(execution);
}

/// Shows where bodies with a JSON content type are invalid JSON.
fn invalid(execution: &Execution) {
    for body in invalid_bodies(execution) {
        let (name, who) = if body.sent {
            ("integration request", "the backend receives")
        } else {
            ("response", "the client receives")
        };
        let message = format!("the body that {who} is invalid JSON: {}", body.message);
        let diagnostic = Diagnostic::new(Severity::Warning, message, body.span);
        print_error(&text::render(&Source::new(name, &body.text), &[diagnostic], Style::Colored));
    }
}

/// A suggestion for a request that matches no route.
fn help(api: &Api, call: &Call, file: &Path) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let stages: Vec<&str> = api.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    if call.stage.as_deref().is_some_and(|stage| !stages.is_empty() && !stages.contains(&stage)) {
        return format!("the stages are {}", quoted(&stages));
    }
    if let Some((stage, path)) = without_stage(api, &call.path) {
        let method = call.method.to_ascii_uppercase();
        return format!("remove the stage `{stage}` from the path: `{method} {path} --stage {stage}`");
    }
    let similar = similar_routes(api, &call.method, &call.path);
    let similar: Vec<&str> = similar.iter().map(String::as_str).collect();
    let mut help = if similar.is_empty() {
        let all: Vec<String> = routes(api).map(|route| route.name()).collect();
        let first: Vec<&str> = all.iter().take(MOST_ROUTES).map(String::as_str).collect();
        let more = match all.len() - first.len() {
            0 => String::new(),
            more => format!(" and {more} more: `vtlkit routes {}` lists them", files::name(file)),
        };
        format!("the routes are {}{more}", quoted(&first))
    } else {
        format!("similar routes: {}", quoted(&similar))
    };
    if !stages.is_empty() {
        help.extend(["; stages: ", &quoted(&stages)]);
    }
    help
}
