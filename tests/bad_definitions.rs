//! Adversarial definitions, models and requests: each gets the service's result, or an error with a position, within
//! limits of time and memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Maximum processor time of a run of the unoptimised command, in seconds.
const LONGEST: u32 = 30;

/// Maximum address space of a run, in kilobytes.
const MEMORY: u32 = 2 << 20;

/// A temporary file.
struct File(PathBuf);

impl File {
    fn new(text: impl AsRef<[u8]>) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("vtlkit-bad-{}-{number}.yaml", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs the command on a file, which replaces `API` in the arguments; returns the exit code and all output.
fn run(file: &File, arguments: &[&str]) -> (Option<i32>, String) {
    let path = file.0.to_string_lossy();
    let arguments = arguments.iter().map(|argument| if *argument == "API" { &path } else { *argument });
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -t {LONGEST} && ulimit -v {MEMORY} && exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_vtlkit"))
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.code().is_some(), "it was killed: {}", output.status);
    assert!(!said.contains("panicked"), "{said}");
    assert!(said.len() < 20_000, "it says {} bytes", said.len());
    (output.status.code(), said.replace(&*path, "FILE"))
}

/// The status and the body of the response to a request.
fn invoke(file: &File, arguments: &[&str]) -> (u64, String, String) {
    let arguments = [&["invoke", "API"], arguments, &["--time", "0", "--output", "json"]].concat();
    let (code, said) = run(file, &arguments);
    assert_eq!(code, Some(0), "{said}");
    // Messages follow the response.
    let answer = serde_json::Deserializer::from_str(&said).into_iter::<serde_json::Value>().next();
    let answer = answer.unwrap().unwrap();
    let response = &answer["response"];
    let failed = answer["trail"].as_array().unwrap().iter().find(|step| step["failed"] == true);
    let why = failed.map(|step| step["reason"].as_str().unwrap().to_owned()).unwrap_or_default();
    (response["status"].as_u64().unwrap(), response["body"].as_str().unwrap().to_owned(), why)
}

const HEAD: &str = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n";

/// A mock integration for a method.
const MOCK: &str = "      responses: {'200': {description: ok}}\n      x-amazon-apigateway-integration: {type: mock, requestTemplates: {application/json: '{\"statusCode\": 200}'}, responses: {default: {statusCode: '200'}}}\n";

const INTERNAL: &str = "{\"message\": \"Internal server error\"}";

fn mock() -> File {
    File::new(format!("{HEAD}  /a:\n    get:\n{MOCK}"))
}

#[test]
fn a_definition_that_is_no_yaml() {
    let (code, said) = run(&File::new("openapi: 3.0.1\npaths: {/a: [\n"), &["invoke", "API", "GET", "/a"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("error: invalid YAML") && said.contains("--> FILE:2:13"), "{said}");
    let (code, said) = run(&File::new([0xff, 0xfe, 0]), &["invoke", "API", "GET", "/a"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("is not UTF-8: it looks like UTF-16LE"), "{said}");
    let (code, said) = run(&File::new("just text"), &["invoke", "API", "GET", "/a"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("defines no REST API"), "{said}");
}

#[test]
fn a_definition_of_fifty_megabytes() {
    let long = format!("{HEAD}  /a:\n    get:\n      description: \"{}\"\n{MOCK}", "x".repeat(50 << 20));
    assert_eq!(invoke(&File::new(long), &["GET", "/a"]).0, 200);
}

#[test]
fn a_definition_of_thousands_of_routes() {
    let mut text = HEAD.to_owned();
    for number in 0..15_000 {
        text.push_str(&["  /r", &number.to_string(), ":\n    get:\n", MOCK].concat());
    }
    assert!(text.len() > 2 << 20);
    assert_eq!(invoke(&File::new(text), &["GET", "/r14999"]).0, 200);
}

#[test]
fn aliases_that_multiply() {
    let mut text = String::from("openapi: 3.0.1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for number in 1..12 {
        let before = number - 1;
        let list = vec![format!("*a{before}"); 10].join(", ");
        text.push_str(&["a", &number.to_string(), ": &a", &number.to_string(), " [", &list, "]\n"].concat());
    }
    text.push_str("paths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: {type: mock, requestTemplates: *a11, responses: *a11}\n    post:\n      requestBody: {content: {application/json: {schema: {enum: *a11}}}}\n");
    let (code, said) = run(&File::new(text), &["invoke", "API", "GET", "/a"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("too long") && said.contains("--> FILE:"), "{said}");
}

#[test]
fn models_that_refer_in_circles() {
    let text = format!(
        "{HEAD}  /a:\n    post:\n      x-amazon-apigateway-request-validator: v\n      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Loop'}}}}}}}}\n{MOCK}\
         components:\n  schemas:\n    Tree: {{type: object, properties: {{left: {{$ref: '#/components/schemas/Tree'}}}}}}\n    Loop: {{$ref: '#/components/schemas/Loop'}}\n\
         x-amazon-apigateway-request-validators: {{v: {{validateRequestBody: true, validateRequestParameters: false}}}}\n"
    );
    let file = File::new(text);
    let body = File::new("{\"left\": {\"left\": {\"left\": 1}}}");
    let path = body.0.to_string_lossy().into_owned();
    let (code, said) = run(&file, &["validate", "--api", "API", "--model-name", "Tree", &path]);
    assert_eq!(code, Some(1));
    assert!(said.contains("instance type (integer) does not match"), "{said}");
    let (code, said) = run(&file, &["validate", "--api", "API", "--model-name", "Loop", &path]);
    assert_eq!(code, Some(1));
    assert!(said.contains("loops on itself"), "{said}");
    let (status, body, why) = invoke(&file, &["POST", "/a", "--body", &path]);
    assert_eq!((status, body.as_str()), (500, INTERNAL));
    assert!(why.contains("loops on itself"), "{why}");
}

#[test]
fn model_patterns_that_are_none_or_backtrack() {
    let text = format!(
        "{HEAD}  /a:\n    get:\n{MOCK}components:\n  schemas:\n    Open: {{type: string, pattern: '('}}\n    Slow: {{type: string, pattern: '^(a+)+$'}}\n"
    );
    let file = File::new(text);
    let body = File::new(format!("\"{}!\"", "a".repeat(60)));
    let path = body.0.to_string_lossy().into_owned();
    let (code, said) = run(&file, &["validate", "--api", "API", "--model-name", "Open", &path]);
    assert_eq!(code, Some(1));
    assert!(said.contains("is not a valid ECMA 262 regular expression") && said.contains("1:28"), "{said}");
    let (code, said) = run(&file, &["validate", "--api", "API", "--model-name", "Slow", &path]);
    assert_eq!(code, Some(1));
    assert!(said.contains("maximum number of steps"), "{said}");
}

#[test]
fn selection_patterns_that_are_none_or_backtrack() {
    let lambda = |pattern: &str| {
        format!(
            "{HEAD}  /a:\n    get:\n      responses: {{'200': {{description: ok}}, '400': {{description: not ok}}}}\n      x-amazon-apigateway-integration: {{type: aws, httpMethod: POST, uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations', responses: {{'{pattern}': {{statusCode: '400'}}, default: {{statusCode: '200'}}}}}}\n"
        )
    };
    // The service rejects the first on creation; here it is skipped, and the trail says so. The second has to end, with
    // any result.
    let slow = "a".repeat(60);
    for (pattern, why) in [("(", "the pattern `(` is skipped"), ("(a+)+b", "HTTP/1.1 200")] {
        let arguments = ["invoke", "API", "GET", "/a", "--backend-error", &slow, "--time", "0", "--explain"];
        let (code, said) = run(&File::new(lambda(pattern)), &arguments);
        assert_eq!(code, Some(0));
        assert!(said.contains(why) && said.contains("HTTP/1.1 200"), "{said}");
    }
}

#[test]
fn an_unknown_route() {
    let (status, body, _) = invoke(&mock(), &["GET", "/no/such/thing"]);
    assert_eq!((status, body.as_str()), (403, "{\"message\":\"Missing Authentication Token\"}"));
    assert_eq!(invoke(&mock(), &["PATCH", "/a"]).0, 403);
    assert_eq!(invoke(&mock(), &["NONSENSE", "/a"]).0, 403);
}

#[test]
fn a_header_of_a_megabyte() {
    // Longer than an argument can be: split into several headers.
    let long = format!("X={}", "x".repeat(100_000));
    let headers: Vec<&str> = (0..11).flat_map(|_| ["--header", long.as_str()]).collect();
    let (status, body, why) = invoke(&mock(), &[&["GET", "/a"], headers.as_slice()].concat());
    assert_eq!((status, body.as_str()), (413, "{\"message\":\"Request Too Long\"}"));
    assert!(why.contains("the limit is 10240 bytes"), "{why}");
}

#[test]
fn a_body_above_ten_megabytes() {
    let body = File::new(vec![b'x'; (10 << 20) + 1]);
    let path = body.0.to_string_lossy().into_owned();
    assert_eq!(invoke(&mock(), &["GET", "/a", "--body", &path]).0, 413);
    let body = File::new(vec![b'x'; 10 << 20]);
    let path = body.0.to_string_lossy().into_owned();
    let (code, said) = run(&mock(), &["invoke", "API", "GET", "/a", "--body", &path]);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
}

#[test]
fn a_status_code_that_is_no_integer() {
    for status in ["\"200\"", "200.5", "null", "[]", "\"two\""] {
        let mock = MOCK.replace("200}'", &format!("{status}}}'"));
        let file = File::new(format!("{HEAD}  /a:\n    get:\n{mock}"));
        let (code, body, _) = invoke(&file, &["GET", "/a"]);
        assert_eq!((code, body.as_str()), (500, INTERNAL), "{status}");
    }
    let mock = MOCK.replace("statusCode: '200'", "statusCode: two");
    let file = File::new(format!("{HEAD}  /a:\n    get:\n{mock}"));
    assert_eq!(invoke(&file, &["GET", "/a"]).0, 500);
}
