//! Models whose schema is invalid.

use vtlkit_schema::RefusalKind;
use vtlkit_text::{Diagnostic, Severity};

use super::schema_draft::is_numeric_bound;
use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::spans::Spans;
use crate::suggest;

pub(super) static RULE: Rule = Rule {
    name: "schema-invalid",
    group: Group::Models,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A schema in which a keyword has an invalid value: a misspelt type, an invalid regular expression, an empty `required`,
or a `$ref` to a definition that is not in the file.

# Why it matters

The service rejects the model, or skips validation if it cannot read the schema.

# Example

```yaml,bad
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {type: objct}
```

# Use instead

```yaml,good
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {type: object}
```
",
    ),
    check: Check::File(check),
};

const TYPES: [&str; 7] = ["object", "string", "integer", "number", "boolean", "array", "null"];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for model in &definition.models {
        let text = &*model.template.text;
        let opaque: Spans = model.template.opaque.iter().map(|piece| piece.span).collect();
        for refusal in &model.refusals {
            let value = refusal.span().text(text);
            if opaque.touch(refusal.span()) {
                continue;
            }
            let help = match refusal.kind() {
                RefusalKind::Syntax => {
                    if is_numeric_bound(value, text, refusal.span().start()) {
                        continue;
                    }
                    suggest::nearest(value.trim_matches('"'), TYPES).map_or_else(
                        || "write a value that JSON Schema draft 4 allows".to_owned(),
                        |meant| format!("did you mean `{meant}`?"),
                    )
                }
                // Models in other files are referenced by URL.
                RefusalKind::Reference if value.trim_start_matches('"').starts_with('#') => {
                    "define it, or correct the name".to_owned()
                }
                _ => continue,
            };
            findings.add(
                Diagnostic::error(refusal.message().to_owned(), model.template.map.to_host(refusal.span()))
                    .with_note("why", "the service rejects the model: `Invalid model schema specified`")
                    .with_note("help", help),
            );
        }
    }
}
