//! Apostrophes that `escapeJavaScript` escapes as `\'`, which is invalid JSON.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "escape-single-quote",
    group: Group::Output,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A value that is escaped with `$util.escapeJavaScript` and printed in a JSON string without turning `\'` back into `'`.

# Why it matters

`escapeJavaScript` writes `\'` for an apostrophe. JSON has no such escape sequence, and strict parsers, such as those
of DynamoDB and Step Functions, reject it. The fix changes only output that contains an apostrophe and was therefore
invalid JSON.

# Example

```vtl,bad
{"name": "$util.escapeJavaScript($input.path('$.name'))"}
```

# Use instead

```vtl,good
{"name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")"}
```

The pattern is `\\'`, with two backslashes: Velocity strings have no escape sequences, and in a regular expression
`\\` matches one backslash.
"#,
    ),
    check: Check::Output(ViolationKind::EscapeSingleQuote),
};
