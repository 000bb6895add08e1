//! Definition files.

use vtlkit_wasm::{
    ask, attack_api, export_template, extract, fix_file, inject, invoke, lint_file, load, read_api,
    release_definition, throttle, violations,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{at, error, failure, member};

const NAME: &str = "api.yaml";

const API: &str = r##"
openapi: 3.0.1
info: { title: users, version: "1" }
components: { schemas: { User: { type: object, required: [id] } } }
paths:
  /users:
    post:
      responses: { "201": { description: ok } }
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: https://example.com/users
        requestTemplates: { application/json: "{\"id\": \"$input.path('$.id')\"}" }
        responses: { default: { statusCode: "201", responseTemplates: { application/json: "$input.path('$.ok')" } } }
"##;

const CALL: &str =
    r#"{"method":"POST","path":"/users","headers":{"Content-Type":"application/json"},"time":0"#;

#[wasm_bindgen_test]
fn requests_are_taken_through_a_definition() {
    let definition = load(NAME, API, "").unwrap();
    let call = format!(r#"{CALL},"body":{{"id":7}},"backend":{{"body":{{"ok":"é😀"}}}}}}"#);
    let done = invoke(definition, &call, None).unwrap();
    assert_eq!(at(&done, &["response", "status"]), 201);
    assert_eq!(at(&done, &["response", "body"]), "é😀");
    assert_eq!(at(&done, &["integrationRequest", "body"]), r#"{"id": "7"}"#);
    let beside = invoke(definition, &format!("{CALL}}}"), Some(br#"{"id":8}"#.to_vec())).unwrap();
    assert_eq!(at(&beside, &["integrationRequest", "body"]), r#"{"id": "8"}"#);
    let asked = ask(definition, &format!("{CALL}}}"), Some(br#"{"id":9}"#.to_vec())).unwrap();
    assert_eq!(at(&asked, &["asked", "body"]), r#"{"id": "9"}"#);
    let (kind, message) = failure(invoke(definition, "{}", None));
    assert_eq!((kind.as_str(), message.as_str()), ("options", "`path` is missing"));
    release_definition(definition);
    assert_eq!(failure(ask(definition, &call, None)).1, "the definition was freed");
    assert_eq!(load(NAME, API, "").unwrap(), definition);
}

#[wasm_bindgen_test]
fn a_definition_that_cannot_be_read_is_an_error_with_its_place() {
    let broken = error(load(NAME, "openapi: [", ""));
    assert_eq!(member(&broken, "kind"), "definition");
    assert_eq!(member(&broken, "line"), 1);
    assert_eq!(failure(load(NAME, "a: 1", "")).1, "`api.yaml` defines no REST API");
}

#[wasm_bindgen_test]
fn bodies_are_checked_against_models_and_schemas() {
    let definition = load(NAME, API, "").unwrap();
    let found =
        |name: Option<&str>, schema: &str| violations(definition, name.map(str::to_owned), schema, "{}");
    let missing = "object has missing required properties ([\"id\"])";
    assert_eq!(at(&found(None, "\"User\"").unwrap(), &["0"]), missing);
    assert_eq!(found(Some("users"), r#"{"type":"object"}"#).unwrap(), "[]");
    assert_eq!(failure(found(Some("x"), "{}")).0, "definition");
}

#[wasm_bindgen_test]
fn files_are_read_linted_and_changed() {
    assert_eq!(at(&read_api(NAME, API, "").unwrap(), &["apis", "0", "routes", "0", "path"]), "/users");
    assert_eq!(at(&read_api(NAME, "openapi: [", "").unwrap(), &["errors", "0", "kind"]), "definition");
    assert!(lint_file(NAME, API, "").unwrap().contains(r#""rule":"unescaped-in-string""#));
    assert_eq!(failure(lint_file(NAME, API, "[]")).0, "options");
    assert_eq!(at(&extract(NAME, API), &["length"]), 3);
    let responses =
        (0..3).filter(|index| at(&extract(NAME, API), &[&index.to_string(), "kind"]) == "response");
    for index in responses {
        let changed = inject(NAME, API, index, "$input.body").unwrap();
        assert_eq!(at(&extract(NAME, &changed), &[&index.to_string(), "text"]), "$input.body");
    }
    assert!(failure(inject(NAME, API, 9, "")).1.contains('9'));
    assert!(export_template("$x", "yaml").unwrap().contains("$x"));
    assert_eq!(failure(export_template("$x", "xml")).0, "options");
}

#[wasm_bindgen_test]
fn requests_are_throttled() {
    let told = throttle(r#"{"rate":10,"burst":2,"arrivals":[0,0,50]}"#).unwrap();
    assert_eq!(at(&told, &["accepted", "1"]), true);
    assert_eq!(at(&told, &["accepted", "2"]), false);
    assert_eq!(failure(throttle(r#"{"rates":1}"#)).0, "options");
}

#[wasm_bindgen_test]
fn methods_are_attacked_and_files_fixed() {
    let definition = load(NAME, API, "").unwrap();
    let found = attack_api(definition, &format!("[{CALL}}}]")).unwrap();
    assert_eq!(at(&found, &["attempts", "0", "verdict"]), "broken");
    assert_eq!(failure(attack_api(definition, "{}")).0, "options");
    let fixed = fix_file(NAME, API, r#"{"unsafe":true,"select":["unescaped-in-string"]}"#).unwrap();
    assert_eq!(at(&fixed, &["fixed"]), 1);
    assert_eq!(failure(fix_file(NAME, API, r#"{"x":1}"#)).0, "options");
}

#[wasm_bindgen_test]
fn definitions_are_read_with_the_files_they_name_and_with_parameters() {
    let template = "Parameters: {Bus: {Type: String}}\nResources: {Pets: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ./api.yaml}}}\n";
    let api = r#"{"files": {"api.yaml": "openapi: 3.0.1\npaths: {/pets: {get: {responses: {'200': {description: ok}}, x-amazon-apigateway-integration: {type: mock, requestTemplates: {application/json: '{\"statusCode\": 200}'}, responses: {default: {statusCode: '200', responseTemplates: {application/json: {Fn::Sub: '${Bus}'}}}}}}}}"}"#;
    let read = read_api("template.yaml", template, &format!("{api}}}")).unwrap();
    assert_eq!(at(&read, &["apis", "0", "id"]), "Pets");
    assert_eq!(at(&read, &["apis", "0", "routes", "0", "path"]), "/pets");
    assert_eq!(at(&read, &["unknown", "0"]), "Bus");
    assert_eq!(at(&read, &["files", "1"]), "api.yaml");
    assert!(at(&read_api("template.yaml", template, "").unwrap(), &["missing", "0", "message"]).is_string());
    let definition =
        load("template.yaml", template, &format!(r#"{api}, "parameters": {{"Bus": "events"}}}}"#)).unwrap();
    let call = r#"{"method": "GET", "path": "/pets", "testInvoke": true}"#;
    assert_eq!(at(&invoke(definition, call, None).unwrap(), &["response", "body"]), "events");
    assert_eq!(failure(load("template.yaml", template, r#"{"file": {}}"#)).0, "options");
}
