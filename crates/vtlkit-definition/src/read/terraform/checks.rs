//! The request validation of a method: its validator and models.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reader::Reader;
use crate::{BodyModel, ModelSource, RequestCheck};

impl Reader<'_, '_, '_> {
    /// The validation before the template of a method; `None` if the files define none.
    pub(crate) fn check(&mut self, at: usize) -> Option<Arc<RequestCheck>> {
        let ((of, _, _), _, method) = self.methods.get(at)?;
        let of = *of;
        let api = self.apis.get(of)?;
        let validator = api.validator(&method.validator.as_ref()?.value)?;
        let mut check = RequestCheck::default();
        if validator.body.value {
            check.bodies.extend(method.request_models.iter().map(|model| BodyModel {
                content_type: model.content_type.value.clone(),
                model: model.model.value.clone(),
            }));
        }
        if validator.parameters.value {
            let required = method.request_parameters.iter().filter(|parameter| parameter.required.value);
            check.required_parameters = required.map(|parameter| parameter.name.value.clone()).collect();
        }
        check.models = self.sources(of);
        Some(Arc::new(check))
    }

    /// The schemas of an API's models by name; ambiguous names are left out.
    fn sources(&mut self, api: usize) -> Arc<BTreeMap<String, ModelSource>> {
        if let Some(known) = self.models.get(&api) {
            return Arc::clone(known);
        }
        let mut by_name: BTreeMap<String, Option<ModelSource>> = BTreeMap::new();
        for model in self.apis.get(api).into_iter().flat_map(|api| &api.models) {
            let source = match self.files.get(&model.schema.span) {
                Some(path) => ModelSource::File(path.clone()),
                None => ModelSource::Text(Arc::from(model.schema.as_str())),
            };
            by_name.entry(model.name.value.clone()).and_modify(|one| *one = None).or_insert(Some(source));
        }
        let sources = by_name.into_iter().filter_map(|(name, source)| Some((name, source?)));
        let sources: Arc<BTreeMap<_, _>> = Arc::new(sources.collect());
        self.models.insert(api, Arc::clone(&sources));
        sources
    }
}
