//! Patterns of responses that choose nothing, or not what is meant.

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

The pattern of an integration response that is no regular expression of Java; that matches no status, where statuses are matched;
that is never reached, as patterns in front of it match all that it matches; a second response without a pattern; a word in brackets, such as
`[NotFound]`, in a pattern for messages; and, as a remark,
`.` in a pattern for the error messages of a Lambda function, and a pattern for statuses in its place.

# Why it matters

A pattern has to match the whole status, or, for a Lambda function, the whole error message. `.` does not match a line break: a message
of two lines gets the default response, which mostly says that all went well.

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

/// What patterns match: a bit for each status from 100 to 599.
type Statuses = [u64; 8];

/// How many steps a pattern may take for a status.
const STEPS: u64 = 2_000;

/// How many patterns are looked at for the one that goes before another.
const MOST: usize = 50;

/// What is known of a pattern.
#[derive(Clone, Copy)]
enum Pattern {
    /// It is no regular expression.
    Broken,
    /// It matches these statuses.
    Matches(Statuses),
    /// It cannot be told what it matches.
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

/// The responses with patterns that are known.
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
    // A service that is not known may be Lambda.
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
                    .with_note(
                        "why",
                        "a pattern has to match the whole status of the answer: the response is never used",
                    )
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
                    format!("`{}` only matches a message that is a number", pattern.value),
                    pattern.span,
                )
                .with_note("why", "of a Lambda function the error message is matched, not a status")
                .with_note("help", "write a pattern for the messages of the function"),
            );
            inform(findings);
        } else if let Some(word) = word_in_class(&pattern.value) {
            let why = "brackets are a class in a regular expression: they match one of these letters";
            findings.warn(
                Diagnostic::error(format!("`[{word}]` matches a letter, not the word"), pattern.span)
                    .with_note("why", why)
                    .with_note(
                        "help",
                        format!("write `\\[{word}\\]` where the message has brackets, or leave them out"),
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

/// Makes the last finding a remark.
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

/// Whether all that is in one set is in the other.
fn covers(all: &Statuses, some: &Statuses) -> bool {
    all.iter().zip(some).all(|(all, some)| some & !all == 0)
}

fn broken(pattern: &Spanned<String>) -> Diagnostic {
    let why = match Regex::new(pattern.value.as_bytes()) {
        Err(error) => format!("it is no regular expression of Java: {error}"),
        Ok(_) => "it is no regular expression of Java".to_owned(),
    };
    let help = "write a regular expression, such as `5\\d{2}` or `.*Error.*`, not a pattern of file names";
    let mut finding =
        Diagnostic::error(format!("`{}` matches nothing", pattern.value), pattern.span).with_note("why", why);
    finding = finding.with_note("help", help);
    finding
}

fn unreachable(pattern: &Spanned<String>, first: Option<&Spanned<String>>) -> Diagnostic {
    let finding = Diagnostic::error(format!("`{}` is never reached", pattern.value), pattern.span)
        .with_note("why", "patterns in front of it match all that it matches")
        .with_note("help", "put it in front of them, or remove it");
    match first {
        Some(first) => finding.with_label(first.span, "this one comes first"),
        None => finding,
    }
}

/// What is probably meant by a pattern that matches no status.
fn help(pattern: &str) -> String {
    let meant = pattern.replace("//", "\\").replace("/d", "\\d").replace("\\\\", "\\");
    let class = pattern.to_ascii_lowercase();
    if meant != pattern {
        return format!("did you mean `{meant}`?");
    }
    match class.as_bytes() {
        [digit @ b'1'..=b'5', b'x', b'x'] => format!("did you mean `{}\\d{{2}}`?", char::from(*digit)),
        _ => {
            "write a pattern for statuses, such as `5\\d{2}`: the text of an answer is not matched".to_owned()
        }
    }
}

/// Whether a pattern is one for numbers.
fn is_number(pattern: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || "\\d{}[]-^$()|,?:+".contains(c);
    pattern.chars().all(is_of_number)
}

/// A class of letters that is a word: of a class, nobody writes a letter twice.
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

/// How long words are that are looked at.
const LONGEST_WORD: usize = 40;

/// Whether `.` stands in a pattern for whatever comes, and nothing in it allows for line breaks.
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
    let mut finding =
        Diagnostic::error("`.` matches no line break, and the message may have some", pattern.span)
            .with_note(
                "why",
                "a message of several lines does not match as a whole, and gets the default response",
            )
            .with_note("help", "put `(?s)` in front of the pattern");
    let written = pattern.span.text(text);
    let start = written.find(|c| !matches!(c, '"' | '\'')).unwrap_or_default();
    let is_plain = written
        .get(start..)
        .is_some_and(|rest| rest.starts_with(pattern.value.chars().next().unwrap_or_default()));
    if is_plain && start <= 1 {
        let at = Span::at(pattern.span.start() + start);
        let edit = Edit::insert(at.start(), "(?s)");
        finding.fix = Some(Fix::new("match line breaks too", vec![edit], Applicability::Unsafe));
    }
    finding
}

/// Of several responses without a pattern only one is used.
fn second_default(wire: &Wire<'_>, findings: &mut Findings) {
    let mut defaults =
        wire.integration.responses.iter().filter(|response| response.selection_pattern.is_none());
    let Some(first) = defaults.next() else { return };
    for second in defaults {
        findings.warn(
            Diagnostic::error("this is a second response without a pattern", second.status_code.span)
                .with_label(first.status_code.span, "this one is the default already")
                .with_note(
                    "why",
                    "an answer that no pattern matches gets one of them, and the other is never used",
                )
                .with_note("help", "give it a pattern, such as `5\\d{2}`"),
        );
    }
}
