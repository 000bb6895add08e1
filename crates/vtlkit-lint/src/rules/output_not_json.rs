//! Output that is JSON for no request.

use vtlkit_text::Severity;

use crate::output::FaultKind;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "output-not-json",
    group: Group::Output,
    severity: Severity::Error,
    docs: r#"
# What it flags

A template whose output starts like JSON and is JSON in none of the ways it can be rendered. Templates that print a
`statusCode` are left alone: the service reads the answer of a mock integration with a parser that takes more than JSON.

It also flags a `#foreach` that prints several values with commas between them, but not in a list: one element gives
JSON, two do not.

# Why it matters

Whoever reads the output as JSON refuses it.

# Example

```vtl,bad
{"a": 1, "b": [1, 2}
```

# Use instead

```vtl,good
{"a": 1, "b": [1, 2]}
```
"#,
    check: Check::Output(FaultKind::OutputNotJson),
};
