//! The models of an API as validators.

use std::cell::RefCell;
use std::collections::HashMap;

use vtlkit_api::Api;
use vtlkit_gateway::execution::{Validator, Verdict};
use vtlkit_schema::{Model, NotJson, References};

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
pub(crate) struct Models<'a> {
    api: &'a Api,
    compiled: RefCell<HashMap<String, Result<Model, String>>>,
}

impl<'a> Models<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self { api, compiled: RefCell::default() }
    }
}

/// The text of a model.
pub(crate) fn text<'a>(api: &'a Api, name: &str) -> Option<&'a str> {
    let own = api.model(name).map(|model| model.schema.as_str());
    own.or_else(|| BUILT_IN.iter().find(|(known, _)| *known == name).map(|&(_, text)| text))
}

/// The models of an API, for texts that refer to them.
pub(crate) fn references(api: &Api) -> References {
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
pub(crate) fn compile(api: &Api, text: &str) -> Result<Model, NotJson> {
    Model::compile(text, &references(api))
}

impl Validator for Models<'_> {
    fn validate(&self, name: &str, body: &str) -> Verdict {
        let mut compiled = self.compiled.borrow_mut();
        let model = compiled.entry(name.to_owned()).or_insert_with(|| {
            let text = text(self.api, name).ok_or_else(|| format!("the API has no model `{name}`"))?;
            compile(self.api, text).map_err(|error| error.to_string())
        });
        let verdict = match model {
            Ok(model) => model.validate(body),
            Err(why) => return Verdict::Fault(why.clone()),
        };
        match (verdict.aws_list(), verdict) {
            (Some(list), _) => Verdict::Invalid(list),
            (None, vtlkit_schema::Verdict::Exception(exception)) => Verdict::Fault(exception.to_string()),
            (None, _) => Verdict::Valid,
        }
    }
}
