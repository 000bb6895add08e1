//! Request models.

use vtlkit_wasm::{compile_model, refusals, release_model, validate, validate_bytes};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{at, error, failure, member};

#[wasm_bindgen_test]
fn models_give_verdicts_until_they_are_released() {
    let text = r#"{"type":"object","required":["id"]}"#;
    let model = compile_model(text).unwrap();
    assert_eq!(refusals(model, text).unwrap(), "[]");
    assert_eq!(at(&validate(model, r#"{"id":1}"#).unwrap(), &["valid"]), true);
    let verdict = validate(model, "{}").unwrap();
    assert_eq!(at(&verdict, &["log"]), "[object has missing required properties ([\"id\"])]");
    assert_eq!(validate_bytes(model, b"{}".to_vec()).unwrap(), verdict);
    assert_eq!(failure(validate_bytes(model, vec![0xff])).0, "options");
    release_model(model);
    release_model(model);
    assert_eq!(failure(validate(model, "{}")).1, "the model was freed");
    assert_eq!(failure(refusals(model, text)).1, "the model was freed");
    assert_eq!(compile_model(text).unwrap(), model);
}

#[wasm_bindgen_test]
fn a_model_that_the_service_refuses_says_why() {
    let text = r#"{"required":[]}"#;
    let model = compile_model(text).unwrap();
    assert_eq!(at(&refusals(model, text).unwrap(), &["length"]), 1);
    let broken = error(compile_model("{"));
    assert_eq!(member(&broken, "kind"), "model");
    assert_eq!(member(&broken, "line"), 1);
}
