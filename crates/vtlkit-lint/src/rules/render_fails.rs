//! Renders that fail.

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

What ends the render for some request, or for every request: an index beyond the end of a list, a part of a text that is
too short, a number that is not one, a list that is changed while a loop goes over it. The finding names a request that
fails. What the engine prints as nothing, such as a member of a missing value, is not flagged; what a client sends to a
decoder is flagged by `decode-throws`.

# Why it matters

The client is answered with status 500, and no mapping can catch that.

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
