//! Values that may be empty where JSON needs one.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "empty-value",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A value of the payload or a parameter that stands without quotes where JSON needs a value, and a condition without an
`#else` in such a place.

# Why it matters

What is missing prints nothing: `{"count": }` is no JSON. The finding names a request for which it happens.

# Example

```vtl,bad
{"count": $input.path('$.count')}
```

# Use instead

`$input.json` prints `""` for what is missing, which is JSON:

```vtl,good
{"count": $input.json('$.count')}
```

Or choose what is to be there, for example for a member of an element, which `$input.json` cannot reach. The fix prints
`null` for what is missing. It chooses the value for you, and so has to be asked for:

```vtl,good
[#foreach($item in $input.path('$.items'))
  {"count": #if($item.count != "")$item.count#{else}null#end}#if($foreach.hasNext),#end
#end]
```

What a service always sends is not reported in the template of a successful answer: `$input.path('$.Count')` of a
DynamoDB `Query`.
"#,
    ),
    check: Check::Output(ViolationKind::EmptyValue),
};
