use std::collections::BTreeMap;
use std::sync::Arc;

/// The validation of a request before its template is rendered.
///
/// Roles have it in formats whose APIs are not read as a whole by [`extract`](crate::extract): Terraform and the
/// Serverless Framework. For other formats see [`read_apis`](crate::read_apis).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCheck {
    /// The models that bodies are validated against, by content type; empty if the validator does not check bodies.
    pub bodies: Vec<BodyModel>,
    /// All models of the file by name, since models can refer to each other.
    pub models: Arc<BTreeMap<String, ModelSource>>,
    /// The required parameters; empty if the validator does not check parameters.
    pub required_parameters: Vec<String>,
}

/// The model for bodies of a content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyModel {
    /// The content type, or `$default`.
    pub content_type: String,
    /// The name of the model.
    pub model: String,
}

/// Where the schema of a model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelSource {
    /// In the file: JSON text, with `${name}` for unresolved parts.
    Text(Arc<str>),
    /// In another file, by path as written.
    File(String),
}
