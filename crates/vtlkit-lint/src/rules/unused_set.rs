//! Variables that are set but never read.

use std::collections::HashSet;

use vtlkit_syntax::ast::{Accessor, Expression, Item, Set};
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest;

pub(super) static RULE: Rule = Rule {
    name: "unused-set",
    group: Group::Values,
    severity: Severity::Info,
    docs: docs(
        r#"
# What it flags

A `#set` of a variable that the template never reads. A `#set` whose expression has a side effect, such as
`#set($ignore = $map.put("a", 1))`, is not flagged.

# Why it matters

The variable is unused code, or its name is misspelt where it should be read. The fix removes the `#set`, if that does
not affect the rest of the output.

# Example

```vtl,bad
#set($name = $input.path('$.name'))
{"id": "$context.requestId"}
```

# Use instead

```vtl,good
{"id": "$context.requestId"}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    // A part that could not be parsed may read the variable.
    if lint.broken {
        return;
    }
    let mut reads = Reads::default();
    walk(lint.template, lint.source, &mut reads);
    let unset = reads.names.iter().filter(|read| !lint.names.contains(*read)).map(String::as_str).collect();
    let mut sets = Sets { reads: &reads.names, unset, lint, findings };
    walk(lint.template, lint.source, &mut sets);
}

/// The names of variables that are read.
#[derive(Default)]
struct Reads {
    names: HashSet<String>,
}

impl Visitor for Reads {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Reference(reference, usage) = node
            && (matches!(usage, Use::Printed | Use::Operand) || !reference.path.is_empty())
        {
            self.names.insert(reference.name.text(site.source).to_owned());
        }
    }
}

struct Sets<'l, 't, 'f> {
    reads: &'l HashSet<String>,
    /// Names that are read but never set.
    unset: Vec<&'l str>,
    lint: &'l Lint<'t>,
    findings: &'f mut Findings,
}

impl Visitor for Sets<'_, '_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        let Node::Item(Item::Set(set)) = node else { return };
        let name = set.target.name.text(site.source);
        let known = vtlkit_gateway::catalog::VARIABLES.iter().any(|variable| variable.name == name);
        if known || !set.target.path.is_empty() || self.reads.contains(name) || acts(&set.value, site) {
            return;
        }
        // If a similar name is read, or this name with a hyphen after it, the variable was meant to be read.
        let is_misread = !self.lint.comparisons.allow(self.unset.len())
            || self.unset.iter().any(|read| {
                read.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
                    || suggest::nearest(read, [name]).is_some()
            });
        let mut finding =
            Diagnostic::error(format!("`${name}` is set and never read"), site.place(set.target.literal))
                .with_note("why", "it is unused, or its name is misspelt where it should be read")
                .with_note("help", "remove the `#set`, or read the variable");
        if site.string.is_none() && !is_misread && stands_alone(set, self.lint.source) {
            finding = finding.with_fix(Fix::new(
                "remove the `#set`",
                vec![Edit::delete(set.span)],
                Applicability::Safe,
            ));
        }
        self.findings.add(finding);
    }
}

/// Whether evaluating an expression may have a side effect: it calls a method.
fn acts(value: &Expression, site: Site<'_>) -> bool {
    let Expression::Reference(reference) = value else {
        return !matches!(
            value,
            Expression::String(_)
                | Expression::Integer(_)
                | Expression::Float(_)
                | Expression::Boolean { .. }
                | Expression::List { .. }
                | Expression::Map { .. }
                | Expression::Range { .. }
        );
    };
    let skip = usize::from(matches!(reference.name.text(site.source), "input" | "util"));
    reference.path.iter().skip(skip).any(|step| matches!(step, Accessor::Method { .. }))
}

/// Whether a `#set` fills its line or lines, so that removing it does not change the rest of the output. Velocity
/// drops white space before the next directive depending on what precedes it.
fn stands_alone(set: &Set, source: &str) -> bool {
    let before = source.get(..set.span.start()).unwrap_or_default();
    let behind = source.get(set.span.end()..).unwrap_or_default();
    let whole = set.span.text(source);
    (before.is_empty() || before.ends_with('\n'))
        && whole.starts_with('#')
        && whole.ends_with('\n')
        && !behind.starts_with([' ', '\t'])
}
