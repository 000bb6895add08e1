//! Loops without a comma between the elements that they print.

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

A `#foreach` in a JSON array or object that prints no comma between iterations, or an extra comma before the first or
after the last element.

# Why it matters

The output is valid JSON for one element, but not for two. The fix adds the comma. It does not change the output for a
single element.

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
