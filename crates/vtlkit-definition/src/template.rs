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
    /// The decoded text, as the service gets it (pieces that the host puts in aside).
    pub text: Arc<str>,
    /// Where each byte of the text stands in the host file.
    pub map: OffsetMap,
    /// The bytes of the host that say it: quotes, block header or heredoc markers and all.
    pub span: Span,
    /// The kind of file it stands in.
    pub format: Format,
    /// What it is used for, and where in the API.
    pub role: Role,
    /// The pieces `${…}` of the text that the host puts values in for.
    pub opaque: Vec<Opaque>,
    /// What the host puts into the text before the service sees it. Under `Fn::Sub`, Terraform and the Serverless
    /// framework `${x}` is the host's, or has to be escaped.
    pub interpolation: Interpolation,
    /// How many places of the file use it: more than one with YAML aliases and merge keys. The role is the first one's.
    pub uses: u32,
    /// The bytes of the scalar that writes it, without the function around it.
    pub(crate) written: Span,
    /// Which template of its file it is, from 0.
    pub(crate) index: usize,
}

/// What a template is used for, as far as its file says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// What the text does.
    pub kind: TemplateKind,
    /// The kind of API it belongs to.
    pub api: ApiKind,
    /// The content type it is for, as the file has it; `$default` is one.
    pub content_type: Option<Spanned<String>>,
    /// What the definition calls the thing the template belongs to: the model, the type of gateway response, the
    /// logical name of the resource.
    pub name: Option<Spanned<String>>,
    /// The method it belongs to.
    pub route: Route,
    /// The integration it belongs to.
    pub integration: Option<IntegrationInfo>,
    /// The integration or gateway response it belongs to.
    pub response: Option<ResponseInfo>,
    /// What requests have to match before a request template sees them, where the file says it of its method.
    pub check: Option<Arc<RequestCheck>>,
    /// Whether it is a model of an OpenAPI document: the service makes the model when it imports the document, and
    /// leaves some keywords out.
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

    /// The role with all its places moved.
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
    /// Whether the text is made by the host out of something else: a schema written as YAML, `jsonencode`. Such a text
    /// cannot be [injected](crate::inject) as a whole, only single words of it can be changed.
    pub fn is_derived(&self) -> bool {
        self.map.style().is_some_and(|style| style.scalar == ScalarStyle::Derived)
    }
}

/// What a template is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TemplateKind {
    /// Makes the request of the integration out of the method's request.
    Request,
    /// Makes the method's response out of the integration's.
    Response,
    /// One of the two; the file does not say which. Only templates that are files of their own are of this kind.
    Mapping,
    /// The body of an answer the service gives by itself; not Velocity, only references are put in.
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

/// The kind of API a template belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ApiKind {
    /// A REST API.
    #[default]
    Rest,
    /// A WebSocket API, whose templates see another `$context`.
    WebSocket,
}

/// A method of an API, as far as the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The method in upper case; `ANY` is one.
    pub method: Option<Spanned<String>>,
    /// The whole path of the resource. What the file does not say stands as `${name}`.
    pub path: Option<Spanned<String>>,
}

/// What is known about an integration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrationInfo {
    /// The type.
    pub kind: Option<Spanned<IntegrationType>>,
    /// The endpoint. What the file does not say stands as `${name}`.
    pub uri: Option<Spanned<String>>,
    /// The method the endpoint is called with.
    pub http_method: Option<Spanned<String>>,
    /// What becomes of content types without a template.
    pub passthrough_behavior: Option<Spanned<PassthroughBehavior>>,
    /// How the payload of the request is converted.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The place of the integration.
    pub span: Span,
}

impl IntegrationInfo {
    /// The AWS service and action it calls.
    pub fn service(&self) -> Option<ServiceUri<'_>> {
        ServiceUri::parse(&self.uri.as_ref()?.value)
    }
}

/// What is known about the response a template belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseInfo {
    /// The status of the response.
    pub status_code: Option<Spanned<String>>,
    /// The regular expression that chooses the response; the default response has none.
    pub selection_pattern: Option<Spanned<String>>,
    /// How the payload of the answer is converted.
    pub content_handling: Option<Spanned<ContentHandling>>,
}

/// A template or model that a host file names instead of holding it: `file("x.vtl")`, `${file(x.vtl)}`, `AWS::Include`.
/// Finding and reading the file is the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The path as written; what it is relative to is the host's own rule.
    pub path: Spanned<String>,
    /// Whether the host fills variables into the file (`templatefile`).
    pub filled: bool,
    /// What the file is used for; `None` for a whole definition.
    pub role: Option<Role>,
}

/// A piece of a template that the host puts a value in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// Its place in the template.
    pub span: Span,
    /// Its place in the host file.
    pub host: Span,
    /// What stands between the braces.
    pub name: String,
}

impl Opaque {
    /// The piece that reads `text`, braces and all.
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
