//! Numbers where a service requires a string.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::Phase;
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "unquoted-number",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

In requests to DynamoDB, a value of the type `N` or `NS` that is printed without quotes; in requests to the Redshift
Data API, a parameter's `value` that is printed without quotes.

# Why it matters

These services require numbers as strings: `{"N": "5"}`. They answer a JSON number with status 400: `NUMBER_VALUE
cannot be converted to String`.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /prices:
    put:
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates:
          application/json: |
            {"TableName": "prices", "Item": {"id": {"S": "$context.requestId"}, "count": {"N": 1}}}
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /prices:
    put:
      responses: {"200": {description: stored}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        passthroughBehavior: never
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates:
          application/json: |
            {"TableName": "prices", "Item": {"id": {"S": "$context.requestId"}, "count": {"N": "1"}}}
        responses: {default: {statusCode: "200"}, "[45]\\d{2}": {statusCode: "500"}}
```
"#,
    ),
    check: Check::Template(check),
};

/// A position in which a service requires a string.
#[derive(Clone, Copy)]
enum Place {
    /// The value of a key.
    Value,
    /// The first element of the list that is its value.
    Element,
}

/// The keys whose values must be strings, for the service that is called.
fn keys(lint: &Lint<'_>) -> &'static [(&'static str, Place)] {
    if lint.target.phase != Some(Phase::Request) || lint.target.web_socket {
        return &[];
    }
    match lint.target.service.as_deref() {
        Some("dynamodb") => &[("\"N\"", Place::Value), ("\"NS\"", Place::Element)],
        // Only in statements does `value` belong to a parameter.
        Some("redshift-data") if lint.source.contains("\"Parameters\"") => &[("\"value\"", Place::Value)],
        _ => &[],
    }
}

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let keys = keys(lint);
    if keys.is_empty() {
        return;
    }
    literals(lint, keys, findings);
    let mut printed = Printed { lint, keys, findings };
    vtlkit_syntax::visit::walk(lint.template, lint.source, &mut printed);
}

/// Numbers that are literals in the template.
fn literals(lint: &Lint<'_>, keys: &[(&str, Place)], findings: &mut Findings) {
    for (key, place) in keys {
        for (at, _) in lint.source.match_indices(key) {
            let Some(start) = value_behind(lint.source, at + key.len(), *place) else { continue };
            let rest = lint.source.get(start..).unwrap_or_default();
            let len = rest
                .find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'))
                .unwrap_or(rest.len());
            let number = rest.get(..len).unwrap_or_default();
            let ends = rest.get(len..).unwrap_or_default().trim_start().starts_with(['}', ',', ']']);
            if number.parse::<f64>().is_err() || !ends {
                continue;
            }
            let span = Span::new(start, start + len);
            let edits = vec![Edit::insert(span.start(), "\""), Edit::insert(span.end(), "\"")];
            findings.add(finding(lint, span).with_fix(Fix::new(
                "put the number in quotes",
                edits,
                Applicability::Safe,
            )));
        }
    }
}

/// Where the value of a key starts.
fn value_behind(source: &str, key_end: usize, place: Place) -> Option<usize> {
    let rest = source.get(key_end..)?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let rest = match place {
        Place::Value => rest,
        Place::Element => rest.strip_prefix('[')?.trim_start(),
    };
    Some(source.len() - rest.len())
}

struct Printed<'a, 't> {
    lint: &'a Lint<'t>,
    keys: &'static [(&'static str, Place)],
    findings: &'a mut Findings,
}

impl vtlkit_syntax::visit::Visitor for Printed<'_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        let Node::Reference(reference, Use::Printed) = node else { return };
        if site.string.is_some() || !std::ptr::eq(site.source, self.lint.source) {
            return;
        }
        let span = reference.span;
        let before = site.source.get(..span.start()).unwrap_or_default();
        let behind = site.source.get(span.end()..).unwrap_or_default();
        if !self.keys.iter().any(|(key, place)| follows(before, key, *place))
            || !behind.trim_start().starts_with(['}', ',', ']'])
            || !self.prints_bare(reference, site)
        {
            return;
        }
        let mut edits = vec![Edit::insert(span.start(), "\""), Edit::insert(span.end(), "\"")];
        let json =
            read::input_call(reference, site).map(|(call, _)| call).filter(|call| call.member == "json");
        edits.extend(json.as_ref().map(|call| Edit::replace(call.span, "path")));
        let fix = Fix::new("put the value in quotes", edits, Applicability::Unsafe);
        let finding = finding(self.lint, span).with_fix(fix);
        // `$input.json` prints a string of the payload with its quotes.
        if json.is_some() && self.lint.target.model.is_none() {
            self.findings.warn(finding);
        } else {
            self.findings.add(finding);
        }
    }
}

impl Printed<'_, '_> {
    /// Whether the JSON value at a path may be a number: not if the model says otherwise, and not for `.N` of
    /// DynamoDB's own response, which is a string.
    fn is_number(&self, path: &Expression, site: Site<'_>) -> bool {
        let Some(said) = read::text(path, site).filter(|said| !said.ends_with(".N")) else { return false };
        let place = vtlkit_predict::place(&said);
        let model = self.lint.target.model.as_ref();
        model.is_none_or(|model| place.is_some_and(|place| model.may_be_number(&place)))
    }

    /// Whether a reference prints a value without quotes.
    fn prints_bare(&self, reference: &vtlkit_syntax::ast::Reference, site: Site<'_>) -> bool {
        let name = reference.name.text(site.source);
        match name {
            "input" => read::input_call(reference, site).is_some_and(|(call, argument)| match call.member {
                "path" | "params" => read::only_properties(call.rest, site),
                "json" => call.rest.is_empty() && self.is_number(argument, site),
                _ => false,
            }),
            "context" => true,
            "util" | "stageVariables" => false,
            // A variable that is set to something else may contain quotes.
            _ => {
                read::only_properties(&reference.path, site)
                    && (!reference.path.is_empty() && self.lint.members.contains(name)
                        || self.lint.external.get(name).copied().unwrap_or(false))
            }
        }
    }
}

/// Whether a text ends with a key and the punctuation before its value.
fn follows(before: &str, key: &str, place: Place) -> bool {
    let before = before.trim_end();
    let before = match place {
        Place::Value => before,
        Place::Element => match before.strip_suffix('[') {
            Some(before) => before.trim_end(),
            None => return false,
        },
    };
    before.strip_suffix(':').is_some_and(|before| before.trim_end().ends_with(key))
}

fn finding(lint: &Lint<'_>, span: Span) -> Diagnostic {
    let (service, why) = match lint.target.service.as_deref() {
        Some("dynamodb") => {
            ("DynamoDB", "the service answers with status 400: `NUMBER_VALUE cannot be converted to String`")
        }
        _ => ("the Redshift Data API", "the service answers a number with status 400"),
    };
    Diagnostic::error(format!("{service} requires a string here, not a number"), span)
        .with_note("why", why)
        .with_note("help", "put the value in quotes")
}
