//! The parameters of the integration request: mappings and overrides.

use serde_json::{Map, Value};
use vtlkit_api::{Headers, Integration, IntegrationType};

use super::exchange::set;
use super::failure::Failure;
use super::header_rules::{is_illegal_target, is_lost};
use super::mapping::Sources;
use super::{StepKind, Trail};
use vtlkit_api::GatewayResponseType;

/// The mapped parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    pub(super) headers: Headers,
    pub(super) query: Vec<(String, String)>,
    pub(super) path: Vec<(String, String)>,
}

/// Applies `requestParameters`. Fails for a header that must not be set.
pub(super) fn map(
    integration: &Integration,
    sources: &Sources<'_>,
    trail: &mut Trail,
) -> Result<Parameters, Failure> {
    let step = StepKind::RequestParameters;
    let kind = integration.kind.value;
    let mut parameters = Parameters::default();
    for mapping in &integration.request_parameters {
        let (target, source) = (mapping.target.value.as_str(), mapping.source.value.as_str());
        let Some((location, name)) =
            target.strip_prefix("integration.request.").and_then(|target| target.split_once('.'))
        else {
            continue;
        };
        let value = sources.read(source).map_err(|_| {
            Failure::new(GatewayResponseType::Default4xx, step, "Invalid JSON in request body")
                .with_status(400)
                .with_message("Invalid JSON in request body")
        })?;
        let Some(value) = value else {
            trail.note(step, || (format!("{target} not set"), format!("{source} has no value")));
            continue;
        };
        match location {
            "header" if is_illegal_target(kind, name) => {
                return Err(Failure::configuration(step, &format!("{name} header already present")));
            }
            "header" if is_lost(name) && kind != IntegrationType::Mock => {
                trail.note(step, || {
                    (format!("{target} not sent"), "the service does not forward this header")
                });
                continue;
            }
            "header" | "path" | "querystring" => {
                trail.note(step, || {
                    (format!("{target} = {}", value.clone().into_header()), format!("from {source}"))
                });
            }
            _ => continue,
        }
        match location {
            "header" => parameters.headers.push((name.to_owned(), value.into_header())),
            "path" => parameters.path.push((name.to_owned(), value.into_header())),
            "querystring" => {
                let values = value.into_values();
                parameters.query.extend(values.into_iter().map(|value| (name.to_owned(), value)));
            }
            _ => {}
        }
    }
    Ok(parameters)
}

impl Parameters {
    /// Applies `$context.requestOverride`: it replaces mapped values with the same name, ignoring case for headers.
    pub(super) fn override_with(&mut self, overrides: &Map<String, Value>, trail: &mut Trail) {
        for (part, name, value) in entries(overrides) {
            match part {
                "header" => set(&mut self.headers, name, value.clone()),
                "path" => replace(&mut self.path, name, value.clone()),
                "querystring" => replace(&mut self.query, name, value.clone()),
                _ => continue,
            }
            trail.note(StepKind::RequestOverrides, || {
                (
                    format!("{part}.{name} = {value}"),
                    format!("the request template sets $context.requestOverride.{part}.{name}"),
                )
            });
        }
    }
}

fn replace(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    pairs.retain(|(key, _)| key != name);
    pairs.push((name.to_owned(), value));
}

/// The overrides by part and name, as text.
pub(super) fn entries(overrides: &Map<String, Value>) -> impl Iterator<Item = (&str, &str, String)> {
    overrides.iter().filter_map(|(part, values)| Some((part.as_str(), values.as_object()?))).flat_map(
        |(part, values)| {
            values.iter().filter_map(move |(name, value)| Some((part, name.as_str(), text(value)?)))
        },
    )
}

/// An override as text: a list is joined with commas, as documented; null has none.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().filter_map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    })
}
