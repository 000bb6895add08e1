//! Commas next to a part of the output that is printed conditionally.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "conditional-comma",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An `#if` or `#foreach` that leaves an extra comma, or omits a required one, when its block is not printed.

# Why it matters

`{"a": 1, }` is invalid JSON. This happens only for requests without the optional part, so tests often miss it.

# Example

```vtl,bad
{"a": 1,
#if($input.path('$.b') != "")"b": $input.json('$.b')#end
}
```

# Use instead

Put the comma inside the conditional block:

```vtl,good
{"a": 1
#if($input.path('$.b') != ""),"b": $input.json('$.b')#end
}
```
"#,
    ),
    check: Check::Output(ViolationKind::ConditionalComma),
};
