use std::sync::Arc;

use vtlkit_api::{IntegrationType, ServiceUri};
use vtlkit_definition::{ApiKind, Template, TemplateKind};
use vtlkit_text::Span;

use crate::model::RequestModel;

/// What is known of a template beside its text.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// What the template makes, if that is known.
    pub phase: Option<Phase>,
    /// The content type the template is for, as the definition has it: what the client sends, for a request template.
    pub content_type: Option<String>,
    /// The names of the path parameters of the resource. Their values hold no quotes, as URLs do not.
    pub path_parameters: Vec<String>,
    /// The type of the integration.
    pub integration: Option<IntegrationType>,
    /// The AWS service the integration calls, in small letters: `dynamodb`.
    pub service: Option<String>,
    /// The action of the service, if it is called by name: `PutItem`.
    pub action: Option<String>,
    /// Whether the template is of a WebSocket API.
    pub web_socket: bool,
    /// The model that every body of the request matches before the template sees it.
    pub model: Option<Arc<RequestModel>>,
    /// Parameters without which a request does not get to the template.
    pub required_parameters: Vec<String>,
    /// The variables that the API's stages have, where that is known.
    pub stage_variables: Option<Vec<String>>,
    /// Variables that templates have without setting them.
    pub names: Vec<String>,
    /// Pieces that something else fills in before the service sees the template: nothing is said about them.
    pub opaque: Vec<Span>,
}

/// What a template makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The request of the integration.
    Request,
    /// The response of the method.
    Response,
}

impl Target {
    /// What the file that holds a template tells of it: its role, but not what other parts of the API say.
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

    /// Whether the output is read as JSON for all that is known: what it looks like decides if nothing else does.
    pub(crate) fn is_response(&self) -> bool {
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
