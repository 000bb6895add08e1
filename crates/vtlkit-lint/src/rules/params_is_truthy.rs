//! Conditions that are always true: `#if($input.params('q'))`.

use vtlkit_syntax::ast::Reference;
use vtlkit_syntax::visit::Site;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::alias::Aliases;
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::truth::unguarded;
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "params-is-truthy",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A condition that consists only of `$input.params('name')`. A guarded condition is not flagged: `#if($input.params('q')
&& $input.params('q') != "")`.

# Why it matters

A parameter is always a string; a missing parameter is the empty string. Every string is true, so the condition always
passes. The fix compares with `""`. It is unsafe because it changes the output for a missing parameter.

# Example

```vtl,bad
{#if($input.params('q'))"query": true#end}
```

# Use instead

```vtl,good
{#if($input.params('q') != "")"query": true#end}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let aliases = Aliases::of(lint.template, lint.source);
    let wanted = |reference: &Reference, site: Site<'_>| {
        let call = read::input_call(reference, site);
        call.is_some_and(|(call, _)| call.member == "params" && call.rest.is_empty())
    };
    for found in unguarded(lint, &aliases, &wanted) {
        let (reference, site) = (found.reference, found.site);
        let text = reference.literal.text(site.source);
        let (always, sign, span) = match found.not {
            None => ("true", "!=", reference.span),
            Some(not) => ("false", "==", not),
        };
        let instead = format!("{text} {sign} \"\"");
        findings.add(
            Diagnostic::error(format!("this is always {always}"), site.place(span))
                .with_note("why", "a missing parameter is the empty string, and every string is true")
                .with_note("help", format!("write `{instead}`"))
                .with_fix(Fix::new(
                    "compare with `\"\"`",
                    vec![Edit::replace(span, instead)],
                    Applicability::Unsafe,
                )),
        );
    }
}
