//! `#else`, `#elseif` and `#end` outside of a block.

use vtlkit_syntax::SyntaxErrorKind as Kind;
use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "misplaced-branch",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An `#elseif` or `#else` outside an `#if` or after its `#else`, and an `#end` without an open block.

# Why it matters

Velocity cannot parse the template, and API Gateway answers every request with status 500.

# Example

```vtl,bad
#set($a = $input.params('a'))
#if($a == "1"){"a": 1}#else{"a": 2}#elseif($a == "3"){"a": 3}#end
```

# Use instead

```vtl,good
#set($a = $input.params('a'))
#if($a == "1"){"a": 1}#elseif($a == "3"){"a": 3}#else{"a": 2}#end
```
"#,
    ),
    check: Check::Error(|error, _| matches!(error.kind, Kind::StrayEnd | Kind::MisplacedBranch { .. })),
};
