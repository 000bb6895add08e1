//! Templates that were encoded as a JSON string once too often.

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

A template that is a quoted JSON string, as `JSON.stringify` returns it, or whose quotes are all escaped.

# Why it matters

The service prints the template's text as it is, with the extra quotes and backslashes. The output is a single JSON
string or invalid JSON.

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
        Diagnostic::error("this template is encoded twice: its quotes are escaped", span)
            .with_note("why", "the service prints the backslashes, so the output is not the intended JSON")
            .with_note(
                "help",
                "write the quotes unescaped, or do not JSON-encode the template before it is inserted",
            ),
    );
}

/// The first escaped quote of a template that is encoded twice.
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
