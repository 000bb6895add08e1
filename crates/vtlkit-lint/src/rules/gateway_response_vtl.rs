//! Velocity code in gateway responses, which are not Velocity templates.

use vtlkit_definition::TemplateKind;
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "gateway-response-vtl",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

Directives, `$input` or `$util` in the template of a gateway response.

# Why it matters

Gateway response templates are not run by Velocity: the service only substitutes `$context` and `$stageVariables`
values and request parameters, and sends everything else unchanged.

# Example

```yaml,bad
openapi: 3.0.1
x-amazon-apigateway-gateway-responses:
  DEFAULT_5XX:
    responseTemplates:
      application/json: '{"message": "$util.escapeJavaScript($context.error.message)"}'
paths: {}
```

# Use instead

```yaml,good
openapi: 3.0.1
x-amazon-apigateway-gateway-responses:
  DEFAULT_5XX:
    responseTemplates:
      application/json: '{"message": $context.error.messageString}'
paths: {}
```
"#,
    ),
    check: Check::File(check),
};

/// Words that only Velocity interprets.
const WORDS: [&str; 11] = [
    "#set", "#if", "#{if}", "#foreach", "#else", "#end", "#define", "$util.", "$input.", "${util.",
    "${input.",
];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for template in &definition.extraction.templates {
        if template.role.kind != TemplateKind::GatewayResponse {
            continue;
        }
        let text = &*template.text;
        let first = WORDS.iter().filter_map(|word| Some((text.find(word)?, *word))).min();
        let Some((at, word)) = first else { continue };
        let word = word.trim_end_matches('.');
        let span = template.map.to_host(Span::new(at, at + word.len()));
        findings.add(
            Diagnostic::error(
                format!("`{word}` is sent as plain text: gateway responses are not Velocity templates"),
                span,
            )
            .with_note("why", "in gateway responses the service only substitutes single values")
            .with_note(
                "help",
                "use `$context.error.messageString`, which is a JSON string, and other `$context` values",
            ),
        );
    }
}
