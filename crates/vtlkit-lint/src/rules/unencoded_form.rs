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

A value of the payload or a parameter in a body such as `Action=SendMessage&MessageBody=…` that does not go through
`$util.urlEncode`.

# Why it matters

`&` and `=` in the value make parameters of their own, `+` and `%` change it: the message is cut off, or the client adds
parameters to the call. The fix encodes the value. It changes what is printed, and so has to be asked for.

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
