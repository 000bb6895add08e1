//! Variants of requests: hostile, empty, missing, long and non-ASCII values in each position.

use serde_json::{Value, json};

/// The member that a hostile value tries to add.
pub(super) const INJECTED: &str = "injected";

/// Maximum number of changed positions of a body.
const MOST_PLACES: usize = 40;

/// Maximum total size of the changed bodies, in bytes: fewer positions of a large body are changed.
const MOST_BYTES: usize = 64 << 20;

/// The values for a position of a body; `None` removes it.
fn values() -> [(&'static str, Option<Value>); 15] {
    [
        ("missing", None),
        ("null", Some(Value::Null)),
        ("an empty string", Some("".into())),
        ("a quote", Some("say \"hi\"".into())),
        ("a backslash at the end", Some("C:\\".into())),
        ("a single quote", Some("O'Hara".into())),
        ("line breaks and a tab", Some("two\nlines\r\n\tand a tab".into())),
        ("an added member", Some(format!("x\",\"{INJECTED}\":\"yes").into())),
        ("a reference and a directive", Some("$input.body #set($x = 1) #end".into())),
        ("accents, an emoji and right-to-left text", Some("Zoë 🙂 שלום".into())),
        ("U+2028 and a control character", Some("a\u{2028}b\u{1}".into())),
        ("10,000 characters", Some("x".repeat(10_000).into())),
        ("a large number", Some(json!(12_345_678_901_234_567_890_u64))),
        ("a list", Some(json!(["x", "y"]))),
        ("an object", Some(json!({"x": 1}))),
    ]
}

/// The change to a body that cannot be parsed.
pub(super) const INVALID: &str = "invalid JSON";

/// Replacements of the whole body.
const BODIES: [(&str, &str); 6] = [
    ("an empty body", ""),
    ("an empty object", "{}"),
    ("an empty list", "[]"),
    ("null", "null"),
    ("a string", "\"text\""),
    (INVALID, "{\"name\": "),
];

/// Values for a header or a query parameter; `None` removes it.
pub(super) const TEXTS: [(&str, Option<&str>); 6] = [
    ("missing", None),
    ("empty", Some("")),
    ("a quote", Some("say \"hi\"")),
    ("a backslash at the end", Some("C:\\")),
    ("an added member", Some("x\",\"injected\":\"yes")),
    ("accents and an emoji", Some("Zoë 🙂")),
];

/// A changed body.
pub(super) struct BodyVariant {
    /// The changed position, as a JSONPath; `body` for the whole body.
    pub(super) place: String,
    pub(super) change: &'static str,
    /// Whether the whole body is replaced, so that the injected member can be intended.
    pub(super) is_whole: bool,
    pub(super) body: String,
}

/// The variants of a body; for one that is not JSON, only replacements of the whole body.
pub(super) fn of_body(body: &str) -> Vec<BodyVariant> {
    let whole = BODIES.into_iter().map(|(change, body)| BodyVariant {
        place: "body".into(),
        change,
        is_whole: true,
        body: body.into(),
    });
    let mut out: Vec<BodyVariant> = whole.collect();
    let Ok(document) = serde_json::from_str::<Value>(body) else { return out };
    let most = MOST_PLACES.min(MOST_BYTES / (values().len() * body.len().max(1)));
    for path in places(&document, most) {
        for (change, value) in values() {
            let mut changed = document.clone();
            put(&mut changed, &path, value);
            let (place, body) = (shown(&path), format!("{changed:#}"));
            out.push(BodyVariant { place, change, is_whole: false, body });
        }
    }
    out
}

/// JSON text with plain words in place of its strings, so that none breaks a template; other texts are unchanged.
pub(super) fn plain_values(body: &str) -> String {
    let Ok(mut document) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    let mut open = vec![&mut document];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values_mut()),
            Value::String(text) => {
                text.retain(|c| c.is_ascii_alphanumeric() || "_ .:/#-".contains(c));
                if text.is_empty() {
                    text.push_str("text");
                }
            }
            _ => {}
        }
    }
    format!("{document:#}")
}

/// A step of a path in a document.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// The first `most` positions of a document below its root; for a list, only its first item.
fn places(document: &Value, most: usize) -> Vec<Vec<Step>> {
    let mut out = Vec::new();
    let mut open = vec![(Vec::new(), document)];
    // In document order: the last one pushed is visited first.
    while let Some((path, value)) = open.pop() {
        if out.len() >= most {
            break;
        }
        if !path.is_empty() {
            out.push(path.clone());
        }
        let inner = |step: Step| [&path[..], &[step]].concat();
        match value {
            Value::Array(items) => open.extend(items.first().map(|item| (inner(Step::Item(0)), item))),
            Value::Object(members) => {
                let first: Vec<_> = members.iter().take(most).collect();
                let of_member = |(name, value): (&String, _)| (inner(Step::Member(name.clone())), value);
                open.extend(first.into_iter().rev().map(of_member));
            }
            _ => {}
        }
    }
    out
}

/// Sets the value at a position of a document, or removes it.
fn put(document: &mut Value, path: &[Step], value: Option<Value>) {
    let Some((last, outer)) = path.split_last() else { return };
    let inner = outer.iter().try_fold(document, |value, step| match step {
        Step::Member(name) => value.get_mut(name),
        Step::Item(at) => value.get_mut(at),
    });
    match (inner, last) {
        (Some(Value::Object(members)), Step::Member(name)) => match value {
            Some(value) => drop(members.insert(name.clone(), value)),
            None => drop(members.shift_remove(name)),
        },
        (Some(Value::Array(items)), Step::Item(at)) if *at < items.len() => match value {
            Some(value) => items[*at] = value,
            None => drop(items.remove(*at)),
        },
        _ => {}
    }
}

/// A position as a JSONPath.
fn shown(path: &[Step]) -> String {
    path.iter().fold("$".to_owned(), |out, step| match step {
        Step::Member(name) => format!("{out}.{name}"),
        Step::Item(at) => format!("{out}[{at}]"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_a_large_body_are_bounded() {
        let names: Vec<String> = (0..1000).map(|at| format!("\"n{at}\": \"{}\"", "x".repeat(1000))).collect();
        let body = format!("{{{}}}", names.join(","));
        let variants = of_body(&body);
        let places = (variants.len() - BODIES.len()) / values().len();
        assert_eq!(places, MOST_BYTES / (values().len() * body.len()));
        assert!(places > 1);
        // A body that is too large for a single position still has its replacements.
        assert_eq!(of_body(&format!("[\"{}\"]", "x".repeat(MOST_BYTES))).len(), BODIES.len());
    }

    #[test]
    fn places_are_in_the_order_of_the_document() {
        let document = serde_json::from_str(r#"{"b": [{"c": 1}, 2], "a": {"d": null}}"#).unwrap();
        let all: Vec<String> = places(&document, 9).iter().map(|path| shown(path)).collect();
        assert_eq!(all, ["$.b", "$.b[0]", "$.b[0].c", "$.a", "$.a.d"]);
        assert_eq!(places(&document, 2).len(), 2);
    }
}
