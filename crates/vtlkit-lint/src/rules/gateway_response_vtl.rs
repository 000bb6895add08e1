//! Velocity in gateway responses.

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

Directives, `$input` and `$util` in the template of a gateway response.

# Why it matters

Gateway responses are no Velocity: the service puts in `$context` and `$stageVariables` values and parameters of the
request, and sends everything else as it stands.

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

/// What only Velocity reads.
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
            Diagnostic::error(format!("`{word}` is sent as it stands: this is no Velocity"), span)
                .with_note("why", "in gateway responses the service only puts in single values")
                .with_note(
                    "help",
                    "use `$context.error.messageString`, which is a JSON text, and other `$context` values",
                ),
        );
    }
}
