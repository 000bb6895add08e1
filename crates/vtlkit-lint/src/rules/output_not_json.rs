//! Templates whose output is invalid JSON for every request.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "output-not-json",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A template whose output starts like JSON but is invalid JSON on every path through the template. Templates that print
a `statusCode` are not flagged: the service parses the output for a mock integration leniently.

It also flags a `#foreach` that prints several values outside an array, and an extra or missing comma in a part that
is printed conditionally.

# Why it matters

The receiver cannot parse the output. The fix inserts or removes the comma, or puts the elements that a loop prints
into an array. It is safe if the output is then valid JSON for every request that was tried. A loop that prints valid
JSON for a single element gets no fix, since an array would change that output.

# Example

```vtl,bad
{"a": 1, "b": [1, 2}
```

```vtl,bad
{"items": #foreach($item in $input.path('$.items')){"n": $foreach.count},#end}
```

# Use instead

```vtl,good
{"a": 1, "b": [1, 2]}
```

```vtl,good
{"items": [#foreach($item in $input.path('$.items')){"n": $foreach.count}#if($foreach.hasNext),#end#end]}
```
"#,
    ),
    check: Check::Output(ViolationKind::OutputNotJson),
};
