//! Velocity references that the host file's own interpolation substitutes.

use std::collections::HashSet;

use vtlkit_definition::{Template, TemplateKind};
use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_syntax::{Directives, parse};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Interpolation, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "host-interpolation",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A Velocity reference `${name}` in a text in which the file's format interpolates `${…}` itself: under `Fn::Sub` and in
Terraform.

# Why it matters

The deployment fails because there is no such resource, or another value is inserted. The fix escapes the reference,
so that it reaches the service unchanged.

# Example

```yaml,bad
Resources:
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      Integration:
        Type: HTTP
        Uri: https://example.com
        RequestTemplates:
          application/json: !Sub |
            #set($id = $context.requestId)
            {"id": "${id}-${AWS::Region}"}
```

# Use instead

```yaml,good
Resources:
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      MethodResponses: [{StatusCode: 200}, {StatusCode: 500}]
      Integration:
        Type: HTTP
        IntegrationHttpMethod: GET
        Uri: https://example.com
        RequestTemplates:
          application/json: !Sub |
            #set($id = $context.requestId)
            {"id": "${!id}-${AWS::Region}"}
        IntegrationResponses: [{StatusCode: 200}, {StatusCode: 500, SelectionPattern: '[45]\d{2}'}]
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for template in &definition.extraction.templates {
        let is_model = template.role.kind == TemplateKind::Model;
        if is_model || template.opaque.is_empty() || template.interpolation == Interpolation::None {
            continue;
        }
        one(template, definition.text, findings);
    }
}

fn one(template: &Template, host: &str, findings: &mut Findings) {
    let parsed = parse(&template.text, Directives::ApiGateway);
    let mut names = Names::default();
    walk(&parsed.template, &template.text, &mut names);
    for piece in &template.opaque {
        let end = piece.name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
        let (name, rest) = piece.name.split_at(end.unwrap_or(piece.name.len()));
        let root =
            matches!(name, "input" | "util" | "context" | "stageVariables" | "foreach") && !rest.is_empty();
        let written = piece.host.text(host);
        if !root && !names.0.contains(name) || !written.starts_with("${") {
            continue;
        }
        let (who, escaped) = match template.interpolation {
            Interpolation::Sub => ("`Fn::Sub`", written.replacen("${", "${!", 1)),
            Interpolation::Hcl => ("Terraform", written.replacen("${", "$${", 1)),
            Interpolation::Serverless if root => ("the Serverless Framework", String::new()),
            _ => continue,
        };
        let mut finding =
            Diagnostic::error(format!("`{written}` is interpolated by {who}, not by Velocity"), piece.host)
                .with_note(
                    "why",
                    "the deployment fails, or inserts something other than the template's variable",
                );
        if escaped.is_empty() {
            finding = finding.with_note("help", "write it without braces");
        } else {
            finding = finding.with_note("help", format!("write `{escaped}`")).with_fix(Fix::new(
                "escape it",
                vec![Edit::replace(piece.host, escaped)],
                Applicability::Safe,
            ));
        }
        findings.add(finding);
    }
}

/// The variables that a template sets.
#[derive(Default)]
struct Names(HashSet<String>);

impl Visitor for Names {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Reference(reference, Use::Target | Use::Element) if reference.path.is_empty() => {
                self.0.insert(reference.name.text(site.source).to_owned());
            }
            Node::Item(Item::Define(it)) => {
                self.0.insert(it.name.text(site.source).to_owned());
            }
            _ => {}
        }
    }
}
