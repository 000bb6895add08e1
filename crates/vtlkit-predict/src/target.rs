use std::sync::Arc;

use vtlkit_api::{IntegrationType, ServiceUri};
use vtlkit_definition::{ApiKind, Template, TemplateKind};
use vtlkit_text::Span;

use crate::model::RequestModel;

/// What is known about a template in addition to its text.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// What the template renders, if known.
    pub phase: Option<Phase>,
    /// The content type to which the definition assigns the template: that of the client's request, for a request
    /// template.
    pub content_type: Option<String>,
    /// The names of the path parameters of the resource. Their values contain no quotes, because URLs do not.
    pub path_parameters: Vec<String>,
    /// The type of the integration.
    pub integration: Option<IntegrationType>,
    /// The AWS service of the integration, in lower case: `dynamodb`.
    pub service: Option<String>,
    /// The action of the service, if the integration names one: `PutItem`.
    pub action: Option<String>,
    /// Whether the template belongs to a WebSocket API.
    pub web_socket: bool,
    /// The model that every body of the request matches before the template sees it.
    pub model: Option<Arc<RequestModel>>,
    /// Required parameters: without them a request does not reach the template.
    pub required_parameters: Vec<String>,
    /// The stage variables of the API, if known.
    pub stage_variables: Option<Vec<String>>,
    /// Variables that templates may use without setting them.
    pub names: Vec<String>,
    /// Spans that are filled in before the service sees the template, such as `${AWS::Region}`. Nothing is reported
    /// in them.
    pub opaque: Vec<Span>,
}

/// What a template renders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The request to the integration.
    Request,
    /// The response to the client.
    Response,
}

impl Target {
    /// What the file with a template says about it: its role, without other parts of the API.
    pub fn of(template: &Template) -> Self {
        let role = &template.role;
        let integration = role.integration.as_ref();
        let service = integration.and_then(|it| it.service());
        Self {
            phase: match role.kind {
                TemplateKind::Request => Some(Phase::Request),
                TemplateKind::Response => Some(Phase::Response),
                _ => None,
            },
            content_type: role.content_type.as_ref().map(|it| it.value.clone()),
            path_parameters: role.route.path.as_ref().map_or_else(Vec::new, |path| parameters(&path.value)),
            integration: integration.and_then(|it| it.kind.as_ref()).map(|kind| kind.value),
            service: service.map(|service: ServiceUri<'_>| service.service.to_ascii_lowercase()),
            action: service.and_then(|service| service.action).map(str::to_owned),
            web_socket: role.api == ApiKind::WebSocket,
            opaque: template.opaque.iter().map(|piece| piece.span).collect(),
            ..Self::default()
        }
    }

    /// Whether it is a response template.
    pub fn is_response(&self) -> bool {
        self.phase == Some(Phase::Response)
    }
}

/// The names of the parameters in a path such as `/pets/{id}/{proxy+}`.
fn parameters(path: &str) -> Vec<String> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| name.trim_end_matches('+').to_owned())
        .collect()
}
