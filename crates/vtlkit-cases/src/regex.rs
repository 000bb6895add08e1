//! Cases of regular expressions: the results of `java.util.regex` for a pattern, an input and a replacement.

use vtlkit_regex::{Budget, Error, Regex, utf16_offset};

use crate::Json;

/// A step limit that no case reaches.
const STEPS: u64 = 50_000_000;

/// Runs a case with `pattern`, `input` and `replacement`. Returns the spans of all matches in UTF-16 code units,
/// whether the whole input matches, and the results of replacing and splitting; null for a replacement that is
/// rejected.
pub(crate) fn run(case: &Json) -> Json {
    let text =
        |name: &str| if let Some(Json::String(text)) = case.get(name) { text.clone() } else { Vec::new() };
    let (pattern, input, replacement) = (text("pattern"), text("input"), text("replacement"));
    let member = |name: &str, value: Json| (name.to_owned(), value);
    let Ok(regex) = Regex::new(&pattern) else {
        return Json::Object(vec![member("error", Json::String(b"pattern".to_vec()))]);
    };
    let replaced = |replace: &dyn Fn(&mut Vec<u8>) -> Result<(), Error>| {
        let mut out = Vec::new();
        replace(&mut out).map_or(Json::Null, |()| Json::String(out))
    };
    let budget = || Budget::steps(STEPS);
    let mut parts = Vec::new();
    let split = regex.split(&input, 0, &mut budget(), &mut |part| parts.push(Json::String(part.to_vec())));
    Json::Object(vec![
        member("find", find(&regex, &input).unwrap_or(Json::Null)),
        member("matches", regex.is_full_match(&input, &mut budget()).map_or(Json::Null, Json::Bool)),
        member("replaceAll", replaced(&|out| regex.replace_all(&input, &replacement, &mut budget(), out))),
        member(
            "replaceFirst",
            replaced(&|out| regex.replace_first(&input, &replacement, &mut budget(), out)),
        ),
        member("split", split.map_or(Json::Null, |()| Json::Array(parts))),
    ])
}

fn find(regex: &Regex, input: &[u8]) -> Result<Json, Error> {
    let mut budget = Budget::steps(STEPS);
    let mut matches = regex.matches(input)?;
    let mut spans = Vec::new();
    while let Some(found) = matches.next(&mut budget)? {
        let place = |offset| Json::Integer(utf16_offset(input, offset).to_string());
        spans.push(Json::Array(vec![place(found.span.start), place(found.span.end)]));
    }
    Ok(Json::Array(spans))
}

/// Whether an outcome passes. The recordings have U+FFFD for lone surrogates.
pub(crate) fn fits(expected: &Json, outcome: &Json) -> bool {
    match (expected, outcome) {
        (Json::Object(members), Json::Object(_)) => {
            members.iter().all(|(name, value)| outcome.get(name).is_some_and(|outcome| fits(value, outcome)))
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| fits(a, b)),
        (Json::String(a), Json::String(b)) => a == b || *a == replace_halves(b),
        _ => expected == outcome,
    }
}

fn replace_halves(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((c, len)) = vtlkit_java::wtf8::code_point(text, at) {
        let c = char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        at += len;
    }
    out
}
