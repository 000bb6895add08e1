//! Reads case files.

mod expectation;
mod value;

use std::collections::HashSet;

use serde_json::{Map, Value};
use vtlkit_gateway::execution::AuthorizerDecision;
use vtlkit_host::{Document, Node, NodeKind};
use vtlkit_text::{Diagnostic, Span, Spanned};

use self::value::{Members, what};
use crate::case::{BackendAnswer, Body, Case, Phase, Request, Route, Subject, Suite};

pub(crate) fn read(text: &str) -> Result<Suite, Vec<Diagnostic>> {
    let document = Document::read(text);
    let mut reader = Reader::default();
    for error in document.errors() {
        let mut diagnostic = Diagnostic::error(error.message.clone(), error.span);
        if let Some(help) = &error.help {
            diagnostic = diagnostic.with_note("help", help.clone());
        }
        reader.errors.push(diagnostic);
    }
    let suite = match document.root() {
        _ if !reader.errors.is_empty() => Suite::default(),
        Some(root) => reader.suite(root),
        None => {
            reader.refuse(
                Span::at(0),
                "the file is empty",
                "a case file has `template` or `api`, and `cases`",
            );
            Suite::default()
        }
    };
    if reader.errors.is_empty() { Ok(suite) } else { Err(reader.errors) }
}

#[derive(Default)]
struct Reader {
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn suite(&mut self, root: Node<'_>) -> Suite {
        let Some(members) = self.members(root, "suite") else { return Suite::default() };
        let mut suite = Suite::default();
        let Some(cases) = members.get("cases") else {
            self.refuse(members.span, "`cases` is missing", "write them as a list: `cases:`, `  - name: …`");
            return suite;
        };
        if cases.kind() != NodeKind::Sequence {
            self.refuse(
                cases.span(),
                format!("`cases` must be a list, not {}", what(cases)),
                "start each case with `- `",
            );
            return suite;
        }
        let mut names = HashSet::new();
        for item in cases.items() {
            let Some(case) = self.case(item, &members) else { continue };
            if !names.insert(case.name.value.clone()) {
                self.refuse(
                    case.name.span,
                    format!("another case is also called `{}`", case.name.value),
                    "names must be unique, because reports and `--filter` use them",
                );
            }
            suite.cases.push(case);
        }
        suite
    }

    fn case(&mut self, node: Node<'_>, suite: &Members<'_>) -> Option<Case> {
        let members = self.members(node, "case")?;
        let name = match members.get("name").and_then(Node::text) {
            Some(name) if !name.trim().is_empty() => name.into_owned(),
            _ => {
                self.refuse(node.span(), "the case has no name", "add `name` with what the case shows");
                return None;
            }
        };
        let name = Spanned::new(name, members.get("name").map(Node::span).unwrap_or_default());
        let subject = self.subject(&members, suite)?;
        let is_api = matches!(subject, Subject::Api { .. });
        let (mut request, mut body) = (Request::default(), Body::None);
        if let Some(node) = members.get("request") {
            (request, body) = self.request(node, is_api)?;
        }
        let authorizer = match members.get("authorizer") {
            None => None,
            Some(node) => Some(self.authorizer(node, is_api)?),
        };
        let mut backend = BackendAnswer::default();
        if let Some(node) = members.get("backend") {
            if !is_api {
                let help =
                    "with `phase: response`, the body of the `request` is that of the integration response";
                self.refuse(node.span(), "a template has no backend", help);
            }
            backend = self.backend(node)?;
        }
        let time_millis = match members.get("time") {
            None => 0,
            Some(node) => self.number(node, "`time` must be an integer, in milliseconds since 1970")?,
        };
        let expect = match members.get("expect") {
            Some(node) if !node.is_null() => Some(self.expectation(node, is_api)?),
            _ => None,
        };
        let span = node.span();
        Some(Case { name, subject, request, body, authorizer, backend, time_millis, expect, span })
    }

    /// The decision of a method's authorizer.
    fn authorizer(&mut self, node: Node<'_>, is_api: bool) -> Option<AuthorizerDecision> {
        if !is_api {
            let help = "put what an authorizer adds into the `context` of the request";
            self.refuse(node.span(), "a template has no authorizer", help);
        }
        match AuthorizerDecision::from_json(self.json(node)?) {
            Ok(decision) => Some(decision),
            Err(why) => {
                let help = "write `authorizer: deny`, or `authorizer: {allow: {principalId: user-1}}`";
                self.refuse(node.span(), why, help);
                None
            }
        }
    }

    /// The subject of a case: its own, or that of the file.
    fn subject(&mut self, case: &Members<'_>, suite: &Members<'_>) -> Option<Subject> {
        for members in [case, suite] {
            let (template, api) = (members.get("template"), members.get("api"));
            match (template, api) {
                (Some(_), Some(api)) => {
                    let help = "a case uses either `template` or `api`";
                    self.refuse(api.span(), "both `template` and `api` are given", help);
                    return None;
                }
                (Some(template), None) => return self.template(template, case, suite),
                (None, Some(api)) => return self.api(api, case, suite),
                (None, None) => {}
            }
        }
        let help = "add `template` or `api` with a file, in the case or at the top of the file";
        self.refuse(case.span, "the case has neither `template` nor `api`", help);
        None
    }

    fn template(&mut self, path: Node<'_>, case: &Members<'_>, suite: &Members<'_>) -> Option<Subject> {
        for name in ["route", "stage", "apiName"] {
            if let Some(node) = case.get(name) {
                self.refuse(
                    node.span(),
                    format!("a template has no `{name}`"),
                    "it applies to cases with `api`",
                );
            }
        }
        let path = self.string(path, "`template` must be the path of a file")?;
        let phase = match case.get("phase").or_else(|| suite.get("phase")) {
            None => Phase::Request,
            Some(node) => match node.text().as_deref() {
                Some("request") => Phase::Request,
                Some("response") => Phase::Response,
                _ => {
                    self.refuse(node.span(), "unknown phase", "write `request` or `response`");
                    return None;
                }
            },
        };
        Some(Subject::Template { path, phase })
    }

    fn api(&mut self, path: Node<'_>, case: &Members<'_>, suite: &Members<'_>) -> Option<Subject> {
        if let Some(node) = case.get("phase") {
            self.refuse(node.span(), "an API has no `phase`", "it applies to cases with `template`");
        }
        let path = self.string(path, "`api` must be the path of a file")?;
        let Some(route) = case.get("route").or_else(|| suite.get("route")) else {
            self.refuse(case.span, "the case has no route", "add `route`, as in `GET /pets/7?full=true`");
            return None;
        };
        let text = self.string(route, "`route` must be a method and a path, as in `GET /pets/7`")?;
        let Some((method, target)) = text.value.trim().split_once(char::is_whitespace) else {
            self.refuse(text.span, "the route has no path", "write a method and a path, as in `GET /pets/7`");
            return None;
        };
        let target = target.trim_start();
        if !target.starts_with('/') {
            self.refuse(
                text.span,
                "the path of the route does not start with `/`",
                "write the path without the stage",
            );
        }
        let route = Route { method: method.to_ascii_uppercase(), target: target.to_owned() };
        let mut optional = |name: &str| {
            let node = case.get(name).or_else(|| suite.get(name))?;
            self.string(node, &format!("`{name}` must be a name")).map(|name| name.value)
        };
        let (name, stage) = (optional("apiName"), optional("stage"));
        Some(Subject::Api { path, name, route: Spanned::new(route, text.span), stage })
    }

    fn request(&mut self, node: Node<'_>, is_api: bool) -> Option<(Request, Body)> {
        let members = self.members(node, "request")?;
        if is_api {
            for (name, instead) in [
                ("path", "the path parameters follow from the route"),
                ("stageVariables", "the stage variables follow from the definition"),
            ] {
                if let Some(node) = members.get(name) {
                    self.refuse(node.span(), format!("a request to an API has no `{name}`"), instead);
                }
            }
        }
        let body = self.body(&members)?;
        let mut pairs = |name| match members.get(name) {
            Some(node) => self.pairs(node, name),
            None => Some(Vec::new()),
        };
        let request = Request {
            headers: pairs("headers")?,
            querystring: pairs("querystring")?,
            path: pairs("path")?,
            stage_variables: pairs("stageVariables")?,
            context: Map::new(),
        };
        let context = match members.get("context") {
            None => Map::new(),
            Some(node) => match self.json(node)? {
                Value::Object(context) => context,
                Value::Null => Map::new(),
                _ => {
                    self.refuse(
                        node.span(),
                        "`context` must be a mapping",
                        "its members are those of `$context`",
                    );
                    return None;
                }
            },
        };
        Some((Request { context, ..request }, body))
    }

    fn backend(&mut self, node: Node<'_>) -> Option<BackendAnswer> {
        let members = self.members(node, "backend")?;
        if let Some(error) = members.get("error") {
            if let Some((name, other)) = members.entries.iter().find(|(name, _)| name != "error") {
                let help = "use either `error` or a response";
                self.refuse(other.span(), format!("a backend with an `error` has no `{name}`"), help);
            }
            let help =
                "`error` must be timeout, unreachable, forbidden, or the error message of a Lambda function";
            return self.string(error, help).map(|error| BackendAnswer::Error(error.value));
        }
        let status = match members.get("status") {
            None => 200,
            Some(node) => self.status(node)?,
        };
        let headers = match members.get("headers") {
            None => Vec::new(),
            Some(node) => self.pairs(node, "headers")?,
        };
        let body = match self.body(&members)? {
            Body::None if members.get("body").is_none() && members.get("status").is_none() => {
                Body::Text("{}".to_owned())
            }
            body => body,
        };
        Some(BackendAnswer::Response { status, headers, body })
    }

    fn body(&mut self, members: &Members<'_>) -> Option<Body> {
        let flag = members.get("isBase64Encoded");
        let is_base64 = match flag {
            None => false,
            Some(node) => self.boolean(node)?,
        };
        match (members.get("body"), members.get("bodyFile")) {
            (Some(_), Some(file)) => {
                self.refuse(file.span(), "both `body` and `bodyFile` are given", "use one of them");
                None
            }
            (None, Some(file)) if is_base64 => {
                let help = "`isBase64Encoded` applies to `body` only; a file contains the bytes";
                self.refuse(flag.unwrap_or(file).span(), "a file is not Base64", help);
                None
            }
            (None, Some(file)) => self.string(file, "`bodyFile` must be the path of a file").map(Body::File),
            (Some(body), None) if body.is_null() => Some(Body::None),
            (Some(body), None) => match body.as_str() {
                Some(text) if is_base64 => self.base64(body.span(), text).map(Body::Bytes),
                Some(text) => Some(Body::Text(text.into_owned())),
                None if is_base64 => {
                    self.refuse(body.span(), format!("this is {}", what(body)), "write the Base64 in quotes");
                    None
                }
                None => self.json_text(body).map(Body::Text),
            },
            (None, None) => Some(Body::None),
        }
    }
}
