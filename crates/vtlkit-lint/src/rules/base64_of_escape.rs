//! Escape sequences that are Base64-encoded as a backslash and a letter.

use std::collections::HashSet;

use vtlkit_syntax::ast::{Expression, Item};
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use vtlkit_syntax::read;

pub(super) static RULE: Rule = Rule {
    name: "base64-of-escape",
    group: Group::Values,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

`$util.base64Encode` of a string literal that contains `\n`, `\r` or `\t`.

# Why it matters

Velocity strings have no escape sequences: `'\n'` is a backslash and an `n`, and both are encoded. Whoever reads the
records finds no line breaks between them.

# Example

```vtl,bad
{"Data": "$util.base64Encode("$input.json('$')\n")"}
```

# Use instead

```vtl,good
#set($end = $util.urlDecode('%0A'))
{"Data": "$util.base64Encode("$input.json('$')$end")"}
```
"#,
    ),
    check: Check::Template(check),
};

fn check(lint: &Lint<'_>, findings: &mut Findings) {
    let mut gather = Gather::default();
    walk(lint.template, lint.source, &mut gather);
    let Gather { written, encoded } = gather;
    for (what, span) in encoded {
        let is_it = match &what {
            Encoded::Variable(name) => written.contains(name),
            Encoded::Text => true,
        };
        if is_it {
            findings.add(
                Diagnostic::error("this encodes a backslash and a letter, not a line break", span)
                    .with_note(
                        "why",
                        "Velocity strings have no escape sequences: `\\n` is a backslash and an `n`",
                    )
                    .with_note("help", "use `$util.urlDecode('%0A')` for a line break"),
            );
        }
    }
}

/// The argument of a `base64Encode` call.
enum Encoded {
    /// A string literal with an escape sequence in it.
    Text,
    /// A variable.
    Variable(String),
}

#[derive(Default)]
struct Gather {
    /// The variables that are set to string literals with escape sequences.
    written: HashSet<String>,
    encoded: Vec<(Encoded, Span)>,
}

impl Visitor for Gather {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Item(Item::Set(set)) if set.target.path.is_empty() && has_escape(&set.value, site) => {
                self.written.insert(set.target.name.text(site.source).to_owned());
            }
            Node::Reference(reference, Use::Printed | Use::Operand)
                if reference.name.text(site.source) == "util" =>
            {
                let Some(call) = read::call(reference, site).filter(|call| call.member == "base64Encode")
                else {
                    return;
                };
                let Some([argument]) = call.arguments else { return };
                let place = site.place(argument.span());
                match argument {
                    Expression::Reference(variable) if variable.path.is_empty() => {
                        let name = variable.name.text(site.source).to_owned();
                        self.encoded.push((Encoded::Variable(name), place));
                    }
                    _ if has_escape(argument, site) => self.encoded.push((Encoded::Text, place)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// Whether an expression is a string literal with an escape sequence, outside of the calls in it.
fn has_escape(expression: &Expression, site: Site<'_>) -> bool {
    let Expression::String(_) = expression else { return false };
    let written = expression.span().text(site.source);
    // Doubled backslashes and arguments of calls (such as regular expressions) are intentional.
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for c in written.chars() {
        if is_escaped && depth == 0 && matches!(c, 'n' | 'r' | 't') {
            return true;
        }
        is_escaped = c == '\\' && !is_escaped;
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
