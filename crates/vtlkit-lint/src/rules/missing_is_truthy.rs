//! `#if($in.x)`.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::read;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "missing-is-truthy",
    group: Group::Values,
    severity: Severity::Error,
    docs: r#"
# What it flags

A condition that is nothing but a value of the request, or a variable that nothing sets.

# Why it matters

On API Gateway a value that is missing is the empty text, and every text is true, as are 0 and empty lists. Only the
JSON value `false` makes such a condition fail: the `#else` branch is not taken for a missing value.

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

For a value that is a boolean, compare with it:

```vtl,good
{"vip": #if($input.path('$.vip') == true)1#else 0#end}
```
"#,
    check: Check::Node(check),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Condition(condition) = node else { return };
    let mut operands = Vec::new();
    read::operands(condition, &mut operands);
    for operand in operands {
        let Expression::Reference(reference) = operand.expression else { continue };
        if !lint.may_be_missing(reference, site) {
            continue;
        }
        let text = reference.literal.text(site.source);
        let (always, instead) = match operand.not {
            None => ("true", format!("{text} != \"\"")),
            Some(_) => ("false", format!("{text} == \"\"")),
        };
        findings.add(
            Diagnostic::error(
                format!("this is {always} also when `{text}` is missing"),
                site.place(reference.span),
            )
            .with_note("why", "a missing value is the empty text, and every text is true")
            .with_note("help", format!("write `{instead}`")),
        );
    }
}
