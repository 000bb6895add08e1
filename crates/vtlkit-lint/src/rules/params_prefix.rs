//! Parameter names with a location prefix: `$input.params('header.X')`.

use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "params-prefix",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

An argument of `$input.params(…)` that starts with `header.`, `querystring.` or `path.`.

# Why it matters

`$input.params('name')` looks up the complete name in the path, the query string and the headers. There is no
parameter `header.X-Id`, so the result is empty. Prefixes are used in parameter mappings only
(`method.request.header.X-Id`). The fix is unsafe because it changes the output.

# Example

```vtl,bad
{"id": "$util.urlEncode($input.params('header.X-Id'))"}
```

# Use instead

```vtl,good
{"id": "$util.urlEncode($input.params().header.get('X-Id'))"}
```
"#,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Reference(reference, Use::Printed | Use::Operand) = node else { return };
    let Some((call, argument)) = read::input_call(reference, site) else { return };
    if call.member != "params" {
        return;
    }
    let Some(said) = read::text(argument, site) else { return };
    // The notation of parameter mappings, with `method.request.`.
    let named = said.strip_prefix("method.request.").unwrap_or(&said);
    let Some((part, name)) = named.split_once('.') else { return };
    if !matches!(part, "header" | "querystring" | "path") || name.is_empty() {
        return;
    }
    let instead = format!("$input.params().{part}.get('{name}')");
    let mut finding = Diagnostic::error(
        format!("there is no parameter `{said}`"),
        read::within(argument, Span::new(0, said.len()), &said, site),
    )
    .with_note(
        "why",
        "the whole argument is the parameter's name; prefixes are used in parameter mappings only",
    )
    .with_note("help", format!("write `{instead}`"));
    if site.string.is_none() && !name.contains('\'') {
        let from = call.span.end();
        let to = argument.span().end();
        let close = site.source.get(to..).and_then(|rest| rest.find(')')).map_or(to, |at| to + at + 1);
        finding = finding.with_fix(Fix::new(
            "use the map of this location",
            vec![Edit::replace(Span::new(from, close), format!("().{part}.get('{name}')"))],
            Applicability::Unsafe,
        ));
    }
    findings.add(finding);
}
