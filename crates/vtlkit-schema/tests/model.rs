//! The public interface: refusals, references, and inputs that must not exhaust resources.

#![allow(clippy::unwrap_used)]

use vtlkit_api::{BodyValidator, BodyVerdict as Said};
use vtlkit_schema::{ApiModels, ExceptionKind, Model, References, RefusalKind, Verdict};

fn model(text: &str) -> Model {
    Model::compile(text, &References::new()).unwrap()
}

/// Kind, source and message of each refusal.
fn refusals(text: &str) -> Vec<(RefusalKind, &str, String)> {
    let model = model(text);
    model
        .refusals()
        .iter()
        .map(|found| (found.kind(), found.span().text(text), found.message().to_owned()))
        .collect()
}

#[test]
fn a_sound_model_is_not_refused() {
    let text = r##"{"$schema": "http://json-schema.org/draft-04/schema#", "title": "Pet", "type": "object",
        "properties": {"id": {"type": "integer"}, "next": {"$ref": "#"}}, "required": ["id"]}"##;
    assert_eq!(refusals(text), []);
}

#[test]
fn refusals_point_into_the_text() {
    let text = r##"{"$schema": "http://json-schema.org/draft-07/schema#", "const": 1, "required": [],
        "properties": {"a": {"pattern": "(", "type": "strin"}, "b": {"$ref": "#/definitions/none"}}}"##;
    let found = refusals(text);
    let places: Vec<(RefusalKind, &str)> = found.iter().map(|(kind, place, _)| (*kind, *place)).collect();
    assert_eq!(
        places,
        [
            (RefusalKind::Draft, "\"http://json-schema.org/draft-07/schema#\""),
            (RefusalKind::UnknownKeyword, "\"const\""),
            (RefusalKind::Syntax, "[]"),
            (RefusalKind::Syntax, "\"(\""),
            (RefusalKind::Syntax, "\"strin\""),
        ]
    );
    // The references of a schema with syntax errors are not followed.
    let found = refusals(r##"{"properties": {"b": {"$ref": "#/definitions/none"}}}"##);
    let expected = "JSON Reference \"#/definitions/none\" cannot be resolved".to_owned();
    assert_eq!(found, [(RefusalKind::Reference, "\"#/definitions/none\"", expected)]);
}

#[test]
fn a_text_that_is_no_json_says_where() {
    let error = Model::compile("{\"type\": strin}", &References::new()).unwrap_err();
    assert_eq!(error.span().start(), 9);
}

#[test]
fn models_are_reached_by_url_and_by_name() {
    let mut references = References::new();
    references.add_model(
        "Tag",
        r##"{"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}}"##,
    );
    for reference in [
        "https://apigateway.amazonaws.com/restapis/a1b2c3/models/Tag",
        "https://apigateway.eu-west-1.amazonaws.com/restapis/x/models/Tag",
        "#/definitions/Tag",
        "#/components/schemas/Tag",
    ] {
        let model =
            Model::compile(&format!(r#"{{"items": {{"$ref": "{reference}"}}}}"#), &references).unwrap();
        assert_eq!(model.refusals(), [], "{reference}");
        assert!(model.validate(r#"[{"next": {"next": {"n": 1}}}]"#).is_valid(), "{reference}");
        let verdict = model.validate(r#"[{"next": {"next": {"n": "1"}}}]"#);
        assert_eq!(verdict.messages()[0].instance_pointer(), Some("/0/next/next/n"), "{reference}");
    }
    // The model's own definition takes precedence.
    let own = r##"{"definitions": {"Tag": {"type": "null"}}, "$ref": "#/definitions/Tag"}"##;
    assert!(Model::compile(own, &references).unwrap().validate("null").is_valid());
}

#[test]
fn every_api_has_two_models() {
    let api = vtlkit_api::Api::default();
    let models = ApiModels::new(&api);
    let wrong = |found: &str, allowed: &str| {
        let message = "does not match any allowed primitive type";
        Said::Invalid(format!(r#"[instance type ({found}) {message} (allowed: ["{allowed}"])]"#))
    };
    assert_eq!(models.validate("Empty", r#"{"a": 1}"#), Said::Valid);
    assert_eq!(models.validate("Empty", "[]"), wrong("array", "object"));
    assert_eq!(models.validate("Error", r#"{"message": "m"}"#), Said::Valid);
    assert_eq!(models.validate("Error", r#"{"message": 1}"#), wrong("integer", "string"));
    assert!(matches!(models.validate("Other", "{}"), Said::Fault(_)));
}

#[test]
fn models_may_refer_to_each_other_in_a_circle() {
    let url = |name: &str| format!("https://apigateway.amazonaws.com/restapis/x/models/{name}");
    let mut references = References::new();
    references.add_model("A", format!(r#"{{"properties": {{"b": {{"$ref": "{}"}}}}}}"#, url("B")));
    references.add_model(
        "B",
        format!(r#"{{"type": "object", "properties": {{"a": {{"$ref": "{}"}}}}}}"#, url("A")),
    );
    let model = Model::compile(&format!(r#"{{"$ref": "{}"}}"#, url("A")), &references).unwrap();
    assert!(model.validate(r#"{"b": {"a": {"b": {}}}}"#).is_valid());
    let verdict = model.validate(r#"{"b": {"a": {"b": 1}}}"#);
    assert_eq!(verdict.messages()[0].schema_uri(), Some(&*format!("{}#", url("B"))));
}

#[test]
fn nothing_is_fetched() {
    let model = model(r#"{"$ref": "http://example.com/schema.json"}"#);
    let Verdict::Exception(exception) = model.validate("1") else { panic!("an exception") };
    assert_eq!(exception.kind(), ExceptionKind::Reference);
    assert_eq!(exception.text(), "unable to dereference URI \"http://example.com/schema.json#\"");
    assert_eq!(model.validate("1").aws_list(), None);
}

#[test]
fn the_error_string_is_escaped_and_the_list_is_not() {
    let verdict = model(r#"{"pattern": "^\\d\"$"}"#).validate(r#""x""#);
    let list = r#"[ECMA 262 regex "^\d"$" does not match input string "x"]"#;
    assert_eq!(verdict.aws_list().unwrap(), list);
    let string = r#"[ECMA 262 regex \"^\\d\"$\" does not match input string \"x\"]"#;
    assert_eq!(verdict.validation_error_string().unwrap(), string);
}

#[test]
fn an_unparsable_body_says_where() {
    let model = model("{}");
    for (body, offset) in
        [("", 0), (" ", 1), ("{\"a\":1,}", 7), ("[1 2]", 3), ("nul", 0), ("\u{feff}{}", 0), ("01", 1)]
    {
        let Verdict::Unparsable(unparsable) = model.validate(body) else { panic!("{body}") };
        assert_eq!(unparsable.span().start(), offset, "{body}: {}", unparsable.reason());
    }
}

#[test]
fn warnings_are_listed_when_asked_for() {
    let model = model(r#"{"format": "int32", "maximum": 1}"#);
    assert_eq!(model.validate("1"), Verdict::Valid { warnings: Vec::new() });
    assert_eq!(model.validate_with_warnings("1").messages().len(), 1);
    // With an error, the warning is part of the list.
    assert_eq!(model.validate("2").messages().len(), 2);
}

#[test]
fn depth_does_not_overflow_the_stack() {
    let recursive = model(r##"{"items": {"$ref": "#"}, "properties": {"a": {"$ref": "#"}}}"##);
    let combined = model(r##"{"items": {"allOf": [{"anyOf": [{"$ref": "#"}]}]}, "uniqueItems": true}"##);
    let listed = model(r#"{"enum": [1]}"#);
    let nested = |depth: usize, open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
    for depth in [10, 128, 500, 999, 1_000] {
        for body in [nested(depth, "[", "]"), nested(depth, "{\"a\":", "}")] {
            assert!(recursive.validate(&body).is_valid(), "{depth}");
            assert!(!listed.validate(&body).is_valid(), "{depth}");
            let verdict = combined.validate(&body);
            assert!(verdict.is_valid() || matches!(verdict, Verdict::Exception(_)), "{depth}");
        }
    }
    for depth in [1_001, 100_000, 1_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let body = nested(depth, open, close);
            assert!(matches!(recursive.validate(&body), Verdict::Unparsable(_)), "{depth}");
            assert!(Model::compile(&body, &References::new()).is_err());
        }
    }
}

#[test]
fn deep_models_do_not_overflow_the_stack() {
    for (open, close) in [
        ("{\"items\":", "}"),
        ("{\"properties\":{\"a\":", "}}"),
        ("{\"allOf\":[", "]}"),
        ("{\"not\":", "}"),
        ("{\"x\":", "}"),
        ("{\"dependencies\":{\"a\":", "}}"),
    ] {
        for depth in [20, 60, 100, 450, 900] {
            let text = open.repeat(depth) + "{}" + &close.repeat(depth);
            let Ok(model) = Model::compile(&text, &References::new()) else { continue };
            model.validate("[[[1]]]");
            model.validate(r#"{"a": {"a": 1}}"#);
        }
    }
}

#[test]
fn long_numbers_are_compared_exactly() {
    let digits = "9".repeat(10_000);
    let limits = model(&format!(r#"{{"maximum": {digits}, "multipleOf": 3}}"#));
    assert!(limits.validate(&digits).is_valid());
    assert!(!limits.validate(&format!("{digits}0")).is_valid());
    assert!(!limits.validate(&format!("{}8", "9".repeat(9_999))).is_valid());
    let divisor = model(r#"{"multipleOf": 123456789012345678901234567890}"#);
    assert!(divisor.validate("1234567890123456789012345678900").is_valid());
    assert!(!divisor.validate("1234567890123456789012345678901").is_valid());
    assert!(matches!(limits.validate(&"9".repeat(200_000)), Verdict::Unparsable(_)));
    // A number too large for a double throws when it is compared.
    assert!(matches!(limits.validate("1e400"), Verdict::Exception(_)));
    assert!(model(r#"{"type": "number"}"#).validate("1e400").is_valid());
}

#[test]
fn expensive_patterns_end() {
    let model = model(r#"{"pattern": "^(a+)+$"}"#);
    assert!(model.validate(&format!("\"{}\"", "a".repeat(10_000))).is_valid());
    let Verdict::Exception(exception) = model.validate(&format!("\"{}b\"", "a".repeat(60))) else {
        panic!("an exception")
    };
    assert_eq!(exception.kind(), ExceptionKind::Limit);
}

#[test]
fn schemas_that_ask_twice_and_twice_again_end() {
    let twice = |next: &str| format!(r#"{{"allOf": [{{"$ref": "{next}"}}, {{"$ref": "{next}"}}]}}"#);
    let chain: Vec<String> =
        (1..40).map(|at| format!(r#""a{at}": {}"#, twice(&format!("#/definitions/a{}", at - 1)))).collect();
    let wide = format!(
        r##"{{"definitions": {{"a0": {{"type": "string"}}, {}}}, "$ref": "#/definitions/a39"}}"##,
        chain.join(", ")
    );
    let deep = format!(r#"{{"properties": {{"a": {}}}}}"#, twice("#"));
    let body = format!("{}1{}", r#"{"a": "#.repeat(50), "}".repeat(50));
    for (text, body) in [(&wide, r#""a""#), (&deep, body.as_str())] {
        let Verdict::Exception(exception) = model(text).validate(body) else { panic!("an exception") };
        assert_eq!(exception.kind(), ExceptionKind::Limit);
    }
    assert!(!model(&wide).validate("1").is_valid());
    assert!(model(&deep).validate(r#"{"a": {"a": {"a": 1}}}"#).is_valid());
}

#[test]
fn a_flood_of_messages_ends() {
    let model = model(&format!(r#"{{"items": {{"enum": ["{}"]}}}}"#, "x".repeat(100_000)));
    let body = format!("[{}1]", "1,".repeat(5_000));
    let Verdict::Exception(exception) = model.validate(&body) else { panic!("an exception") };
    assert_eq!(exception.kind(), ExceptionKind::Limit);
}

/// A deterministic pseudorandom number generator.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// Cuts, repeats and swaps pieces of texts.
    fn mangle(&mut self, texts: &[&str]) -> String {
        let mut text: Vec<char> = texts[self.below(texts.len())].chars().collect();
        for _ in 0..self.below(4) {
            let at = self.below(text.len() + 1);
            match self.below(4) {
                0 if at < text.len() => {
                    text.remove(at);
                }
                1 => {
                    let all: Vec<char> =
                        "{}[]\",:\\ 01e.-+$^*?()|aßé😀\u{0}\u{ffff}truefalsn#/".chars().collect();
                    text.insert(at, all[self.below(all.len())]);
                }
                2 => {
                    let other: Vec<char> = texts[self.below(texts.len())].chars().collect();
                    let from = self.below(other.len() + 1);
                    text.truncate(at);
                    text.extend(&other[from..]);
                }
                _ => text.truncate(at),
            }
        }
        text.into_iter().collect()
    }
}

#[test]
fn no_input_panics() {
    let models = [
        r##"{"type":"object","properties":{"a":{"$ref":"#/definitions/b"},"c":{"pattern":"^(a|b)*?\\1[^-z]{1,3}$"}},"definitions":{"b":{"allOf":[{"minimum":1.5},{"$ref":"#"}]}}}"##,
        r##"{"$schema":"http://json-schema.org/draft-03/schema#","type":["string",{"extends":{"$ref":"#"}}],"disallow":"any"}"##,
        r#"{"oneOf":[{"required":["a","b"]},{"dependencies":{"a":["b"],"c":{"not":{}}}}],"additionalProperties":false,"patternProperties":{"^x":{"format":"email"}}}"#,
        r#"{"$schema":"http://json-schema.org/draft-04/hyper-schema#","links":[{"href":"{a}","rel":"b","schema":{}}],"media":{"type":"a/b"}}"#,
        r#"{"items":[{"enum":[1,1.0e3,{"a":[]}]},{"multipleOf":0.01}],"additionalItems":{"format":"date-time"},"uniqueItems":true,"id":"http://a/b"}"#,
        r#"{"format":"uri","maxLength":3,"anyOf":[{"format":"hostname"},{"format":"ipv6"},{"format":"regex"},{"format":"base64"}]}"#,
    ];
    let bodies = [
        r#"{"a":1,"b":2.50,"c":"ab","x":"a@b.c"}"#,
        r#"[1,1e3,{"a":[]},"2020-01-01T00:00:00Z",-0.0,null,true]"#,
        r#""http://[::1]/\u00e9?\ud83d\ude00#x""#,
        "12345678901234567890e-5",
    ];
    let mut random = Random(1);
    let mut compiled = 0;
    for _ in 0..1_500 {
        let text = random.mangle(&models);
        let body = random.mangle(&bodies);
        let Ok(model) = Model::compile(&text, &References::new()) else { continue };
        compiled += 1;
        let verdict = model.validate_with_warnings(&body);
        assert_eq!(verdict.is_valid(), model.validate(&body).is_valid(), "{text} {body}");
        for message in verdict.messages() {
            assert!(message.span().is_none_or(|span| !span.text(&body).is_empty()), "{text} {body}");
        }
    }
    assert!(compiled > 400);
}
