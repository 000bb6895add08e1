//! Syntax of Velocity 2 that Velocity 1.7 rejects.

use vtlkit_syntax::{SyntaxError, SyntaxErrorKind as Kind};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span};

use crate::rule::{Check, Group, Rule, docs};

pub(super) static RULE: Rule = Rule {
    name: "velocity2-only",
    group: Group::Syntax,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

Syntax of Velocity 2 and other languages: `${name|'default'}`, the word `null`, `===`, `?:` and `??`.

# Why it matters

API Gateway runs Velocity 1.7, which cannot parse the template. Every request is answered with status 500.

# Example

```vtl,bad
#if($input.path('$.id') != null){"given": true}#end
```

```vtl,bad
#set($id = $input.params('id'))
{"id": "${id|'none'}"}
```

# Use instead

Compare with the empty string, which is what a missing value is:

```vtl,good
#if($input.path('$.id') != ""){"given": true}#else{}#end
```
"#,
    ),
    check: Check::Error(is),
};

/// Whether an error is about syntax of Velocity 2.
pub(super) fn is(error: &SyntaxError, source: &str) -> bool {
    meant(error, source).is_some()
}

/// The message and the help for an error that is about syntax of Velocity 2.
fn meant(error: &SyntaxError, source: &str) -> Option<(&'static str, &'static str)> {
    let Kind::Unexpected { inside, .. } = &error.kind else {
        return match &error.kind {
            Kind::BareWord { word } if matches!(&**word, "null" | "nil") => Some(NULL),
            _ => None,
        };
    };
    let at = source.get(error.span.start()..)?;
    if inside.starts_with('$') {
        let braced = source.get(..error.span.start())?.rsplit('$').next()?.trim_start_matches('!');
        return (at.starts_with('|') && braced.starts_with('{')).then_some((
            "`${name|…}` is Velocity 2 syntax: 1.7 has no default values",
            "write `#if($name != \"\")$name#{else}…#end`",
        ));
    }
    if word(at).is_some() {
        return Some(NULL);
    }
    let before = source.get(..error.span.start())?;
    if at.starts_with('=') && (before.ends_with("==") || before.ends_with("!=")) {
        return Some(("Velocity has no `===`", "write `==` or `!=`"));
    }
    (at.starts_with('?'))
        .then_some(("Velocity 1.7 has no `?`, `?:` or `??`", "write `#if(…)#set(…)#else#set(…)#end`"))
}

const NULL: (&str, &str) =
    ("Velocity 1.7 has no `null`", "compare with `\"\"`: a missing value is the empty string");

/// The word `null` or `nil` at the start of a text.
fn word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(text.len());
    text.get(..end).filter(|word| matches!(*word, "null" | "nil"))
}

/// The finding for an error that is about syntax of Velocity 2. `None` for other errors.
pub(crate) fn finding(error: &SyntaxError, source: &str, plain: &Diagnostic) -> Option<Diagnostic> {
    let (message, help) = meant(error, source)?;
    let at = source.get(error.span.start()..)?;
    let mut finding = plain.clone();
    finding.message = message.into();
    finding = finding.with_note("help", help);
    if let Some(word) = word(at) {
        let span = Span::new(error.span.start(), error.span.start() + word.len());
        finding.primary.span = span;
        finding = finding.with_fix(Fix::new(
            "write `\"\"`",
            vec![Edit::replace(span, "\"\"")],
            Applicability::Unsafe,
        ));
    }
    Some(finding)
}
