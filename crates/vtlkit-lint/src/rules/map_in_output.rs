//! Objects printed in Java's map notation instead of JSON.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "map-in-output",
    group: Group::Output,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

An object that is printed as a whole: the payload, an object whose members the template uses elsewhere, or the maps of
`$input.params()`.

# Why it matters

Java prints a map as `{name=value, other=value}`. That is invalid JSON, and inside a JSON string no parser can read
it.

# Example

```vtl,bad
{"query": "$input.params().querystring"}
```

# Use instead

```vtl,good
{"query": {
#foreach($name in $input.params().querystring.keySet())
  "$util.escapeJavaScript($name).replaceAll("\\'", "'")": "$util.escapeJavaScript($input.params().querystring.get($name)).replaceAll("\\'", "'")"
  #if($foreach.hasNext),#end
#end
}}
```

To print an object of the payload as JSON, use `$input.json`:

```vtl,good
{"order": $input.json('$.order')}
```
"#,
    ),
    check: Check::Output(ViolationKind::MapInOutput),
};
