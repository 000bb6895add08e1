//! Output that is JSON for no request.

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

A template whose output starts like JSON and is JSON in none of the ways it can be rendered. Templates that print a
`statusCode` are left alone: the service reads the answer of a mock integration with a parser that takes more than JSON.

It also flags a `#foreach` that prints several values, but not in a list, and a comma that is missing or too much in a
part that is not always printed.

# Why it matters

Whoever reads the output as JSON refuses it. The fix writes or removes the comma, or puts what a loop prints into a list.
It is safe where every request that was tried gives JSON then. A loop that gives JSON for one element gets no fix: a list
would change that output.

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
