//! Numbers that lose digits when they are printed.

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

A number that is printed differently from how it is written: a literal such as `10.00`, or a member of the payload
whose type in the model is `number`.

# Why it matters

Numbers are stored as Java's `double`: `10.00` is printed as `10.0`, `1e3` as `1000.0`, and digits after the 17th are
lost.

# Example

```vtl,bad
#set($price = 10.00)
{"price": $price}
```

# Use instead

A string keeps its digits:

```vtl,good
#set($price = "10.00")
{"price": $price}
```

`$input.body` prints the numbers of the payload unchanged.
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
                        .with_note("why", "numbers are stored as Java's `double`")
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

/// A number as Java prints it; `None` if Java prints an exponent.
fn printed(value: f64) -> Option<String> {
    let plain = value == 0.0 || (1e-3..1e7).contains(&value.abs());
    plain.then(|| format!("{value:?}"))
}
