//! Templates.

use js_sys::Array;
use vtlkit_wasm::{
    attack, compile, fix, lint, overrides, parse, release_template, render, render_bytes, trace, version,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{at, error, failure, member};

#[wasm_bindgen_test]
fn templates_are_kept_until_they_are_released() {
    let first = compile("$input.path('$.a')é😀", "").unwrap();
    let second =
        compile("#set($context.responseOverride.status = 404)$x", r#"{"variables":{"x":"v"}}"#).unwrap();
    assert_eq!(render(first, r#"{"body":{"a":[1]}}"#, None).unwrap(), "[1]é😀");
    assert_eq!(overrides(), None);
    assert_eq!(render(second, "", None).unwrap(), "v");
    assert_eq!(overrides().unwrap(), r#"{"responseOverride":{"status":404}}"#);
    assert_eq!(overrides(), None);
    release_template(first);
    release_template(first);
    let freed = ("options".to_owned(), "the template was freed".to_owned());
    assert_eq!(failure(render(first, "", None)), freed);
    assert_eq!(compile("again", "").unwrap(), first);
}

#[wasm_bindgen_test]
fn a_body_is_the_same_as_a_text_and_as_bytes() {
    let template = compile("$input.body $input.params('p')", "").unwrap();
    let request = r#"{"querystring":{"p":1}}"#;
    let body = "é😀 ".repeat(100);
    let expected = format!("{body} 1");
    assert_eq!(render(template, request, Some(body.clone())).unwrap(), expected);
    let bytes = |text: &str| text.as_bytes().to_vec();
    assert_eq!(render_bytes(template, bytes(request), Some(bytes(&body))).unwrap(), expected);
    assert_eq!(render_bytes(template, bytes(r#"{"body":"b"}"#), None).unwrap(), "b ");
    let (kind, message) = failure(render_bytes(template, bytes(""), Some(vec![0xff])));
    assert_eq!(kind, "options");
    assert!(message.starts_with("the text is not UTF-8: "), "{message}");
}

#[wasm_bindgen_test]
fn errors_have_their_members() {
    let syntax = error(compile("é\n#if($x) #set($y = )", ""));
    assert_eq!(member(&syntax, "kind"), "syntax");
    assert_eq!(member(&syntax, "line"), 2);
    let errors: Array = member(&syntax, "errors").dyn_into().unwrap();
    assert_eq!(errors.length(), 2);
    assert_eq!(member(&errors.get(0), "message").as_string(), syntax.message().as_string());
    let template = compile("#foreach($x in ['a'])$x.substring(9)#end", "").unwrap();
    for _ in 0..1000 {
        let failed = error(render(template, "", None));
        assert_eq!(member(&failed, "kind"), "method");
        assert_eq!(member(&failed, "column"), 24);
        let frames: Array = member(&failed, "in").dyn_into().unwrap();
        assert_eq!(frames.length(), 1);
    }
    let limited = compile("#foreach($x in [1..9])$x#end", r#"{"limits":{"steps":5}}"#).unwrap();
    assert_eq!(member(&error(render(limited, "", None)), "limit"), "steps");
    let refused = error(render(template, "text", None));
    assert!(member(&refused, "help").is_string());
}

#[wasm_bindgen_test]
fn options_are_checked() {
    for result in [compile("", "[]").map(|_| String::new()), parse("", "[]"), lint("", "[]"), fix("", "[]")] {
        let (kind, message) = failure(result);
        assert_eq!((kind.as_str(), message.as_str()), ("options", "the options must be an object"));
    }
}

#[wasm_bindgen_test]
fn templates_are_traced_linted_fixed_and_parsed() {
    let template = compile("#if($x)a#end", r#"{"trace":true}"#).unwrap();
    render(template, "", None).unwrap();
    assert_eq!(at(&trace().unwrap(), &["branches", "0", "taken"]), true);
    assert_eq!(trace(), None);
    let text = r##"{"ids": [#foreach($x in $input.path('$.a'))"$foreach.index"#end]}"##;
    assert!(lint(text, "").unwrap().contains(r#""rule":"loop-separator""#));
    assert!(at(&fix(text, "").unwrap(), &["text"]).as_string().unwrap().contains("$foreach.hasNext"));
    assert_eq!(at(&parse(text, "").unwrap(), &["tree", "children", "1", "kind"]), "foreach");
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn attacks_find_what_breaks() {
    let found = attack("{\"a\": \"$input.path('$.a')\"}", "", r#"[{"body":{"a":1}}]"#).unwrap();
    assert_eq!(at(&found, &["attempts", "0", "verdict"]), "broken");
    assert_eq!(at(&found, &["base", "index"]), 0);
    assert_eq!(failure(attack("#if(", "", "")).0, "syntax");
}
