//! Numbers that lose digits.

use vtlkit_syntax::ast::Expression;
use vtlkit_syntax::visit::{Node, Site, Use};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::output::FaultKind;
use crate::read;
use crate::rule::{Check, Group, Rule, docs};

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
    check: Check::NodeAndOutput(check, FaultKind::FloatLoss),
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
            if crate::output::place(&said).is_some_and(|source| model.is_decimal(&source)) {
                findings.add(fraction(site.place(reference.literal)));
            }
        }
        _ => {}
    }
}

/// What is said of a number of the payload that may have a fraction.
pub(crate) fn fraction(span: Span) -> Diagnostic {
    Diagnostic::error("this number may lose digits: `10.00` prints as `10.0`", span)
        .with_note("why", "numbers go through Java's `double`")
        .with_note("help", "print `$input.body`, or have the client send a text")
}

/// A number as Java prints it, where that is without an exponent.
fn printed(value: f64) -> Option<String> {
    let plain = value == 0.0 || (1e-3..1e7).contains(&value.abs());
    plain.then(|| format!("{value:?}"))
}
