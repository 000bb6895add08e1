use vtlkit_text::{Span, Spanned};

use crate::Integration;
use crate::names::words;

words! {
    /// An HTTP method, or `ANY`.
    pub enum HttpMethod {
        /// Every method without an entry of its own.
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
    /// The location of a request parameter.
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
    /// The HTTP method.
    pub http_method: Spanned<HttpMethod>,
    /// The operation name, for generated clients.
    pub operation_name: Option<Spanned<String>>,
    /// The authorization.
    pub authorization: Spanned<Authorization>,
    /// Whether a client needs an API key.
    pub api_key_required: Spanned<bool>,
    /// The declared parameters, by location and name.
    pub request_parameters: Vec<RequestParameter>,
    /// The models of bodies, by content type.
    pub request_models: Vec<ModelUse>,
    /// The name of the request validator, if there is one.
    pub validator: Option<Spanned<String>>,
    /// The integration. A method without one cannot be deployed.
    pub integration: Option<Integration>,
    /// The declared responses, by status.
    pub responses: Vec<MethodResponse>,
}

impl Method {
    /// A method without authorization, parameters and integration.
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

/// The authorization of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// None: open to everyone.
    None,
    /// Requests must be signed with AWS credentials.
    AwsIam,
    /// The authorizer with this name decides.
    Authorizer(String),
}

/// A declared parameter of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestParameter {
    /// The location.
    pub location: ParameterLocation,
    /// Its name.
    pub name: Spanned<String>,
    /// Whether it is required, which the service checks if the method has a validator for parameters.
    pub required: Spanned<bool>,
}

/// The model of a content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelUse {
    /// The content type, or `$default`.
    pub content_type: Spanned<String>,
    /// The name of the model.
    pub model: Spanned<String>,
}

/// A declared response of a method.
#[derive(Clone, Debug)]
pub struct MethodResponse {
    /// The status; a string, since files may contain anything there.
    pub status_code: Spanned<String>,
    /// The names of its headers, and whether each is required, which the service does not check.
    pub parameters: Vec<(Spanned<String>, Spanned<bool>)>,
    /// The models, by content type.
    pub models: Vec<ModelUse>,
    /// The span in the file.
    pub span: Span,
}

impl PartialEq for MethodResponse {
    fn eq(&self, other: &Self) -> bool {
        let Self { status_code, parameters, models, span: _ } = self;
        *status_code == other.status_code && *parameters == other.parameters && *models == other.models
    }
}
