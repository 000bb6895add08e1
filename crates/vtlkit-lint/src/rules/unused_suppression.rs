//! Suppression comments that suppress nothing.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "unused-suppression",
    group: Group::Suppression,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A `vtlkit-disable` comment for a rule that reports nothing there, or for a rule that does not exist.

# Why it matters

It may hide findings that appear later. The fix removes the comment or, if only some of its rules are unused, their
names. The `##` of a template's line comment stays, because it keeps the newline out of the output.

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
