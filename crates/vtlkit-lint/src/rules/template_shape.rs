//! Templates that are not strings.

use vtlkit_definition::NoteKind;
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "template-shape",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An object, a list or a number in place of a template, which must be a string under its content type.

# Why it matters

The service rejects the definition or ignores the template.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /health:
    get:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json:
            statusCode: 200
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /health:
    get:
      responses: {"200": {description: alive}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: |
            {"statusCode": 200}
        responses: {default: {statusCode: "200"}}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for note in &definition.extraction.notes {
        let finding = match note.kind {
            NoteKind::NotText => Diagnostic::error("a template must be a string", note.span)
                .with_note("why", "the service rejects the definition or ignores the template")
                .with_note("help", "quote it or write it as a block scalar with `|`, under its content type"),
            NoteKind::Misplaced => Diagnostic::error(note.message.clone(), note.span)
                .with_note("why", "the service does not read it here, so no template is used")
                .with_note("help", "move it to where the service reads it"),
            _ => continue,
        };
        findings.add(finding);
    }
}
