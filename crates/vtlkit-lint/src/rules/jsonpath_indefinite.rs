//! JSONPath expressions that return a list, printed as if they returned a single value.

use vtlkit_jsonpath::JsonPath;
use vtlkit_jsonpath::ast::SegmentKind;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "jsonpath-indefinite",
    group: Group::JsonPath,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

`$input.path(…)` with an indefinite JSONPath (a wildcard, `..`, a filter or a slice), printed inside a JSON string.

# Why it matters

An indefinite path returns a list, even if it matches a single value: `["7"]` is printed instead of `7`, and its
quotes terminate the JSON string.

# Example

```vtl,bad
{"id": "$input.path('$..id')"}
```

# Use instead

Print the list as JSON:

```vtl,good
{"ids": $input.json('$..id')}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed) = node else { return };
    let Some((call, argument)) = read::input_call(reference, site) else { return };
    if call.member != "path" || !call.rest.is_empty() || site.string.is_some() {
        return;
    }
    let Some(said) = read::text(argument, site) else { return };
    let Ok(path) = JsonPath::compile(said.as_bytes()) else { return };
    let before = site.source.get(..reference.span.start()).unwrap_or_default();
    if !before.ends_with('"') {
        return;
    }
    let segments = &path.tree().segments;
    let list = segments.iter().find(|segment| match &segment.kind {
        SegmentKind::Wildcard
        | SegmentKind::Slice { .. }
        | SegmentKind::DeepScan
        | SegmentKind::Filter(_) => true,
        SegmentKind::Names(names) => names.len() > 1,
        SegmentKind::Indexes(indexes) => indexes.len() > 1,
        SegmentKind::Function(_) => false,
    });
    let calls = segments.iter().any(|segment| matches!(segment.kind, SegmentKind::Function(_)));
    if let (Some(segment), false) = (list, calls) {
        findings.add(
            Diagnostic::error(
                "this path returns a list, even if it matches a single value",
                read::within(argument, segment.span, &said, site),
            )
            .with_note("why", "the list is printed with brackets and quotes, which terminate the JSON string")
            .with_note(
                "help",
                "take one element of it, or print the list with `$input.json(…)` and without quotes",
            ),
        );
    }
}
