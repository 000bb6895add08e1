//! Invalid JSONPath expressions.

use vtlkit_jsonpath::JsonPath;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "jsonpath-syntax",
    group: Group::JsonPath,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An argument of `$input.path(…)` or `$input.json(…)` that the Jayway JSONPath library cannot parse.

# Why it matters

The render fails, and API Gateway answers the request with status 500.

# Example

```vtl,bad
{"id": $input.json('$.a[?(')}
```

# Use instead

```vtl,good
{"id": $input.json('$.a[?(@.b == 1)]')}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let Some((call, argument)) = read::input_call(reference, site) else { return };
    if !matches!(call.member, "path" | "json") {
        return;
    }
    let Some(said) = read::text(argument, site) else { return };
    if let Err(error) = JsonPath::compile(said.as_bytes()) {
        findings.add(
            Diagnostic::error(
                format!("invalid JSONPath: {}", error.message()),
                read::within(argument, error.span(), &said, site),
            )
            .with_note("why", "the render fails, and the service answers with status 500"),
        );
    }
}
