//! From a case to an execution.

use libtest_mimic::Failed;
use serde_json::{Map, Value, json};
use vtlkit_api::{
    Answer, Api, BodyVerdict, Canary, ClientRequest, EndpointType, GatewayResponseType, Headers,
    IntegrationRequest, Response, Stage, StageVariable,
};
use vtlkit_gateway::execution::{Access, AuthorizerDecision, Execution, Gateway, Invocation};
use vtlkit_schema::ApiModels;
use vtlkit_text::{Span, Spanned};

/// What a case does not say, the section's defaults do; objects below `integration`, `operation` and `root` are put
/// together member by member.
pub(crate) fn with_defaults(defaults: &Value, case: Value) -> Value {
    let (Value::Object(defaults), Value::Object(mut members)) = (defaults, case.clone()) else { return case };
    for (name, default) in defaults {
        match (members.get_mut(name), default) {
            (None, _) => {
                members.insert(name.clone(), default.clone());
            }
            (Some(Value::Object(own)), Value::Object(default)) if name != "expect" => {
                for (name, value) in default {
                    own.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            _ => {}
        }
    }
    Value::Object(members)
}

pub(crate) fn execute(case: &Value) -> Result<Execution, Failed> {
    let api = api(case)?;
    let mut gateway = Gateway::new(&api).explaining();
    let invocation = invocation(case);
    let mut backend = |request: &IntegrationRequest| answer(&case["backend"], request);
    if case["models"] == true {
        return Ok(gateway.execute(&invocation, &ApiModels::new(&api), &mut backend));
    }
    let verdict = match &case["verdict"] {
        Value::Null => BodyVerdict::Valid,
        Value::String(fault) => BodyVerdict::Fault(fault.clone()),
        messages => BodyVerdict::Invalid(messages[0].as_str().unwrap().to_owned()),
    };
    Ok(gateway.execute(&invocation, &|_: &str, _: &str| verdict.clone(), &mut backend))
}

/// The definition, put together as an OpenAPI file and read as one.
fn api(case: &Value) -> Result<Api, Failed> {
    let paths = match &case["paths"] {
        Value::Null => {
            let (method, target) = request_line(case);
            let mut operation = case["operation"].as_object().cloned().unwrap_or_default();
            operation.entry("responses").or_insert_with(|| json!({"200": {"description": ""}}));
            operation.insert("x-amazon-apigateway-integration".into(), case["integration"].clone());
            let path = case["resource"].as_str().unwrap_or_else(|| target.split('?').next().unwrap());
            json!({path: {method.to_lowercase(): operation}})
        }
        paths => routes(paths),
    };
    let mut document = json!({"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": paths});
    for (name, value) in case["root"].as_object().into_iter().flatten() {
        document[name] = value.clone();
    }
    let file = vtlkit_definition::read_apis("api.json", &document.to_string());
    if let Some(error) = file.errors.first() {
        return Err(format!("the definition is wrong: {error:?}").into());
    }
    let mut api = file.apis.into_iter().next().ok_or("the definition has no API")?;
    if let Some(endpoint) = case["endpoint"].as_str() {
        api.endpoint_type = Some(Spanned::new(EndpointType::parse(endpoint).unwrap(), Span::at(0)));
    }
    if case["stageVariables"].is_object() {
        let place = Span::at(0);
        let text = |text: &str| Spanned::new(text.to_owned(), place);
        let variables = |variables: &Value| {
            let pairs = variables.as_object().into_iter().flatten();
            pairs
                .map(|(name, value)| StageVariable { name: text(name), value: text(value.as_str().unwrap()) })
                .collect()
        };
        let canary = &case["canary"];
        api.stages = vec![Stage {
            name: text("test"),
            variables: variables(&case["stageVariables"]),
            settings: Vec::new(),
            canary: canary.is_object().then(|| Canary {
                percent: canary["percent"].as_f64().map(|percent| Spanned::new(percent, place)),
                variables: variables(&canary["stageVariables"]),
            }),
        }];
    }
    Ok(api)
}

/// A list of routes such as `GET /pets`: mocks whose answer is the route itself.
fn routes(paths: &Value) -> Value {
    let mut document = Map::new();
    for route in paths.as_array().unwrap() {
        let route = route.as_str().unwrap();
        let (method, path) = route.split_once(' ').unwrap();
        let method = match method {
            "ANY" => "x-amazon-apigateway-any-method".to_owned(),
            other => other.to_lowercase(),
        };
        let shown =
            format!("{route}|$input.params().path|$context.httpMethod|$context.path|$input.params('q')");
        let operation = json!({
            "responses": {"200": {"description": ""}},
            "x-amazon-apigateway-integration": {
                "type": "mock",
                "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": shown}}},
            },
        });
        document.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
    Value::Object(document)
}

fn request_line(case: &Value) -> (&str, &str) {
    case["request"].as_str().unwrap_or("POST /").split_once(' ').unwrap()
}

fn invocation(case: &Value) -> Invocation {
    let (method, target) = request_line(case);
    let body = match &case["body"] {
        Value::Null => Vec::new(),
        Value::Array(bytes) => bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect(),
        Value::Object(repeated) => repeated["repeat"]
            .as_str()
            .unwrap()
            .repeat(repeated["times"].as_u64().unwrap() as usize)
            .into_bytes(),
        text => text.as_str().unwrap().as_bytes().to_vec(),
    };
    let access = match case["refused"].as_str() {
        None if !case["authorizer"].is_null() => {
            Access::Authorizer(AuthorizerDecision::from_json(case["authorizer"].clone()).unwrap())
        }
        None => Access::Identity,
        Some(kind) => Access::Refused {
            kind: GatewayResponseType::parse(kind).unwrap(),
            message: case["message"].as_str().map(str::to_owned),
        },
    };
    Invocation {
        request: ClientRequest {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers(&case["headers"]),
            body,
        },
        stage: case["stage"].as_str().map(str::to_owned),
        time_millis: 1_583_349_317_135,
        context: case["context"].as_object().cloned().unwrap_or_default(),
        access,
        test: None,
    }
}

/// An object of names and values, or a list of `[name, value]`.
fn headers(value: &Value) -> Headers {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    match value {
        Value::Object(headers) => headers.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        Value::Array(headers) => headers.iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
        _ => Headers::new(),
    }
}

fn answer(backend: &Value, request: &IntegrationRequest) -> Answer {
    match backend.as_str() {
        Some("timeout") => return Answer::Timeout,
        Some("unreachable") => return Answer::Unreachable,
        Some("forbidden") => return Answer::Forbidden,
        Some("echo") => {
            return Answer::Response(Response {
                status: 200,
                headers: Vec::new(),
                body: request.body.clone(),
            });
        }
        _ => {}
    }
    let body = match &backend["body"] {
        Value::Null => Vec::new(),
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(bytes) => bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect(),
        other => other.to_string().into_bytes(),
    };
    let status = backend["status"].as_u64().unwrap_or(200) as u16;
    Answer::Response(Response { status, headers: headers(&backend["headers"]), body })
}
