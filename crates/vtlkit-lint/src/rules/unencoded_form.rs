//! Values in form bodies without `urlEncode`.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "unencoded-form",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A value from the payload or a parameter that is printed in a form body, such as `Action=SendMessage&MessageBody=…`,
without `$util.urlEncode`.

# Why it matters

`&` and `=` in the value start another parameter, and `+` and `%` are decoded: the message is truncated or changed, or
the client adds parameters to the call. The fix encodes the value. It is unsafe because it changes the output.

# Example

```vtl,bad
Action=SendMessage&MessageBody=$input.body
```

# Use instead

```vtl,good
Action=SendMessage&MessageBody=$util.urlEncode($input.body)
```
",
    ),
    check: Check::Output(ViolationKind::UnencodedForm),
};
