//! Suppression comments without use.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "unused-suppression",
    group: Group::Suppression,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A `vtlkit-disable` comment for a rule that has nothing to say there, or for a rule that does not exist.

# Why it matters

It hides what comes later. The fix removes the comment, or of several names those that are not needed; of a `##`
comment of a template the `##` stays, as it keeps the line end out of the output.

# Example

```vtl,bad
#* vtlkit-disable undefined-reference *#
{"a": 1}
```

# Use instead

```vtl,good
{"a": "$nowhere"}#* vtlkit-disable-line undefined-reference *#
```
"#,
    ),
    check: Check::Runner,
};
