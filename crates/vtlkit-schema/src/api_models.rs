//! The models of an API as validators.

use std::cell::RefCell;
use std::collections::HashMap;

use vtlkit_api::{Api, BodyValidator, BodyVerdict};

use crate::{Model, NotJson, References, Refusal};

/// The models that every API has.
const BUILT_IN: [(&str, &str); 2] = [
    (
        "Empty",
        r#"{"$schema": "http://json-schema.org/draft-04/schema#", "title": "Empty Schema", "type": "object"}"#,
    ),
    (
        "Error",
        r#"{"$schema": "http://json-schema.org/draft-04/schema#", "title": "Error Schema", "type": "object",
            "properties": {"message": {"type": "string"}}}"#,
    ),
];

/// The models of an API, each compiled on first use.
#[derive(Debug)]
pub struct ApiModels<'a> {
    api: &'a Api,
    compiled: RefCell<HashMap<String, Result<Model, String>>>,
}

impl<'a> ApiModels<'a> {
    /// The models of an API.
    pub fn new(api: &'a Api) -> Self {
        Self { api, compiled: RefCell::default() }
    }

    /// The schema text of a model.
    pub fn text(api: &'a Api, name: &str) -> Option<&'a str> {
        let own = api.model(name).map(|model| model.schema.as_str());
        own.or_else(|| BUILT_IN.iter().find(|(known, _)| *known == name).map(|&(_, text)| text))
    }

    /// The models of an API, as targets of references.
    pub fn references(api: &Api) -> References {
        let mut references = References::new();
        for (name, text) in BUILT_IN {
            references.add_model(name, text);
        }
        for model in &api.models {
            references.add_model(model.name.value.clone(), model.schema.as_str());
        }
        references
    }

    /// Compiles a schema that may refer to the models of an API.
    pub fn compile(api: &Api, text: &str) -> Result<Model, NotJson> {
        Model::compile(text, &Self::references(api))
    }

    /// What the service would reject in a model when it creates it. Keywords that an OpenAPI import drops are left out
    /// for imported models.
    pub fn refusals<'m>(api: &Api, name: &str, compiled: &'m Model) -> Vec<&'m Refusal> {
        let own = api.model(name).filter(|model| model.imported);
        let is_dropped =
            |refusal: &Refusal| own.is_some_and(|model| refusal.is_dropped_by_import(model.schema.as_str()));
        compiled.refusals().iter().filter(|refusal| !is_dropped(refusal)).collect()
    }

    /// Calls a function with the compiled model of a name, or with the reason why it is not available.
    fn with<T>(&self, name: &str, then: impl FnOnce(Result<&Model, &str>) -> T) -> T {
        let mut compiled = self.compiled.borrow_mut();
        let model = compiled.entry(name.to_owned()).or_insert_with(|| {
            let text = Self::text(self.api, name).ok_or_else(|| format!("the API has no model `{name}`"))?;
            Self::compile(self.api, text).map_err(|error| error.to_string())
        });
        then(model.as_ref().map_err(String::as_str))
    }
}

impl BodyValidator for ApiModels<'_> {
    fn validate(&self, name: &str, body: &str) -> BodyVerdict {
        let verdict =
            match self.with(name, |model| model.map(|model| model.validate(body)).map_err(str::to_owned)) {
                Ok(verdict) => verdict,
                Err(why) => return BodyVerdict::Fault(why),
            };
        match (verdict.aws_list(), verdict) {
            (Some(list), _) => BodyVerdict::Invalid(list),
            (None, crate::Verdict::Exception(exception)) => BodyVerdict::Fault(exception.to_string()),
            (None, _) => BodyVerdict::Valid,
        }
    }

    fn refusal(&self, name: &str) -> Option<String> {
        self.with(name, |model| {
            let refusals = Self::refusals(self.api, name, model.ok()?);
            refusals.first().map(|refusal| refusal.message().to_owned())
        })
    }
}
