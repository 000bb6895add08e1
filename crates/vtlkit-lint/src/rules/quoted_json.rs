//! Quotes around `$input.json(…)`.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "quoted-json",
    group: Group::Output,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

`$input.json(…)` inside the quotes of a JSON string.

# Why it matters

`$input.json` prints JSON: a string includes its own quotes, which terminate the JSON string around it. Only numbers,
booleans and empty objects give valid JSON. The fix removes the outer quotes. It is unsafe because a number that was
printed as a string becomes a number.

# Example

```vtl,bad
{"name": "$input.json('$.name')"}
```

# Use instead

```vtl,good
{"name": $input.json('$.name')}
```

To embed JSON in a string, escape it:

```vtl,good
{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'", "'")"}
```
"#,
    ),
    check: Check::Output(ViolationKind::QuotedJson),
};
