//! Members that `$input` and `$util` do not have.

use vtlkit_gateway::catalog::{MemberKind, VARIABLES};
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::rules::appsync_only;
use crate::suggest;
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "unknown-member",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A member that `$input` or `$util` does not have, or a call with the wrong arguments.

# Why it matters

API Gateway reports no error: the whole reference prints nothing. The fix corrects the name if there is a similar one.
It is unsafe because it changes the output.

# Example

```vtl,bad
{"name": "$util.escapeJavascript($input.json('$.name'))"}
```

```vtl,bad
{"name": "$input.params('name', 'nobody')"}
```

# Use instead

```vtl,good
{"data": "$util.base64Encode($input.json('$.name'))"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let root = reference.name.text(site.source);
    let Some(variable) = VARIABLES.iter().find(|it| it.name == root && !it.members.is_empty()) else {
        return;
    };
    let Some(call) = read::call(reference, site) else { return };
    if root == "util" && appsync_only::is_member(call.member) {
        return;
    }
    let named: Vec<_> = variable.members.iter().filter(|it| it.name == call.member).collect();
    let place = site.place(call.span);
    let why = "API Gateway reports no error, and the reference prints nothing";
    if named.is_empty() {
        // Velocity finds a Java getter with the first letter of the property in either case.
        let getter = call.arguments.is_none() && call.member == "Body" || call.member == "getBody";
        if getter || matches!(call.member, "toString" | "class" | "getClass" | "hashCode" | "equals") {
            return;
        }
        let mut finding = Diagnostic::error(format!("`${root}.{}` does not exist", call.member), place)
            .with_note("why", why);
        let mut names: Vec<&str> = variable.members.iter().map(|it| it.name).collect();
        names.dedup();
        if let Some(meant) = suggest::nearest(call.member, names.iter().copied()) {
            finding = finding.with_primary(format!("did you mean `{meant}`?"));
            if site.string.is_none() {
                finding = finding.with_fix(Fix::new(
                    format!("write `{meant}`"),
                    vec![Edit::replace(call.span, meant)],
                    Applicability::Unsafe,
                ));
            }
        } else {
            finding = finding.with_note("help", format!("`${root}` has {}", names.join(", ")));
        }
        findings.add(finding);
        return;
    }
    let fits = named.iter().any(|it| {
        matches!(
            (it.kind, call.arguments),
            (MemberKind::Property, None)
                | (MemberKind::NoArgument, Some([]))
                | (MemberKind::Text | MemberKind::Anything, Some([_]))
        )
    });
    if !fits {
        let takes = named.iter().map(|it| match it.kind {
            MemberKind::Property => "is not a function: write it without parentheses",
            MemberKind::NoArgument => "takes no argument",
            MemberKind::Text => "takes one string",
            MemberKind::Anything => "takes one value",
        });
        let takes: Vec<&str> = takes.collect();
        findings.add(
            Diagnostic::error(format!("`${root}.{}` {}", call.member, takes.join(", or ")), place)
                .with_note("why", why)
                .with_note("help", "call it with the documented arguments; for a default value, use `#if`"),
        );
    }
}
