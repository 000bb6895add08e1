//! Words in places where the service knows only some.

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

A type of gateway response, a method, a passthrough behavior, a content handling, a type of endpoint, a source of API keys or a period
that there is not.

# Why it matters

The service refuses it, and with it the import of the whole API.

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
        // Those have rules of their own.
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
            Diagnostic::error(format!("`{word}` is no {}", vocabulary.name()), fault.word.span)
                .with_note("why", why(vocabulary))
                .with_note("help", help),
        );
    }
}

const fn why(vocabulary: Vocabulary) -> &'static str {
    match vocabulary {
        Vocabulary::HttpMethod => {
            "the service refuses it: \"Invalid HttpMethod specified. Valid options are \
             GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY\""
        }
        _ => "the service refuses it: it takes some words only",
    }
}
