//! Cases of Java's behaviour: one JSON object per line.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

pub mod json;

use json::Json;
use vtlkit_regex::{Budget, ErrorKind, Regex, utf16_offset};

/// The results of the crate for a case, in the format of `expected`, for the members that `expected` has.
pub fn run(case: &Json, expected: &Json) -> Json {
    let error = |name: &str| Json::Object(vec![("error".to_owned(), Json::Text(name.into()))]);
    let Ok(regex) = Regex::new(case.text("pattern")) else { return error("pattern") };
    evaluate(&regex, case, expected).unwrap_or_else(|kind| match kind {
        ErrorKind::MatcherFailure => error("match"),
        kind => error(&format!("{kind:?}")),
    })
}

fn evaluate(regex: &Regex, case: &Json, expected: &Json) -> Result<Json, ErrorKind> {
    let (input, replacement) = (case.text("input"), case.text("replacement"));
    let mut budget = Budget { steps: 50_000_000, output_bytes: 1 << 24 };
    let mut out = Vec::new();
    let (mut spans, mut groups) = (Vec::new(), Vec::new());
    let mut matches = regex.matches(input).map_err(|e| e.kind())?;
    while let Some(found) = matches.next(&mut budget).map_err(|e| e.kind())? {
        let span = |span: &std::ops::Range<usize>| {
            let unit = |offset| Json::Number(utf16_offset(input, offset) as i64);
            Json::List(vec![unit(span.start), unit(span.end)])
        };
        spans.push(span(&found.span));
        let none = Json::List(vec![Json::Number(-1), Json::Number(-1)]);
        groups.push(Json::List(
            found.groups.iter().map(|group| group.as_ref().map_or(none.clone(), span)).collect(),
        ));
    }
    out.push(("find".to_owned(), Json::List(spans)));
    out.push(("groups".to_owned(), Json::List(groups)));
    let whole = regex.is_full_match(input, &mut budget).map_err(|e| e.kind())?;
    out.push(("matches".to_owned(), Json::Bool(whole)));
    for (name, first) in [("replaceAll", false), ("replaceFirst", true)] {
        let mut text = b"before \xed\xa0\xbd".to_vec();
        let before = text.len();
        let result = if first {
            regex.replace_first(input, replacement, &mut budget, &mut text)
        } else {
            regex.replace_all(input, replacement, &mut budget, &mut text)
        };
        let value = match result {
            Ok(()) => Json::Text(text.split_off(before)),
            Err(e) if e.kind() == ErrorKind::InvalidReplacement => Json::Null,
            Err(e) => return Err(e.kind()),
        };
        out.push((name.to_owned(), value));
    }
    for (name, limit) in [("split", 0), ("split-1", -1), ("split1", 1), ("split2", 2), ("split3", 3)] {
        let mut parts = Vec::new();
        let mut give = |part: &[u8]| parts.push(Json::Text(part.to_vec()));
        regex.split(input, limit, &mut budget, &mut give).map_err(|e| e.kind())?;
        out.push((name.to_owned(), Json::List(parts)));
    }
    out.retain(|(key, _)| expected.get(key).is_some());
    Ok(Json::Object(out))
}
