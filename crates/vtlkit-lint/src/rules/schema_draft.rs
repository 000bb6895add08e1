//! Models of another draft.

use vtlkit_schema::RefusalKind;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "schema-draft",
    group: Group::Models,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A `$schema` that names another draft than the fourth, and a number as `exclusiveMinimum` or `exclusiveMaximum`, as later
drafts have it.

# Why it matters

The service knows draft 4 and refuses the rest. The fix names draft 4; it does not rewrite the schema.

# Example

```yaml,bad
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {$schema: "http://json-schema.org/draft-07/schema#", type: object}
```

# Use instead

```yaml,good
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {$schema: "http://json-schema.org/draft-04/schema#", type: object}
```
"#,
    ),
    check: Check::File(check),
};

/// The draft of the service.
const DRAFT: &str = "http://json-schema.org/draft-04/schema#";

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for model in &definition.models {
        let map = &model.template.map;
        for refusal in &model.refusals {
            let value = refusal.span().text(&model.template.text);
            let span = map.to_host(refusal.span());
            if refusal.kind() == RefusalKind::Draft {
                let fix = Fix::new(
                    "name draft 4",
                    vec![Edit::replace(inside(refusal.span(), value), DRAFT)],
                    Applicability::Safe,
                );
                let mut finding =
                    Diagnostic::error("this is not draft 4, which is all the service knows", span)
                        .with_note("why", "a model of another draft is refused, or read as draft 4")
                        .with_note("help", format!("write `{DRAFT}`"));
                finding.fix = map.to_host_fix(&fix);
                findings.add(finding);
            } else if is_numeric_bound(refusal.message(), value, &model.template.text, refusal.span().start())
            {
                findings.add(
                    Diagnostic::error("in draft 4 this is `true` or `false`", span)
                        .with_note("why", "a number is of draft 6 and later; the service refuses the model")
                        .with_note("help", "put the number into `minimum` or `maximum`, and `true` here"),
                );
            }
        }
    }
}

/// Whether a refusal is about a number as an exclusive bound.
pub(super) fn is_numeric_bound(_: &str, value: &str, text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end().trim_end_matches(':').trim_end();
    value.parse::<f64>().is_ok()
        && (before.ends_with("\"exclusiveMinimum\"") || before.ends_with("\"exclusiveMaximum\""))
}

/// The place inside the quotes of a text.
fn inside(span: vtlkit_text::Span, value: &str) -> vtlkit_text::Span {
    if value.len() > 1 && value.starts_with('"') {
        vtlkit_text::Span::new(span.start() + 1, span.end() - 1)
    } else {
        span
    }
}
