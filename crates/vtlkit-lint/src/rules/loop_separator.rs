//! Loops without commas between their rounds.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "loop-separator",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r##"
# What it flags

A `#foreach` in a JSON array or object that prints no comma between its rounds, or one too many after the last or
before the first.

# Why it matters

One element gives JSON, two do not. The fix adds the comma and changes nothing where there is only one element.

# Example

```vtl,bad
{"ids": [#foreach($item in $input.path('$.items'))"$foreach.index"#end]}
```

# Use instead

```vtl,good
{"ids": [#foreach($item in $input.path('$.items'))"$foreach.index"#if($foreach.hasNext),#end#end]}
```
"##,
    ),
    check: Check::Output(ViolationKind::LoopSeparator),
};
