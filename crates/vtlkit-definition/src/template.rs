use std::fmt;
use std::sync::Arc;

use vtlkit_api::{ContentHandling, IntegrationType, PassthroughBehavior, ServiceUri};
use vtlkit_text::{Interpolation, OffsetMap, ScalarStyle, Span, Spanned};

use vtlkit_host::Format;

use crate::RequestCheck;

/// A template or model of a host file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Template {
    /// The decoded text as the service receives it, except for interpolations of the host.
    pub text: Arc<str>,
    /// Maps each byte of the text to the host file.
    pub map: OffsetMap,
    /// The bytes of the host file that write it, including quotes, block header or heredoc markers.
    pub span: Span,
    /// The format of the host file.
    pub format: Format,
    /// Its use, and its position in the API.
    pub role: Role,
    /// The interpolations `${…}` in the text.
    pub opaque: Vec<Opaque>,
    /// The interpolation syntax that applies to the text. With `Fn::Sub`, Terraform and the Serverless Framework,
    /// `${x}` belongs to the host format or must be escaped.
    pub interpolation: Interpolation,
    /// The number of uses in the file; more than one with YAML aliases and merge keys. The role is that of the first.
    pub uses: u32,
    /// The span of the scalar, without the function call around it.
    pub(crate) written: Span,
    /// Its index in the file, from 0.
    pub(crate) index: usize,
}

/// The use of a template, as far as the file defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// The kind of text.
    pub kind: TemplateKind,
    /// The type of API.
    pub api: ApiKind,
    /// The content type as written, or `$default`.
    pub content_type: Option<Spanned<String>>,
    /// The name of the object that the template belongs to: the model, the gateway response type, or the logical name
    /// of the resource.
    pub name: Option<Spanned<String>>,
    /// The method.
    pub route: Route,
    /// The integration.
    pub integration: Option<IntegrationInfo>,
    /// The integration response or gateway response.
    pub response: Option<ResponseInfo>,
    /// The validation before a request template, if the file defines it for the method.
    pub check: Option<Arc<RequestCheck>>,
    /// Whether it is a model of an OpenAPI document: the service creates the model on import and drops some keywords.
    pub imported: bool,
}

impl Role {
    pub(crate) fn new(kind: TemplateKind) -> Self {
        Self {
            kind,
            api: ApiKind::Rest,
            content_type: None,
            name: None,
            route: Route::default(),
            integration: None,
            response: None,
            check: None,
            imported: false,
        }
    }

    /// Whether it belongs to a WebSocket API.
    pub fn web_socket(&self) -> bool {
        self.api == ApiKind::WebSocket
    }

    /// The role with all its spans mapped.
    pub(crate) fn mapped(mut self, to_host: &dyn Fn(Span) -> Span) -> Self {
        fn text(value: &mut Option<Spanned<String>>, to_host: &dyn Fn(Span) -> Span) {
            if let Some(value) = value {
                value.span = to_host(value.span);
            }
        }
        text(&mut self.content_type, to_host);
        text(&mut self.name, to_host);
        text(&mut self.route.method, to_host);
        text(&mut self.route.path, to_host);
        if let Some(integration) = &mut self.integration {
            integration.span = to_host(integration.span);
            text(&mut integration.uri, to_host);
            text(&mut integration.http_method, to_host);
            if let Some(kind) = &mut integration.kind {
                kind.span = to_host(kind.span);
            }
            if let Some(behavior) = &mut integration.passthrough_behavior {
                behavior.span = to_host(behavior.span);
            }
            if let Some(handling) = &mut integration.content_handling {
                handling.span = to_host(handling.span);
            }
        }
        if let Some(response) = &mut self.response {
            text(&mut response.status_code, to_host);
            text(&mut response.selection_pattern, to_host);
            if let Some(handling) = &mut response.content_handling {
                handling.span = to_host(handling.span);
            }
        }
        self
    }
}

/// The role in words: `request template of POST /pets, application/json`, `model Pet`.
impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(name) = &self.name
            && matches!(self.kind, TemplateKind::Model | TemplateKind::GatewayResponse)
        {
            write!(f, " {}", name.value)?;
        }
        let mut before = " of ";
        for part in [&self.route.method, &self.route.path].into_iter().flatten() {
            write!(f, "{before}{}", part.value)?;
            before = " ";
        }
        if let Some(status) = self.response.as_ref().and_then(|response| response.status_code.as_ref()) {
            write!(f, ", status {}", status.value)?;
        }
        self.content_type.as_ref().map_or(Ok(()), |content_type| write!(f, ", {}", content_type.value))
    }
}

impl Template {
    /// Whether the text is derived from something other than a string: a schema written as YAML, `jsonencode`. Such a
    /// text cannot be [injected](crate::inject) as a whole; single words in it can be changed.
    pub fn is_derived(&self) -> bool {
        self.map.style().is_some_and(|style| style.scalar == ScalarStyle::Derived)
    }
}

/// The kind of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TemplateKind {
    /// Maps the method request to the integration request.
    Request,
    /// Maps the integration response to the method response.
    Response,
    /// A request or response template; the file does not say which. Only separate template files have this kind.
    Mapping,
    /// The body of a gateway response: not Velocity, only simple references are replaced.
    GatewayResponse,
    /// A JSON schema.
    Model,
}

impl fmt::Display for TemplateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "request template",
            Self::Response => "response template",
            Self::Mapping => "template",
            Self::GatewayResponse => "gateway response",
            Self::Model => "model",
        })
    }
}

/// The type of API a template belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ApiKind {
    /// A REST API.
    #[default]
    Rest,
    /// A WebSocket API, whose `$context` differs.
    WebSocket,
}

/// A method of an API, as far as the file defines it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method in upper case, or `ANY`.
    pub method: Option<Spanned<String>>,
    /// The full resource path, with `${name}` for unresolved parts.
    pub path: Option<Spanned<String>>,
}

/// The known properties of an integration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrationInfo {
    /// The integration type.
    pub kind: Option<Spanned<IntegrationType>>,
    /// The endpoint, with `${name}` for unresolved parts.
    pub uri: Option<Spanned<String>>,
    /// The HTTP method of the request to the endpoint.
    pub http_method: Option<Spanned<String>>,
    /// The passthrough behavior, for content types without a template.
    pub passthrough_behavior: Option<Spanned<PassthroughBehavior>>,
    /// The conversion of the request payload.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The span of the integration.
    pub span: Span,
}

impl IntegrationInfo {
    /// The AWS service and action of the endpoint.
    pub fn service(&self) -> Option<ServiceUri<'_>> {
        ServiceUri::parse(&self.uri.as_ref()?.value)
    }
}

/// The known properties of the response that a template belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseInfo {
    /// The status code.
    pub status_code: Option<Spanned<String>>,
    /// The selection pattern; `None` for the default response.
    pub selection_pattern: Option<Spanned<String>>,
    /// The conversion of the response payload.
    pub content_handling: Option<Spanned<ContentHandling>>,
}

/// A template, model or definition that a host file refers to: `file("x.vtl")`, `${file(x.vtl)}`, `AWS::Include`. The
/// caller finds and reads the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The path as written; the host format defines what it is relative to.
    pub path: Spanned<String>,
    /// Whether the host fills variables into the file (`templatefile`).
    pub filled: bool,
    /// The role of the file; `None` for a whole definition.
    pub role: Option<Role>,
}

/// An interpolation: a piece of a template that the host replaces with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// Its span in the template.
    pub span: Span,
    /// Its span in the host file.
    pub host: Span,
    /// The expression between the braces.
    pub name: String,
}

impl Opaque {
    /// The interpolation with this source, including its braces.
    pub(crate) fn new(span: Span, host: Span, text: &str) -> Self {
        let name = text.get(2..text.len().saturating_sub(1)).unwrap_or_default().trim().to_owned();
        Self { span, host, name }
    }
}

impl Template {
    pub(crate) fn new(map: OffsetMap, span: Span, format: Format, role: Role) -> Self {
        let opaque = vtlkit_host::scalar::pieces::opaque(&map)
            .into_iter()
            .map(|piece| Opaque::new(piece, map.to_host(piece), piece.text(map.text())))
            .collect();
        let interpolation = map.style().map_or(Interpolation::None, |style| style.interpolation);
        Self {
            text: map.shared_text(),
            map,
            span,
            format,
            role,
            opaque,
            interpolation,
            uses: 1,
            written: span,
            index: 0,
        }
    }
}
