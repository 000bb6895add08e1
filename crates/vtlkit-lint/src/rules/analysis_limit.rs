//! Templates that the analysis of the output does not follow to the end.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "analysis-limit",
    group: Group::Suppression,
    severity: Severity::Info,
    docs: docs(
        r##"
# What it flags

A template so large, or one that does so much, that the linter has not tried everything that is printed. The finding says
what was not tried and where that starts. What is reported of the template is right all the same.

# Why it matters

There may be faults that are not reported.

# Example

```vtl,bad
[#foreach($i in [1..1000])#foreach($j in [1..1000])"$i"#end#end""]
```

# Use instead

```vtl,good
[#foreach($i in [1..10])"$i",#end""]
```
"##,
    ),
    check: Check::Output(ViolationKind::NotAnalysed),
};
