//! Templates that are written as JSON texts of themselves.

use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "double-encoded",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A template that is itself a text in quotes, as `JSON.stringify` makes of a text, and one whose quotes are all escaped.

# Why it matters

The service sends what the template says: quotes and backslashes with it. The output is one JSON text, or no JSON at all.

# Example

```vtl,bad
{\"statusCode\": 200}
```

```vtl,bad
"{\"TableName\": \"users\"}"
```

# Use instead

```vtl,good
{"statusCode": 200}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let Some(span) = place(lint.source) else { return };
    findings.add(
        Diagnostic::error("the quotes of this template are escaped once too often", span)
            .with_note(
                "why",
                "the service prints the backslashes, and the output is not the JSON that was meant",
            )
            .with_note("help", "write the quotes as they are, or do not encode the text before it goes in"),
    );
}

/// Where a template shows that it is encoded.
pub(crate) fn place(source: &str) -> Option<Span> {
    let start = source.len() - source.trim_start().len();
    let text = source.get(start..)?;
    let (text, at) = match text.strip_prefix('"') {
        Some(inner) if inner.trim_start().starts_with(['{', '[']) => (inner, start + 1),
        Some(_) => return None,
        None => (text, start),
    };
    let inner = text.trim_start().strip_prefix(['{', '['])?;
    let mut rest = inner;
    loop {
        let next = rest.trim_start();
        let next =
            ["\\n", "\\r", "\\t", "[", "{"].iter().find_map(|blank| next.strip_prefix(blank)).unwrap_or(next);
        if next.len() == rest.len() {
            break;
        }
        rest = next;
    }
    let found = rest.starts_with("\\\"");
    let offset = at + text.len() - rest.len();
    found.then(|| Span::new(offset, offset + 2))
}
