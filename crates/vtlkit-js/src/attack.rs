//! Tests templates with hostile requests.

use serde_json::Value;
use vtlkit::{Phase, Request, attack_template};
use vtlkit_text::Utf16Offsets;

use crate::options::{Options, wrong};
use crate::problem;

/// Renders a template for hostile variants of a request. Returns an object with `attempts`, the `base` that they
/// change, with its index among the requests, and, if no request works unchanged, the `problem` of the first. Options:
/// `phase`, `dialect` and `limits`. `requests` is a list; the variants change the first one that works. If it is empty,
/// a request is generated from what the template reads.
pub fn attack(text: &str, options: &str, requests: &str) -> Result<String, String> {
    let mut options = Options::read(options, &["phase", "dialect", "limits"])?;
    let mut render = options.render()?;
    if options.word("phase", &["request", "response"])? == 1 {
        render.phase = Phase::Response;
    }
    let attack =
        attack_template(text, &render, &read(requests)?).map_err(|error| problem::of(text, &error))?;
    Ok(attack.to_json(&|text, offset| Utf16Offsets::new(text).of(offset)).to_string())
}

fn read(requests: &str) -> Result<Vec<Request>, String> {
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let list =
        serde_json::from_str::<Vec<Value>>(requests).map_err(|_| wrong("the requests must be a list"))?;
    let read = |request: Value| {
        request
            .to_string()
            .parse()
            .map_err(|error: vtlkit::RequestError| problem::plain("request", &error.message, None))
    };
    list.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_has_its_place_in_utf16() {
        let attack = |options, requests| -> Value {
            serde_json::from_str(&attack("{\"😀\": \"$input.path('$.a')\"}", options, requests).unwrap())
                .unwrap()
        };
        let found = attack("", r#"[{"body": {"a": 1}}]"#);
        let quote =
            found["attempts"].as_array().unwrap().iter().find(|it| it["change"] == "a quote").unwrap();
        assert_eq!((&quote["where"], &quote["verdict"]), (&"$.a".into(), &"broken".into()));
        assert_eq!(quote["output"], "{\"😀\": \"say \"hi\"\"}");
        assert_eq!(quote["place"], serde_json::json!([13, 14]));
        assert_eq!(quote["input"]["body"], "{\n  \"a\": \"say \\\"hi\\\"\"\n}");
        assert_eq!(found["base"], serde_json::json!({"request": {"body": "{\"a\":1}"}, "index": 0}));
        let unsound = attack(r#"{"phase": "response"}"#, r#"[{"body": {"a": "\""}}]"#);
        assert!(unsound["problem"].as_str().unwrap().starts_with("what the client gets is invalid JSON"));
        assert_eq!(unsound["base"]["index"], 1);
    }

    #[test]
    fn wrong_requests_are_refused() {
        let message = |requests| {
            let error: Value = serde_json::from_str(&attack("", "", requests).unwrap_err()).unwrap();
            error["message"].as_str().unwrap().to_owned()
        };
        assert_eq!(message("{}"), "the requests must be a list");
        assert!(message(r#"[{"x": 1}]"#).starts_with("a request has no member `x`"));
    }
}
