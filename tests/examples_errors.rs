//! The examples do not report an error of their backend as success.
#![allow(clippy::unwrap_used, clippy::panic, reason = "an example that cannot be read fails its test")]

use std::fs;
use std::path::{Path, PathBuf};
use vtlkit_api::{Answer, ClientRequest, IntegrationRequest, Response};

use vtlkit_gateway::execution::{Gateway, Invocation};
use vtlkit_schema::ApiModels;
use vtlkit_suite::{BackendAnswer, Body, Case, Subject, Suite};

/// Statuses with which services and HTTP endpoints report an error.
const STATUSES: [u16; 10] = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503];

/// Bodies of such responses.
const BODIES: [&str; 5] =
    ["", "{}", r#"{"__type": "X", "message": "x"}"#, r#"{"error": 1}"#, "<html>x</html>"];

/// Results of a failed Lambda function, which have status 200.
const FUNCTION_ERRORS: [&str; 4] = [
    r#"{"errorMessage": "x", "errorType": "Error"}"#,
    r#"{"errorMessage": "\n[NotFound]", "errorType": "Error", "stackTrace": []}"#,
    r#"{"errorMessage": "2024-02-29T12:00:00.000Z 6e5f Task timed out after 3.00 seconds"}"#,
    r#"{"errorMessage": "", "errorType": "Error", "trace": []}"#,
];

#[test]
fn an_error_of_the_backend_has_the_status_of_an_error() {
    let mut checked = Vec::new();
    for file in files_of_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")) {
        let Ok(definition) = fs::read_to_string(file.with_file_name("openapi.yaml")) else { continue };
        let api = vtlkit_definition::read_apis("openapi.yaml", &definition).apis.remove(0);
        let models = ApiModels::new(&api);
        for case in Suite::read(&fs::read_to_string(&file).unwrap()).unwrap().cases {
            let Some(invocation) = invocation(&case, &file) else { continue };
            let mut gateway = Gateway::new(&api);
            let mut execute = |answer: Answer| {
                let mut backend = |_: &IntegrationRequest| answer.clone();
                let execution = gateway.execute(&invocation, &models, &mut backend);
                (execution.response.status, execution.integration_request)
            };
            // The request to the backend, if it gets there.
            let Some(request) = execute(Answer::Timeout).1 else { continue };
            for answer in errors(&case, &file, &request.uri) {
                let (status, sent) = execute(answer.clone());
                assert!(sent.is_some(), "{}: {}: not sent", file.display(), case.name.value);
                assert!(
                    status >= 400,
                    "{}: {}: {answer:?} becomes {status}",
                    file.display(),
                    case.name.value
                );
            }
            checked.push(request.uri);
        }
    }
    for service in
        ["dynamodb", "events", "kafka-rest", "kinesis", "lambda", "redshift-data", "s3", "sqs", "states"]
    {
        assert!(checked.iter().any(|uri| uri.contains(service)), "no example calls {service}");
    }
}

fn files_of_cases(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for example in
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let entries = fs::read_dir(example).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.to_string_lossy().ends_with(".test.yaml")));
    }
    files.sort();
    files
}

fn errors(case: &Case, file: &Path, uri: &str) -> Vec<Answer> {
    let answer = |status, body: Vec<u8>| Answer::Response(Response { status, headers: Vec::new(), body });
    if uri.contains("lambda") {
        return FUNCTION_ERRORS.iter().map(|body| answer(200, body.as_bytes().to_vec())).collect();
    }
    let mut bodies: Vec<Vec<u8>> = BODIES.iter().map(|body| body.as_bytes().to_vec()).collect();
    // The form of a successful answer.
    if let BackendAnswer::Response { body, .. } = &case.backend {
        bodies.push(bytes(body, file));
    }
    STATUSES.iter().flat_map(|status| bodies.iter().map(move |body| answer(*status, body.clone()))).collect()
}

/// The invocation of a case of an API.
fn invocation(case: &Case, file: &Path) -> Option<Invocation> {
    let Subject::Api { route, .. } = &case.subject else { return None };
    let mut target = route.value.target.clone();
    for (name, value) in &case.request.querystring {
        let sign = if target.contains('?') { '&' } else { '?' };
        target = format!("{target}{sign}{}={}", percent_encoded(name), percent_encoded(value));
    }
    Some(Invocation {
        request: ClientRequest {
            method: route.value.method.clone(),
            target,
            headers: case.request.headers.clone(),
            body: bytes(&case.body, file),
        },
        context: case.request.context.clone(),
        ..Invocation::default()
    })
}

fn bytes(body: &Body, file: &Path) -> Vec<u8> {
    match body {
        Body::None => Vec::new(),
        Body::Text(text) => text.clone().into_bytes(),
        Body::Bytes(bytes) => bytes.clone(),
        Body::File(path) => fs::read(file.with_file_name(&path.value)).unwrap(),
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}
