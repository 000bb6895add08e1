//! `$` or `#` as the last character.

use vtlkit_syntax::SyntaxErrorKind as Kind;
use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "dangling-sigil",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A `$` or `#` as the last character of a template.

# Why it matters

Velocity 1.7 rejects such a template, and API Gateway answers every request with status 500. Anywhere else, a single
`$` or `#` is plain text.

# Example

```vtl,bad
cost: 5$
```

# Use instead

Add any character after it, such as a newline.

```vtl,good
cost: 5$.
```
",
    ),
    check: Check::Error(|error, _| matches!(error.kind, Kind::SigilAtEnd { .. } | Kind::CommentEndsInSigil)),
};
