//! All headers of the client, handed on.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "header-dump",
    group: Group::Security,
    severity: Severity::Info,
    docs: docs(
        r##"
# What it flags

A loop over all headers of the request, and a place where all of them are printed.

# Why it matters

`Authorization`, `Cookie` and `X-API-Key` are among them: the endpoint, its logs and its queues get credentials they need
not have.

# Example

```vtl,bad
{
#foreach($name in $input.params().header.keySet())
  "$name": "$util.escapeJavaScript($input.params().header.get($name)).replaceAll("\\'", "'")"#if($foreach.hasNext),#end

#end
}
```

# Use instead

```vtl,good
{"trace": "$util.escapeJavaScript($input.params().header.get('X-Trace-Id')).replaceAll("\\'", "'")"}
```
"##,
    ),
    check: Check::Output(ViolationKind::HeaderDump),
};
