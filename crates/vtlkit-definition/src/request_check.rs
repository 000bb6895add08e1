use std::collections::BTreeMap;
use std::sync::Arc;

/// What the service checks in a request before a template sees it.
///
/// Roles have it in formats whose APIs are not read as a whole, Terraform and the Serverless framework; of other
/// formats [`read_apis`](crate::read_apis) says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCheck {
    /// The models that bodies have to match, by content type; `None` if no validator checks bodies.
    pub bodies: Vec<BodyModel>,
    /// The models of the file by name, for those above and the references between them.
    pub models: Arc<BTreeMap<String, ModelSource>>,
    /// The parameters without which a request is rejected; `None` if no validator checks parameters.
    pub required_parameters: Vec<String>,
}

/// The model that bodies of a content type have to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyModel {
    /// The content type; `$default` is one.
    pub content_type: String,
    /// The name of the model.
    pub model: String,
}

/// Where the schema of a model stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelSource {
    /// In the file: JSON text, with `${name}` for what the file does not say.
    Text(Arc<str>),
    /// In another file, by the path as written.
    File(String),
}
