//! The methods of a file's APIs and their integrations, as rules on whole definitions go through them.

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
    /// Whether it is the first method with this integration: aliases of YAML let several share one.
    pub(crate) is_first: bool,
}

/// The methods of REST APIs that have an integration.
pub(crate) fn wires<'a>(apis: &'a [Api], text: &str) -> Vec<Wire<'a>> {
    let mut seen = BTreeSet::new();
    let mut of_http: BTreeMap<Span, bool> = BTreeMap::new();
    let mut out = Vec::new();
    for api in apis {
        for resource in &api.resources {
            for method in &resource.methods {
                let Some(integration) = &method.integration else { continue };
                let span = integration.span;
                // HTTP APIs are written with the same extension, and know nothing of templates.
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

/// Whether all of a text is known: it holds nothing that is filled in from outside the file.
pub(crate) fn is_known(api: &Api, text: &Spanned<String>) -> bool {
    api.is_known(text.span) && is_closed(&text.value)
}

/// Whether a text holds no `${…}`, which something else than the service may fill in.
pub(crate) fn is_closed(text: &str) -> bool {
    !text.contains("${")
}

impl<'a> Wire<'a> {
    /// Whether all of a text is known.
    pub(crate) fn is_known(&self, text: &Spanned<String>) -> bool {
        is_known(self.api, text)
    }

    pub(crate) fn kind(&self) -> IntegrationType {
        self.integration.kind.value
    }

    /// The service that is called, if it is one of AWS.
    pub(crate) fn service(&self) -> Option<ServiceUri<'a>> {
        let is_aws = matches!(self.kind(), IntegrationType::Aws | IntegrationType::AwsProxy);
        self.integration.service().filter(|_| is_aws)
    }

    /// Whether a Lambda function is called.
    pub(crate) fn is_lambda(&self) -> bool {
        self.service().is_some_and(|service| service.is_lambda())
    }

    /// What a header of the integration request is set to, where it is a fixed value.
    pub(crate) fn fixed_header(&self, name: &str) -> Option<&'a str> {
        let is_it = |target: &str| {
            target.strip_prefix("integration.request.header.").is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        let mapping = self.integration.request_parameters.iter().find(|it| is_it(&it.target.value))?;
        mapping.source.value.strip_prefix('\'')?.strip_suffix('\'')
    }

    /// Whether the service is spoken to with JSON, where it also knows forms.
    pub(crate) fn is_json_protocol(&self) -> bool {
        self.fixed_header("X-Amz-Target").is_some()
            || existing(&self.integration.request_templates)
                .any(|it| it.template.as_str().contains("X-Amz-Target"))
    }

    /// Whether a function is called that nobody waits for.
    pub(crate) fn is_asynchronous(&self) -> bool {
        self.integration.request_parameters.iter().any(|it| {
            it.target.value.eq_ignore_ascii_case("integration.request.header.X-Amz-Invocation-Type")
                && it.source.value.trim_matches('\'') != "RequestResponse"
        })
    }

    /// Whether a request template sets something of the response.
    pub(crate) fn overrides_early(&self) -> bool {
        let mut templates = existing(&self.integration.request_templates);
        templates.any(|entry| entry.template.as_str().contains("responseOverride"))
    }

    /// Whether all that chooses and makes the responses is known.
    pub(crate) fn knows_responses(&self) -> bool {
        self.integration.responses.iter().all(|response| {
            let pattern = response.selection_pattern.as_ref().is_none_or(|pattern| self.is_known(pattern));
            pattern && self.is_known(&response.status_code)
        })
    }

    /// Whether it answers the preflight requests of browsers.
    pub(crate) fn is_preflight(&self) -> bool {
        *self.method.http_method == HttpMethod::Options
    }

    /// Whether the file writes a property of the integration, under one of its names, be its value known or not.
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

    /// Adds a property to the integration, beside its type: of its names, that of OpenAPI, of CloudFormation and of
    /// Terraform, the one that the file uses, with a word in the case of the file.
    pub(crate) fn add(&self, text: &str, names: [&str; 3], word: &str) -> Option<Edit> {
        let (kind, integration) = (self.integration.kind.span, self.integration.span);
        // What is defined elsewhere, in an anchor or a variable, may be used by others.
        if kind.start() < integration.start() || integration.end() < kind.end() {
            return None;
        }
        add_beside(text, kind, self.name(text, names)?, word)
    }

    /// Of the names of a property, that of OpenAPI, of CloudFormation and of Terraform, the one that the file uses.
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

/// The templates that are not empty: the service stores no value for an empty one.
pub(crate) fn existing(templates: &[TemplateEntry]) -> impl Iterator<Item = &TemplateEntry> {
    templates.iter().filter(|entry| !entry.template.as_str().is_empty())
}

/// Whether an entry is for JSON, which is what a request without a type is taken for.
pub(crate) fn is_for_json(entry: &TemplateEntry) -> bool {
    let content_type = entry.content_type.value.split(';').next().unwrap_or_default().trim();
    content_type.eq_ignore_ascii_case("application/json") || content_type == "$default"
}

/// The first line of a place, for what stands on many.
pub(crate) fn first_line(span: Span, text: &str) -> Span {
    let line = span.text(text).lines().next().unwrap_or_default();
    Span::new(span.start(), span.start() + line.len())
}
