//! Blanks that get into the output.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "output-whitespace",
    group: Group::Output,
    severity: Severity::Info,
    docs: docs(
        r"
# What it flags

A line end or a blank inside a form body, which is no JSON and has no room for them.

# Why it matters

The blanks belong to the parameter in front of them: the action is `SendMessage` and a line end, which there is not.

# Example

```vtl,bad
Action=SendMessage
&MessageBody=$util.urlEncode($input.body)
```

# Use instead

A comment takes the line end with it:

```vtl,good
Action=SendMessage##
&MessageBody=$util.urlEncode($input.body)
```
",
    ),
    check: Check::Output(ViolationKind::OutputWhitespace),
};
