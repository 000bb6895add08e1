//! Everything else that Velocity 1.7 refuses.

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

A directive or a reference that Velocity 1.7, the engine of API Gateway, cannot read.

# Why it matters

The template is read when a request comes in. Every request is then answered with status 500 and
`{"message": "Internal server error"}`; deploying the API does not tell.

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
