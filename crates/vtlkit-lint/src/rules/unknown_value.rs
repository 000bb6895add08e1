//! Unknown values of properties that accept a fixed set of words.

use vtlkit_definition::{FaultKind, Vocabulary};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest::nearest;
use crate::wiring::is_closed;

pub(super) static RULE: Rule = Rule {
    name: "unknown-value",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An unknown gateway response type, HTTP method, passthrough behavior, content handling, endpoint type, API key source
or quota period.

# Why it matters

The service rejects it and the import of the whole API.

# Example

```yaml,bad
openapi: 3.0.1
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XXX:
    responseParameters: {gatewayresponse.header.Cache-Control: "'no-store'"}
paths: {}
```

# Use instead

```yaml,good
openapi: 3.0.1
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    responseParameters: {gatewayresponse.header.Cache-Control: "'no-store'"}
paths: {}
```
"#,
    ),
    check: Check::File(check),
};

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for fault in definition.faults {
        let FaultKind::Word(vocabulary) = fault.kind else { continue };
        let word = fault.word.value.as_str();
        // Other rules cover these.
        if !is_closed(word)
            || vocabulary == Vocabulary::IntegrationType
            || vocabulary == Vocabulary::HttpMethod && word.is_empty()
        {
            continue;
        }
        let words = vocabulary.words();
        let help = match nearest(word, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one of {}", words.join(", ")),
        };
        findings.add(
            Diagnostic::error(format!("`{word}` is not a valid {}", vocabulary.name()), fault.word.span)
                .with_note("why", why(vocabulary))
                .with_note("help", help),
        );
    }
}

const fn why(vocabulary: Vocabulary) -> &'static str {
    match vocabulary {
        Vocabulary::HttpMethod => {
            "the service rejects it: \"Invalid HttpMethod specified. Valid options are \
             GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY\""
        }
        _ => "the service rejects it: only certain values are allowed",
    }
}
