//! Syntax errors that no other rule covers.

use vtlkit_syntax::SyntaxErrorKind as Kind;
use vtlkit_text::Severity;

use super::velocity2_only;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "syntax-error",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A directive or reference that Velocity 1.7, the template engine of API Gateway, cannot parse.

# Why it matters

API Gateway does not parse templates when an API is deployed, only when a request arrives. Every request is then
answered with status 500 and `{"message": "Internal server error"}`.

# Example

```vtl,bad
#set($a = )
{"a": 1}
```

# Use instead

```vtl,good
#set($a = 1)
{"a": $a}
```
"#,
    ),
    check: Check::Error(|error, source| {
        !velocity2_only::is(error, source)
            && !matches!(
                error.kind,
                Kind::UnclosedBlock { .. }
                    | Kind::UnclosedVerbatim
                    | Kind::StrayEnd
                    | Kind::MisplacedBranch { .. }
                    | Kind::SigilAtEnd { .. }
                    | Kind::CommentEndsInSigil
            )
    }),
};
