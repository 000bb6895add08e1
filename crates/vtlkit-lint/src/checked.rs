//! What is known of a request that a file's own checks let through, where its APIs are not read as a whole.

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

/// The models of a file, read when they are asked for.
pub(crate) struct Checked<'a> {
    /// The text of a file by the path as written.
    named: &'a dyn Fn(&str) -> Option<String>,
    /// By the check's models, which are there as long as this is, and by name.
    compiled: BTreeMap<(usize, String), Option<Arc<RequestModel>>>,
}

impl<'a> Checked<'a> {
    pub(crate) fn new(named: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { named, compiled: BTreeMap::new() }
    }

    /// Adds what a check says of the requests that get to a template.
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

/// Reads a model. `None` where something outside the file makes a part of it.
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
            // The Serverless framework reads YAML, too.
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

/// The text of a schema in which nothing is left open, its references to other models in the form that models have
/// them.
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
