//! Selection expressions of WebSocket APIs that select nothing.

use vtlkit_definition::{Selection, SelectionKind};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "selection-expression",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A selection expression of a WebSocket API that always has the same value, if this is not a key of the routes, templates
or models that it selects from, and there is no `$default` among them. A key of a route response other than `$default`.

# Why it matters

An expression without a variable such as `$request.body.action` is a constant: the same key for every message. If
nothing has this key, no route, template or model is ever used. Route responses only support the key `$default`.

# Example

```yaml,bad
Resources:
  Store:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationType: AWS
      TemplateSelectionExpression: json
      RequestTemplates:
        application/json: '{"message": $input.json("$.message")}'
```

# Use instead

```yaml,good
Resources:
  Store:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationType: AWS
      TemplateSelectionExpression: \$default
      RequestTemplates:
        $default: '{"message": $input.json("$.message")}'
```
"#,
    ),
    check: Check::File(check),
};

/// The key that is used if no other key matches.
const DEFAULT: &str = "$default";

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for Selection { kind, expression, keys } in &definition.extraction.selections {
        let Some(value) = constant(&expression.value) else { continue };
        // Keys with an unknown part may be any key.
        let may_be = |key: &String| *key == value || *key == DEFAULT || key.contains('<');
        let is_found = match kind {
            SelectionKind::RouteResponse => value == DEFAULT,
            _ => keys.is_empty() || keys.iter().any(may_be),
        };
        if is_found {
            continue;
        }
        let (what, help) = match kind {
            SelectionKind::Route => {
                ("route", "use a variable, such as `$request.body.action`, or add a route")
            }
            SelectionKind::Template => (
                "template",
                "use the key of a template, or `\\$default` and a template with the key `$default`",
            ),
            SelectionKind::Model => {
                ("model", "use a variable, such as `$request.body.type`, or the key of a model")
            }
            SelectionKind::RouteResponse => ("response", "write `$default`, the only key of route responses"),
        };
        findings.add(
            Diagnostic::error(
                format!("this always selects `{value}`, and no {what} has this key"),
                expression.span,
            )
            .with_note("why", format!("no {what} is ever used"))
            .with_note("help", help),
        );
    }
}

/// The value of an expression without variables. `$default` is also written without the backslash.
fn constant(expression: &str) -> Option<String> {
    let value = expression.replace(r"\$", "\0");
    let is_constant = expression == DEFAULT || !value.contains(['$', '<']) && !value.starts_with('/');
    is_constant.then(|| value.replace('\0', "$"))
}
