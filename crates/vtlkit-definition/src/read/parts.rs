//! What OpenAPI and CloudFormation say alike, under names that differ.

use vtlkit_api::{
    ContentHandling, HttpMethod, Integration, IntegrationResponse, IntegrationType, ParameterMapping,
    PassthroughBehavior, TemplateEntry,
};
use vtlkit_text::Spanned;

use super::ApiFile;
use super::resolve::Resolver;
use vtlkit_host::HostError;
use vtlkit_host::tree::NodeRef;

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
};

/// Reads a definition's parts and notes what the service would refuse.
pub(crate) struct Parts<'r, 't> {
    pub(crate) resolver: &'r Resolver<'t>,
    pub(crate) file: &'r mut ApiFile,
}

impl<'t> Parts<'_, 't> {
    /// Notes an error. What is missing because too much was asked for is none.
    pub(crate) fn error(&mut self, error: HostError) {
        if !self.resolver.is_exhausted() {
            self.file.errors.push(error);
        }
    }

    /// A word of the service's; a value that is none of them is an error.
    pub(crate) fn word<T: Copy>(
        &mut self,
        node: Option<NodeRef<'t>>,
        what: &str,
        parse: impl Fn(&str) -> Option<T>,
        all: &[&str],
    ) -> Option<Spanned<T>> {
        let text = self.resolver.text(node)?;
        let value = parse(&text.value);
        if value.is_none() && !text.value.contains("${") {
            let message = format!("`{}` is no {what}", text.value);
            self.file
                .errors
                .push(HostError::new(text.span, message).help(format!("use one of {}", all.join(", "))));
        }
        Some(Spanned::new(value?, text.span))
    }

    /// An integration but for its responses, which the two say differently.
    pub(crate) fn integration(&mut self, node: NodeRef<'t>, names: &Names) -> Option<Integration> {
        let get = |name: &str| self.resolver.get(node, name);
        let (kind, method, passthrough, handling) =
            (get(names.kind), get(names.method), get(names.passthrough), get(names.content_handling));
        if kind.is_none() {
            self.error(
                HostError::new(node.span(), "the integration has no type")
                    .help("say `aws`, `aws_proxy`, `http`, `http_proxy` or `mock`"),
            );
        }
        let kind = self.word(
            kind,
            "integration type",
            IntegrationType::parse,
            &words(IntegrationType::ALL, IntegrationType::as_str),
        )?;
        let mut out = Integration::new(kind, node.span());
        out.http_method =
            self.word(method, "HTTP method", HttpMethod::parse, &words(HttpMethod::ALL, HttpMethod::as_str));
        out.passthrough_behavior = self.word(
            passthrough,
            "passthrough behavior",
            PassthroughBehavior::parse,
            &words(PassthroughBehavior::ALL, PassthroughBehavior::as_str),
        );
        out.content_handling = self.content_handling(handling);
        let resolver = self.resolver;
        let get = |name: &str| resolver.get(node, name);
        out.uri = resolver.text(get(names.uri));
        out.credentials = resolver.text(get(names.credentials));
        out.timeout_millis = resolver.number(get(names.timeout));
        out.request_parameters = self.mappings(get(names.parameters));
        out.request_templates = self.templates(get(names.templates));
        out.cache_namespace = resolver.text(get(names.cache_namespace));
        out.cache_key_parameters = resolver
            .items(get(names.cache_keys))
            .into_iter()
            .filter_map(|item| resolver.text(Some(item)))
            .collect();
        out.connection_type = resolver.text(get(names.connection_type));
        out.connection_id = resolver.text(get(names.connection_id));
        Some(out)
    }

    /// A response of an integration. One without a status cannot be used.
    pub(crate) fn integration_response(
        &mut self,
        node: NodeRef<'t>,
        names: &Names,
        selection_pattern: Option<Spanned<String>>,
    ) -> Option<IntegrationResponse> {
        let get = |name: &str| self.resolver.get(node, name);
        let Some(status_code) = self.resolver.text(get(names.status)) else {
            self.error(
                HostError::new(node.span(), "the integration response has no status code")
                    .help("say which method response it makes, such as `statusCode: \"200\"`"),
            );
            return None;
        };
        let handling = get(names.content_handling);
        Some(IntegrationResponse {
            selection_pattern: selection_pattern.filter(|pattern| !pattern.value.is_empty()),
            status_code,
            response_parameters: self.mappings(self.resolver.get(node, names.response_parameters)),
            response_templates: self.templates(self.resolver.get(node, names.response_templates)),
            content_handling: self.content_handling(handling),
            span: node.span(),
        })
    }

    fn content_handling(&mut self, node: Option<NodeRef<'t>>) -> Option<Spanned<ContentHandling>> {
        self.word(
            node,
            "content handling",
            ContentHandling::parse,
            &words(ContentHandling::ALL, ContentHandling::as_str),
        )
    }

    /// A mapping from targets to sources.
    pub(crate) fn mappings(&mut self, node: Option<NodeRef<'t>>) -> Vec<ParameterMapping> {
        let entries = self.resolver.entries(node).into_iter();
        entries
            .filter_map(|(key, value)| {
                Some(ParameterMapping { target: name_of_key(key), source: self.resolver.text(Some(value))? })
            })
            .collect()
    }

    /// A mapping from content types to templates.
    pub(crate) fn templates(&mut self, node: Option<NodeRef<'t>>) -> Vec<TemplateEntry> {
        let mut out = Vec::new();
        for (key, value) in self.resolver.entries(node) {
            match self.resolver.own_text(value) {
                Some(template) => out.push(TemplateEntry { content_type: name_of_key(key), template }),
                None if value.is_null() => {}
                None => self.error(
                    HostError::new(value.span(), "a template has to be a text")
                        .help("quote it, or write it as a block with `|`"),
                ),
            }
        }
        out
    }
}

/// The name that a key says.
pub(crate) fn name_of_key(key: NodeRef<'_>) -> Spanned<String> {
    Spanned::new(key.text().into_owned(), key.span())
}

/// The service's words, to say which there are.
pub(crate) fn words<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|word| name(*word)).collect()
}
