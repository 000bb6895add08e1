use vtlkit_text::{Span, Spanned};

use crate::Integration;
use crate::names::words;

words! {
    /// A method of HTTP, or all of them.
    pub enum HttpMethod {
        /// Every method that the resource has no method of its own for.
        Any = "ANY",
        /// `DELETE`
        Delete = "DELETE",
        /// `GET`
        Get = "GET",
        /// `HEAD`
        Head = "HEAD",
        /// `OPTIONS`
        Options = "OPTIONS",
        /// `PATCH`
        Patch = "PATCH",
        /// `POST`
        Post = "POST",
        /// `PUT`
        Put = "PUT",
    }
}

words! {
    /// Where a request parameter stands.
    pub enum ParameterLocation {
        /// In a header.
        Header = "header",
        /// In the path.
        Path = "path",
        /// In the query string.
        QueryString = "querystring",
    }
}

/// A method of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// Which method.
    pub http_method: Spanned<HttpMethod>,
    /// A name for it, for generated clients.
    pub operation_name: Option<Spanned<String>>,
    /// Who may call it.
    pub authorization: Spanned<Authorization>,
    /// Whether a client needs an API key.
    pub api_key_required: Spanned<bool>,
    /// The declared parameters, by place and name.
    pub request_parameters: Vec<RequestParameter>,
    /// The model of each content type, by content type.
    pub request_models: Vec<ModelUse>,
    /// The name of the validator, if requests are validated.
    pub validator: Option<Spanned<String>>,
    /// What the request is handed to. A method without one cannot be deployed.
    pub integration: Option<Integration>,
    /// The responses that are declared, by status.
    pub responses: Vec<MethodResponse>,
}

impl Method {
    /// A method of which nothing else is said: open to all, without parameters or integration.
    pub const fn new(http_method: Spanned<HttpMethod>) -> Self {
        let span = http_method.span;
        Self {
            http_method,
            operation_name: None,
            authorization: Spanned::new(Authorization::None, span),
            api_key_required: Spanned::new(false, span),
            request_parameters: Vec::new(),
            request_models: Vec::new(),
            validator: None,
            integration: None,
            responses: Vec::new(),
        }
    }

    pub(crate) fn sort(&mut self) {
        self.request_parameters.sort_by(|a, b| (a.location, &*a.name).cmp(&(b.location, &*b.name)));
        self.request_models.sort_by(|a, b| a.content_type.value.cmp(&b.content_type.value));
        self.responses.sort_by(|a, b| a.status_code.value.cmp(&b.status_code.value));
        for response in &mut self.responses {
            response.parameters.sort_by(|a, b| a.0.value.cmp(&b.0.value));
            response.models.sort_by(|a, b| a.content_type.value.cmp(&b.content_type.value));
        }
        if let Some(integration) = &mut self.integration {
            integration.sort();
        }
    }
}

/// Who may call a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Everybody.
    None,
    /// Who signs the request with AWS credentials.
    AwsIam,
    /// Whom the authorizer of this name lets in.
    Authorizer(String),
}

/// A parameter that a method declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestParameter {
    /// Where it stands.
    pub location: ParameterLocation,
    /// Its name.
    pub name: Spanned<String>,
    /// Whether a request without it is refused, if the method has a validator for parameters.
    pub required: Spanned<bool>,
}

/// The model that is used for a content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelUse {
    /// The content type, or `$default`.
    pub content_type: Spanned<String>,
    /// The name of the model.
    pub model: Spanned<String>,
}

/// A response that a method declares.
#[derive(Clone, Debug)]
pub struct MethodResponse {
    /// The status; text, since files may write anything there.
    pub status_code: Spanned<String>,
    /// The names of the headers it may have, and whether each is required, which nothing checks.
    pub parameters: Vec<(Spanned<String>, Spanned<bool>)>,
    /// The model of each content type.
    pub models: Vec<ModelUse>,
    /// The bytes of the file that declare it.
    pub span: Span,
}

impl PartialEq for MethodResponse {
    fn eq(&self, other: &Self) -> bool {
        let Self { status_code, parameters, models, span: _ } = self;
        *status_code == other.status_code && *parameters == other.parameters && *models == other.models
    }
}
