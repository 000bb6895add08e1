//! Models written for a JSON Schema draft other than draft 4.

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

A `$schema` that names a draft other than draft 4, and a number in `exclusiveMinimum` or `exclusiveMaximum`, as in
draft 6 and later.

# Why it matters

The service supports only draft 4. The fix changes `$schema` to draft 4 and leaves the rest of the schema as it is.

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

/// The draft that the service supports.
const DRAFT: &str = "http://json-schema.org/draft-04/schema#";

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for model in &definition.models {
        let map = &model.template.map;
        for refusal in &model.refusals {
            let value = refusal.span().text(&model.template.text);
            let span = map.to_host(refusal.span());
            if refusal.kind() == RefusalKind::Draft {
                let fix = Fix::new(
                    "set `$schema` to draft 4",
                    vec![Edit::replace(inside(refusal.span(), value), DRAFT)],
                    Applicability::Safe,
                );
                let mut finding = Diagnostic::error("the service supports only JSON Schema draft 4", span)
                    .with_note("why", "a model with another draft is rejected or read as draft 4")
                    .with_note("help", format!("write `{DRAFT}`"));
                finding.fix = map.to_host_fix(&fix);
                findings.add(finding);
            } else if is_numeric_bound(value, &model.template.text, refusal.span().start()) {
                findings.add(
                    Diagnostic::error("in draft 4, this must be `true` or `false`", span)
                        .with_note(
                            "why",
                            "a number is allowed only in draft 6 and later; the service rejects the model",
                        )
                        .with_note("help", "write the number in `minimum` or `maximum`, and `true` here"),
                );
            }
        }
    }
}

/// Whether a refusal is about a number in `exclusiveMinimum` or `exclusiveMaximum`.
pub(super) fn is_numeric_bound(value: &str, text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end().trim_end_matches(':').trim_end();
    value.parse::<f64>().is_ok()
        && (before.ends_with("\"exclusiveMinimum\"") || before.ends_with("\"exclusiveMaximum\""))
}

/// The span of a string without its quotes.
fn inside(span: vtlkit_text::Span, value: &str) -> vtlkit_text::Span {
    if value.len() > 1 && value.starts_with('"') {
        vtlkit_text::Span::new(span.start() + 1, span.end() - 1)
    } else {
        span
    }
}
