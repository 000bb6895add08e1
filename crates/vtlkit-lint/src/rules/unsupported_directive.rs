//! Directives of Velocity that the service does not run.

use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Diagnostic, Severity, Span};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "unsupported-directive",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r##"
# What it flags

`#macro`, `#evaluate`, `#include` and `#parse`.

# Why it matters

API Gateway swallows a `#macro` without defining anything, so that its calls are printed as they stand. `#evaluate`,
`#include` and `#parse` are printed as they stand themselves. The client or the integration receives them as text.

# Example

```vtl,bad
#macro(row $name)"$name"#end
[#row("a")]
```

```vtl,bad
#parse('common.vm')
```

# Use instead

`#define` takes no parameters, but its block sees all variables each time it is printed.

```vtl,good
#define($row)"$name"#end
#set($name = "a")
[$row]
```
"##,
    ),
    check: Check::Node(check),
};

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let (name, place, finding): (&str, Span, &'static str) = match node {
        Node::Item(Item::Macro(it)) => {
            ("macro", it.head, "it prints nothing and defines nothing; calls are printed as they stand")
        }
        Node::Item(Item::Call(call)) if !call.text_only => match call.name.text(site.source) {
            name @ ("evaluate" | "include" | "parse") if call.arguments.is_some() => {
                (name, call.span, "it is printed as it stands")
            }
            _ => return,
        },
        _ => return,
    };
    let place = Span::new(place.start(), place.start() + 1 + name.len());
    findings.add(
        Diagnostic::error(format!("API Gateway has no `#{name}`"), site.place(place))
            .with_note("why", finding)
            .with_note("help", "write `#define` for text that comes again, or repeat it"),
    );
}
