//! Requests through the APIs of a definition file.

use serde_json::{Map, Value};
use vtlkit_api::{Answer, Api, ClientRequest, IntegrationRequest, Model};
use vtlkit_gateway::execution::{AuthorizerDecision, Gateway, Invocation, answer_from_json, body_from_json};
use vtlkit_host::HostError;
use vtlkit_schema::{ApiModels, violations};

use crate::definition::api_name;
use crate::json::Json;
use crate::options::{Options, wrong};
use crate::places::Places;
use crate::problem;

/// The members of a call.
const KNOWN: [&str; 11] = [
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
];

/// A definition file that is read once and takes many requests.
#[derive(Debug)]
pub struct Definition {
    /// The file's name.
    name: String,
    apis: Vec<Api>,
}

impl Definition {
    /// Reads a definition file: OpenAPI, CloudFormation or SAM.
    pub fn load(name: &str, text: &str) -> Result<Self, String> {
        let file = vtlkit_host::read_apis(name, text);
        match file.errors.first() {
            Some(error) => Err(broken(text, error, &file.errors)),
            None if file.apis.is_empty() => {
                Err(problem::plain("definition", &format!("`{name}` defines no REST API"), None))
            }
            None => Ok(Self { name: name.to_owned(), apis: file.apis }),
        }
    }

    /// Takes a request through an API, as an object that has the `response`, the `integrationRequest`, and what each
    /// step decided as `trail`. Requests do not count against the limits of later ones.
    ///
    /// The call is an object with `method` and `path`, and if need be `headers`, `body` and `isBase64Encoded`, `stage`,
    /// `apiName` (where the file defines several APIs), `context`, `authorizer` (its decision, see
    /// [`AuthorizerDecision`]), `time` (milliseconds since 1970) and `backend`: what the endpoint answers, an object that
    /// [`answer_from_json`] reads. A `body` beside the call replaces the call's, and is not escaped and unescaped on its way.
    pub fn invoke(&self, call: &str, body: Option<Vec<u8>>) -> Result<String, String> {
        self.execute(call, body, false)
    }

    /// Takes a request, whose call has no `backend`, as far as its endpoint: an object with the `integrationRequest` as
    /// `asked`. Where the endpoint is not called, the result is that of [`invoke`](Self::invoke).
    pub fn ask(&self, call: &str, body: Option<Vec<u8>>) -> Result<String, String> {
        self.execute(call, body, true)
    }

    fn execute(&self, call: &str, beside: Option<Vec<u8>>, asks: bool) -> Result<String, String> {
        let mut call = Options::read(call, &KNOWN)?;
        let api = self.choose(call.text("apiName")?.as_deref())?;
        let answer = answer(&mut call)?;
        let invocation = invocation(&mut call, beside)?;
        let mut called = false;
        let mut backend = |_: &IntegrationRequest| {
            called = true;
            answer.clone()
        };
        let gateway = Gateway::new(api).explaining();
        let execution = { gateway }.execute(&invocation, &ApiModels::new(api), &mut backend);
        let mut result = execution.to_json();
        if asks && called {
            let request = result.get_mut("integrationRequest").map(Value::take).unwrap_or_default();
            result = serde_json::json!({ "asked": request });
        }
        Ok(result.to_string())
    }

    /// What is wrong with a body under a schema, as a list of texts. The schema is an object as JSON text, or a string: the
    /// name of a model of the API.
    pub fn violations(&self, name: Option<&str>, schema: &str, body: &str) -> Result<String, String> {
        let api = self.choose(name)?;
        let schema = match serde_json::from_str(schema) {
            // A reference reaches the model as those between models do.
            Ok(Value::String(model)) => {
                serde_json::json!({"$ref": format!("{}{model}", Model::REFERENCE_PREFIX)}).to_string()
            }
            _ => schema.to_owned(),
        };
        let found = violations(&schema, &ApiModels::references(api), body);
        Ok(Json::list_of(&found, |json, text| json.string(text)))
    }

    /// The API of a name, which may be left out where there is but one.
    fn choose(&self, wanted: Option<&str>) -> Result<&Api, String> {
        let mut fitting = self.apis.iter().filter(|api| wanted.is_none_or(|wanted| api_name(api) == wanted));
        let names = || self.apis.iter().map(api_name).collect::<Vec<_>>().join(", ");
        let file = &self.name;
        let (said, help) = match (fitting.next(), fitting.next()) {
            (Some(api), None) => return Ok(api),
            (Some(_), Some(_)) => {
                (format!("`{file}` defines several APIs: {}", names()), Some("say which one with `apiName`"))
            }
            (None, _) => {
                let wanted = wanted.unwrap_or_default();
                (format!("`{file}` has no API `{wanted}`, only {}", names()), None)
            }
        };
        Err(problem::plain("definition", &said, help))
    }
}

/// The request of a call, whose body may come beside it.
fn invocation(call: &mut Options, beside: Option<Vec<u8>>) -> Result<Invocation, String> {
    let path = call.text("path")?.ok_or_else(|| wrong("`path` is missing"))?;
    Ok(Invocation {
        request: ClientRequest {
            method: call.text("method")?.ok_or_else(|| wrong("`method` is missing"))?.to_ascii_uppercase(),
            target: if path.starts_with('/') { path } else { format!("/{path}") },
            headers: headers(call)?,
            body: beside.map_or_else(|| body(call), Ok)?,
        },
        stage: call.text("stage")?,
        time_millis: call.whole("time")?.unwrap_or_default(),
        context: call.object("context")?,
        access: decision(call)?.into(),
    })
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The headers of the request; one that is there more than once has a list.
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

fn answer(call: &mut Options) -> Result<Answer, String> {
    let mut backend = call.object("backend")?;
    if !["error", "bodyFile"].iter().any(|name| backend.get(*name).is_some_and(|value| !value.is_null())) {
        backend.entry("body").or_insert_with(|| Value::Object(Map::new()));
    }
    let answer = answer_from_json(Value::Object(backend), &no_files);
    answer.map_err(|why| wrong(&format!("`backend` cannot be used: {why}")))
}

/// The body of the request, text or bytes.
fn body(call: &mut Options) -> Result<Vec<u8>, String> {
    let members =
        ["body", "isBase64Encoded"].map(|name| (name.to_owned(), call.take(name).unwrap_or_default()));
    body_from_json(&mut members.into_iter().collect(), &no_files).map_err(|why| wrong(&why))
}

fn no_files(_: &str) -> Result<Vec<u8>, String> {
    Err("`bodyFile` is of the command: read the file, and give its bytes as Base64 with `isBase64Encoded`"
        .to_owned())
}

fn broken(text: &str, first: &HostError, all: &[HostError]) -> String {
    let places = Places::new(text);
    Json::text_of(|json| {
        problem::host_members(&places, first, json);
        json.key("errors").list(all, |json, error| problem::host(&places, error, json));
    })
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
        Definition::load(name, text)?.invoke(call, None)
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
            ("api.yaml", API, r#"{"method": "GET", "path": "/", "time": -1}"#, "`time` is a whole number"),
            ("api.yaml", API, r#"{"apiName": "x"}"#, "`api.yaml` has no API `x`, only users"),
            ("x.yaml", "a: 1", "{}", "`x.yaml` defines no REST API"),
            (
                "api.yaml",
                API,
                r#"{"api": "x"}"#,
                "the options have no `api`, only method, path, headers, body, isBase64Encoded, \
                 stage, apiName, context, authorizer, time, backend",
            ),
            ("two.json", TWO, "{}", "`two.json` defines several APIs: a, b"),
            (
                "api.yaml",
                API,
                r#"{"method": "GET", "path": "/", "body": "!", "isBase64Encoded": true}"#,
                "`body` is not Base64: the last base64 unit has too few digits",
            ),
            (
                "api.yaml",
                API,
                r#"{"backend": {"bodyFile": "x.png"}}"#,
                "`backend` cannot be used: `bodyFile` is of the command: read the file, and give its bytes as Base64 \
                 with `isBase64Encoded`",
            ),
            (
                "api.yaml",
                API,
                r#"{"backend": {"error": "timeout", "status": 200}}"#,
                "`backend` cannot be used: it has an `error`, and `status` too: the endpoint fails or answers",
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
        let definition = Definition::load("api.yaml", API).unwrap();
        let call = r#"{"method": "post", "path": "/users/7", "headers": {"Content-Type": "application/json"},
            "body": {"id": 1}, "time": 0}"#;
        let asked = value(&definition.ask(call, None).unwrap());
        assert_eq!(asked["asked"]["body"], "{\"id\": \"7\"}");
        assert_eq!(asked["asked"], value(&definition.invoke(call, None).unwrap())["integrationRequest"]);
        // The body is not valid, and the endpoint not called.
        let refused = value(&definition.ask(&call.replace("\"id\": 1", "\"x\": 1"), None).unwrap());
        assert_eq!(refused["response"]["status"], 400);
    }

    #[test]
    fn a_body_beside_a_call_is_its_body() {
        let definition = Definition::load("api.yaml", API).unwrap();
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
        let definition = Definition::load("api.yaml", API).unwrap();
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
