//! Values inside XML without escapes.

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

A value from the payload or a parameter, printed as it is into XML or HTML: between tags, in the value of an attribute, in
a tag, a comment or a CDATA section. Values that are encoded, and those that the model allows no special characters, are
left alone.

# Why it matters

`<` and `&` in the value make the output invalid XML, and a client can add elements and attributes of its own; in HTML
these are scripts. The finding names a request that breaks the output. The fix escapes `&`, `<`, `>` and `"`, in this
order: an `&` that is escaped last would escape the others again. It changes what is printed, and so has to be asked for.

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
