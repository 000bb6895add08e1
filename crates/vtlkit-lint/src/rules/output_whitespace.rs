//! White space in form bodies.

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

A newline or a space inside a URL-encoded form body, where white space is significant.

# Why it matters

White space becomes part of the preceding parameter: in the example, the action is `SendMessage` followed by a
newline, which does not exist.

# Example

```vtl,bad
Action=SendMessage
&MessageBody=$util.urlEncode($input.body)
```

# Use instead

A comment `##` at the end of a line removes the newline:

```vtl,good
Action=SendMessage##
&MessageBody=$util.urlEncode($input.body)
```
",
    ),
    check: Check::Output(ViolationKind::OutputWhitespace),
};
