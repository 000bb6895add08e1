//! Variables and functions that exist only in AppSync.

use vtlkit_syntax::ast::{Accessor, Expression, Reference};
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::context::{IDENTITY, MEMBERS as MEMBERS_OF_CONTEXT};
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read::{self, Call};

pub(super) static RULE: Rule = Rule {
    name: "appsync-only",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

Variables and functions of AppSync resolvers: `$ctx`, `$context.arguments`, `$util.toJson`, `$util.dynamodb` and
similar.

# Why it matters

API Gateway and AppSync both use Velocity, but with different variables. API Gateway prints nothing for those of
AppSync. The fix replaces `$util.toJson` of a value in the payload with `$input.json`.

# Example

```vtl,bad
{"id": $util.toJson($input.path('$.id'))}
```

# Use instead

```vtl,good
{"id": $input.json('$.id')}
```
"#,
    ),
    check: Check::Node(check),
};

/// The functions of API Gateway's `$util`.
const FUNCTIONS: [&str; 6] =
    ["base64Decode", "base64Encode", "escapeJavaScript", "parseJson", "urlDecode", "urlEncode"];

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

/// Whether this is the name of a variable that AppSync has and API Gateway does not.
pub(super) fn is_root(name: &str) -> bool {
    matches!(name, "ctx" | "utils" | "extensions")
}

/// Whether this is a member that AppSync's `$util` has and API Gateway's does not.
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
    let json = call.and_then(|call| to_json(lint, call, site));
    let help = json
        .as_ref()
        .map(|json| format!("write `{json}`"))
        .or_else(|| counterpart(reference, site))
        .unwrap_or_else(|| "use `$input.json(…)` for JSON and `$input.path(…)` for values".to_owned());
    let mut finding = Diagnostic::error(format!("{what} exists only in AppSync"), site.place(span))
        .with_note("why", "API Gateway does not define it and prints nothing")
        .with_note("help", help);
    if let (Some(json), Node::Reference(_, Use::Printed), None) = (json, node, site.string)
        && is_value(lint.source, reference.span)
    {
        let edit = Edit::replace(reference.span, json);
        finding = finding.with_fix(Fix::new("print JSON", vec![edit], Applicability::Unsafe));
    }
    findings.add(finding);
}

/// The `$input.json` call that replaces a `$util.toJson` call, if its argument is a value in the payload.
fn to_json(lint: &Lint<'_>, call: Call<'_>, site: Site<'_>) -> Option<String> {
    if call.member != "toJson" || !call.rest.is_empty() {
        return None;
    }
    let [Expression::Reference(argument)] = call.arguments? else { return None };
    let path = lint.aliases().place(argument, site)?.json_path()?;
    Some(format!("$input.json('{path}')"))
}

/// The most bytes that are searched for the start of the line before a value.
const LONGEST_LINE: usize = 2_000;

/// Whether a reference is in the position of a JSON value, not inside a string.
fn is_value(source: &str, span: Span) -> bool {
    let (before, behind) = (source.get(..span.start()), source.get(span.end()..));
    let (Some(before), Some(behind)) = (before, behind) else { return false };
    let start = before.bytes().rev().take(LONGEST_LINE).position(|byte| byte == b'\n');
    let start = start.or_else(|| (before.len() < LONGEST_LINE).then_some(before.len()));
    let Some(line) = start.and_then(|len| before.get(before.len() - len..)) else { return false };
    let quotes = line.matches('"').count() - line.matches("\\\"").count();
    let behind = behind.trim_start();
    quotes.is_multiple_of(2)
        && before.trim_end().ends_with([':', '[', ','])
        && (behind.is_empty() || behind.starts_with([',', '}', ']', '#']))
}

/// What to write instead, if API Gateway has an equivalent.
fn counterpart(reference: &Reference, site: Site<'_>) -> Option<String> {
    let mut names = reference.path.iter().map_while(|step| match step {
        Accessor::Property { name, .. } | Accessor::Method { name, .. } => Some(name.text(site.source)),
        Accessor::Index { .. } => None,
    });
    let root = reference.name.text(site.source);
    let first = names.next().unwrap_or_default();
    let rest: Vec<&str> = names.collect();
    let write = |what: String| Some(format!("write `{what}`"));
    let place = |steps: &[&str]| {
        let steps: String = steps.iter().flat_map(|step| [".", step]).collect();
        write(format!("$input.path('${steps}')"))
    };
    if matches!(root, "util" | "utils") {
        return function(first, root);
    }
    match (first, &*rest) {
        ("identity", rest) => identity(rest).and_then(write),
        ("args" | "arguments" | "result", rest) | ("prev", ["result", rest @ ..]) => place(rest),
        ("request", ["headers", name, ..]) => write(format!("$input.params('{name}')")),
        ("error", ["message"]) => place(&["errorMessage"]),
        ("stash", ["put" | "get", ..]) => Some("store the value in a variable: `#set($name = …)`".to_owned()),
        ("stash", [name, ..]) => Some(format!("store the value in a variable: `#set(${name} = …)`")),
        ("source" | "stash" | "info", _) => Some(
            "API Gateway has no resolver fields and no pipelines: take the value from the request".to_owned(),
        ),
        (name, rest) if MEMBERS_OF_CONTEXT.contains(&name) => {
            let steps: String = rest.iter().flat_map(|step| [".", step]).collect();
            write(format!("$context.{name}{steps}"))
        }
        _ => None,
    }
}

/// The API Gateway equivalent of a member of AppSync's `$ctx.identity`.
fn identity(steps: &[&str]) -> Option<String> {
    Some(match steps {
        ["claims"] => "$context.authorizer.claims.sub".to_owned(),
        ["claims", name, ..] => format!("$context.authorizer.claims.{name}"),
        ["sub", ..] => "$context.authorizer.claims.sub".to_owned(),
        ["username", ..] => "$context.authorizer.claims['cognito:username']".to_owned(),
        ["groups", ..] => "$context.authorizer.claims['cognito:groups']".to_owned(),
        ["issuer", ..] => "$context.authorizer.claims.iss".to_owned(),
        ["resolverContext", name, ..] => format!("$context.authorizer.{name}"),
        ["cognitoIdentityAuthProvider", ..] => "$context.identity.cognitoAuthenticationProvider".to_owned(),
        ["cognitoIdentityAuthType", ..] => "$context.identity.cognitoAuthenticationType".to_owned(),
        [name, ..] if IDENTITY.contains(name) => format!("$context.identity.{name}"),
        _ => return None,
    })
}

/// What to write instead of a function of AppSync's `$util`, if there is an equivalent.
fn function(name: &str, root: &str) -> Option<String> {
    let help = match name {
        "toJson" => "print JSON with `$input.json('$.…')`",
        "qr" | "quiet" => "write `#set($ignored = …)`",
        "autoId" | "autoUlid" | "autoKsuid" => "write `$context.requestId`",
        "time" => "write `$context.requestTime`, or `$context.requestTimeEpoch` for milliseconds",
        "error" | "appendError" | "unauthorized" => {
            "set the status: `#set($context.responseOverride.status = 400)`, and print the message"
        }
        "isNull"
        | "isNullOrEmpty"
        | "isNullOrBlank"
        | "defaultIfNull"
        | "defaultIfNullOrEmpty"
        | "defaultIfNullOrBlank" => "a missing value is the empty string: compare it with `== \"\"`",
        "dynamodb" => "write DynamoDB's attribute types: `{\"S\": \"…\"}`",
        "matches" => "write `$value.matches('…')`",
        _ if root == "utils" && FUNCTIONS.contains(&name) => return Some(format!("write `$util.{name}(…)`")),
        _ => return None,
    };
    Some(help.to_owned())
}
