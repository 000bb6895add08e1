//! Selection patterns that match nothing, or not what was meant.

use std::collections::HashMap;

use vtlkit_api::{IntegrationResponse, IntegrationType};
use vtlkit_regex::{Budget, ErrorKind, Regex};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Severity, Span, Spanned};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::rule::{Check, Group, Rule, docs};
use crate::wiring::Wire;

pub(super) static RULE: Rule = Rule {
    name: "selection-pattern",
    group: Group::Definition,
    severity: Severity::Error,
    docs: docs(
        r#"
# What it flags

A selection pattern that is an invalid Java regular expression; that matches no status, where statuses are matched;
that is unreachable, because earlier patterns match everything that it matches; a second response without a pattern; a
word in brackets, such as `[NotFound]`, in a pattern for error messages; and, as info findings, `.` in a pattern for
the error messages of a Lambda function, and a pattern for statuses there.

# Why it matters

A pattern must match the whole status or, for a Lambda function, the whole error message. `.` does not match a line
break, so a message of two lines selects the default response, which usually reports a success.

# Example

```yaml,bad
openapi: 3.0.1
paths:
  /orders:
    get:
      responses: {"200": {description: the orders}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://orders.example.com
        responses:
          "[45]//d{2}": {statusCode: "500"}
          default: {statusCode: "200"}
```

# Use instead

```yaml,good
openapi: 3.0.1
paths:
  /orders:
    get:
      responses: {"200": {description: the orders}, "500": {description: failed}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://orders.example.com
        responses:
          "[45]\\d{2}": {statusCode: "500"}
          default: {statusCode: "200"}
```
"#,
    ),
    check: Check::File(check),
};

/// The statuses that a pattern matches: a bit for each status from 100 to 599.
type Statuses = [u64; 8];

/// The matching steps that a pattern may take for one status.
const STEPS: u64 = 2_000;

/// The most patterns that are searched for the one that hides a later one.
const MOST: usize = 50;

/// What a pattern matches, as far as it is known.
#[derive(Clone, Copy)]
enum Pattern {
    /// It is not a valid regular expression.
    Broken,
    /// It matches these statuses.
    Matches(Statuses),
    /// The statuses that it matches are unknown.
    Unknown,
}

fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let mut read = HashMap::new();
    for wire in definition.wires.iter().filter(|wire| wire.is_first && !wire.kind().is_proxy()) {
        if wire.is_lambda() {
            of_messages(wire, definition.text, &mut read, findings);
        } else {
            of_statuses(wire, &mut read, findings);
        }
        second_default(wire, findings);
    }
}

/// The integration responses whose pattern is known.
fn patterns<'a>(
    wire: &Wire<'a>,
) -> impl Iterator<Item = (&'a IntegrationResponse, &'a Spanned<String>)> + use<'a> {
    let wire = *wire;
    let responses = wire.integration.responses.iter();
    let with_pattern =
        responses.filter_map(|response| Some((response, response.selection_pattern.as_ref()?)));
    with_pattern.filter(move |(_, pattern)| wire.is_known(pattern))
}

fn of_statuses<'a>(wire: &Wire<'a>, read: &mut HashMap<&'a str, Pattern>, findings: &mut Findings) {
    // An unknown service may be Lambda.
    let is_clear = wire.kind() != IntegrationType::Aws || wire.service().is_some();
    let is_mock = wire.kind() == IntegrationType::Mock;
    let mut before: Statuses = [0; 8];
    for (_, pattern) in patterns(wire) {
        let matches = match known(&pattern.value, read) {
            Pattern::Broken => {
                findings.add(broken(pattern));
                continue;
            }
            Pattern::Unknown => continue,
            Pattern::Matches(matches) => matches,
        };
        if !is_clear {
            continue;
        }
        if matches.iter().all(|part| *part == 0) {
            findings.add(
                Diagnostic::error(format!("`{}` matches no status", pattern.value), pattern.span)
                    .with_note("why", "a pattern must match the whole status, so this response is never used")
                    .with_note("help", help(&pattern.value)),
            );
        } else if !is_mock && covers(&before, &matches) {
            let first = patterns(wire).take(MOST).map(|(_, other)| other).find(
                |other| matches!(known(&other.value, read), Pattern::Matches(all) if covers(&all, &matches)),
            );
            findings.warn(unreachable(pattern, first));
        }
        for (all, part) in before.iter_mut().zip(matches) {
            *all |= part;
        }
    }
}

fn of_messages<'a>(
    wire: &Wire<'a>,
    text: &str,
    read: &mut HashMap<&'a str, Pattern>,
    findings: &mut Findings,
) {
    let mut seen: HashMap<&str, &Spanned<String>> = HashMap::new();
    let mut all: Option<&Spanned<String>> = None;
    for (_, pattern) in patterns(wire) {
        let known = known(&pattern.value, read);
        if let Pattern::Broken = known {
            findings.add(broken(pattern));
            continue;
        }
        if let Some(first) = all.or_else(|| seen.get(pattern.value.as_str()).copied()) {
            findings.warn(unreachable(pattern, Some(first)));
        } else if is_number(&pattern.value)
            && matches!(known, Pattern::Matches(set) if set.iter().any(|it| *it != 0))
        {
            findings.add(
                Diagnostic::error(
                    format!("`{}` matches only a message that is a number", pattern.value),
                    pattern.span,
                )
                .with_note("why", "for a Lambda function, the error message is matched, not a status")
                .with_note("help", "write a pattern for the function's error messages"),
            );
            inform(findings);
        } else if let Some(word) = word_in_class(&pattern.value) {
            let why =
                "in a regular expression, brackets are a character class: they match one of these letters";
            findings.warn(
                Diagnostic::error(format!("`[{word}]` matches a single letter, not the word"), pattern.span)
                    .with_note("why", why)
                    .with_note(
                        "help",
                        format!("write `\\[{word}\\]` if the message has brackets, otherwise remove them"),
                    ),
            );
        } else if stops_at_line_break(&pattern.value) {
            findings.add(line_break(pattern, text));
            inform(findings);
        }
        seen.entry(pattern.value.as_str()).or_insert(pattern);
        if matches!(pattern.value.as_str(), ".*" | ".+" | "(?s).*" | "(?s).+" | r"[\s\S]*" | r"[\s\S]+") {
            all.get_or_insert(pattern);
        }
    }
}

/// Lowers the severity of the last finding to info.
fn inform(findings: &mut Findings) {
    if let Some(finding) = findings.list.last_mut() {
        finding.severity = Severity::Info;
    }
}

fn known<'a>(pattern: &'a str, read: &mut HashMap<&'a str, Pattern>) -> Pattern {
    *read.entry(pattern).or_insert_with(|| {
        let regex = match Regex::new(pattern.as_bytes()) {
            Ok(regex) => regex,
            Err(error) => {
                let is_limit = matches!(
                    error.kind(),
                    ErrorKind::CharacterName | ErrorKind::CanonicalEquivalence | ErrorKind::PatternTooComplex
                );
                return if is_limit { Pattern::Unknown } else { Pattern::Broken };
            }
        };
        let mut matches: Statuses = [0; 8];
        for (at, status) in (100_u16..600).enumerate() {
            match regex.is_full_match(status.to_string().as_bytes(), &mut Budget::steps(STEPS)) {
                Ok(true) => matches.iter_mut().skip(at / 64).take(1).for_each(|part| *part |= 1 << (at % 64)),
                Ok(false) => {}
                Err(_) => return Pattern::Unknown,
            }
        }
        Pattern::Matches(matches)
    })
}

/// Whether the second set is a subset of the first.
fn covers(all: &Statuses, some: &Statuses) -> bool {
    all.iter().zip(some).all(|(all, some)| some & !all == 0)
}

fn broken(pattern: &Spanned<String>) -> Diagnostic {
    let why = match Regex::new(pattern.value.as_bytes()) {
        Err(error) => format!("it is not a valid Java regular expression: {error}"),
        Ok(_) => "it is not a valid Java regular expression".to_owned(),
    };
    let help = "write a regular expression, such as `5\\d{2}` or `.*Error.*`, not a glob pattern";
    let mut finding =
        Diagnostic::error(format!("`{}` matches nothing", pattern.value), pattern.span).with_note("why", why);
    finding = finding.with_note("help", help);
    finding
}

fn unreachable(pattern: &Spanned<String>, first: Option<&Spanned<String>>) -> Diagnostic {
    let finding = Diagnostic::error(format!("`{}` is unreachable", pattern.value), pattern.span)
        .with_note("why", "earlier patterns match everything that it matches")
        .with_note("help", "move it before them, or remove it");
    match first {
        Some(first) => finding.with_label(first.span, "this pattern comes first"),
        None => finding,
    }
}

/// What a pattern that matches no status was probably meant to be.
fn help(pattern: &str) -> String {
    let meant = pattern.replace("//", "\\").replace("/d", "\\d").replace("\\\\", "\\");
    let class = pattern.to_ascii_lowercase();
    if meant != pattern {
        return format!("did you mean `{meant}`?");
    }
    match class.as_bytes() {
        [digit @ b'1'..=b'5', b'x', b'x'] => format!("did you mean `{}\\d{{2}}`?", char::from(*digit)),
        _ => "write a pattern for statuses, such as `5\\d{2}`: the body is not matched".to_owned(),
    }
}

/// Whether a pattern is meant for numbers.
fn is_number(pattern: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || "\\d{}[]-^$()|,?:+".contains(c);
    pattern.chars().all(is_of_number)
}

/// A character class that is a word: a class that was meant as one would not repeat a letter.
fn word_in_class(pattern: &str) -> Option<&str> {
    const SHORTEST: usize = 4;
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('[') {
        let word = behind.split(']').next().unwrap_or_default();
        let is_word = word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let twice = word
            .bytes()
            .enumerate()
            .any(|(at, byte)| word.as_bytes().iter().take(at).any(|other| *other == byte));
        if is_word && twice && word.len() < LONGEST_WORD && !before.ends_with('\\') {
            return Some(word);
        }
        rest = behind;
    }
    None
}

/// The longest class that is checked for being a word.
const LONGEST_WORD: usize = 40;

/// Whether a pattern uses `.*` or `.+` and nothing in it matches line breaks.
fn stops_at_line_break(pattern: &str) -> bool {
    let allows = ["(?s", "(?ms", "(?is", "\\n", "\\s", "\\S", "\\R", "\\r", "\n", "[^"];
    if allows.iter().any(|part| pattern.contains(part)) {
        return false;
    }
    let mut is_escaped = false;
    let mut in_class = false;
    let mut is_any = false;
    for c in pattern.chars() {
        if is_any && matches!(c, '*' | '+') {
            return true;
        }
        is_any = c == '.' && !is_escaped && !in_class;
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    false
}

fn line_break(pattern: &Spanned<String>, text: &str) -> Diagnostic {
    let mut finding = Diagnostic::error(
        "`.` does not match line breaks, which the error message may contain",
        pattern.span,
    )
    .with_note("why", "a message of several lines does not match as a whole and selects the default response")
    .with_note("help", "start the pattern with `(?s)`");
    let written = pattern.span.text(text);
    let start = written.find(|c| !matches!(c, '"' | '\'')).unwrap_or_default();
    let is_plain = written
        .get(start..)
        .is_some_and(|rest| rest.starts_with(pattern.value.chars().next().unwrap_or_default()));
    if is_plain && start <= 1 {
        let at = Span::at(pattern.span.start() + start);
        let edit = Edit::insert(at.start(), "(?s)");
        finding.fix = Some(Fix::new("match line breaks", vec![edit], Applicability::Unsafe));
    }
    finding
}

/// Reports responses without a pattern after the first: only one of them is used.
fn second_default(wire: &Wire<'_>, findings: &mut Findings) {
    let mut defaults =
        wire.integration.responses.iter().filter(|response| response.selection_pattern.is_none());
    let Some(first) = defaults.next() else { return };
    for second in defaults {
        findings.warn(
            Diagnostic::error("this is a second response without a pattern", second.status_code.span)
                .with_label(first.status_code.span, "this is already the default response")
                .with_note("why", "only one of them is used for answers that no pattern matches")
                .with_note("help", "give it a pattern, such as `5\\d{2}`"),
        );
    }
}
