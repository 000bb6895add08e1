use vtlkit_java::wtf8;

use crate::run::plain;
use crate::{Engine, Json, Outcome, regex, run};

/// One check of a case.
#[derive(Debug)]
pub struct Check {
    /// The id of the case, with the kind of check.
    pub name: String,
    /// The case.
    case: Json,
    side: Side,
}

#[derive(Clone, Copy, Debug)]
enum Side {
    /// The case against `expected`, or the result of a newer JsonPath version.
    Expected,
    /// A plain case in stock Velocity.
    Stock,
    /// A plain case in API Gateway's Velocity.
    Aws,
    /// The same case without the lines that define its variables.
    Bare,
    /// A case of a regular expression.
    Regex,
}

/// The checks of a case: a plain case is checked in both dialects, a recorded one also in its bare form. Empty for a
/// case that has neither a template nor a regular expression.
pub fn checks(case: &Json) -> Vec<Check> {
    let id = case.text("id").unwrap_or_default();
    if case.get("template").is_none() {
        let regex = case.get("pattern").is_some() && case.get("input").is_some();
        return regex
            .then(|| Check { name: id, case: case.clone(), side: Side::Regex })
            .into_iter()
            .collect();
    }
    let sides: &[(&str, Side)] = match (case.text("mode").as_deref(), case.get("bare")) {
        (Some("apigw"), Some(_)) => &[("", Side::Expected), (" bare", Side::Bare)],
        (Some("apigw"), None) => &[("", Side::Expected)],
        _ => &[(" stock", Side::Stock), (" aws", Side::Aws)],
    };
    sides
        .iter()
        .map(|&(suffix, side)| Check { name: format!("{id}{suffix}"), case: case.clone(), side })
        .collect()
}

impl Check {
    /// How the check is run, and its expectation.
    fn expected(&self) -> (fn(&Json) -> Outcome, &Json) {
        let case = &self.case;
        let expected = case.get("expected").unwrap_or(&Json::Null);
        match self.side {
            Side::Expected => {
                (run, case.get("also").and_then(|also| also.get("jsonpath-2.9.0")).unwrap_or(expected))
            }
            Side::Stock => (|case| plain(case, Engine::Stock, None), expected),
            Side::Aws => {
                (|case| plain(case, Engine::Aws, None), case.get("expected_aws").unwrap_or(expected))
            }
            Side::Bare | Side::Regex => {
                (|case| plain(case.get("bare").unwrap_or(&Json::Null), Engine::Aws, None), expected)
            }
        }
    }

    /// Runs the check.
    ///
    /// # Errors
    ///
    /// The expected and the actual result. A case with `xfail` must fail: it is an error if it passes.
    pub fn run(&self) -> Result<(), String> {
        let result = self.compare();
        match (self.case.text("xfail"), result) {
            (None, result) => result,
            (Some(_), Err(_)) => Ok(()),
            (Some(reason), Ok(())) => Err(format!("passes, though it is marked as failing: {reason}")),
        }
    }

    /// The render of the check as a JSON job, for another build of vtlkit: `template`, and `request` or `variables` as
    /// JSON text, with the `dialect`. `None` for a case of a regular expression.
    pub fn job(&self) -> Option<Json> {
        let (case, dialect) = match self.side {
            Side::Expected => (&self.case, "api-gateway"),
            Side::Stock => (&self.case, "velocity"),
            Side::Aws => (&self.case, "api-gateway"),
            Side::Bare => (self.case.get("bare")?, "api-gateway"),
            Side::Regex => return None,
        };
        let mut members = vec![("dialect".to_owned(), Json::String(dialect.into()))];
        let values = [("template", "template"), ("vars", "variables"), ("variables", "variables")];
        let request = ("request", "request");
        let of_request = matches!(self.side, Side::Expected).then_some(request);
        for (name, to) in values.into_iter().chain(of_request) {
            members.extend(case.get(name).map(|value| {
                let text = || Json::String(value.to_serde().to_string().into_bytes());
                (to.to_owned(), if to == "template" { value.clone() } else { text() })
            }));
        }
        Some(Json::Object(members))
    }

    /// Compares the result of another build for the [job](Self::job), in which lone surrogates are `?`.
    ///
    /// # Errors
    ///
    /// See [`run`](Self::run).
    pub fn judge(&self, outcome: &Outcome) -> Result<(), String> {
        let (_, expected) = self.expected();
        let expected = readable(expected);
        let how = self.case.text("compare").unwrap_or_else(|| "exact".to_owned());
        match (self.case.text("xfail"), fits(&how, &expected, outcome)) {
            (None, true) | (Some(_), false) => Ok(()),
            (Some(reason), true) => Err(format!("passes, though it is marked as failing: {reason}")),
            (None, false) => {
                Err(difference(&expected, &outcome.to_json(&Json::Null), &self.case, "template"))
            }
        }
    }

    fn compare(&self) -> Result<(), String> {
        let case = &self.case;
        let expected = case.get("expected").unwrap_or(&Json::Null);
        if matches!(self.side, Side::Regex) {
            let outcome = regex::run(case);
            return if regex::fits(expected, &outcome) {
                Ok(())
            } else {
                Err(difference(expected, &outcome, case, "pattern"))
            };
        }
        let (run, expected) = self.expected();
        let outcome = run(case);
        let how = case.text("compare").unwrap_or_else(|| "exact".to_owned());
        if fits(&how, expected, &outcome) {
            return Ok(());
        }
        Err(difference(expected, &outcome.to_json(&Json::Null), case, "template"))
    }
}

/// Replaces lone surrogates by `?` in all strings.
fn readable(value: &Json) -> Json {
    match value {
        Json::String(text) => Json::String(wtf8::to_utf8(text).as_bytes().to_vec()),
        Json::Array(values) => Json::Array(values.iter().map(readable).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), readable(value))).collect())
        }
        other => other.clone(),
    }
}

/// A message with the expected and the actual result.
fn difference(expected: &Json, outcome: &Json, case: &Json, of: &str) -> String {
    let mut message = String::from("expected ");
    expected.write(&mut message);
    message.push_str("\n     got ");
    outcome.write(&mut message);
    message.push('\n');
    message.extend(std::iter::repeat_n(' ', 8_usize.saturating_sub(of.len())));
    message.push_str(of);
    message.push(' ');
    case.get(of).unwrap_or(&Json::Null).write(&mut message);
    message
}

/// Whether an outcome passes, with the case's kind of comparison.
fn fits(how: &str, expected: &Json, outcome: &Outcome) -> bool {
    let (text, overrides) = match outcome {
        Outcome::Error { .. } => return how == "error" || expected.get("error").is_some(),
        Outcome::Output { text, overrides } => (text, overrides),
    };
    if how == "error" || expected.get("error").is_some() {
        return false;
    }
    let same_overrides = expected.get("overrides").is_none_or(|expected| expected.same(overrides));
    let output = expected.get("output");
    let expected_text = || match output {
        Some(Json::String(text)) => text.clone(),
        _ => Vec::new(),
    };
    let parsed = || Json::parse(&wtf8::to_utf8(text)).ok().filter(|_| is_json(text));
    same_overrides
        && match how {
            "exact" => *text == expected_text(),
            "trim" => wtf8::to_utf8(text).trim() == wtf8::to_utf8(&expected_text()).trim(),
            "whitespace" => squeeze(text) == squeeze(&expected_text()),
            "json" => {
                parsed().zip(output).is_some_and(|(parsed, output)| parsed.same(output))
                    && key_order(expected, parsed())
            }
            "json_subset" => parsed().zip(output).is_some_and(|(parsed, output)| parsed.holds(output)),
            "one_of" => match expected.get("one_of") {
                Some(Json::Array(choices)) => choices.iter().any(|choice| match choice {
                    Json::String(choice) => choice == text,
                    other => parsed().is_some_and(|parsed| parsed.same(other)),
                }),
                _ => false,
            },
            "overrides_only" => true,
            _ => false,
        }
}

/// The parser of cases accepts more than JSON; an output that must be JSON is checked strictly.
fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(text).is_ok()
}

fn key_order(expected: &Json, parsed: Option<Json>) -> bool {
    let Some(Json::Array(order)) = expected.get("key_order") else { return true };
    let Some(Json::Object(members)) = parsed else { return false };
    let order: Vec<String> = order
        .iter()
        .filter_map(
            |key| if let Json::String(key) = key { Some(wtf8::to_utf8(key).into_owned()) } else { None },
        )
        .collect();
    members.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>() == order
}

fn squeeze(text: &[u8]) -> String {
    wtf8::to_utf8(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
