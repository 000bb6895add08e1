//! Unescaped values in JSON strings.

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

A value from the payload or a parameter that is printed in a JSON string without escaping. Values of `$context` and
`$stageVariables` and path parameters are not flagged, since clients cannot put quotes in them.

# Why it matters

A quote in the value terminates the JSON string. The output becomes invalid JSON, or the client adds members of its
own (JSON injection). The finding shows a request that breaks the output. The fix escapes the value. It is unsafe
because it changes the output: `/` is printed as `\/` and characters beyond ASCII as `\uXXXX`, which JSON parsers read
as the same string, and a value that already contains JSON escapes is escaped again.

# Example

```vtl,bad
{"name": "$input.path('$.name')"}
```

# Use instead

```vtl,good
{"name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")"}
```

Or print the value as JSON:

```vtl,good
{"name": $input.json('$.name')}
```
"#,
    ),
    check: Check::Output(ViolationKind::UnescapedInString),
};
