//! Reads the expectation of a case.

use vtlkit_host::{Node, NodeKind};
use vtlkit_text::Spanned;

use super::Reader;
use super::value::{Members, what};
use crate::case::{
    BodyExpectation, Expectation, ExpectedHeaders, IntegrationExpectation, IntegrationRequestExpectation,
    Schema,
};

impl Reader {
    pub(super) fn expectation(&mut self, node: Node<'_>, is_api: bool) -> Option<Expectation> {
        let members = self.members(node, "expect")?;
        let (only, other) = if is_api {
            (&["overrides"][..], "an API")
        } else {
            (&["status", "headers", "integration"][..], "a template")
        };
        for name in only {
            if let Some(node) = members.get(name) {
                let help = if is_api {
                    "use `status`, `headers` and `integration` instead"
                } else {
                    "use `overrides` for what a template sets"
                };
                self.refuse(node.span(), format!("{other} has no `{name}`"), help);
            }
        }
        let mut expectation = Expectation { span: node.span(), ..Expectation::default() };
        expectation.body = self.body_expectation(&members, is_api)?;
        if let Some(node) = members.get("status") {
            expectation.status = Some(Spanned::new(self.status(node)?, node.span()));
        }
        if let Some(node) = members.get("headers") {
            expectation.headers = Some(self.expected_headers(node)?);
        }
        if let Some(node) = members.get("error") {
            let help = if is_api {
                "`error` must be the type of a gateway response, such as BAD_REQUEST_BODY"
            } else {
                "`error` must be a part of the error message"
            };
            expectation.error = Some(self.string(node, help)?);
        }
        if let Some(node) = members.get("overrides") {
            expectation.overrides = Some(Spanned::new(self.json(node)?, node.span()));
        }
        if let Some(node) = members.get("integration") {
            let integration = if node.is_null() {
                IntegrationExpectation::NotCalled
            } else {
                IntegrationExpectation::Request(Box::new(self.integration(node)?))
            };
            expectation.integration = Some(Spanned::new(integration, node.span()));
        }
        Some(expectation)
    }

    fn integration(&mut self, node: Node<'_>) -> Option<IntegrationRequestExpectation> {
        let members = self.members(node, "integration")?;
        let mut expectation = IntegrationRequestExpectation::default();
        for (name, slot) in [("method", &mut expectation.method), ("uri", &mut expectation.uri)] {
            if let Some(node) = members.get(name) {
                *slot = Some(self.string(node, &format!("`{name}` must be a string"))?);
            }
        }
        if let Some(node) = members.get("headers") {
            expectation.headers = Some(self.expected_headers(node)?);
        }
        expectation.body = self.body_expectation(&members, true)?;
        Some(expectation)
    }

    fn body_expectation(&mut self, members: &Members<'_>, is_api: bool) -> Option<BodyExpectation> {
        let mut body = BodyExpectation::default();
        if let Some(node) = members.get("text") {
            body.text = Some(self.string(node, "`text` must be a string")?);
        }
        for (name, slot) in [("json", &mut body.json), ("subset", &mut body.subset)] {
            if let Some(node) = members.get(name) {
                *slot = Some(Spanned::new(self.json(node)?, node.span()));
            }
        }
        if let Some(node) = members.get("bodySchema") {
            let schema = match node.as_str() {
                Some(model) if is_api => Schema::Model(model.into_owned()),
                None if node.kind() == NodeKind::Mapping => Schema::Inline(self.json_text(node)?),
                _ => {
                    let help =
                        if is_api { "write a schema, or the name of a model" } else { "write a schema" };
                    self.refuse(node.span(), format!("`bodySchema` must not be {}", what(node)), help);
                    return None;
                }
            };
            body.schema = Some(Spanned::new(schema, node.span()));
        }
        if let Some(node) = members.get("base64") {
            let text = self.string(node, "`base64` must be Base64")?;
            body.base64 = Some(Spanned::new(self.base64(text.span, text.value.into())?, text.span));
        }
        Some(body)
    }

    fn expected_headers(&mut self, node: Node<'_>) -> Option<ExpectedHeaders> {
        let entries = self.mapping(node, "headers")?;
        let mut headers = Vec::new();
        for (name, value) in entries {
            let value = if value.is_null() { None } else { Some(self.plain(value, "headers")?) };
            headers.push((name, value));
        }
        Some(Spanned::new(headers, node.span()))
    }
}
