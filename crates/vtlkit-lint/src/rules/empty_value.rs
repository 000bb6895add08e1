//! Values that may be empty where JSON requires a value.

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

A value from the payload or a parameter that is printed without quotes in the position of a JSON value, and an `#if`
without `#else` in such a position.

# Why it matters

A missing value prints nothing: `{"count": }` is invalid JSON. The finding shows a request for which this happens.

# Example

```vtl,bad
{"count": $input.path('$.count')}
```

# Use instead

`$input.json` prints `""` for a missing value, which is valid JSON:

```vtl,good
{"count": $input.json('$.count')}
```

Or print a default, for example for a member of a loop element, which `$input.json` cannot reach. The fix prints
`null` for a missing value. It is unsafe because it chooses that default for you:

```vtl,good
[#foreach($item in $input.path('$.items'))
  {"count": #if($item.count != "")$item.count#{else}null#end}#if($foreach.hasNext),#end
#end]
```

A member that an AWS service always sends is not flagged in the template for successful responses:
`$input.path('$.Count')` of a DynamoDB `Query`, for example.
"#,
    ),
    check: Check::Output(ViolationKind::EmptyValue),
};
