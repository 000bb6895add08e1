//! Templates that forward all headers of the client.

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

A loop over all request headers, or a value that prints all of them.

# Why it matters

The headers include `Authorization`, `Cookie` and `X-API-Key`: credentials reach a backend, its logs and its queues,
which do not need them.

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
