//! What there is to say of a call beside its response, on standard error.

use std::path::Path;

use vtlkit::{Api, Call, Definition, Execution, StepKind, similar_routes};
use vtlkit_text::Severity;

use crate::cli::definition;
use crate::cli::failure::print_error;

/// Says why the request was refused before it came to the method, and which values were unknown.
pub(super) fn print(definition: &Definition, api: &Api, call: &Call, execution: &Execution, path: &Path) {
    let refused = execution.trail.iter().find(|step| step.failed);
    if let Some(step) = refused.filter(|step| matches!(step.kind, StepKind::Route | StepKind::ApiKey)) {
        let mut text = format!("note: {}\n", step.reason);
        if step.kind == StepKind::Route {
            text.push_str(&help(api, call));
        }
        print_error(&text);
    }
    let shown = execution.trail.iter().find(|step| step.kind == StepKind::UnknownValues);
    let unknown = definition
        .unknown()
        .iter()
        .filter(|unknown| shown.is_some_and(|step| step.decision.contains(&format!("`<{}>`", unknown.name))));
    let warnings: Vec<_> = unknown.map(|unknown| unknown.error.clone()).collect();
    definition::show(path, definition, &warnings, Severity::Warning);
}

fn help(api: &Api, call: &Call) -> String {
    if let Some(stage) = &call.stage
        && !api.stages.is_empty()
        && api.stages.iter().all(|known| known.name.value != *stage)
    {
        let stages: Vec<_> = api.stages.iter().map(|stage| format!("`{}`", stage.name.value)).collect();
        return format!("help: the stages are {}\n", stages.join(", "));
    }
    let similar = similar_routes(api, &call.method, &call.path);
    if similar.is_empty() {
        return "help: `vtlkit routes` lists the routes of the definition\n".to_owned();
    }
    let similar: Vec<String> = similar.into_iter().map(|route| format!("`{route}`")).collect();
    format!("help: similar routes: {}\n", similar.join(", "))
}
