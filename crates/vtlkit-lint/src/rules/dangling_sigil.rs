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

A `$` or `#` that is the very last character of a template.

# Why it matters

Velocity 1.7 refuses such a template, and API Gateway answers every request with status 500. Anywhere else a lone
`$` or `#` is text.

# Example

```vtl,bad
cost: 5$
```

# Use instead

Any character after it will do, a line end for instance.

```vtl,good
cost: 5$.
```
",
    ),
    check: Check::Error(|error, _| matches!(error.kind, Kind::SigilAtEnd { .. } | Kind::CommentEndsInSigil)),
};
