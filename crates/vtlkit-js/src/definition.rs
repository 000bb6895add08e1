//! The contents of API definitions.

use std::collections::BTreeSet;
use std::sync::Arc;

use vtlkit::{Error, api_name};
use vtlkit_api::{Api, Authorization, Integration, Method, ParameterMapping, TemplateEntry};
use vtlkit_host::HostError;

use crate::json::Json;
use crate::places::Places;
use crate::{problem, settings};

/// The APIs of a definition, as an object with `apis`, `errors`, what is `missing`, the `unknown` values, and the
/// `files` that were read. Options: other `files` by path, values of `parameters`, the `region` and the `account`.
pub fn read_api(name: &str, text: &str, options: &str) -> Result<String, String> {
    let (files, settings) = settings::read(options)?;
    let file = vtlkit_definition::read(name, text, &files, &settings);
    let errors = |errors: &[HostError]| -> Vec<Error> {
        errors.iter().map(|error| vtlkit::placed(error.clone(), &file.sources)).collect()
    };
    let (broken, missing) = (errors(&file.errors), errors(&file.notes));
    let places = Places::new(text);
    Ok(Json::text_of(|json| {
        json.key("apis").list(&file.apis, |json, api| summary(api, json));
        for (name, list) in [("errors", &broken), ("missing", &missing)] {
            json.key(name)
                .list(list, |json, error| json.object(|json| problem::members(&places, error, json)));
        }
        let open = file.apis.first().map(|api| Arc::clone(&api.unresolved)).unwrap_or_default();
        let names: BTreeSet<&str> = open.iter().map(|open| open.name.as_str()).collect();
        json.key("unknown").list(names, |json, name| json.string(name));
        let paths = file.sources.files().map(|source| &source.path).filter(|path| !path.is_empty());
        json.key("files").list(paths, |json, path| json.string(path));
    }))
}

fn summary(api: &Api, json: &mut Json) {
    json.object(|json| {
        json.text("title", api_name(api));
        json.text_if("id", vtlkit::api_id(api));
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
        json.key("notes").list(api.unresolved.iter(), |json, it| {
            json.string(&format!("`<{}>` is a value from outside the file", it.name));
        });
    });
}

fn route(api: &Api, path: &str, method: &Method, json: &mut Json) {
    json.object(|json| {
        json.text("method", method.http_method.as_str());
        json.text("path", path);
        json.boolean("apiKeyRequired", method.api_key_required.value);
        authorization(api, method, json);
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

/// The authorization of a method, in the keywords of the service, and the identity source of its authorizer.
fn authorization(api: &Api, method: &Method, json: &mut Json) {
    let authorizer = match &method.authorization.value {
        Authorization::Authorizer(name) => api.authorizers.iter().find(|known| known.name.value == *name),
        _ => None,
    };
    let is_cognito = authorizer.is_some_and(|known| known.kind.value == "cognito_user_pools");
    json.text(
        "authorization",
        match &method.authorization.value {
            Authorization::None => "NONE",
            Authorization::AwsIam => "AWS_IAM",
            Authorization::Authorizer(_) if is_cognito => "COGNITO_USER_POOLS",
            Authorization::Authorizer(_) => "CUSTOM",
        },
    );
    let source = authorizer.and_then(|known| known.identity_source.as_ref());
    json.text_if("identitySource", source.map(|source| source.value.as_str()));
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

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
        let file = value(&read_api("api.yaml", API, "").unwrap());
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
        let broken = value(&read_api("api.yaml", "openapi: [\n", "").unwrap());
        assert!(broken["errors"][0]["line"].is_u64(), "{broken}");
    }

    #[test]
    fn what_methods_ask_of_their_callers_is_summed_up() {
        let scheme = |kind: &str| {
            format!(
                "type: apiKey, name: X, in: header, x-amazon-apigateway-authtype: custom, \
                 x-amazon-apigateway-authorizer: {{type: {kind}, authorizerUri: u, providerARNs: [p], \
                 identitySource: method.request.header.X}}"
            )
        };
        let signed = "type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4";
        for (scheme, authorization, source) in [
            (String::new(), "NONE", None),
            (scheme("request"), "CUSTOM", Some("method.request.header.X")),
            (scheme("cognito_user_pools"), "COGNITO_USER_POOLS", Some("method.request.header.X")),
            (signed.to_owned(), "AWS_IAM", None),
        ] {
            let mut api = API.to_owned();
            if !scheme.is_empty() {
                api = api
                    .replace("/users/{id}:\n    post:", "/users/{id}:\n    post:\n      security: [{a: []}]");
                let schemes = format!("components:\n  securitySchemes: {{a: {{{scheme}}}}}\n");
                api = api.replace("components:\n", &schemes);
            }
            let file = value(&read_api("api.yaml", &api, "").unwrap());
            let route = &file["apis"][0]["routes"][0];
            assert_eq!(route["authorization"], authorization, "{file}");
            assert_eq!(route.get("identitySource").and_then(Value::as_str), source);
        }
    }
}
