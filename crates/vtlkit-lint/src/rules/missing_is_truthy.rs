//! Conditions that are also true for a missing value: `#if($in.x)`.

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
    name: "missing-is-truthy",
    group: Group::Values,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A condition that consists only of a value from the request, of a variable that is never set, or of a number or string
that the service always sends. A condition that is guarded is not flagged: `#if($v && $v != "")`, or `#if($v)` inside
`#if($v.size() > 0)`.

# Why it matters

On API Gateway, a missing value is the empty string, and every string is true, as are 0 and empty lists. Only the JSON
value `false` makes such a condition fail: the `#else` branch is not taken for a missing value. For a value that
cannot be `false`, the fix compares with `""`. It is unsafe because it changes the output for a missing value.

# Example

```vtl,bad
#set($in = $input.path('$'))
{#if($in.id)"given": true#end}
```

# Use instead

```vtl,good
#set($in = $input.path('$'))
{#if($in.id != "")"given": true#end}
```

`false != ""` is true. For a value that may be `false`, use both tests:

```vtl,good
#set($in = $input.path('$'))
{#if($in.active && $in.active != "")"active": true#end}
```

For a value that is always a boolean, compare with it:

```vtl,good
{"vip": #if($input.path('$.vip') == true)1#else 0#end}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let aliases = Aliases::of(lint.template, lint.source);
    let wanted = |reference: &Reference, site: Site<'_>| {
        lint.may_be_missing(reference, site)
            && (aliases.may_be_missing(reference, site, lint.target)
                || aliases.is_always_sent(reference, site, lint.target))
    };
    for found in unguarded(lint, &aliases, &wanted) {
        let (reference, site) = (found.reference, found.site);
        let text = reference.literal.text(site.source);
        let always = if found.not.is_some() { "false" } else { "true" };
        if !aliases.may_be_missing(reference, site, lint.target) {
            findings.add(
                Diagnostic::error(format!("this is always {always}"), site.place(reference.span))
                    .with_note(
                        "why",
                        "the service always sends the value, and every string and number is true, even 0",
                    )
                    .with_note("help", format!("compare it with a value: `{text} > 0`, `{text} == \"…\"`")),
            );
            continue;
        }
        let is_set = lint.names.contains(reference.name.text(site.source));
        let (value, may_be_false) = match json(reference, site) {
            // For a missing value, `$input.json` returns two quotes, and `false` is a string.
            Some(argument) => (format!("$input.path({argument})"), true),
            None => (text.to_owned(), is_set && aliases.may_be_false(reference, site, lint.target)),
        };
        let instead = match (may_be_false, found.not.is_some()) {
            (false, false) => format!("{value} != \"\""),
            (false, true) => format!("{value} == \"\""),
            (true, false) => format!("{value} && {value} != \"\""),
            (true, true) => format!("!{value} || {value} == \"\""),
        };
        let instead = if may_be_false && !found.alone { format!("({instead})") } else { instead };
        let help = match (may_be_false, found.not.is_some()) {
            (false, _) => format!("write `{instead}`"),
            (true, false) => format!("write `{instead}`, which is false for a missing value and for `false`"),
            (true, true) => format!("write `{instead}`, which is true for a missing value and for `false`"),
        };
        let mut finding = Diagnostic::error(
            format!("this is {always} even if `{text}` is missing"),
            site.place(reference.span),
        )
        .with_note("why", "a missing value is the empty string, and every string is true")
        .with_note("help", help);
        if is_set && !may_be_false && site.string.is_none() {
            let edit = Edit::replace(found.not.unwrap_or(reference.span), instead);
            finding = finding.with_fix(Fix::new("compare with `\"\"`", vec![edit], Applicability::Unsafe));
        }
        findings.add(finding);
    }
}

/// The argument of `$input.json(…)`.
fn json<'t>(reference: &Reference, site: Site<'t>) -> Option<&'t str> {
    let (call, argument) = read::input_call(reference, site)?;
    (call.member == "json").then(|| argument.span().text(site.source))
}
