//! Misspelt directives.

use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site};
use vtlkit_text::{Diagnostic, Severity};

use crate::findings::Findings;
use crate::lint::Lint;
use crate::rule::{Check, Group, Rule, docs};
use crate::suggest;

pub(super) static RULE: Rule = Rule {
    name: "unknown-directive",
    group: Group::Syntax,
    severity: Severity::Warning,
    docs: docs(
        r"
# What it flags

A `#word` that is similar to a directive's name: `#foreah(…)`, `#endif`, `#elif(…)`.

# Why it matters

A word that is not a directive is plain text: it is printed, including the references in its arguments, and so is the
block after it.

# Example

```vtl,bad
[#foreah($i in $input.path('$.items'))1]
```

# Use instead

```vtl,good
[#foreach($i in $input.path('$.items'))1#if($foreach.hasNext),#end#end]
```
",
    ),
    check: Check::Node(check),
};

const DIRECTIVES: [&str; 9] = ["set", "if", "elseif", "else", "end", "foreach", "define", "stop", "break"];

/// The names of directives in other languages.
const ALIASES: [(&str, &str); 9] = [
    ("elif", "elseif"),
    ("elsif", "elseif"),
    ("endif", "end"),
    ("endfor", "end"),
    ("endforeach", "end"),
    ("fi", "end"),
    ("for", "foreach"),
    ("each", "foreach"),
    ("return", "stop"),
];

fn alias(name: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, meant)| *meant)
}

/// The directive that an unknown name was meant to be.
pub(crate) fn meant_by(name: &str) -> Option<&'static str> {
    if DIRECTIVES.contains(&name) {
        return None;
    }
    alias(name).or_else(|| suggest::nearest(name, DIRECTIVES))
}

fn check(_: &Lint<'_>, node: Node<'_>, site: Site<'_>, findings: &mut Findings) {
    let Node::Item(Item::Call(call)) = node else { return };
    let name = call.name.text(site.source);
    if call.text_only || matches!(name, "evaluate" | "include" | "parse" | "literal") {
        return;
    }
    let Some(meant) = meant_by(name) else { return };
    // `#fee` may be plain text. A directive with parameters is suggested only if there are arguments; one without
    // parameters only for an alias or a different case.
    let takes_none = matches!(meant, "else" | "end" | "stop" | "break");
    if call.arguments.is_none()
        && !(takes_none && (alias(name).is_some() || name.eq_ignore_ascii_case(meant)))
    {
        return;
    }
    findings.add(
        Diagnostic::error(format!("`#{name}` is not a directive"), site.place(call.name))
            .with_primary(format!("did you mean `#{meant}`?"))
            .with_note("why", "a word that is not a directive is printed as text"),
    );
}
