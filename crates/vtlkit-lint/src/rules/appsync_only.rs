//! What only AppSync has.

use vtlkit_syntax::ast::Accessor;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::read;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "appsync-only",
    group: Group::Values,
    severity: Severity::Error,
    docs: r#"
# What it flags

Variables and functions of AppSync resolvers: `$ctx`, `$context.arguments`, `$util.toJson`, `$util.dynamodb` and their
kin.

# Why it matters

API Gateway and AppSync both speak Velocity, with other variables. API Gateway prints nothing for AppSync's.

# Example

```vtl,bad
{"id": $util.toJson($input.path('$.id'))}
```

# Use instead

```vtl,good
{"id": $input.json('$.id')}
```
"#,
    check: Check::Node(check),
};

const MEMBERS: [&str; 31] = [
    "appendError",
    "autoId",
    "autoKsuid",
    "autoUlid",
    "authType",
    "defaultIfNull",
    "defaultIfNullOrBlank",
    "defaultIfNullOrEmpty",
    "dynamodb",
    "error",
    "http",
    "isBoolean",
    "isList",
    "isMap",
    "isNull",
    "isNullOrBlank",
    "isNullOrEmpty",
    "isNumber",
    "isString",
    "list",
    "map",
    "matches",
    "math",
    "qr",
    "quiet",
    "rds",
    "str",
    "time",
    "toJson",
    "transform",
    "unauthorized",
];

/// Whether AppSync has a variable of this name that API Gateway has not.
pub(super) fn is_root(name: &str) -> bool {
    matches!(name, "ctx" | "utils" | "extensions")
}

/// Whether AppSync's `$util` has this member and API Gateway's has not.
pub(super) fn is_member(name: &str) -> bool {
    MEMBERS.contains(&name)
}

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let root = reference.name.text(site.source);
    let call = read::call(reference, site);
    let (what, span) = match (&call, root) {
        (_, _) if is_root(root) && !lint.names.contains(root) => (format!("`${root}`"), reference.name),
        (Some(call), "util") if is_member(call.member) => (format!("`$util.{}`", call.member), call.span),
        (Some(call), "context")
            if matches!(call.member, "arguments" | "args" | "source" | "stash" | "prev")
                && matches!(reference.path.first(), Some(Accessor::Property { .. })) =>
        {
            (format!("`$context.{}`", call.member), call.span)
        }
        _ => return,
    };
    findings.add(
        Diagnostic::error(format!("{what} is AppSync's"), site.place(span))
            .with_note("why", "API Gateway has nothing of this name and prints nothing")
            .with_note("help", "take JSON from `$input.json(…)`, values from `$input.path(…)`"),
    );
}
