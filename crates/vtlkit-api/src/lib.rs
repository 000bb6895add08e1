//! An Amazon API Gateway REST API as plain data.
//!
//! An [`Api`] has the contents of a definition file, whatever its format, and nothing more: defaults of the service are
//! methods ([`Integration::passthrough`]), not values. Every value has its span in the file. Spans are ignored in
//! comparisons, so two files that define the same API give equal values.
//!
//! Lists that the service treats as maps or sets are in a fixed order (resources by path, methods by name, parameters
//! by target, and so on), except integration responses, whose order decides which pattern matches first.
//!
//! ```
//! use vtlkit_api::{Api, HttpMethod, Method, Resource};
//! use vtlkit_text::{Span, Spanned};
//!
//! let get = Method::new(Spanned::new(HttpMethod::Get, Span::at(0)));
//! let api = Api {
//!     resources: vec![Resource { path: Spanned::new("/pets".into(), Span::at(0)), methods: vec![get] }],
//!     ..Api::default()
//! };
//! assert!(api.method("/pets", HttpMethod::Get).is_some());
//! assert!(api.method("/pets", HttpMethod::Post).is_none());
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod exchange;
mod integration;
mod method;
mod names;
mod places;
mod responses;
mod stage;
mod text;

use std::sync::Arc;

use vtlkit_text::{Span, Spanned};

pub use exchange::{
    Answer, Backend, BodyValidator, BodyVerdict, ClientRequest, Headers, IntegrationRequest, Response,
    last_header,
};
pub use integration::{Integration, IntegrationResponse, ParameterMapping};
pub use method::{
    Authorization, HttpMethod, Method, MethodResponse, ModelUse, ParameterLocation, RequestParameter,
};
pub use names::{
    ApiKeySource, ContentHandling, EndpointType, IntegrationType, PassthroughBehavior, QuotaPeriod,
    ServiceUri,
};
pub use responses::{GatewayResponse, GatewayResponseType};
pub use stage::{ApiKey, Canary, MethodSetting, PlanStage, Quota, Stage, StageVariable, Throttle, UsagePlan};
pub use text::{TemplateEntry, Text};

/// A REST API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Api {
    /// Its id among the APIs of the definition: the logical name or the address of its resource. `None` for an OpenAPI
    /// document.
    pub id: Option<Spanned<String>>,
    /// The name.
    pub name: Option<Spanned<String>>,
    /// The resources that have methods, by path.
    pub resources: Vec<Resource>,
    /// The models, by name.
    pub models: Vec<Model>,
    /// The request validators, by name.
    pub validators: Vec<Validator>,
    /// The authorizers, by name.
    pub authorizers: Vec<Authorizer>,
    /// The customised gateway responses, by type.
    pub gateway_responses: Vec<GatewayResponse>,
    /// The media types of binary payloads.
    pub binary_media_types: Vec<Spanned<String>>,
    /// The minimum size of compressed responses, in bytes; `None` disables compression.
    pub minimum_compression_size: Option<Spanned<u32>>,
    /// The source of API keys; by default the header `X-API-Key`.
    pub api_key_source: Option<Spanned<ApiKeySource>>,
    /// The endpoint type; the service's default is [`EndpointType::Edge`].
    pub endpoint_type: Option<Spanned<EndpointType>>,
    /// The stages, by name.
    pub stages: Vec<Stage>,
    /// The usage plans, by name.
    pub usage_plans: Vec<UsagePlan>,
    /// The API keys, by name.
    pub api_keys: Vec<ApiKey>,
    /// The values that the definition leaves open, by span: references to things outside it. Strings contain `<name>`
    /// in their place.
    pub unresolved: Arc<[Unresolved]>,
}

impl Api {
    /// The API with other resources.
    #[must_use]
    pub fn with_resources(&self, resources: Vec<Resource>) -> Self {
        Self {
            id: self.id.clone(),
            name: self.name.clone(),
            resources,
            models: self.models.clone(),
            validators: self.validators.clone(),
            authorizers: self.authorizers.clone(),
            gateway_responses: self.gateway_responses.clone(),
            binary_media_types: self.binary_media_types.clone(),
            minimum_compression_size: self.minimum_compression_size,
            api_key_source: self.api_key_source,
            endpoint_type: self.endpoint_type,
            stages: self.stages.clone(),
            usage_plans: self.usage_plans.clone(),
            api_keys: self.api_keys.clone(),
            unresolved: Arc::clone(&self.unresolved),
        }
    }

    /// The resource with a declared path such as `/pets/{id}`.
    pub fn resource(&self, path: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| *resource.path == path)
    }

    /// The method of a declared path, without falling back to `ANY`, which is a method of its own.
    pub fn method(&self, path: &str, http_method: HttpMethod) -> Option<&Method> {
        self.resource(path)?.methods.iter().find(|method| *method.http_method == http_method)
    }

    /// The model with a name.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| *model.name == name)
    }

    /// The validator with a name.
    pub fn validator(&self, name: &str) -> Option<&Validator> {
        self.validators.iter().find(|validator| *validator.name == name)
    }

    /// Whether a span contains no unresolved value.
    pub fn is_known(&self, place: Span) -> bool {
        let first = self.unresolved.partition_point(|open| open.span.start() < place.start());
        self.unresolved.get(first).is_none_or(|open| open.span.start() >= place.end().max(place.start() + 1))
    }

    /// The customised gateway response of a type.
    pub fn gateway_response(&self, kind: GatewayResponseType) -> Option<&GatewayResponse> {
        self.gateway_responses.iter().find(|response| *response.kind == kind)
    }

    /// Sorts every list that the service treats as a set. Readers of files call it last.
    ///
    /// Resources with the same path are merged. Of two methods with the same name, the first is kept.
    pub fn sort(&mut self) {
        self.resources.sort_by(|a, b| a.path.value.cmp(&b.path.value));
        self.resources.dedup_by(|next, first| {
            let same = next.path == first.path;
            if same {
                first.methods.append(&mut next.methods);
            }
            same
        });
        for resource in &mut self.resources {
            resource.methods.sort_by_key(|method| *method.http_method);
            resource.methods.dedup_by_key(|method| *method.http_method);
            for method in &mut resource.methods {
                method.sort();
            }
        }
        self.models.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        self.validators.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        self.authorizers.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        self.gateway_responses.sort_by_key(|response| *response.kind);
        for response in &mut self.gateway_responses {
            response.parameters.sort_by(|a, b| a.target.value.cmp(&b.target.value));
            response.templates.sort_by(|a, b| a.content_type.value.cmp(&b.content_type.value));
        }
        self.binary_media_types.sort_by(|a, b| a.value.cmp(&b.value));
        self.stages.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        for stage in &mut self.stages {
            stage.variables.sort_by(|a, b| a.name.value.cmp(&b.name.value));
            stage.settings.sort_by(|a, b| (&*a.path, &*a.method).cmp(&(&*b.path, &*b.method)));
            if let Some(canary) = &mut stage.canary {
                canary.variables.sort_by(|a, b| a.name.value.cmp(&b.name.value));
            }
        }
        self.usage_plans.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        self.api_keys.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    }
}

/// A resource: a path with its methods.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The full path, with parameters in braces: `/pets/{id}`, `/files/{proxy+}`.
    pub path: Spanned<String>,
    /// The methods, by name.
    pub methods: Vec<Method>,
}

/// A model: a named JSON schema.
#[derive(Clone, Debug)]
pub struct Model {
    /// The name; letters and digits only.
    pub name: Spanned<String>,
    /// The content type of the payloads it describes.
    pub content_type: Spanned<String>,
    /// The schema as JSON text, draft 4. A reference to another model of the API is [`Model::REFERENCE_PREFIX`]
    /// followed by its name.
    pub schema: Text,
    /// Whether it is created by an import of an OpenAPI document, which drops the keywords that OpenAPI adds to draft
    /// 4. Like a span, this is ignored in comparisons.
    pub imported: bool,
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.content_type == other.content_type && self.schema == other.schema
    }
}

impl Model {
    /// The prefix of a reference to another model. The service has the API's id, which a file does not know, in place
    /// of `api`.
    pub const REFERENCE_PREFIX: &str = "https://apigateway.amazonaws.com/restapis/api/models/";
}

/// A request validator: which parts of a request are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    /// The name.
    pub name: Spanned<String>,
    /// Whether the body is validated against the model of its content type.
    pub body: Spanned<bool>,
    /// Whether the required parameters must be present.
    pub parameters: Spanned<bool>,
}

/// An authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorizer {
    /// The name.
    pub name: Spanned<String>,
    /// `token`, `request` or `cognito_user_pools`.
    pub kind: Spanned<String>,
    /// The URI of the function that decides.
    pub uri: Option<Spanned<String>>,
    /// The source of the identity, such as `method.request.header.Authorization`.
    pub identity_source: Option<Spanned<String>>,
    /// A Java regular expression that a token has to match.
    pub identity_validation_expression: Option<Spanned<String>>,
    /// How long a decision is cached, in seconds; the default is 300.
    pub result_ttl_seconds: Option<Spanned<u32>>,
}

/// A reference to something that the file does not define.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// The name between `${` and `}`.
    pub name: String,
    /// The span of the reference.
    pub span: Span,
}

impl PartialEq for Unresolved {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Unresolved {}
