//! Access to Java reflection through `.class` and similar members.

use vtlkit_syntax::ast::Accessor;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "reflection",
    group: Group::Security,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

`.class`, `getClass()`, `forName(…)` and `getClassLoader()`, which give access to Java reflection.

# Why it matters

Reflection is the usual way to run arbitrary code in a Velocity template. The service blocks it, but an emulator may
not. Nor does `.class` read a member `class` of the payload: Velocity returns the Java class of the value.

# Example

```vtl,bad
{"type": "$input.path('$').class.name"}
```

# Use instead

```vtl,good
{"class": $input.json("$['class']")}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let step = reference.path.iter().find_map(|step| match step {
        Accessor::Property { name, .. } => {
            matches!(name.text(site.source), "class" | "classLoader").then_some((*name, true))
        }
        Accessor::Method { name, .. } => {
            matches!(name.text(site.source), "getClass" | "forName" | "getClassLoader")
                .then_some((*name, false))
        }
        Accessor::Index { .. } => None,
    });
    let Some((name, property)) = step else { return };
    let word = name.text(site.source);
    let shown = if property { format!(".{word}") } else { format!("{word}(…)") };
    let help = if property {
        format!("for a member of this name, write `['{word}']`")
    } else {
        "remove it".to_owned()
    };
    findings.add(
        Diagnostic::error(format!("`{shown}` accesses Java reflection"), site.place(name))
            .with_note("why", "reflection can run arbitrary code, and it never reads a member of the payload")
            .with_note("help", help),
    );
}
