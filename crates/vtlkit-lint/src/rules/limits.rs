//! Templates and loops that exceed a limit of the service.

use vtlkit_syntax::ast::{Expression, Item};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "limits",
    group: Group::Wiring,
    severity: Severity::Error,
    docs: docs(
        r"
# What it flags

A template larger than 300 KB, or, as a warning, a loop over a range of more than 1,000 numbers.

# Why it matters

The service rejects the template when the API is imported. A loop silently stops after 1,000 iterations.

# Example

```vtl,bad
[#foreach($i in [1..2000])$i#if($foreach.hasNext),#end#end]
```

# Use instead

```vtl,good
[#foreach($i in [1..1000])$i#if($foreach.hasNext),#end#end]
```
",
    ),
    check: Check::Template(check),
};

/// The largest template that the service accepts, in bytes.
const LARGEST: usize = 300 * 1024;
/// The most iterations of a loop.
const ROUNDS: u64 = 1_000;

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    if lint.source.len() > LARGEST {
        findings.add(
            Diagnostic::error(format!("this template is {} KB large", lint.source.len() / 1024), Span::at(0))
                .with_note("why", "the service accepts templates of up to 300 KB")
                .with_note("help", "move a part of the mapping into the backend"),
        );
    }
    walk(lint.template, lint.source, &mut Loops(findings));
}

struct Loops<'f>(&'f mut Findings);

impl Visitor for Loops<'_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        let Node::Item(Item::Foreach(it)) = node else { return };
        let Some(Expression::Range { span, from, to }) = it.arguments.last() else { return };
        let (Expression::Integer(from), Expression::Integer(to)) = (&**from, &**to) else { return };
        let number = |span: &Span| span.text(site.source).parse::<i64>().ok();
        let (Some(from), Some(to)) = (number(from), number(to)) else { return };
        let rounds = from.abs_diff(to).saturating_add(1);
        if rounds > ROUNDS {
            self.0.warn(
                Diagnostic::error(
                    format!("this loop stops after 1,000 of its {rounds} iterations"),
                    site.place(*span),
                )
                .with_note("why", "the service silently stops a loop after 1,000 iterations")
                .with_note("help", "use a smaller range, or build the list in the backend"),
            );
        }
    }
}
