//! Templates whose evaluation fails for some requests.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "render-fails",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r##"
# What it flags

An expression that ends the render with an error for some or for all requests: an index past the end of a list, a
substring past the end of a string, an invalid number, or a list that is modified while a loop iterates over it. The
finding shows a request that fails. Expressions that print nothing, such as a member of a missing value, are not
flagged. The rule `decode-throws` flags decoding of client input.

# Why it matters

The client gets status 500, and no response mapping can change that.

# Example

```vtl,bad
#set($names = $input.path('$.name').split(" "))
{"last": "$util.escapeJavaScript($names[1]).replaceAll("\\'", "'")"}
```

# Use instead

```vtl,good
#set($names = $input.path('$.name').split(" "))
{"last": "#if($names.size() > 1)$util.escapeJavaScript($names[1]).replaceAll("\\'", "'")#end"}
```
"##,
    ),
    check: Check::Output(ViolationKind::RenderFails),
};
