//! The models of an API as validators.

use std::cell::RefCell;
use std::collections::HashMap;

use vtlkit_api::{Api, BodyValidator, BodyVerdict};

use crate::{Model, NotJson, References};

/// The models every API has.
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

/// The models of an API, compiled when they are asked for.
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

    /// The text of a model.
    pub fn text(api: &'a Api, name: &str) -> Option<&'a str> {
        let own = api.model(name).map(|model| model.schema.as_str());
        own.or_else(|| BUILT_IN.iter().find(|(known, _)| *known == name).map(|&(_, text)| text))
    }

    /// The models of an API, for texts that refer to them.
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

    /// Compiles a model text that may refer to the models of an API.
    pub fn compile(api: &Api, text: &str) -> Result<Model, NotJson> {
        Model::compile(text, &Self::references(api))
    }
}

impl BodyValidator for ApiModels<'_> {
    fn validate(&self, name: &str, body: &str) -> BodyVerdict {
        let mut compiled = self.compiled.borrow_mut();
        let model = compiled.entry(name.to_owned()).or_insert_with(|| {
            let text = Self::text(self.api, name).ok_or_else(|| format!("the API has no model `{name}`"))?;
            Self::compile(self.api, text).map_err(|error| error.to_string())
        });
        let verdict = match model {
            Ok(model) => model.validate(body),
            Err(why) => return BodyVerdict::Fault(why.clone()),
        };
        match (verdict.aws_list(), verdict) {
            (Some(list), _) => BodyVerdict::Invalid(list),
            (None, crate::Verdict::Exception(exception)) => BodyVerdict::Fault(exception.to_string()),
            (None, _) => BodyVerdict::Valid,
        }
    }
}
