//! Objects printed as Java prints maps.

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

An object that is printed as a whole: the payload, an object of which other places of the template take members, or the
maps of `$input.params()`.

# Why it matters

A Java map prints as `{name=value, other=value}`. It is no JSON, and inside a string nothing can read it back.

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

Objects of the payload print as JSON with `$input.json`:

```vtl,good
{"order": $input.json('$.order')}
```
"#,
    ),
    check: Check::Output(ViolationKind::MapInOutput),
};
