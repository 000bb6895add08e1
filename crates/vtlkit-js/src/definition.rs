//! API definitions: what they hold, and requests through them.

use serde_json::{Map, Value};
use vtlkit_api::{Api, Integration, Method, ParameterMapping, TemplateEntry};
use vtlkit_gateway::execution::{
    Answer, AuthorizerDecision, ClientRequest, Gateway, IntegrationRequest, Invocation, body_from_json,
};
use vtlkit_host::HostError;
use vtlkit_schema::ApiModels;

use crate::json::Json;
use crate::options::{Options, wrong};
use crate::places::Places;
use crate::problem;

/// What the APIs of a definition file hold, as an object with `apis` and `errors`.
pub fn read_api(name: &str, text: &str) -> String {
    let file = vtlkit_host::read_apis(name, text);
    let places = Places::new(text);
    Json::text_of(|json| {
        json.key("apis").list(&file.apis, |json, api| summary(api, json));
        json.key("errors").list(&file.errors, |json, error| problem::host(&places, error, json));
    })
}

fn summary(api: &Api, json: &mut Json) {
    json.object(|json| {
        json.text("title", api_name(api));
        json.key("stages").list(&api.stages, |json, stage| {
            json.object(|json| {
                json.text("name", &stage.name.value);
                json.key("variables").object(|json| {
                    for variable in &stage.variables {
                        json.text(&variable.name.value, &variable.value.value);
                    }
                });
            });
        });
        let routes = api.resources.iter().flat_map(|resource| {
            resource.methods.iter().map(move |method| (resource.path.value.as_str(), method))
        });
        json.key("routes").list(routes, |json, (path, method)| route(api, path, method, json));
        json.key("binaryMediaTypes").list(&api.binary_media_types, |json, it| json.string(&it.value));
        json.key("models").list(&api.models, |json, model| {
            json.object(|json| {
                json.text("name", &model.name.value);
                json.text("contentType", &model.content_type.value);
                json.text("schema", model.schema.as_str());
            });
        });
        json.key("notes").list(&api.unresolved, |json, it| {
            json.string(&format!("`${{{}}}` stands for something outside of the file", it.name));
        });
    });
}

fn route(api: &Api, path: &str, method: &Method, json: &mut Json) {
    json.object(|json| {
        json.text("method", method.http_method.as_str());
        json.text("path", path);
        json.boolean("apiKeyRequired", method.api_key_required.value);
        json.key("parameters").list(&method.request_parameters, |json, parameter| {
            json.object(|json| {
                json.text("location", parameter.location.as_str());
                json.text("name", &parameter.name.value);
                json.boolean("required", parameter.required.value);
            });
        });
        json.key("models").object(|json| {
            for it in &method.request_models {
                json.text(&it.content_type.value, &it.model.value);
            }
        });
        if let Some(validator) = method.validator.as_ref().and_then(|name| api.validator(&name.value)) {
            json.key("validates").object(|json| {
                json.boolean("body", validator.body.value);
                json.boolean("parameters", validator.parameters.value);
            });
        }
        if let Some(it) = &method.integration {
            json.key("integration").object(|json| integration(it, json));
        }
    });
}

fn integration(integration: &Integration, json: &mut Json) {
    json.text("type", integration.kind.value.as_str());
    json.text_if("uri", integration.uri.as_ref().map(|uri| uri.value.as_str()));
    json.text_if("httpMethod", integration.http_method.as_ref().map(|method| method.value.as_str()));
    json.text("passthroughBehavior", integration.passthrough().as_str());
    json.text_if("contentHandling", integration.content_handling.map(|it| it.value.as_str()));
    mappings("requestParameters", &integration.request_parameters, json);
    templates("requestTemplates", &integration.request_templates, json);
    json.key("responses").list(&integration.responses, |json, response| {
        json.object(|json| {
            json.text_if("pattern", response.selection_pattern.as_ref().map(|it| it.value.as_str()));
            json.text("status", &response.status_code.value);
            json.text_if("contentHandling", response.content_handling.map(|it| it.value.as_str()));
            mappings("parameters", &response.response_parameters, json);
            templates("templates", &response.response_templates, json);
        });
    });
}

fn mappings(name: &str, entries: &[ParameterMapping], json: &mut Json) {
    json.key(name).object(|json| {
        for entry in entries {
            json.text(&entry.target.value, &entry.source.value);
        }
    });
}

fn templates(name: &str, entries: &[TemplateEntry], json: &mut Json) {
    json.key(name).object(|json| {
        for entry in entries {
            json.text(&entry.content_type.value, entry.template.as_str());
        }
    });
}

/// Takes a request through an API, as an object that has the `response`, the `integrationRequest`, and what each step
/// decided as `trail`.
///
/// The call is an object with `method` and `path`, and if need be `headers`, `body` and `isBase64Encoded`, `stage`, `api` (its name, where
/// the file defines several), `context`, `authorizer` (its decision, see [`AuthorizerDecision`]), `time` (milliseconds
/// since 1970) and `backend`: what the endpoint answers, an object that [`Answer::from_json`] reads.
pub fn invoke(name: &str, text: &str, call: &str) -> Result<String, String> {
    let known = [
        "method",
        "path",
        "headers",
        "body",
        "isBase64Encoded",
        "stage",
        "api",
        "context",
        "authorizer",
        "time",
        "backend",
    ];
    let mut call = Options::read(call, &known)?;
    let api = choose(name, text, call.text("api")?.as_deref())?;
    let answer = answer(&mut call)?;
    let path = call.text("path")?.ok_or_else(|| wrong("`path` is missing"))?;
    let invocation = Invocation {
        request: ClientRequest {
            method: call.text("method")?.ok_or_else(|| wrong("`method` is missing"))?.to_ascii_uppercase(),
            target: if path.starts_with('/') { path } else { format!("/{path}") },
            headers: headers(&mut call)?,
            body: body(&mut call)?,
        },
        stage: call.text("stage")?,
        time_millis: call.whole("time")?.unwrap_or_default(),
        context: call.object("context")?,
        access: decision(&mut call)?.into(),
    };
    let mut backend = |_: &IntegrationRequest| answer.clone();
    let execution = Gateway::new(&api).explaining().execute(&invocation, &ApiModels::new(&api), &mut backend);
    Ok(execution.to_json().to_string())
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
    let answer = Answer::from_json(Value::Object(backend), &no_files);
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

/// The API of a name, which may be left out where there is but one.
fn choose(name: &str, text: &str, wanted: Option<&str>) -> Result<Api, String> {
    let file = vtlkit_host::read_apis(name, text);
    if let Some(error) = file.errors.first() {
        return Err(broken(text, error, &file.errors));
    }
    let names: Vec<String> = file.apis.iter().map(|api| api_name(api).to_owned()).collect();
    let mut fitting = file.apis.into_iter().filter(|api| wanted.is_none_or(|wanted| api_name(api) == wanted));
    let said = match (fitting.next(), fitting.next()) {
        (Some(api), None) => return Ok(api),
        (Some(_), Some(_)) => format!("`{name}` defines several APIs: {}", names.join(", ")),
        (None, _) if names.is_empty() => format!("`{name}` defines no REST API"),
        (None, _) => {
            format!("`{name}` has no API `{}`, only {}", wanted.unwrap_or_default(), names.join(", "))
        }
    };
    Err(problem::plain("definition", &said, None))
}

fn broken(text: &str, first: &HostError, all: &[HostError]) -> String {
    let places = Places::new(text);
    Json::text_of(|json| {
        problem::host_members(&places, first, json);
        json.key("errors").list(all, |json, error| problem::host(&places, error, json));
    })
}

fn api_name(api: &Api) -> &str {
    api.name.as_ref().map_or("", |name| name.value.as_str())
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

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn definitions_are_summed_up() {
        let file = value(&read_api("api.yaml", API));
        let route = &file["apis"][0]["routes"][0];
        assert_eq!((&route["method"], &route["path"]), (&"POST".into(), &"/users/{id}".into()));
        assert_eq!(route["models"]["application/json"], "User");
        assert_eq!(route["validates"]["body"], true);
        let template = &route["integration"]["requestTemplates"]["application/json"];
        assert_eq!(template, "{\"id\": \"$input.params('id')\"}");
        assert_eq!(route["integration"]["contentHandling"], "CONVERT_TO_TEXT");
        let response = &route["integration"]["responses"][0];
        assert_eq!((&response["status"], response.get("contentHandling")), (&"200".into(), None));
        assert_eq!(file["apis"][0]["binaryMediaTypes"], serde_json::json!(["image/png"]));
        assert_eq!(file["apis"][0]["models"][0]["name"], "User");
        let broken = value(&read_api("api.yaml", "openapi: [\n"));
        assert!(broken["errors"][0]["line"].is_u64(), "{broken}");
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
        assert!(message.starts_with("`authorizer` cannot be used: `denied` is no decision"), "{message}");
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
            ("api.yaml", API, r#"{"api": "x"}"#, "`api.yaml` has no API `x`, only users"),
            ("x.yaml", "a: 1", "{}", "`x.yaml` defines no REST API"),
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
}
