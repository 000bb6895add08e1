//! The canary of a stage: a share of its requests that see other stage variables.

use serde_json::{Map, Value};
use vtlkit_api::Stage;

use super::{StepKind, Trail};

const MEMBER: &str = "isCanaryRequest";

/// The stage variables of a request, and in `$context` whether it goes to the canary, as the text the service has there.
///
/// Which requests the service picks is chance. The caller says it by `isCanaryRequest` in `$context`; else a request
/// goes to the canary where all do.
pub(super) fn stage_variables(
    stage: &Stage,
    context: &mut Map<String, Value>,
    trail: &mut Trail,
) -> Vec<(String, String)> {
    let pair =
        |variable: &vtlkit_api::StageVariable| (variable.name.value.clone(), variable.value.value.clone());
    let mut variables: Vec<_> = stage.variables.iter().map(pair).collect();
    let Some(canary) = &stage.canary else { return variables };
    let given = match context.get(MEMBER) {
        Some(Value::Bool(is_canary)) => Some(*is_canary),
        Some(Value::String(text)) => Some(text == "true"),
        _ => None,
    };
    let percent = canary.percent.map_or(0.0, |percent| percent.value);
    let is_canary = given.unwrap_or(percent >= 100.0);
    context.insert(MEMBER.to_owned(), is_canary.to_string().into());
    trail.note(StepKind::Route, || {
        let why = match given {
            Some(_) => "as given by $context.isCanaryRequest".to_owned(),
            None => format!("{percent} percent of the requests go there"),
        };
        (if is_canary { "the canary of the stage" } else { "not the canary of the stage" }, why)
    });
    if is_canary {
        for (name, value) in canary.variables.iter().map(pair) {
            match variables.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => variables.push((name, value)),
            }
        }
    }
    variables
}
