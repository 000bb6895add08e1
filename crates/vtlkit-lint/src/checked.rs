//! What is known about a request that passed the validation that a file declares next to a template, for files whose
//! APIs are not read completely.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use vtlkit_api::{Api, Model};
use vtlkit_definition::{ModelSource, RequestCheck};
use vtlkit_host::Document;
use vtlkit_schema::ApiModels;

use crate::definition::for_type;
use vtlkit_predict::{RequestModel, Target};

/// The largest model, as JSON text.
const LARGEST: usize = 400 << 10;

/// The models of a file, compiled when they are first used.
pub(crate) struct Checked<'a> {
    /// Reads a file by the path as it is written.
    named: &'a dyn Fn(&str) -> Option<String>,
    /// Keyed by the address of the check's models, which outlive this value, and by the model's name.
    compiled: BTreeMap<(usize, String), Option<Arc<RequestModel>>>,
}

impl<'a> Checked<'a> {
    pub(crate) fn new(named: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { named, compiled: BTreeMap::new() }
    }

    /// Adds to `target` what a check guarantees about the requests that reach a template.
    pub(crate) fn know(&mut self, target: &mut Target, check: &RequestCheck) {
        target.required_parameters.clone_from(&check.required_parameters);
        let content_type = target.content_type.as_deref().unwrap_or("application/json");
        let Some(body) = for_type(&check.bodies, |body| &body.content_type, content_type) else { return };
        let key = (Arc::as_ptr(&check.models) as usize, body.model.clone());
        let named = self.named;
        let model = self.compiled.entry(key).or_insert_with(|| read(&body.model, &check.models, named));
        target.model.clone_from(model);
    }
}

/// Compiles a model. `None` if a part of it is interpolated or in an unreadable file.
fn read(
    name: &str,
    models: &BTreeMap<String, ModelSource>,
    named: &dyn Fn(&str) -> Option<String>,
) -> Option<Arc<RequestModel>> {
    let text = |source: &ModelSource| match source {
        ModelSource::Text(text) => settled(serde_json::from_str(text).ok()?),
        ModelSource::File(path) => {
            let text = named(path)?;
            let value = serde_json::from_str(&text).ok();
            // The Serverless Framework also accepts YAML.
            let yaml = || serde_json::from_str(&Document::read(&text).root()?.to_json(LARGEST)?).ok();
            settled(value.or_else(yaml)?)
        }
    };
    let own = text(models.get(name)?)?;
    let mut texts = BTreeMap::new();
    if own.contains("$ref") {
        texts.extend(models.iter().filter_map(|(name, source)| Some((name.clone(), text(source)?))));
    }
    let mut references = ApiModels::references(&Api::default());
    for (name, text) in &texts {
        references.add_model(name.clone(), text.clone());
    }
    RequestModel::new(&own, &references, &texts).map(Arc::new)
}

/// The JSON text of a schema without `${…}`, with references to other models in the form that API Gateway uses.
/// `None` if it contains an interpolation.
fn settled(mut schema: Json) -> Option<String> {
    let mut open = vec![&mut schema];
    while let Some(value) = open.pop() {
        match value {
            Json::Object(map) => {
                if map.keys().any(|key| key.contains("${")) {
                    return None;
                }
                if let Some(Json::String(reference)) = map.get_mut("$ref")
                    && let Some((_, name)) = reference.rsplit_once("/models/")
                {
                    *reference = format!("{}{name}", Model::REFERENCE_PREFIX);
                }
                open.extend(map.values_mut());
            }
            Json::Array(list) => open.extend(list),
            Json::String(text) if text.contains("${") => return None,
            _ => {}
        }
    }
    Some(schema.to_string())
}
