//! Validates request bodies against request models.

use vtlkit_api::Api;
use vtlkit_schema::{ApiModels, References, Refusal};

use crate::error::{Error, ErrorKind};

pub use vtlkit_schema::Verdict as BodyVerdict;

/// A request model: JSON Schema draft 4 as the service validates it.
///
/// ```
/// use vtlkit::Model;
///
/// let model = Model::compile(r#"{"type": "object", "required": ["id"]}"#)?;
/// assert!(model.refusals().next().is_none());
/// assert!(model.validate(r#"{"id": 1}"#).is_valid());
/// assert_eq!(
///     model.validate("{}").aws_list().as_deref(),
///     Some(r#"[object has missing required properties (["id"])]"#)
/// );
/// # Ok::<(), vtlkit::Error>(())
/// ```
#[derive(Debug)]
pub struct Model {
    compiled: vtlkit_schema::Model,
    refusals: Vec<Refusal>,
}

impl Model {
    /// Compiles a model that does not refer to others.
    ///
    /// # Errors
    ///
    /// Fails if the text is invalid JSON. Anything else that the service would reject is in
    /// [`refusals`](Self::refusals).
    pub fn compile(text: &str) -> Result<Self, Error> {
        let compiled = vtlkit_schema::Model::compile(text, &References::new()).map_err(not_json)?;
        let refusals = compiled.refusals().to_vec();
        Ok(Self { compiled, refusals })
    }

    /// Compiles a model of an API. Spans refer to [`Model::text_of_api`].
    ///
    /// # Errors
    ///
    /// Fails if the API has no such model, or its text is invalid JSON.
    pub fn of_api(api: &Api, name: &str) -> Result<Self, Error> {
        let compiled = ApiModels::compile(api, Self::text_of_api(api, name)?).map_err(not_json)?;
        let refusals = ApiModels::refusals(api, name, &compiled).into_iter().cloned().collect();
        Ok(Self { compiled, refusals })
    }

    /// The text of a model of an API; every API also has the models `Empty` and `Error`.
    ///
    /// # Errors
    ///
    /// Fails if the API has no such model.
    pub fn text_of_api<'a>(api: &'a Api, name: &str) -> Result<&'a str, Error> {
        ApiModels::text(api, name).ok_or_else(|| {
            let known: Vec<&str> = api.models.iter().map(|model| model.name.value.as_str()).collect();
            Error::new(ErrorKind::Model, format!("the API has no model `{name}`"))
                .with_help(format!("it has Empty, Error and {}", known.join(", ")))
        })
    }

    /// The reasons for which the service would reject the model, in source order.
    pub fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        self.refusals.iter()
    }

    /// The [`refusals`](Self::refusals) as one error; `None` if the service would create the model.
    pub fn refused(&self) -> Option<Error> {
        let error =
            |refusal: &Refusal| Error::new(ErrorKind::Model, refusal.message().to_owned()).at(refusal.span());
        Error::first_of(self.refusals.iter().map(error))
    }

    /// The service's verdict on a body.
    pub fn validate(&self, body: &str) -> BodyVerdict {
        self.compiled.validate(body)
    }
}

fn not_json(error: vtlkit_schema::NotJson) -> Error {
    Error::new(ErrorKind::Model, error.to_string()).at(error.span())
}

/// The service's verdict on a body under a model.
///
/// # Errors
///
/// Fails if the model is invalid JSON, or the service would reject it.
pub fn validate(model: &str, body: &str) -> Result<BodyVerdict, Error> {
    let model = Model::compile(model)?;
    match model.refused() {
        Some(error) => Err(error),
        None => Ok(model.validate(body)),
    }
}
