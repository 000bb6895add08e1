//! Keywords that JSON Schema draft 4 does not define.

use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest;

pub(super) static RULE: Rule = Rule {
    name: "schema-keyword",
    group: Group::Models,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A keyword that JSON Schema draft 4 does not define: `const`, `$id`, `example`, `examples`, `nullable`, `if`. Keywords
of OpenAPI are not flagged in OpenAPI documents, because the import removes them.

# Why it matters

The service rejects the model: `Invalid model schema specified`.

# Example

```yaml,bad
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {type: object, properties: {kind: {const: dog}}}
```

# Use instead

```yaml,good
Resources:
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      Schema: {type: object, properties: {kind: {enum: [dog]}}}
```
",
    ),
    check: Check::File(check),
};

/// The keywords of draft 4, for suggestions.
const KNOWN: [&str; 20] = [
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "additionalProperties",
    "patternProperties",
    "description",
    "title",
    "definitions",
    "default",
];

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for model in &definition.models {
        let imported = model.template.role.imported;
        for refusal in &model.refusals {
            let text = &model.template.text;
            let Some(word) = refusal.keyword(text) else { continue };
            if imported && refusal.is_dropped_by_import(text) {
                continue;
            }
            let help = match word {
                "const" => "write `enum` with one value".to_owned(),
                "$id" => "write `id`, or remove the keyword".to_owned(),
                "nullable" => "write `\"type\": [\"string\", \"null\"]`".to_owned(),
                "example" | "examples" => "remove it, or move it to the `description`".to_owned(),
                "$defs" => "write `definitions`".to_owned(),
                other => suggest::nearest(other, KNOWN)
                    .map_or_else(|| "remove it".to_owned(), |meant| format!("did you mean `{meant}`?")),
            };
            findings.add(
                Diagnostic::error(
                    format!("draft 4 has no keyword `{word}`"),
                    model.template.map.to_host(refusal.span()),
                )
                .with_note("why", "the service rejects the model: `Invalid model schema specified`")
                .with_note("help", help),
            );
        }
    }
}
