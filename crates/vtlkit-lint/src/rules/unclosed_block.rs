//! Blocks without `#end`.

use vtlkit_syntax::SyntaxErrorKind as Kind;
use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "unclosed-block",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An `#if`, `#foreach` or `#define` without `#end`, or a `#[[` without `]]#`.

# Why it matters

API Gateway answers every request with status 500. Other engines, including those of many emulators, close the block
at the end of the template, so local tests may pass.

# Example

```vtl,bad
{#if($input.params('id') != "") "id": 1}
```

# Use instead

```vtl,good
{#if($input.params('id') != "") "id": 1 #end}
```
"#,
    ),
    check: Check::Error(|error, _| matches!(error.kind, Kind::UnclosedBlock { .. } | Kind::UnclosedVerbatim)),
};
