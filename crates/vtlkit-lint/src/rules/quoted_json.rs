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

`$input.json` prints JSON: a text comes with its own quotes, which end the string. Only numbers, booleans and empty
objects pass. The fix removes the quotes; a number that was printed as a string is one no more, which is why it has to be
asked for.

# Example

```vtl,bad
{"name": "$input.json('$.name')"}
```

# Use instead

```vtl,good
{"name": $input.json('$.name')}
```

JSON as the text of a string has to be escaped:

```vtl,good
{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'", "'")"}
```
"#,
    ),
    check: Check::Output(ViolationKind::QuotedJson),
};
