//! The canary of a stage: a percentage of its requests that use other stage variables.

use serde_json::{Map, Value};
use vtlkit_api::Stage;

use super::{StepKind, Trail};

const MEMBER: &str = "isCanaryRequest";

/// The stage variables of a request. Sets `isCanaryRequest` in `$context`, as a string as in the service.
///
/// The service picks the requests at random. The caller decides it with `isCanaryRequest` in `$context`; otherwise, a
/// request goes to the canary only if all do.
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
            Some(_) => "as set by $context.isCanaryRequest".to_owned(),
            None => format!("the canary receives {percent} percent of the requests"),
        };
        (if is_canary { "canary" } else { "not the canary" }, why)
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
