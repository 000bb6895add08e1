//! Parts that OpenAPI and CloudFormation share, under different names.

use vtlkit_api::{
    ContentHandling, HttpMethod, Integration, IntegrationResponse, IntegrationType, ParameterMapping,
    PassthroughBehavior, TemplateEntry, Text,
};
use vtlkit_text::Spanned;

use vtlkit_host::HostError;
use vtlkit_host::tree::{Kind, NodeRef, Style};

use super::Found;
use super::fault::{Fault, FaultKind, Vocabulary};
use super::record::content_type;
use super::resolve::Resolver;
use crate::extraction::NoteKind;
use crate::template::{IntegrationInfo, Reference, ResponseInfo, Role, TemplateKind};

/// The names of an integration's properties.
pub(crate) struct Names {
    kind: &'static str,
    uri: &'static str,
    method: &'static str,
    credentials: &'static str,
    passthrough: &'static str,
    content_handling: &'static str,
    timeout: &'static str,
    parameters: &'static str,
    templates: &'static str,
    cache_namespace: &'static str,
    cache_keys: &'static str,
    connection_type: &'static str,
    connection_id: &'static str,
    pub(crate) status: &'static str,
    pub(crate) response_parameters: &'static str,
    pub(crate) response_templates: &'static str,
    /// All keys of an integration.
    keys: &'static [&'static str],
    /// All keys of an integration response.
    response_keys: &'static [&'static str],
}

/// `x-amazon-apigateway-integration`.
pub(crate) const OPENAPI: Names = Names {
    kind: "type",
    uri: "uri",
    method: "httpMethod",
    credentials: "credentials",
    passthrough: "passthroughBehavior",
    content_handling: "contentHandling",
    timeout: "timeoutInMillis",
    parameters: "requestParameters",
    templates: "requestTemplates",
    cache_namespace: "cacheNamespace",
    cache_keys: "cacheKeyParameters",
    connection_type: "connectionType",
    connection_id: "connectionId",
    status: "statusCode",
    response_parameters: "responseParameters",
    response_templates: "responseTemplates",
    keys: &[
        "cacheKeyParameters",
        "cacheNamespace",
        "connectionId",
        "connectionType",
        "contentHandling",
        "credentials",
        "httpMethod",
        "integrationSubtype",
        "integrationTarget",
        "passthroughBehavior",
        "payloadFormatVersion",
        "requestParameters",
        "requestTemplates",
        "responseParameters",
        "responseTemplates",
        "responseTransferMode",
        "responses",
        "timeoutInMillis",
        "tlsConfig",
        "type",
        "uri",
    ],
    response_keys: &["contentHandling", "responseParameters", "responseTemplates", "statusCode"],
};

/// The property `Integration` of `AWS::ApiGateway::Method`.
pub(crate) const CLOUDFORMATION: Names = Names {
    kind: "Type",
    uri: "Uri",
    method: "IntegrationHttpMethod",
    credentials: "Credentials",
    passthrough: "PassthroughBehavior",
    content_handling: "ContentHandling",
    timeout: "TimeoutInMillis",
    parameters: "RequestParameters",
    templates: "RequestTemplates",
    cache_namespace: "CacheNamespace",
    cache_keys: "CacheKeyParameters",
    connection_type: "ConnectionType",
    connection_id: "ConnectionId",
    status: "StatusCode",
    response_parameters: "ResponseParameters",
    response_templates: "ResponseTemplates",
    keys: &[
        "CacheKeyParameters",
        "CacheNamespace",
        "ConnectionId",
        "ConnectionType",
        "ContentHandling",
        "Credentials",
        "IntegrationHttpMethod",
        "IntegrationResponses",
        "IntegrationTarget",
        "PassthroughBehavior",
        "RequestParameters",
        "RequestTemplates",
        "ResponseTransferMode",
        "TimeoutInMillis",
        "Type",
        "Uri",
    ],
    response_keys: &[
        "ContentHandling",
        "ResponseParameters",
        "ResponseTemplates",
        "SelectionPattern",
        "StatusCode",
    ],
};

/// Reads parts of a definition, records their templates, and reports what the service would reject.
pub(crate) struct Parts<'r, 't> {
    pub(crate) resolver: &'r Resolver<'t>,
    pub(crate) found: &'r mut Found,
}

impl<'t> Parts<'_, 't> {
    /// Records an error, unless the budget is exhausted: then values are missing for that reason.
    pub(crate) fn error(&mut self, error: HostError) {
        if !self.resolver.is_exhausted() {
            self.found.errors.push(error);
        }
    }

    /// Records a fault that an API cannot represent.
    pub(crate) fn fault(&mut self, kind: FaultKind, word: Spanned<String>) {
        if !self.resolver.is_exhausted() {
            self.found.faults.push(Fault { kind, word });
        }
    }

    /// Reports the keys of a mapping that are ignored.
    fn unread_keys(&mut self, node: NodeRef<'t>, read: &'static [&'static str]) {
        for (key, _) in self.resolver.entries(Some(node)) {
            let name = key.text();
            // Keys of functions and extensions are not reported.
            let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_plain && !read.contains(&&*name) {
                self.fault(FaultKind::Key { read }, name_of_key(key));
            }
        }
    }

    /// Parses a keyword of the service; any other value is an error.
    pub(crate) fn word<T: Copy>(
        &mut self,
        node: Option<NodeRef<'t>>,
        vocabulary: Vocabulary,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let text = self.resolver.text(node)?;
        let value = parse(&text.value);
        if value.is_none() && !self.resolver.is_open(text.span) {
            let message = format!("`{}` is not a valid {}", text.value, vocabulary.name());
            let help = format!("use one of {}", vocabulary.words().join(", "));
            self.error(HostError::new(text.span, message).help(help));
            self.fault(FaultKind::Word(vocabulary), text.clone());
        }
        Some(Spanned::new(value?, text.span))
    }

    /// Reads an integration without its responses, which OpenAPI and CloudFormation structure differently. `role` is
    /// the role of the method's templates; the properties of the integration are added to it.
    pub(crate) fn integration(
        &mut self,
        node: NodeRef<'t>,
        names: &Names,
        role: &mut Role,
    ) -> Option<Integration> {
        self.unread_keys(node, names.keys);
        let resolver = self.resolver;
        let get = |name: &str| resolver.get(node, name);
        if get(names.kind).is_none() {
            self.fault(FaultKind::NoType, Spanned::new(String::new(), node.span()));
            self.error(
                HostError::new(node.span(), "the integration has no type")
                    .help("write `type` with `aws`, `aws_proxy`, `http`, `http_proxy` or `mock`"),
            );
        }
        let kind = self.word(get(names.kind), Vocabulary::IntegrationType, IntegrationType::parse);
        let http_method = self.word(get(names.method), Vocabulary::HttpMethod, HttpMethod::parse);
        let passthrough_behavior =
            self.word(get(names.passthrough), Vocabulary::PassthroughBehavior, PassthroughBehavior::parse);
        let content_handling = self.content_handling(get(names.content_handling));
        let uri = resolver.text(get(names.uri));
        role.integration = Some(IntegrationInfo {
            kind,
            uri: uri.clone(),
            http_method: resolver.text(get(names.method)),
            passthrough_behavior,
            content_handling,
            span: node.span(),
        });
        role.kind = TemplateKind::Request;
        let request_templates = self.templates(node.get(names.templates), role);
        let mut out = Integration::new(kind?, node.span());
        out.http_method = http_method;
        out.passthrough_behavior = passthrough_behavior;
        out.content_handling = content_handling;
        out.uri = uri;
        out.credentials = resolver.text(get(names.credentials));
        out.timeout_millis = resolver.number(get(names.timeout));
        out.request_parameters = self.mappings(get(names.parameters));
        out.request_templates = request_templates;
        out.cache_namespace = resolver.text(get(names.cache_namespace));
        let keys = resolver.items(get(names.cache_keys)).into_iter();
        out.cache_key_parameters = keys.filter_map(|item| resolver.text(Some(item))).collect();
        out.connection_type = resolver.text(get(names.connection_type));
        out.connection_id = resolver.text(get(names.connection_id));
        Some(out)
    }

    /// Reads an integration response; `None` without a status. `role` is the role of the integration's templates.
    pub(crate) fn integration_response(
        &mut self,
        node: NodeRef<'t>,
        names: &Names,
        selection_pattern: Option<Spanned<String>>,
        role: &Role,
    ) -> Option<IntegrationResponse> {
        self.unread_keys(node, names.response_keys);
        let get = |name: &str| self.resolver.get(node, name);
        let status_code = self.resolver.text(get(names.status));
        let handling = get(names.content_handling);
        let content_handling = self.content_handling(handling);
        let mut role = Role { kind: TemplateKind::Response, ..role.clone() };
        role.response = Some(ResponseInfo {
            status_code: status_code.clone(),
            selection_pattern: selection_pattern.clone(),
            content_handling,
        });
        let response_templates = self.templates(node.get(names.response_templates), &role);
        let Some(status_code) = status_code else {
            self.fault(FaultKind::NoStatus, Spanned::new(String::new(), node.span()));
            self.error(
                HostError::new(node.span(), "the integration response has no status code")
                    .help("set the status code of the method response, such as `statusCode: \"200\"`"),
            );
            return None;
        };
        Some(IntegrationResponse {
            selection_pattern: selection_pattern.filter(|pattern| !pattern.value.is_empty()),
            status_code,
            response_parameters: self.mappings(self.resolver.get(node, names.response_parameters)),
            response_templates,
            content_handling,
            span: node.span(),
        })
    }

    pub(crate) fn content_handling(&mut self, node: Option<NodeRef<'t>>) -> Option<Spanned<ContentHandling>> {
        self.word(node, Vocabulary::ContentHandling, ContentHandling::parse)
    }

    /// A mapping from target to source of a parameter.
    pub(crate) fn mappings(&mut self, node: Option<NodeRef<'t>>) -> Vec<ParameterMapping> {
        let entries = self.resolver.entries(node).into_iter();
        entries
            .filter_map(|(key, value)| {
                Some(ParameterMapping { target: name_of_key(key), source: self.resolver.text(Some(value))? })
            })
            .collect()
    }

    /// A mapping from content type to template. Templates in branches that a condition does not select are recorded but
    /// not part of the result.
    pub(crate) fn templates(&mut self, node: Option<NodeRef<'t>>, role: &Role) -> Vec<TemplateEntry> {
        let Some(node) = node else { return Vec::new() };
        let chosen = self.resolver.node(node);
        let out = chosen.map(|chosen| self.templates_of(chosen, role)).unwrap_or_default();
        for other in self.resolver.others(node) {
            self.templates_of(other, role);
        }
        out
    }

    fn templates_of(&mut self, node: NodeRef<'t>, role: &Role) -> Vec<TemplateEntry> {
        let mut out = Vec::new();
        if !node.is_map() {
            self.not_templates(node);
            return out;
        }
        for (key, raw) in self.resolver.raw_entries(node) {
            let role = Role { content_type: Some(content_type(key)), ..role.clone() };
            let is_file = self.refer(raw, &role);
            let chosen = self.resolver.node(raw);
            let chosen = chosen.filter(|chosen| !is_file || is_whole(*chosen));
            let template = chosen.and_then(|value| self.template(value, &role));
            out.extend(template.map(|template| TemplateEntry { content_type: name_of_key(key), template }));
            for other in self.resolver.others(raw) {
                self.template(other, &role);
            }
        }
        self.found.record.duplicates(node);
        out
    }

    /// Records a reference to a file if the template is one; returns whether it is.
    pub(crate) fn refer(&mut self, raw: NodeRef<'t>, role: &Role) -> bool {
        let Some(path) = self.resolver.text_file(raw) else { return false };
        let role = Some(role.clone());
        self.found.named.push(Reference { path, filled: false, role });
        true
    }

    /// Reads and records a template. If its whole text is unknown, this is reported instead.
    pub(crate) fn template(&mut self, value: NodeRef<'t>, role: &Role) -> Option<Text> {
        let Some(text) = self.resolver.own_text(value) else {
            if !value.is_null() {
                self.not_a_text(value);
            }
            return None;
        };
        if let Some(name) = self.resolver.open_as_a_whole(&text) {
            let message = format!("the template comes from `{name}`, outside this file; it is skipped");
            self.found.record.note(NoteKind::Unresolved, text.span, message);
        } else {
            self.found.record.take(value, &text, role.clone());
        }
        Some(text)
    }

    fn not_templates(&mut self, node: NodeRef<'t>) {
        if node.is_null() {
            return;
        }
        match self.resolver.own_text(node).and_then(|text| self.resolver.open_as_a_whole(&text)) {
            Some(name) => {
                let message =
                    format!("the templates come from `{name}`, outside this file; they are skipped");
                self.found.record.note(NoteKind::Unresolved, node.span(), message);
            }
            None => self.not_a_text(node),
        }
    }

    fn not_a_text(&mut self, node: NodeRef<'t>) {
        let message = "a template must be a string: quote it, or write it as a block with `|`";
        self.found.record.note(NoteKind::NotText, node.span(), message);
        self.error(
            HostError::new(node.span(), "a template must be a string")
                .help("quote it, or write it as a block with `|`"),
        );
    }
}

/// Whether a node is the whole content of a file.
fn is_whole(node: NodeRef<'_>) -> bool {
    node.node.kind == Kind::Scalar(Style::Whole)
}

/// The text of a key.
pub(crate) fn name_of_key(key: NodeRef<'_>) -> Spanned<String> {
    Spanned::new(key.text().into_owned(), key.span())
}
