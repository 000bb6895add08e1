//! Unescaped values in XML.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "unescaped-in-xml",
    group: Group::Output,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A value from the payload or a parameter that is printed in XML or HTML without escaping: between tags, in an attribute
value, a tag, a comment or a CDATA section. Encoded values and values in which the model allows no special characters
are not flagged.

# Why it matters

`<` and `&` in the value make the output invalid XML, and a client can inject elements, attributes or, in HTML,
scripts. The finding shows a request that breaks the output. The fix escapes `&`, `<`, `>` and `"`; `&` comes first,
so that the other escapes are not escaped again. The fix is unsafe because it changes the output.

# Example

```vtl,bad
<order><name>$input.path('$.name')</name></order>
```

# Use instead

```vtl,good
#set($name = $input.path('$.name').toString())
#set($name = $name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"))
<order><name>$name</name></order>
```
"#,
    ),
    check: Check::Output(ViolationKind::UnescapedInXml),
};
