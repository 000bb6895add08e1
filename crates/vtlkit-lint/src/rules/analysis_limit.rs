//! Templates that the output analysis does not cover completely.

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

A template that is too large or too complex for the output analysis to cover completely. The finding says what was not
analysed and where that part starts. The other findings on the template are still correct.

# Why it matters

The part that was not analysed may have faults that are not reported.

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
