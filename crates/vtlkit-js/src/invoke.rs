//! Requests through the APIs of a definition file.

use serde_json::{Map, Value, json};
use vtlkit::{Answer, Api, Asked, AuthorizerDecision, Call, Error, Exchange, IntegrationRequest, TestInvoke};
use vtlkit_api::Model;
use vtlkit_gateway::execution::{answer_from_json, body_from_json, request_to_json};
use vtlkit_schema::{ApiModels, violations};
use vtlkit_text::Utf16Offsets;

use crate::json::Json;
use crate::options::{Options, wrong};
use crate::{problem, settings};

/// The members of a call object.
const KNOWN: [&str; 13] = [
    "method",
    "path",
    "headers",
    "body",
    "isBase64Encoded",
    "stage",
    "apiName",
    "context",
    "authorizer",
    "time",
    "backend",
    "testInvoke",
    "pathParameters",
];

/// A definition file, read once for any number of requests.
#[derive(Debug)]
pub struct Definition {
    inner: vtlkit::Definition,
}

impl Definition {
    /// Reads a definition file; the options are those of [`read_api`](crate::read_api).
    pub fn load(name: &str, text: &str, options: &str) -> Result<Self, String> {
        let (files, settings) = settings::read(options)?;
        let inner = vtlkit::Definition::read_with(name, text, &files, &settings)
            .map_err(|error| problem::of(text, &error))?;
        if let Some(error) = inner.refused() {
            return Err(problem::of(text, &error));
        }
        if inner.apis().is_empty() {
            inner.api(None).map_err(|error| thrown(&error))?;
        }
        Ok(Self { inner })
    }

    /// Executes a request against an API. Returns an object with the `response`, the `integrationRequest`, and the
    /// `trail` of decisions. Requests do not count against the limits of later ones.
    ///
    /// The call is an object with `method` and `path`, and optionally `headers`, `body` and `isBase64Encoded`, `stage`,
    /// `apiName` (if the file defines several APIs), `testInvoke` with `pathParameters` (to run the resource of the
    /// path without routing), `context`, `authorizer` (its decision, see [`AuthorizerDecision`]), `time` (milliseconds
    /// since 1970) and `backend`: the answer of the endpoint, an object for [`answer_from_json`]. The argument `body`
    /// replaces the call's, without being escaped and unescaped.
    pub fn invoke(&self, call: &str, body: Option<Vec<u8>>) -> Result<String, String> {
        let mut options = Options::read(call, &KNOWN)?;
        let api = self.api(options.text("apiName")?.as_deref())?;
        let answer = answer(&mut options)?;
        let call = read_call(&mut options, body)?;
        let execution = vtlkit::invoke(api, &call, &mut |_: &IntegrationRequest| answer.clone());
        Ok(execution.to_json().to_string())
    }

    /// Executes a request, whose call has no `backend`, up to its endpoint: returns an object with the integration
    /// request as `asked`. If the endpoint is not called, the result is that of [`invoke`](Self::invoke).
    pub fn ask(&self, call: &str, body: Option<Vec<u8>>) -> Result<String, String> {
        let mut options = Options::read(call, &KNOWN)?;
        let api = self.api(options.text("apiName")?.as_deref())?;
        let call = read_call(&mut options, body)?;
        Ok(match vtlkit::ask(api, &call) {
            Asked::Done(execution) => execution.to_json(),
            Asked::Endpoint(request) => json!({ "asked": request_to_json(&request) }),
        }
        .to_string())
    }

    /// Tries hostile variants of a call and of its backend's answer; returns an object with `attempts`, `base` and
    /// `problem`. `calls` is a list; the variants change the first one that works.
    pub fn attack(&self, calls: &str) -> Result<String, String> {
        let calls: Vec<Value> = serde_json::from_str(calls).map_err(|_| wrong("the calls must be a list"))?;
        let mut name = None;
        let mut exchanges = Vec::new();
        for call in calls {
            let mut options = Options::of_value(call, &KNOWN)?;
            name = name.or(options.text("apiName")?);
            let answer = answer_given(&mut options)?;
            exchanges.push(Exchange { call: read_call(&mut options, None)?, answer });
        }
        let attack = self.inner.attack(name.as_deref(), &exchanges).map_err(|error| thrown(&error))?;
        Ok(attack.to_json(&|text, offset| Utf16Offsets::new(text).of(offset)).to_string())
    }

    /// The violations of a schema by a body, as a list of messages. The schema is a JSON object, or a JSON string with
    /// the name of a model of the API.
    pub fn violations(&self, name: Option<&str>, schema: &str, body: &str) -> Result<String, String> {
        let api = self.api(name)?;
        let schema = match serde_json::from_str(schema) {
            // References between models have this form.
            Ok(Value::String(model)) => {
                json!({"$ref": format!("{}{model}", Model::REFERENCE_PREFIX)}).to_string()
            }
            _ => schema.to_owned(),
        };
        let found = violations(&schema, &ApiModels::references(api), body);
        Ok(Json::list_of(&found, |json, text| json.string(text)))
    }

    fn api(&self, name: Option<&str>) -> Result<&Api, String> {
        self.inner.api(name).map_err(|error| thrown(&error))
    }
}

/// An error without a position in the file.
fn thrown(error: &Error) -> String {
    problem::plain(error.kind.name(), &error.message, error.help.as_deref())
}

/// Reads the request of a call; `beside` is its body if it was passed separately.
fn read_call(call: &mut Options, beside: Option<Vec<u8>>) -> Result<Call, String> {
    let path = call.text("path")?.ok_or_else(|| wrong("`path` is missing"))?;
    let values = call.object("pathParameters")?;
    let is_test = call.flag("testInvoke")?;
    if !is_test && !values.is_empty() {
        return Err(wrong("`pathParameters` are only for `testInvoke`; otherwise they are part of the path"));
    }
    let path_parameters = values.into_iter().map(|(name, value)| (name, plain(value))).collect();
    Ok(Call {
        test: is_test.then(|| TestInvoke { resource: path.clone(), path_parameters }),
        path,
        method: call.text("method")?.ok_or_else(|| wrong("`method` is missing"))?,
        headers: headers(call)?,
        body: beside.map_or_else(|| body(call), Ok)?,
        stage: call.text("stage")?,
        time_millis: call.whole("time")?.unwrap_or_default(),
        context: call.object("context")?,
        authorizer: decision(call)?,
    })
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The headers of the request; a header with several values has a list.
fn headers(call: &mut Options) -> Result<Vec<(String, String)>, String> {
    let mut headers = Vec::new();
    for (name, value) in call.object("headers")? {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        headers.extend(values.into_iter().map(|value| (name.clone(), plain(value))));
    }
    Ok(headers)
}

fn decision(call: &mut Options) -> Result<Option<AuthorizerDecision>, String> {
    let decision = call.take("authorizer").map(AuthorizerDecision::from_json).transpose();
    decision.map_err(|why| wrong(&format!("`authorizer` cannot be used: {why}")))
}

/// The answer of the endpoint; without a `backend`, an empty object.
fn answer(call: &mut Options) -> Result<Answer, String> {
    let mut backend = call.object("backend")?;
    if !["error", "bodyFile"].iter().any(|name| backend.get(*name).is_some_and(|value| !value.is_null())) {
        backend.entry("body").or_insert_with(|| Value::Object(Map::new()));
    }
    read_answer(backend)
}

/// The answer of the endpoint; its body is empty by default.
fn answer_given(call: &mut Options) -> Result<Answer, String> {
    read_answer(call.object("backend")?)
}

fn read_answer(backend: Map<String, Value>) -> Result<Answer, String> {
    let answer = answer_from_json(Value::Object(backend), &no_files);
    answer.map_err(|why| wrong(&format!("`backend` cannot be used: {why}")))
}

/// The body of the request: text, or bytes.
fn body(call: &mut Options) -> Result<Vec<u8>, String> {
    let members =
        ["body", "isBase64Encoded"].map(|name| (name.to_owned(), call.take(name).unwrap_or_default()));
    body_from_json(&mut members.into_iter().collect(), &no_files).map_err(|why| wrong(&why))
}

fn no_files(_: &str) -> Result<Vec<u8>, String> {
    Err("`bodyFile` is only for the command: read the file, and pass its bytes as Base64 with `isBase64Encoded`"
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = r##"
openapi: 3.0.1
info: { title: users, version: "1" }
x-amazon-apigateway-binary-media-types: [image/png]
x-amazon-apigateway-request-validators: { body: { validateRequestBody: true, validateRequestParameters: false } }
x-amazon-apigateway-request-validator: body
components:
  schemas:
    User: { type: object, required: [id] }
paths:
  /users/{id}:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/User" } } } }
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        contentHandling: CONVERT_TO_TEXT
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        requestTemplates: { application/json: "{\"id\": \"$input.params('id')\"}" }
        responses:
          default: { statusCode: "200", responseTemplates: { application/json: "$input.path('$.ok')" } }
"##;

    const TWO: &str = r#"{"Resources": {
        "A": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "a"}},
        "B": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "b"}}}}"#;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn invoke(name: &str, text: &str, call: &str) -> Result<String, String> {
        Definition::load(name, text, "")?.invoke(call, None)
    }

    #[test]
    fn requests_go_the_whole_way() {
        let call = r#"{"method": "post", "path": "/users/7", "headers": {"Content-Type": "application/json"},
            "body": {"id": 1}, "backend": {"status": 200, "body": {"ok": "é"}}, "time": 0}"#;
        let done = value(&invoke("api.yaml", API, call).unwrap());
        assert_eq!(done["response"]["status"], 200);
        assert_eq!(done["response"]["body"], "é");
        assert_eq!(done["integrationRequest"]["body"], "{\"id\": \"7\"}");
        let invalid = value(&invoke("api.yaml", API, &call.replace("\"id\": 1", "\"x\": 1")).unwrap());
        assert_eq!(invalid["response"]["status"], 400);
        let late = call.replace("\"status\": 200, \"body\": {\"ok\": \"é\"}", "\"error\": \"timeout\"");
        assert_eq!(value(&invoke("api.yaml", API, &late).unwrap())["response"]["status"], 504);
    }

    #[test]
    fn a_call_says_what_the_authorizer_decides() {
        let guarded =
            API.replace("/users/{id}:\n    post:", "/users/{id}:\n    post:\n      security: [{a: []}]");
        let guarded = guarded.replace(
            "components:\n",
            "components:\n  securitySchemes: {a: {type: apiKey, name: X, in: header, \
             x-amazon-apigateway-authorizer: {type: token, authorizerUri: u}}}\n",
        );
        for (decision, status) in [
            ("", 401),
            (r#", "authorizer": {"allow": {"n": 1}}"#, 200),
            (r#", "authorizer": "deny""#, 403),
            (r#", "authorizer": "unauthorized""#, 401),
            (r#", "authorizer": "failure""#, 500),
        ] {
            let call = format!(r#"{{"method": "post", "path": "/users/7", "body": {{"id": 1}}{decision}}}"#);
            let done = value(&invoke("api.yaml", &guarded, &call).unwrap());
            assert_eq!(done["response"]["status"], status, "{decision}");
        }
        let call = r#"{"method": "post", "path": "/users/7", "authorizer": "denied"}"#;
        let error = value(&invoke("api.yaml", API, call).unwrap_err());
        let message = error["message"].as_str().unwrap();
        assert!(
            message.starts_with("`authorizer` cannot be used: `denied` is not a valid decision"),
            "{message}"
        );
    }

    #[test]
    fn bodies_can_be_bytes() {
        let api = r#"{"openapi": "3.0.1", "info": {"title": "photos", "version": "1"},
            "x-amazon-apigateway-binary-media-types": ["image/*"], "paths": {"/photo": {"post": {
            "responses": {"200": {"description": ""}}, "x-amazon-apigateway-integration": {"type": "http_proxy",
            "httpMethod": "POST", "uri": "https://example.com/photo"}}}}}"#;
        let call = r#"{"method": "post", "path": "/photo", "headers": {"Content-Type": "image/png", "Accept": "image/png"},
            "body": "iVBORw==", "isBase64Encoded": true,
            "backend": {"headers": {"Content-Type": "image/png"}, "body": "/wA=", "isBase64Encoded": true}}"#;
        let done = value(&invoke("api.yaml", api, call).unwrap());
        let body = |message: &str| (done[message]["body"].clone(), done[message]["isBase64Encoded"].clone());
        assert_eq!(body("integrationRequest"), ("iVBORw==".into(), true.into()));
        assert_eq!(body("response"), ("/wA=".into(), true.into()));
        let text = call.replace("true", "false");
        let done = value(&invoke("api.yaml", api, &text).unwrap());
        assert_eq!(done["response"]["body"], "/wA=");
        assert_eq!(done["response"]["isBase64Encoded"], false);
    }

    #[test]
    fn wrong_calls_are_refused() {
        for (name, text, call, message) in [
            ("api.yaml", API, r#"{"path": "/"}"#, "`method` is missing"),
            ("api.yaml", API, r#"{"method": "GET"}"#, "`path` is missing"),
            (
                "api.yaml",
                API,
                r#"{"method": "GET", "path": "/", "time": -1}"#,
                "`time` must be a non-negative integer",
            ),
            ("api.yaml", API, r#"{"apiName": "x"}"#, "`api.yaml` has no API `x`"),
            ("x.yaml", "a: 1", "{}", "`x.yaml` defines no REST API"),
            (
                "api.yaml",
                API,
                r#"{"api": "x"}"#,
                "the options have no member `api`, only method, path, headers, body, isBase64Encoded, \
                 stage, apiName, context, authorizer, time, backend, testInvoke, pathParameters",
            ),
            ("two.json", TWO, "{}", "`two.json` defines several APIs: `a` (`A`), `b` (`B`)"),
            (
                "api.yaml",
                API,
                r#"{"method": "GET", "path": "/", "body": "!", "isBase64Encoded": true}"#,
                "`body` is not Base64: the last Base64 unit has too few digits",
            ),
            (
                "api.yaml",
                API,
                r#"{"backend": {"bodyFile": "x.png"}}"#,
                "`backend` cannot be used: `bodyFile` is only for the command: read the file, and pass its bytes as Base64 \
                 with `isBase64Encoded`",
            ),
            (
                "api.yaml",
                API,
                r#"{"backend": {"error": "timeout", "status": 200}}"#,
                "`backend` cannot be used: it has both `error` and `status`: use `error` alone for an endpoint that fails",
            ),
            (
                "api.yaml",
                API,
                r#"{"backend": {"x": 1}}"#,
                "`backend` cannot be used: it has a member `x`, and only status, headers, body, isBase64Encoded, bodyFile \
                 and error are known",
            ),
        ] {
            let error = value(&invoke(name, text, call).unwrap_err());
            assert_eq!(error["message"], message);
        }
    }

    #[test]
    fn an_endpoint_can_be_asked_for() {
        let definition = Definition::load("api.yaml", API, "").unwrap();
        let call = r#"{"method": "post", "path": "/users/7", "headers": {"Content-Type": "application/json"},
            "body": {"id": 1}, "time": 0}"#;
        let asked = value(&definition.ask(call, None).unwrap());
        assert_eq!(asked["asked"]["body"], "{\"id\": \"7\"}");
        assert_eq!(asked["asked"], value(&definition.invoke(call, None).unwrap())["integrationRequest"]);
        // The body is invalid, so the endpoint is not called.
        let refused = value(&definition.ask(&call.replace("\"id\": 1", "\"x\": 1"), None).unwrap());
        assert_eq!(refused["response"]["status"], 400);
    }

    #[test]
    fn a_body_beside_a_call_is_its_body() {
        let definition = Definition::load("api.yaml", API, "").unwrap();
        let call = r#"{"method": "post", "path": "/users/7", "headers": {"Content-Type": "application/json"},
            "time": 0, "body": {"x": 1}}"#;
        let status = |body: Option<&str>| {
            let body = body.map(|body| body.as_bytes().to_vec());
            value(&definition.invoke(call, body).unwrap())["response"]["status"].clone()
        };
        assert_eq!(status(None), 400);
        assert_eq!(status(Some(r#"{"id": 1}"#)), 200);
        assert_eq!(status(Some("")), 400);
        let asked = definition.ask(call, Some(br#"{"id": 1}"#.to_vec())).unwrap();
        assert_eq!(value(&asked)["asked"]["body"], "{\"id\": \"7\"}");
    }

    #[test]
    fn bodies_are_held_against_schemas_and_models() {
        let definition = Definition::load("api.yaml", API, "").unwrap();
        let violations = |schema, body| value(&definition.violations(None, schema, body).unwrap());
        assert_eq!(violations("\"User\"", r#"{"id": 1}"#), serde_json::json!([]));
        assert_eq!(
            violations("\"User\"", "{}"),
            serde_json::json!(["object has missing required properties ([\"id\"])"])
        );
        assert_eq!(violations(r#"{"type": "object"}"#, "{}"), serde_json::json!([]));
        assert_eq!(violations("\"Nobody\"", "{}").as_array().unwrap().len(), 1);
    }
}
