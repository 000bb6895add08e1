//! Functions that fail on what clients send.

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

`$util.base64Decode(…)`, `$util.urlDecode(…)` and `$util.parseJson(…)` of a parameter, and in a request template of a
value of the payload, also where the value is escaped or decoded before. The finding names a request that fails.

# Why it matters

A text that is not base64, or has a `%` without two digits, ends the render: the client is answered with status 500, and
no mapping can catch that. `parseJson` gives nothing for most texts that are not JSON, but fails for some, such as
`[1E+]`.

# Example

```vtl,bad
#set($cursor = $util.parseJson($input.params('cursor')))
{"page": "$cursor.page"}
```

# Use instead

Pass the value on as it is, to something that can refuse it:

```vtl,good
{"cursor": "$util.escapeJavaScript($input.params('cursor')).replaceAll("\\'", "'")"}
```
"#,
    ),
    check: Check::Output(ViolationKind::DecodeThrows),
};
