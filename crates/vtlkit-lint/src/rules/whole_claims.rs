//! The claims of an authorizer printed as a whole: `$context.authorizer.claims`.

use vtlkit_syntax::ast::Accessor;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "whole-claims",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

`$context.authorizer.claims` without the name of a claim.

# Why it matters

The service provides each claim by name, but no map of all claims: `$context.authorizer.claims` is null and prints
nothing.

# Example

```vtl,bad
{"claims": "$context.authorizer.claims"}
```

# Use instead

```vtl,good
{"subject": "$context.authorizer.claims.sub"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let named = |at: usize, wanted: &str| matches!(reference.path.get(at), Some(Accessor::Property { name, .. }) if name.text(site.source) == wanted);
    let alone = match reference.path.get(2) {
        None => true,
        // Methods that iterate over a map.
        Some(Accessor::Method { name, .. }) => {
            matches!(name.text(site.source), "keySet" | "entrySet" | "values" | "size" | "toString")
        }
        Some(_) => false,
    };
    if reference.name.text(site.source) == "context" && named(0, "authorizer") && named(1, "claims") && alone
    {
        findings.add(
            Diagnostic::error(
                "`$context.authorizer.claims` as a whole is null",
                site.place(reference.literal),
            )
            .with_note("why", "the service provides each claim by name, but no map of all claims")
            .with_note("help", "name the claim: `$context.authorizer.claims.sub`"),
        );
    }
}
