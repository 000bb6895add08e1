//! Decoding functions that fail on input that clients can send.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "decode-throws",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

`$util.base64Decode(…)`, `$util.urlDecode(…)` and `$util.parseJson(…)` of a parameter or, in a request template, of a
value from the payload, even if the value was escaped or decoded before. The finding shows a request that fails.

# Why it matters

Invalid Base64, or a `%` that is not followed by two hexadecimal digits, ends the render: the client gets status 500,
and no response mapping can change that. `parseJson` returns nothing for most invalid JSON, but throws for some, such
as `[1E+]`.

# Example

```vtl,bad
#set($cursor = $util.parseJson($input.params('cursor')))
{"page": "$cursor.page"}
```

# Use instead

Pass the value through and let the backend validate it:

```vtl,good
{"cursor": "$util.escapeJavaScript($input.params('cursor')).replaceAll("\\'", "'")"}
```
"#,
    ),
    check: Check::Output(ViolationKind::DecodeThrows),
};
