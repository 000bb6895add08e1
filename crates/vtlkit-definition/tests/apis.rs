//! An API written in OpenAPI, CloudFormation or SAM, as the output of the CDK, and in Terraform is read as the same
//! value.

#![allow(clippy::unwrap_used, reason = "a test stops at what it does not expect, in its helpers too")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vtlkit_api::{Api, Authorization, EndpointType, HttpMethod, IntegrationType, PassthroughBehavior};
use vtlkit_definition::{Definition, extract, read_apis};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/apis")
}

/// The files of each API, by what follows its name.
fn apis() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut out: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (name, kind) = file.split_once('.').unwrap();
        let kind = kind.split('.').next().unwrap().replace("sam", "cloudformation");
        out.entry(name.to_owned()).or_default().insert(kind, path);
    }
    out
}

fn read(path: &Path) -> Api {
    let text = std::fs::read_to_string(path).unwrap();
    let Definition { mut apis, errors, .. } = read_apis(path.to_str().unwrap(), &text);
    let shown = path.display();
    assert!(errors.is_empty(), "{shown}: {errors:?}");
    assert_eq!(apis.len(), 1, "{shown}");
    let mut api = apis.remove(0);
    // OpenAPI documents have none.
    api.id = None;
    for (place, value) in texts(&api) {
        assert!(text.get(place.range()).is_some(), "{shown}: {value}");
    }
    api
}

/// The texts of the API with their spans.
fn texts(api: &Api) -> Vec<(vtlkit_text::Span, String)> {
    let mut out = Vec::new();
    for resource in &api.resources {
        out.push((resource.path.span, resource.path.value.clone()));
        for integration in resource.methods.iter().filter_map(|method| method.integration.as_ref()) {
            out.extend(integration.uri.iter().map(|uri| (uri.span, uri.value.clone())));
            for entry in &integration.request_templates {
                out.push((entry.template.span, entry.template.as_str().to_owned()));
            }
        }
    }
    out
}

/// The parts of an API that OpenAPI can express.
fn sayable(mut api: Api) -> Api {
    api.stages.clear();
    api.usage_plans.clear();
    api.api_keys.clear();
    api.endpoint_type = None;
    api.unresolved = std::sync::Arc::default();
    api
}

#[test]
fn one_api_in_three_notations_is_one_value() {
    let apis = apis();
    assert_eq!(apis.len(), 10);
    for (name, files) in apis {
        let cloudformation = read(&files["cloudformation"]);
        let cdk = read(&files["cdk"]);
        let openapi = read(&files["openapi"]);
        pretty(&cdk, &cloudformation, &format!("{name}: CDK and CloudFormation"));
        if let Some(file) = files.get("terraform") {
            let terraform = read(file);
            pretty(
                &terraform,
                &Api { unresolved: Arc::default(), ..cdk.clone() },
                &format!("{name}: Terraform and CDK"),
            );
        }
        pretty(&openapi, &sayable(cdk), &format!("{name}: OpenAPI and CDK"));
    }
}

/// Compares part by part, for a readable message.
fn pretty(a: &Api, b: &Api, what: &str) {
    for (one, other) in a.resources.iter().zip(&b.resources) {
        assert_eq!(one.path, other.path, "{what}");
        for (one, other) in one.methods.iter().zip(&other.methods) {
            assert_eq!(one, other, "{what}");
        }
    }
    assert_eq!(a.models, b.models, "{what}");
    assert_eq!(a, b, "{what}");
}

/// Extraction and reading find the same templates.
#[test]
fn extraction_and_reading_agree() {
    for (name, files) in apis() {
        for (kind, path) in files {
            // One template can belong to several methods there.
            if kind == "terraform" {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let api = read(&path);
            let mut read: Vec<String> = Vec::new();
            for method in api.resources.iter().flat_map(|resource| &resource.methods) {
                let Some(integration) = &method.integration else { continue };
                let responses =
                    integration.responses.iter().flat_map(|response| &response.response_templates);
                read.extend(
                    integration
                        .request_templates
                        .iter()
                        .chain(responses)
                        .map(|t| t.template.as_str().to_owned()),
                );
            }
            let mut found: Vec<String> = extract(path.to_str().unwrap(), &text)
                .templates
                .iter()
                .filter(|template| template.role.integration.is_some())
                .map(|template| template.text.replace("${Stage}", "dev"))
                .collect();
            read.sort();
            found.sort();
            assert_eq!(found, read, "{name} {kind}");
        }
    }
}

#[test]
fn an_api_says_what_its_file_says() {
    let api = read(&folder().join("pets.openapi.yaml"));
    assert_eq!(api.name.as_ref().unwrap().value, "pets");
    let get = api.method("/pets", HttpMethod::Get).unwrap();
    let integration = get.integration.as_ref().unwrap();
    assert_eq!(integration.kind.value, IntegrationType::Aws);
    assert_eq!(integration.passthrough(), PassthroughBehavior::Never);
    assert_eq!(integration.service().unwrap().action, Some("Scan"));
    assert_eq!(integration.timeout(), 29_000);
    assert_eq!(get.validator.as_ref().unwrap().value, "params");
    assert_eq!(integration.responses[1].selection_pattern.as_ref().unwrap().value, "5\\d{2}");
    assert_eq!(
        api.model("Pets").unwrap().schema.as_str(),
        "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"array\",\"items\":{\"$ref\":\"https://apigateway.amazonaws.com/restapis/api/models/Pet\"}}"
    );

    let api = read(&folder().join("http.cdk.template.json"));
    let stage = &api.stages[0];
    assert_eq!(
        (stage.name.value.as_str(), stage.variables[0].value.value.as_str()),
        ("prod", "users.example.com")
    );
    assert_eq!(stage.settings[1].path.value, "/users/{id}");
    let plan = &api.usage_plans[0];
    assert_eq!(plan.quota.unwrap().limit.value, 500);
    assert_eq!((plan.stages[0].stage.value.as_str(), plan.keys[0].value.as_str()), ("prod", "customer"));
    assert!(api.api_keys[0].enabled.value);
}

#[test]
fn functions_are_worked_out_as_far_as_the_file_says() {
    let text = r#"
Parameters:
  Table: { Type: String, Default: pets }
  Secret: { Type: String }
Mappings:
  Regions: { eu-west-1: { role: reader } }
Conditions:
  IsPets: !Equals [!Ref Table, pets]
  NotPets: !Not [Condition: IsPets]
  Open: !Equals [!Ref Secret, x]
  Circle: !Or [Condition: Circle, Condition: IsPets]
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: !If [NotPets, other, !Sub "${Table}-api"]
      EndpointConfiguration: { Types: [!If [IsPets, REGIONAL, EDGE]] }
      BinaryMediaTypes: !If [NotPets, [a/b], !Ref AWS::NoValue]
  Off:
    Type: AWS::ApiGateway::Model
    Condition: NotPets
    Properties: { RestApiId: !Ref Api, Name: Off, Schema: '{}' }
  M:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS
        Credentials: !FindInMap [Regions, eu-west-1, role]
        Uri:
          Fn::Join:
            - ''
            - - !Sub ['arn:${P}:${X}', { P: aws, X: !Select [1, [a, apigateway]] }]
              - !Ref AWS::NoValue
              - ':eu-west-1:dynamodb:action/GetItem?'
              - !GetAtt Role.Arn
              - !ImportValue exported
        RequestTemplates:
          application/json: !Sub |
            { "t": "${Table}", "s": "${Secret}", "v": "${!x}", "i": "$input.path('$.${Table}')" }
          text/plain: !If [Open, one, two]
          circle: !If [Circle, one, two]
"#;
    let file = read_apis("a.yaml", text);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let api = &file.apis[0];
    assert_eq!(api.name.as_ref().unwrap().value, "pets-api");
    assert_eq!(api.endpoint_type.unwrap().value, EndpointType::Regional);
    assert!(api.binary_media_types.is_empty() && api.models.is_empty());
    let integration = api.method("/", HttpMethod::Get).unwrap().integration.as_ref().unwrap();
    assert_eq!(integration.credentials.as_ref().unwrap().value, "reader");
    assert_eq!(
        integration.uri.as_ref().unwrap().value,
        "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem?<Role.Arn><exported>"
    );
    let template = &integration.request_templates[0].template;
    assert_eq!(
        template.as_str(),
        "{ \"t\": \"pets\", \"s\": \"<Secret>\", \"v\": \"${x}\", \"i\": \"$input.path('$.pets')\" }\n"
    );
    let input = vtlkit_text::Span::of(template.as_str(), "$input").unwrap();
    assert_eq!(template.map.to_host(input).text(text), "$input");
    let unresolved: Vec<&str> = api.unresolved.iter().map(|name| name.name.as_str()).collect();
    assert_eq!(unresolved, ["Role.Arn", "exported", "Secret", "Open"]);
}

#[test]
fn what_the_service_would_refuse_is_told_with_its_place() {
    let text = "swagger: '2.0'\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        type: lambda\n        responses: {default: {}}\n    post:\n      x-amazon-apigateway-integration:\n        type: mock\n        passthroughBehavior: sometimes\n        requestTemplates: {a/b: {x: y}}\n        responses: {default: {}}\nx-amazon-apigateway-gateway-responses: {OOPS: {}}\n";
    let file = read_apis("a.yaml", text);
    let errors: Vec<(&str, &str)> =
        file.errors.iter().map(|error| (error.span.text(text), &*error.message)).collect();
    assert_eq!(
        errors,
        [
            ("lambda", "`lambda` is not a valid integration type"),
            ("{}", "the integration response has no status code"),
            ("sometimes", "`sometimes` is not a valid passthrough behavior"),
            ("{x: y}", "a template must be a string"),
            ("{}", "the integration response has no status code"),
            ("OOPS", "`OOPS` is not a valid type of gateway response"),
        ]
    );
    assert_eq!(file.apis[0].resources[0].methods.len(), 2);
}

#[test]
fn references_in_circles_end() {
    let text = "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      parameters: [{$ref: '#/components/parameters/p'}]\n      responses: {'200': {$ref: '#/nowhere'}}\ncomponents:\n  parameters: {p: {$ref: '#/components/parameters/q'}, q: {$ref: '#/components/parameters/p'}}\n  schemas: {A: {$ref: '#/components/schemas/A'}}\n";
    let file = read_apis("a.yaml", text);
    let method = file.apis[0].method("/a", HttpMethod::Get).unwrap();
    assert!(method.request_parameters.is_empty() && method.responses.len() == 1);
    assert!(file.apis[0].model("A").unwrap().schema.as_str().contains("models/A"));
    let bomb: String = (1..60)
        .map(|i| format!("  P{i}: {{Type: String, Default: !Sub '${{P{0}}}${{P{0}}}${{P{0}}}'}}\n", i - 1))
        .collect::<Vec<_>>()
        .concat();
    let bomb = format!(
        "Parameters:\n  P0: {{Type: String, Default: xxxxxxxxxx}}\n{bomb}Resources:\n  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: !Ref P59}}}}\n"
    );
    assert_eq!(read_apis("a.yaml", &bomb).apis.len(), 1);
}

#[test]
fn sam_makes_methods_of_events() {
    let text = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        A: {Type: Api, Properties: {Path: /f, Method: any, Auth: {ApiKeyRequired: true}, RequestModel: {Model: M, ValidateBody: true}, RequestParameters: [method.request.header.X, {method.request.path.id: {Required: true}}]}}\n        B: {Type: Schedule}\n";
    let file = read_apis("template.yaml", text);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let api = &file.apis[0];
    let method = api.method("/f", HttpMethod::Any).unwrap();
    assert!(method.api_key_required.value);
    assert_eq!(method.integration.as_ref().unwrap().kind.value, IntegrationType::AwsProxy);
    assert!(method.integration.as_ref().unwrap().service().unwrap().is_lambda());
    assert!(api.validator(&method.validator.as_ref().unwrap().value).unwrap().body.value);
    assert_eq!(method.request_parameters.iter().filter(|p| p.required.value).count(), 1);
}

#[test]
fn sam_gives_methods_the_authorizer_of_their_api() {
    let text = "\
Globals:
  Api: {Auth: {ApiKeyRequired: true, Authorizers: {Shared: {FunctionArn: f, Identity: {Header: X-Token}}}}}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth:
        DefaultAuthorizer: Asks
        Authorizers:
          Asks:
            FunctionPayloadType: REQUEST
            FunctionArn: f
            Identity: {Headers: [X-A, X-B], QueryStrings: [q], StageVariables: [v], Context: [identity.sourceIp]}
          Pool: {UserPoolArn: p}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /default, Method: get}}
        B: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /pool, Method: get, Auth: {Authorizer: Pool}}}
        C: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /open, Method: get, Auth: {Authorizer: NONE, ApiKeyRequired: false}}}
        D: {Type: Api, Properties: {Path: /implicit, Method: get, Auth: {Authorizer: Shared}}}
";
    let file = read_apis("template.yaml", text);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let [api, implicit] = file.apis.as_slice() else { panic!("{} APIs", file.apis.len()) };
    let guard = |path: &str| {
        let method = api.method(path, HttpMethod::Get).unwrap();
        (method.authorization.value.clone(), method.api_key_required.value)
    };
    assert_eq!(guard("/default"), (Authorization::Authorizer("Asks".to_owned()), true));
    assert_eq!(guard("/pool"), (Authorization::Authorizer("Pool".to_owned()), true));
    assert_eq!(guard("/open"), (Authorization::None, false));
    let authorizers: Vec<_> = api
        .authorizers
        .iter()
        .map(|it| {
            (it.name.as_str(), it.kind.as_str(), it.identity_source.as_ref().map_or("", |it| &it.value))
        })
        .collect();
    let asks = "method.request.header.X-A, method.request.header.X-B, method.request.querystring.q, \
                stageVariables.v, context.identity.sourceIp";
    let shared = ("Shared", "token", "method.request.header.X-Token");
    let pool = ("Pool", "cognito_user_pools", "method.request.header.Authorization");
    assert_eq!(authorizers, [("Asks", "request", asks), pool, shared]);
    assert_eq!(implicit.authorizers.len(), 1);
}

#[test]
fn the_canary_of_a_stage_is_read_wherever_it_is_said() {
    let resources = [
        ("Stage", "AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, CanarySetting"),
        (
            "Description",
            "AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageDescription: { CanarySetting",
        ),
        (
            "Deployment",
            "AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, DeploymentCanarySettings",
        ),
    ];
    for (name, resource) in resources {
        let ends = if name == "Description" { "} , StageName: s }" } else { ", StageName: s }" };
        let text = format!(
            "Resources:\n  Api: {{ Type: AWS::ApiGateway::RestApi }}\n  It: {{ Type: {resource}: {{ PercentTraffic: 12.5, \
             StageVariableOverrides: {{ b: other, a: 1 }} }} {ends} }}\n"
        );
        let file = read_apis("a.yaml", &text);
        assert!(file.errors.is_empty(), "{name}: {:?}", file.errors);
        let canary = file.apis[0].stages[0].canary.as_ref().unwrap();
        assert_eq!(canary.percent.unwrap().value.to_string(), "12.5", "{name}");
        let variables: Vec<(&str, &str)> =
            canary.variables.iter().map(|it| (it.name.value.as_str(), it.value.value.as_str())).collect();
        assert_eq!(variables, [("a", "1"), ("b", "other")], "{name}");
    }
    let sam = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties: \
               { StageName: s, CanarySetting: { PercentTraffic: 100 } }\n";
    let file = read_apis("a.yaml", sam);
    let canary = file.apis[0].stages[0].canary.as_ref().unwrap();
    assert_eq!((canary.percent.unwrap().value.to_string(), canary.variables.len()), ("100".to_owned(), 0));
}
