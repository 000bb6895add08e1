//! Commas that belong to a part that is not always there.

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

An `#if` or a `#foreach` after which a comma is left over, or missing, when the part is not printed.

# Why it matters

`{"a": 1, }` is no JSON. It shows only for requests without the optional part.

# Example

```vtl,bad
{"a": 1,
#if($input.path('$.b') != "")"b": $input.json('$.b')#end
}
```

# Use instead

The comma goes with the part:

```vtl,good
{"a": 1
#if($input.path('$.b') != ""),"b": $input.json('$.b')#end
}
```
"#,
    ),
    check: Check::Output(ViolationKind::ConditionalComma),
};
