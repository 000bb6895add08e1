//! Values inside JSON strings without escapes.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "unescaped-in-string",
    group: Group::Output,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A value from the payload or a parameter, printed inside a JSON string as it is. Values of `$context` and
`$stageVariables` and of path parameters are left alone: clients cannot put quotes in them.

# Why it matters

A quote in the value ends the string. The output is no JSON then, or other JSON than was meant: the client can add
members of its own. The finding names a request that breaks the output. The fix escapes the value; `/` is printed as
`\/` and characters beyond ASCII as `\uXXXX` then, which JSON reads as the same text, and a value in which backslashes
were meant as escapes changes. That is why it has to be asked for.

# Example

```vtl,bad
{"name": "$input.path('$.name')"}
```

# Use instead

```vtl,good
{"name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")"}
```

Or let the service write the JSON:

```vtl,good
{"name": $input.json('$.name')}
```
"#,
    ),
    check: Check::Output(ViolationKind::UnescapedInString),
};
