//! Loop variables that shadow another variable.

use vtlkit_syntax::ast::{Expression, Item};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "loop-shadow",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r##"
# What it flags

A `#foreach` whose loop variable is already the variable of an enclosing loop or was set by `#set`.

# Why it matters

Inside the loop, the outer value is not accessible. Velocity 1.7 restores it after the loop; other engines do not.

# Example

```vtl,bad
#set($item = $context.requestId)
[#foreach($item in ["a", "b"])"$item"#if($foreach.hasNext),#end#end]
## $item
"$item"
```

# Use instead

```vtl,good
#set($id = $context.requestId)
[#foreach($item in ["a", "b"])"$item"#if($foreach.hasNext),#end#end, "$id"]
```
"##,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let mut visitor = Shadows { findings, known: Vec::new(), depths: Vec::new() };
    walk(lint.template, lint.source, &mut visitor);
}

struct Shadows<'f> {
    findings: &'f mut Findings,
    /// Variables that have a value here, where they were set, and the label for that place.
    known: Vec<(String, Span, &'static str)>,
    /// For each enclosing loop, the number of known variables before it.
    depths: Vec<usize>,
}

impl Visitor for Shadows<'_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Item(Item::Set(set)) if set.target.path.is_empty() => {
                let name = set.target.name.text(site.source);
                if self.known.iter().all(|(known, ..)| known != name) {
                    self.known.push((name.to_owned(), site.place(set.target.literal), "it is set here"));
                }
            }
            Node::Item(Item::Foreach(it)) => {
                self.depths.push(self.known.len());
                let Some(Expression::Reference(element)) = it.arguments.first() else { return };
                let name = element.name.text(site.source);
                let place = site.place(element.literal);
                if let Some((_, other, what)) = self.known.iter().rev().find(|(known, ..)| known == name) {
                    self.findings.add(
                        Diagnostic::error(
                            format!("this loop variable shadows the existing variable `${name}`"),
                            place,
                        )
                        .with_label(*other, *what)
                        .with_note("why", "inside the loop, the outer value is not accessible")
                        .with_note("help", "give the loop variable another name"),
                    );
                } else {
                    self.known.push((name.to_owned(), place, "it is the variable of this loop"));
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: Node<'_>, _: Site<'_>) {
        if let Node::Item(Item::Foreach(_)) = node
            && let Some(depth) = self.depths.pop()
            && depth < self.known.len()
            && self.known.get(depth).is_some_and(|(_, _, what)| what.contains("loop"))
        {
            self.known.remove(depth);
        }
    }
}
