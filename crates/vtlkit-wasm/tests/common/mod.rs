//! What holds in Node holds in a browser.

use vtlkit_wasm::{compile, fix, lint, overrides, parse, release, render, trace};
use wasm_bindgen_test::wasm_bindgen_test;

fn error(result: Result<impl std::fmt::Debug, wasm_bindgen::JsValue>) -> String {
    result.unwrap_err().as_string().unwrap()
}

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
    release(first);
    release(first);
    assert!(error(render(first, "", None)).contains("the template was freed"));
    assert_eq!(compile("again", "").unwrap(), first);
}

#[wasm_bindgen_test]
fn errors_are_objects() {
    assert!(error(compile("#if(", "")).starts_with(r#"{"kind":"syntax","#));
    let template = compile("$input.path('$.[')", "").unwrap();
    for _ in 0..1000 {
        assert!(error(render(template, r#"{"body":"{}"}"#, None)).starts_with(r#"{"kind":"method","#));
    }
    assert!(error(lint("", "[]")).contains("the options are no object"));
}

#[wasm_bindgen_test]
fn templates_are_traced_linted_and_fixed() {
    let template = compile("#if($x)a#end", r#"{"trace":true}"#).unwrap();
    render(template, "", None).unwrap();
    assert!(trace().unwrap().contains(r#""taken":true"#));
    let text = r##"{"ids": [#foreach($x in $input.path('$.a'))"$foreach.index"#end]}"##;
    assert!(lint(text, "").unwrap().contains(r#""rule":"loop-separator""#));
    assert!(fix(text, "").unwrap().contains("$foreach.hasNext"));
    assert!(parse(text, "").unwrap().contains(r#""kind":"foreach""#));
}
