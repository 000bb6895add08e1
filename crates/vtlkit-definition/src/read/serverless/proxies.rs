//! Plugins that create methods without Lambda functions: `apiGatewayServiceProxies`, and `http` events of state
//! machines.

use vtlkit_api::{
    HttpMethod, Integration, IntegrationResponse, IntegrationType, Method, PassthroughBehavior, Resource,
};
use vtlkit_host::HostError;
use vtlkit_host::tree::NodeRef;
use vtlkit_text::{Span, Spanned};

use super::event::{self, Reader};
use super::{named, responses};
use crate::read::parts;
use crate::template::{IntegrationInfo, ResponseInfo, Role, Route, TemplateKind};

/// The outcomes for which a plugin has templates, with their status codes.
const OUTCOMES: [(&str, &str); 3] = [("success", "200"), ("clientError", "400"), ("serverError", "500")];

impl<'t> Reader<'_, 't> {
    /// Adds the methods of `custom.apiGatewayServiceProxies`.
    pub(super) fn proxies(&mut self, root: NodeRef<'t>) {
        let resolver = self.parts.resolver;
        let custom = resolver.get(root, "custom");
        let list = custom.and_then(|custom| resolver.get(custom, "apiGatewayServiceProxies"));
        for item in resolver.items(list) {
            for (service, event) in resolver.entries(Some(item)) {
                self.proxy(service, event);
            }
        }
    }

    /// Adds the methods for the events of state machines.
    pub(super) fn state_machines(&mut self, root: NodeRef<'t>) {
        let resolver = self.parts.resolver;
        let machines = resolver.get(root, "stepFunctions").and_then(|it| resolver.get(it, "stateMachines"));
        for (name, machine) in resolver.entries(machines) {
            for item in resolver.items(resolver.get(machine, "events")) {
                if let Some(http) = resolver.get(item, "http") {
                    self.proxy(name, http);
                }
            }
        }
    }

    fn proxy(&mut self, service: NodeRef<'t>, event: NodeRef<'t>) {
        let resolver = self.parts.resolver;
        let get = |name: &str| if event.is_map() { resolver.get(event, name) } else { None };
        let (Some(method), Some(path)) = (resolver.text(get("method")), resolver.text(get("path"))) else {
            return;
        };
        let Some(http_method) = HttpMethod::parse(&method.value.to_ascii_uppercase()) else { return };
        let path = event::full_path(path);
        let mut out = Method::new(Spanned::new(http_method, method.span));
        if let Some(private) = resolver.boolean(get("private")) {
            out.api_key_required = private;
        }
        let mut role = Role {
            name: Some(named(service)),
            route: Route {
                method: Some(method.map(|method| method.to_ascii_uppercase())),
                path: Some(path.clone()),
            },
            ..Role::new(TemplateKind::Request)
        };
        let kind = Spanned::new(IntegrationType::Aws, service.span());
        let mut integration = Integration::new(kind, event.span());
        integration.uri = self.uri_of(&service.text(), event);
        integration.http_method = Some(Spanned::new(HttpMethod::Post, event.span()));
        let behavior = Spanned::new(PassthroughBehavior::Never, event.span());
        integration.passthrough_behavior = Some(behavior);
        role.integration = Some(IntegrationInfo {
            kind: Some(kind),
            uri: integration.uri.clone(),
            http_method: Some(Spanned::new("POST".to_owned(), event.span())),
            passthrough_behavior: None,
            content_handling: None,
            span: event.span(),
        });
        let template = get("request").and_then(|request| request.get("template"));
        integration.request_templates = responses::templates(template, &role, &mut self.parts);
        if integration.request_templates.is_empty() {
            let message =
                "the request template of the plugin is not known: the method answers with status 415 here";
            let note = HostError::new(event.span(), message).help("write the template under `request`");
            self.parts.resolver.context.loader.note(note);
        }
        self.responses_of(event, &mut integration, &role);
        responses::declare(&integration, &mut out);
        out.integration = Some(integration);
        self.api.resources.push(Resource { path, methods: vec![out] });
    }

    /// The URI of the service action.
    fn uri_of(&self, service: &str, event: NodeRef<'t>) -> Option<Spanned<String>> {
        let resolver = self.parts.resolver;
        let text = |name: &str| resolver.text(resolver.get(event, name)).map(|text| text.value);
        let settings = &resolver.context.settings;
        let action = |default: &str| text("action").unwrap_or_else(|| default.to_owned());
        let called = match service {
            "kinesis" => format!("kinesis:action/{}", action("PutRecord")),
            "dynamodb" => format!("dynamodb:action/{}", action("PutItem")),
            "eventbridge" => "events:action/PutEvents".to_owned(),
            "sns" => "sns:path//".to_owned(),
            "sqs" => format!("sqs:path//{}/{}", settings.account, text("queueName").unwrap_or_default()),
            "s3" => "s3:path/{bucket}/{object}".to_owned(),
            _ => format!("states:action/{}", action("StartExecution")),
        };
        let uri = format!("arn:{}:apigateway:{}:{called}", settings.partition(), settings.region());
        Some(Spanned::new(uri, event.span()))
    }

    /// The responses: templates by outcome, or a list in CloudFormation's form.
    fn responses_of(&mut self, event: NodeRef<'t>, integration: &mut Integration, role: &Role) {
        let resolver = self.parts.resolver;
        let response = resolver.get(event, "response");
        if let Some(list) = response.filter(|response| response.is_seq()) {
            for item in resolver.items(Some(list)) {
                let pattern = resolver.text(resolver.get(item, "selectionPattern"));
                let read = self.parts.integration_response(item, &parts::OPENAPI, pattern, role);
                integration.responses.extend(read);
            }
            return;
        }
        let templates = response.and_then(|response| resolver.get(response, "template"));
        for (outcome, status) in OUTCOMES {
            let node = templates.and_then(|templates| templates.get(outcome));
            let span = node.map_or(event.span(), NodeRef::span);
            integration.responses.push(self.outcome(node, status, span, role));
        }
    }

    fn outcome(
        &mut self,
        node: Option<NodeRef<'t>>,
        status: &str,
        span: Span,
        role: &Role,
    ) -> IntegrationResponse {
        let status = Spanned::new(status.to_owned(), span);
        let response = ResponseInfo { status_code: Some(status.clone()), ..ResponseInfo::default() };
        let role = Role { kind: TemplateKind::Response, response: Some(response), ..role.clone() };
        IntegrationResponse {
            selection_pattern: Some(status.clone()),
            status_code: status,
            response_parameters: Vec::new(),
            response_templates: responses::templates(node, &role, &mut self.parts),
            content_handling: None,
            span,
        }
    }
}
