//! Numbers that lose digits.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "float-loss",
    group: Group::Values,
    severity: Severity::Info,
    docs: docs(
        r#"
# What it flags

A number that prints otherwise than it is written: `10.00` in the template, and members of the payload that the model
calls a `number`.

# Why it matters

Numbers go through Java's `double`: `10.00` comes out as `10.0`, `1e3` as `1000.0`, and of more than 17 digits the last are lost.

# Example

```vtl,bad
#set($price = 10.00)
{"price": $price}
```

# Use instead

A text keeps its digits:

```vtl,good
#set($price = "10.00")
{"price": $price}
```

Numbers of the payload stay as they are in `$input.body`.
"#,
    ),
    check: Check::NodeAndOutput(check, ViolationKind::FloatLoss),
};

fn check(lint: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    match node {
        Node::Expression(Expression::Float(span)) => {
            let text = span.text(site.source);
            let Some(printed) = text.parse::<f64>().ok().and_then(printed) else { return };
            let same = printed == text || printed.trim_start_matches('0') == text;
            if !same {
                findings.add(
                    Diagnostic::error(format!("`{text}` prints as `{printed}`"), site.place(*span))
                        .with_note("why", "numbers go through Java's `double`")
                        .with_note("help", format!("write `\"{text}\"` to print these digits")),
                );
            }
        }
        Node::Reference(reference, Use::Printed) => {
            let Some(model) = &lint.target.model else { return };
            let Some((call, argument)) = read::input_call(reference, site) else { return };
            if !matches!(call.member, "path" | "json") || !call.rest.is_empty() {
                return;
            }
            let Some(said) = read::text(argument, site) else { return };
            if vtlkit_predict::place(&said).is_some_and(|source| model.is_decimal(&source)) {
                findings.add(vtlkit_predict::fraction(site.place(reference.literal)));
            }
        }
        _ => {}
    }
}

/// A number as Java prints it, where that is without an exponent.
fn printed(value: f64) -> Option<String> {
    let plain = value == 0.0 || (1e-3..1e7).contains(&value.abs());
    plain.then(|| format!("{value:?}"))
}
