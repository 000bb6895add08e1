//! `#if($input.params('q'))`.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::read;
use crate::rule::{Check, Group, Rule};

pub(super) static RULE: Rule = Rule {
    name: "params-is-truthy",
    group: Group::Values,
    severity: Severity::Error,
    docs: r#"
# What it flags

A condition that is nothing but `$input.params('name')`.

# Why it matters

A parameter is a text, also when it is missing: then it is the empty text. Every text is true, so the condition
always holds. The fix compares with `""`. It changes what is printed when the parameter is missing, and so has to be
asked for.

# Example

```vtl,bad
{#if($input.params('q'))"query": true#end}
```

# Use instead

```vtl,good
{#if($input.params('q') != "")"query": true#end}
```
"#,
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Condition(condition) = node else { return };
    let mut operands = Vec::new();
    read::operands(condition, &mut operands);
    for operand in operands {
        let Expression::Reference(reference) = operand.expression else { continue };
        let Some((call, _)) = read::input_call(reference, site) else { continue };
        if call.member != "params" || !call.rest.is_empty() {
            continue;
        }
        let text = reference.literal.text(site.source);
        let (always, sign, span) = match operand.not {
            None => ("true", "!=", reference.span),
            Some(not) => ("false", "==", not),
        };
        let instead = format!("{text} {sign} \"\"");
        findings.add(
            Diagnostic::error(format!("this is always {always}"), site.place(span))
                .with_note("why", "a parameter that is missing is the empty text, and every text is true")
                .with_note("help", format!("write `{instead}`"))
                .with_fix(Fix::new(
                    "compare with `\"\"`",
                    vec![Edit::replace(span, instead)],
                    Applicability::Unsafe,
                )),
        );
    }
}
