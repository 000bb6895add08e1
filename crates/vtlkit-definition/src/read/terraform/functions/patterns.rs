//! Functions with regular expressions. Terraform uses Go's syntax (RE2); the common subset is the same in Java except
//! for the syntax of named groups.

use std::ops::Range;
use std::rc::Rc;

use vtlkit_regex::{Budget, Match, Regex};

use super::{Arguments, Outcome};
use crate::read::terraform::eval::Terraform;
use crate::read::terraform::value::{Member, Object, Value};

/// Maximum number of matching steps of one call.
const STEPS: u64 = 1 << 20;
/// Maximum number of matches of one call.
const MATCHES: usize = 1_000;

impl Terraform<'_, '_> {
    pub(super) fn of_patterns(&self, name: &str, arguments: &Arguments) -> Outcome {
        match name {
            "regex" => {
                let (pattern, text) = (arguments.known(0)?, arguments.known(1)?);
                let found = self.matches(&pattern, &text, 1)?;
                Some(found.first().map_or_else(
                    || Value::wrong("regex(…)", arguments.span),
                    |found| captured(&pattern, &text, found, arguments),
                ))
            }
            "regexall" => {
                let (pattern, text) = (arguments.known(0)?, arguments.known(1)?);
                let found = self.matches(&pattern, &text, MATCHES)?;
                let found = found.iter().map(|found| captured(&pattern, &text, found, arguments));
                Some(Value::list(found.collect(), arguments.span))
            }
            // A substring in slashes is a pattern.
            "replace" => {
                let (text, pattern, by) = (arguments.known(0)?, arguments.known(1)?, arguments.known(2)?);
                let pattern = pattern.strip_prefix('/')?.strip_suffix('/')?;
                let by = in_java(&by.replace("${", "$").replace('}', ""));
                let regex = Regex::new(in_java(pattern).as_bytes()).ok()?;
                let mut budget = Budget { steps: STEPS, output_bytes: 1 << 20 };
                let mut out = Vec::new();
                self.spend(text.len() * 8);
                regex.replace_all(text.as_bytes(), by.as_bytes(), &mut budget, &mut out).ok()?;
                arguments.made(&String::from_utf8(out).ok()?)
            }
            _ => None,
        }
    }

    fn matches(&self, pattern: &str, text: &str, most: usize) -> Option<Vec<Match>> {
        self.spend(pattern.len() * 8 + text.len() * 8).then_some(())?;
        let regex = Regex::new(in_java(pattern).as_bytes()).ok()?;
        let mut budget = Budget::steps(STEPS);
        let mut matches = regex.matches(text.as_bytes()).ok()?;
        let mut out = Vec::new();
        while out.len() < most {
            match matches.next(&mut budget).ok()? {
                Some(found) => out.push(found),
                None => break,
            }
        }
        Some(out)
    }
}

fn in_java(pattern: &str) -> String {
    pattern.replace("(?P<", "(?<")
}

/// The result of a match: the whole match, or its groups as a list or, if they are named, as an object.
fn captured(pattern: &str, text: &str, found: &Match, arguments: &Arguments) -> Value {
    let span = arguments.span;
    let of = |range: Option<&Range<usize>>| match range.and_then(|range| text.get(range.clone())) {
        Some(part) => Value::text(part, span),
        None => Value::null(span),
    };
    if found.groups.is_empty() {
        return of(Some(&found.span));
    }
    let names: Vec<&str> = pattern.split("(?P<").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let groups = found.groups.iter().map(|group| of(group.as_ref()));
    if names.len() == found.groups.len() {
        let members = names.into_iter().zip(groups);
        let members = members.map(|(name, value)| (Rc::from(name), Member { key: span, value }));
        return Value::object(members.collect::<Object>(), span);
    }
    Value::list(groups.collect(), span)
}
