//! Configurations of the Serverless Framework, with its plugins for service proxies and Step Functions.

mod models;

use vtlkit_api::{ContentHandling, IntegrationType, PassthroughBehavior};
use vtlkit_text::Spanned;

use super::{Finder, Level};
use crate::template::{IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};
use vtlkit_host::tree::NodeRef;

impl<'t> Finder<'t> {
    /// Visits `request` or `response` of an event or a service proxy.
    pub(super) fn serverless(&mut self, levels: &[Level<'t>], key: NodeRef<'t>, value: NodeRef<'t>) {
        let Some(event) = levels.last().map(|level| level.node) else { return };
        if event.get("path").is_none() && event.get("method").is_none() {
            return;
        }
        let Some(value) = value.resolved() else { return };
        let is_request = key.is("request");
        let mut role = Role::new(if is_request { TemplateKind::Request } else { TemplateKind::Response });
        role.name = levels
            .iter()
            .rev()
            .find_map(|level| {
                level.key.filter(|key| {
                    !key.is("http") && !key.is("events") && !key.is("request") && !key.is("response")
                })
            })
            .map(|key| Spanned::new(key.text().into_owned(), key.span()));
        role.route = self.serverless_route(event);
        role.integration = Some(self.serverless_integration(levels, event));
        let templates = value.get("template");
        if is_request {
            if templates.is_some_and(|node| node.is_map() || node.is_scalar()) {
                role.check = self.serverless_check(levels, value);
                self.serverless_templates(templates, &role);
            }
            return;
        }
        // The plugins key responses by outcome, the framework by content type.
        self.serverless_templates(templates, &role);
        for (status, response) in value.get("statusCodes").map(NodeRef::entries).unwrap_or_default() {
            if !self.within_bounds(response) {
                return;
            }
            role.response = Some(ResponseInfo {
                status_code: Some(Spanned::new(status.text().into_owned(), status.span())),
                selection_pattern: self
                    .text_of(response.get("pattern"))
                    .filter(|pattern| !pattern.is_empty()),
                content_handling: self.word(value.get("contentHandling"), ContentHandling::parse),
            });
            self.serverless_templates(response.get("template"), &role);
        }
        for response in value.items() {
            if !self.within_bounds(response) {
                return;
            }
            role.response = Some(ResponseInfo {
                status_code: self.text_of(response.get("statusCode")),
                selection_pattern: self.text_of(response.get("selectionPattern")),
                content_handling: self.word(response.get("contentHandling"), ContentHandling::parse),
            });
            self.take_templates(response.get("responseTemplates"), &role);
        }
    }

    /// A single template, or one for each content type or outcome.
    fn serverless_templates(&mut self, node: Option<NodeRef<'t>>, role: &Role) {
        let Some(node) = node else { return };
        if !node.is_map() {
            self.take(node, role.clone());
            return;
        }
        for (key, value) in node.entries() {
            if !self.within_bounds(value) {
                return;
            }
            let mut role = role.clone();
            let name = key.text();
            if matches!(&*name, "success" | "clientError" | "serverError") {
                role.response = Some(ResponseInfo {
                    status_code: Some(Spanned::new(outcome_status(&name).to_owned(), key.span())),
                    ..ResponseInfo::default()
                });
            } else {
                role.content_type = Some(Spanned::new(name.into_owned(), key.span()));
            }
            self.take(value, role);
        }
    }

    /// The method and path of an event.
    fn serverless_route(&self, event: NodeRef<'t>) -> Route {
        Route {
            method: self
                .text_of(event.get("method"))
                .map(|method| method.map(|name| name.to_ascii_uppercase())),
            path: self.text_of(event.get("path")).map(|path| {
                path.map(|text| if text.starts_with(['/', '$']) { text } else { format!("/{text}") })
            }),
        }
    }

    fn serverless_integration(&self, levels: &[Level<'t>], event: NodeRef<'t>) -> IntegrationInfo {
        let service = levels.len().checked_sub(2).and_then(|at| levels.get(at)).and_then(|level| level.key);
        let kind = self.text_of(event.get("integration")).map(|integration| {
            integration.map(|word| match word.to_ascii_lowercase().replace('_', "-").as_str() {
                "lambda" | "aws" => IntegrationType::Aws,
                "mock" => IntegrationType::Mock,
                "http" => IntegrationType::Http,
                "http-proxy" => IntegrationType::HttpProxy,
                _ => IntegrationType::AwsProxy,
            })
        });
        let proxied = service.filter(|key| !key.is("http"));
        let request = event.get("request");
        let said = |key| request.and_then(|request| request.get(key));
        IntegrationInfo {
            // Service proxies and state machines always use the `AWS` integration type.
            kind: kind.or_else(|| proxied.map(|key| Spanned::new(IntegrationType::Aws, key.span()))),
            uri: None,
            http_method: None,
            passthrough_behavior: self.word(said("passThrough"), PassthroughBehavior::parse),
            content_handling: self.word(said("contentHandling"), ContentHandling::parse),
            span: event.span(),
        }
    }
}

const fn outcome_status(name: &str) -> &'static str {
    match name.as_bytes() {
        b"success" => "200",
        b"clientError" => "400",
        _ => "500",
    }
}
