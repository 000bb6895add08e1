//! Apostrophes that `escapeJavaScript` escapes.

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

A value that goes through `$util.escapeJavaScript` into a JSON string, with nothing after it that makes `'` of `\'`.

# Why it matters

`escapeJavaScript` writes `\'` for an apostrophe. JSON has no such escape, and strict readers, those of DynamoDB and Step
Functions among them, refuse it. The fix changes only outputs with an apostrophe, which were no JSON.

# Example

```vtl,bad
{"name": "$util.escapeJavaScript($input.path('$.name'))"}
```

# Use instead

```vtl,good
{"name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")"}
```

The pattern is `\\'`, with two backslashes: Velocity leaves them as they are, and to a regular expression they are one.
"#,
    ),
    check: Check::Output(ViolationKind::EscapeSingleQuote),
};
