//! The methods of a file's APIs with their integrations, for rules on whole definitions.

use std::collections::{BTreeMap, BTreeSet};

use vtlkit_api::{Api, HttpMethod, Integration, IntegrationType, Method, ServiceUri, TemplateEntry};
use vtlkit_text::{Edit, Span, Spanned};

use crate::member::add_beside;

/// A method with its integration.
#[derive(Clone, Copy)]
pub(crate) struct Wire<'a> {
    pub(crate) api: &'a Api,
    pub(crate) method: &'a Method,
    pub(crate) integration: &'a Integration,
    /// Whether it is the first method with this integration: several methods may share one through YAML aliases.
    pub(crate) is_first: bool,
}

/// The methods of REST APIs with an integration.
pub(crate) fn wires<'a>(apis: &'a [Api], text: &str) -> Vec<Wire<'a>> {
    let mut seen = BTreeSet::new();
    let mut of_http: BTreeMap<Span, bool> = BTreeMap::new();
    let mut out = Vec::new();
    for api in apis {
        for resource in &api.resources {
            for method in &resource.methods {
                let Some(integration) = &method.integration else { continue };
                let span = integration.span;
                // HTTP APIs use the same OpenAPI extension, but have no templates.
                if *of_http.entry(span).or_insert_with(|| is_of_http_api(span.text(text))) {
                    continue;
                }
                let is_first = seen.insert((span, integration.kind.span));
                out.push(Wire { api, method, integration, is_first });
            }
        }
    }
    out
}

/// Whether the text of an integration has a property that only HTTP APIs have.
fn is_of_http_api(integration: &str) -> bool {
    ["payloadFormatVersion", "integrationSubtype"].iter().any(|name| integration.contains(name))
}

/// Whether a string is completely known, without values from outside the file.
pub(crate) fn is_known(api: &Api, text: &Spanned<String>) -> bool {
    api.is_known(text.span) && is_closed(&text.value)
}

/// Whether a string contains no `${…}`, which another tool may interpolate.
pub(crate) fn is_closed(text: &str) -> bool {
    !text.contains("${")
}

impl<'a> Wire<'a> {
    /// Whether a string is completely known.
    pub(crate) fn is_known(&self, text: &Spanned<String>) -> bool {
        is_known(self.api, text)
    }

    pub(crate) fn kind(&self) -> IntegrationType {
        self.integration.kind.value
    }

    /// The AWS service that is called, if it is one.
    pub(crate) fn service(&self) -> Option<ServiceUri<'a>> {
        let is_aws = matches!(self.kind(), IntegrationType::Aws | IntegrationType::AwsProxy);
        self.integration.service().filter(|_| is_aws)
    }

    /// Whether a Lambda function is called.
    pub(crate) fn is_lambda(&self) -> bool {
        self.service().is_some_and(|service| service.is_lambda())
    }

    /// The static value that a header of the integration request is mapped to.
    pub(crate) fn fixed_header(&self, name: &str) -> Option<&'a str> {
        let is_it = |target: &str| {
            target.strip_prefix("integration.request.header.").is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        let mapping = self.integration.request_parameters.iter().find(|it| is_it(&it.target.value))?;
        mapping.source.value.strip_prefix('\'')?.strip_suffix('\'')
    }

    /// Whether a service that supports forms and JSON is called with JSON.
    pub(crate) fn is_json_protocol(&self) -> bool {
        self.fixed_header("X-Amz-Target").is_some()
            || existing(&self.integration.request_templates)
                .any(|it| it.template.as_str().contains("X-Amz-Target"))
    }

    /// Whether a function is invoked asynchronously.
    pub(crate) fn is_asynchronous(&self) -> bool {
        self.integration.request_parameters.iter().any(|it| {
            it.target.value.eq_ignore_ascii_case("integration.request.header.X-Amz-Invocation-Type")
                && it.source.value.trim_matches('\'') != "RequestResponse"
        })
    }

    /// Whether a request template sets a response override.
    pub(crate) fn overrides_early(&self) -> bool {
        let mut templates = existing(&self.integration.request_templates);
        templates.any(|entry| entry.template.as_str().contains("responseOverride"))
    }

    /// Whether the patterns and statuses of all integration responses are known.
    pub(crate) fn knows_responses(&self) -> bool {
        self.integration.responses.iter().all(|response| {
            let pattern = response.selection_pattern.as_ref().is_none_or(|pattern| self.is_known(pattern));
            pattern && self.is_known(&response.status_code)
        })
    }

    /// Whether it answers CORS preflight requests, that is, `OPTIONS`.
    pub(crate) fn is_preflight(&self) -> bool {
        *self.method.http_method == HttpMethod::Options
    }

    /// Whether the integration's text contains a property under one of these names, even if its value is unknown.
    pub(crate) fn writes(&self, text: &str, names: &[&str]) -> bool {
        let integration = self.integration.span.text(text);
        names.iter().any(|name| {
            integration.match_indices(name).any(|(at, _)| {
                let before = integration.get(..at).and_then(|before| before.chars().next_back());
                let behind = integration.get(at + name.len()..).unwrap_or_default();
                let behind = behind.trim_start_matches(['"', '\'', ' ', '\t']);
                before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_')
                    && behind.starts_with([':', '='])
            })
        })
    }

    /// The edit that adds a property to the integration, before its type. `names` are the property's names in
    /// OpenAPI, CloudFormation and Terraform. `None` if the file is not understood.
    pub(crate) fn add(&self, text: &str, names: [&str; 3], word: &str) -> Option<Edit> {
        let (kind, integration) = (self.integration.kind.span, self.integration.span);
        // A value defined elsewhere, such as in a YAML anchor or a variable, may have other users.
        if kind.start() < integration.start() || integration.end() < kind.end() {
            return None;
        }
        add_beside(text, kind, self.name(text, names)?, word)
    }

    /// Of the names of a property in OpenAPI, CloudFormation and Terraform, the one for this file.
    pub(crate) fn name<'n>(&self, text: &str, names: [&'n str; 3]) -> Option<&'n str> {
        let (kind, integration) = (self.integration.kind.span, self.integration.span);
        let key = text.get(..kind.start())?.trim_end_matches(['"', '\'', ' ', '\t', ':', '=']);
        let of_terraform = || integration.text(text).contains("rest_api_id");
        match key.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()? {
            "Type" => Some(names[1]),
            "type" if of_terraform() => Some(names[2]),
            "type" => Some(names[0]),
            _ => None,
        }
    }
}

/// The templates that are not empty; the service does not store an empty template.
pub(crate) fn existing(templates: &[TemplateEntry]) -> impl Iterator<Item = &TemplateEntry> {
    templates.iter().filter(|entry| !entry.template.as_str().is_empty())
}

/// Whether an entry applies to `application/json`, the default for a request without a content type.
pub(crate) fn is_for_json(entry: &TemplateEntry) -> bool {
    let content_type = entry.content_type.value.split(';').next().unwrap_or_default().trim();
    content_type.eq_ignore_ascii_case("application/json") || content_type == "$default"
}

/// The first line of a span.
pub(crate) fn first_line(span: Span, text: &str) -> Span {
    let line = span.text(text).lines().next().unwrap_or_default();
    Span::new(span.start(), span.start() + line.len())
}
