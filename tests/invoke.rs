//! `vtlkit invoke` and `vtlkit validate` as programs.

#![allow(clippy::unwrap_used, reason = "a command that cannot be run fails its test")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const PETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/apis/pets.openapi.yaml");

/// Runs the command with a text on standard input.
fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may have exited.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The exit code and the JSON on standard output.
fn invoke(arguments: &[&str], input: &str) -> (Option<i32>, Value) {
    let arguments = [&["invoke", PETS][..], arguments, &["--time", "0", "--output", "json"]].concat();
    let output = run(&arguments, input);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_request_goes_to_its_endpoint_and_back() {
    let answer = r#"{"body": {"Count": 2, "Items": [{"id": {"S": "a"}}, {"id": {"S": "b"}}]}}"#;
    let (code, json) = invoke(&["GET", "/pets?limit=2", "--backend", "-"], answer);
    assert_eq!(code, Some(0));
    assert_eq!(json["response"]["status"], 200);
    assert_eq!(json["response"]["headers"]["X-Count"], "2");
    let body: Value = serde_json::from_str(json["response"]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!([{"id": "a"}, {"id": "b"}]));
    let sent = &json["integrationRequest"];
    assert_eq!(sent["uri"], "https://dynamodb.eu-west-1.amazonaws.com/?Action=Scan&Version=2012-08-10");
    assert_eq!(sent["headers"]["X-Amz-Target"], "DynamoDB_20120810.Scan");
    assert_eq!(sent["body"], "{\n  \"TableName\": \"pets\",\n  \"Limit\": 2\n}\n");
    assert_eq!(json["gatewayResponse"], Value::Null);
    let mapped = &json["mapped"];
    assert_eq!(mapped[0]["step"], "request template");
    assert_eq!(mapped[0]["contentType"], "application/json");
    assert_eq!(mapped[0]["request"]["querystring"], json!({"limit": "2"}));
    assert_eq!(mapped[0]["request"]["context"]["resourcePath"], "/pets");
    assert_eq!(mapped[1]["step"], "response template");
    assert_eq!(mapped[1]["request"]["body"], r#"{"Count":2,"Items":[{"id":{"S":"a"}},{"id":{"S":"b"}}]}"#);
    assert_eq!(mapped[2], Value::Null);
}

#[test]
fn what_fails_is_a_response_too() {
    let (code, json) = invoke(&["GET", "/pets"], "");
    assert_eq!((code, &json["response"]["status"]), (Some(0), &json!(400)));
    assert_eq!(json["response"]["body"], r#"{"message": "Missing required request parameters: [limit]"}"#);
    assert_eq!(json["gatewayResponse"], "BAD_REQUEST_PARAMETERS");
    assert_eq!(json["trail"].as_array().unwrap().iter().filter(|step| step["failed"] == true).count(), 1);
    let (_, json) = invoke(&["DELETE", "/pets"], "");
    assert_eq!(json["gatewayResponse"], "MISSING_AUTHENTICATION_TOKEN");
    let (_, json) = invoke(&["GET", "/pets?limit=1", "--backend-error", "timeout"], "");
    assert_eq!(json["gatewayResponse"], "INTEGRATION_TIMEOUT");
}

#[test]
fn bodies_are_validated_against_the_models_of_the_api() {
    let post = ["POST", "/pets", "--header", "x-api-key=k", "--body", "-"];
    let (_, json) = invoke(&post, r#"{"tag": "cat"}"#);
    assert_eq!(json["response"]["body"], r#"{"message": "Invalid request body"}"#);
    let trail = json["trail"].to_string();
    assert!(trail.contains(r#"[object has missing required properties ([\"name\"])]"#), "{trail}");
    let (_, json) = invoke(&post, r#"{"name": "Rex"}"#);
    assert_eq!(json["response"]["status"], 201);
}

#[test]
fn the_way_is_explained_in_lines() {
    let arguments = ["invoke", PETS, "OPTIONS", "/pets/7", "--explain", "--time", "0"];
    let output = run(&arguments, "");
    let text = stdout(&output);
    for line in [
        "  route                 OPTIONS /pets/{id} in stage test\n",
        "                        the only resource that matches the path\n",
        "  integration           mock, status 200\n",
        "  selection             response 200\n",
        "HTTP/1.1 200\nAccess-Control-Allow-Origin: *\n",
    ] {
        assert!(text.contains(line), "no {line:?} in\n{text}");
    }
}

#[test]
fn a_broken_definition_and_a_wrong_call_have_codes_of_their_own() {
    let output = run(&["invoke", "-", "GET", "/"], "openapi: 3.0.1\npaths: {\n");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let output = run(&["invoke", "missing.yaml", "GET", "/"], "");
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["invoke", PETS, "GET", "/", "--backend-status", "99"], "");
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["invoke", "-", "GET", "/"], "a: 1\n");
    assert_eq!(output.status.code(), Some(2), "a file without an API");
}

#[test]
fn verdicts_have_places() {
    let body = "{\n  \"name\": \"Rex\",\n  \"tag\": \"cow\"\n}\n";
    let output = run(&["validate", "--api", PETS, "--model-name", "Pet", "-"], body);
    assert_eq!(output.status.code(), Some(1));
    let expected = "<stdin>: invalid\n  <stdin>:3:10: error: instance value (\"cow\") not found in enum \
                    (possible values: [\"cat\",\"dog\"]) at /tag\n";
    assert_eq!(stdout(&output), expected);
    let output = run(&["validate", "--api", PETS, "--model-name", "Pet", "-"], "{\"name\": \"Rex\"}");
    assert_eq!((output.status.code(), &*stdout(&output)), (Some(0), "<stdin>: valid\n"));
}

#[test]
fn every_line_can_be_a_body() {
    let lines = "{\"name\": \"Rex\"}\n\n{}\n{\n";
    let arguments = ["validate", "--api", PETS, "--model-name", "Pet", "-", "--ndjson", "--output", "json"];
    let output = run(&arguments, lines);
    assert_eq!(output.status.code(), Some(1));
    let results: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<_> = results.iter().map(|result| (&result["line"], &result["valid"])).collect();
    assert_eq!(verdicts, [(&json!(1), &json!(true)), (&json!(3), &json!(false)), (&json!(4), &json!(false))]);
    assert_eq!(results[1]["log"], r#"[object has missing required properties (["name"])]"#);
    assert_eq!(results[2]["log"], "[Unknown error parsing request body]");
}

#[test]
fn a_model_the_service_refuses_is_shown() {
    let mut model = tempfile("model.json");
    model.1.write_all(br#"{"required": []}"#).unwrap();
    let output = run(&["validate", "--model", &model.0, "-"], "{}");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("model.json:1:"), "{output:?}");
    let output = run(&["validate", "-"], "{}");
    assert_eq!(output.status.code(), Some(2));
}

fn tempfile(name: &str) -> (String, std::fs::File) {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/invoke");
    std::fs::create_dir_all(folder).unwrap();
    let path = format!("{folder}/{name}");
    let file = std::fs::File::create(&path).unwrap();
    (path, file)
}
