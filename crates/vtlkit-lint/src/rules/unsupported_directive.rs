//! Velocity directives that API Gateway does not support.

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

`#macro`, `#evaluate`, `#include` and `#parse`, which API Gateway does not support.

# Why it matters

API Gateway removes a `#macro` block without defining the macro, so its calls are printed as text. `#evaluate`,
`#include` and `#parse` are printed as text themselves. The text reaches the client or the backend.

# Example

```vtl,bad
#macro(row $name)"$name"#end
[#row("a")]
```

```vtl,bad
#parse('common.vm')
```

# Use instead

Use `#define`. It has no parameters, but its block is rendered with the current variables each time it is printed.

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
            ("macro", it.head, "it defines nothing, and its calls are printed as text")
        }
        Node::Item(Item::Call(call)) if !call.text_only => match call.name.text(site.source) {
            name @ ("evaluate" | "include" | "parse") if call.arguments.is_some() => {
                (name, call.span, "it is printed as text")
            }
            _ => return,
        },
        _ => return,
    };
    let place = Span::new(place.start(), place.start() + 1 + name.len());
    findings.add(
        Diagnostic::error(format!("API Gateway does not support `#{name}`"), site.place(place))
            .with_note("why", finding)
            .with_note("help", "use `#define` for repeated text, or write the text out"),
    );
}
