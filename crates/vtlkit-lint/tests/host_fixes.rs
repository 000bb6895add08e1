//! Fixes of what a definition says beside its templates: in every format they keep the style of the file, leave the rest
//! as it is, and the finding is gone.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use vtlkit_definition::extract;
use vtlkit_lint::{FileFinding, lint_file};
use vtlkit_text::{Applicability, Fix, apply_edits, choose_edits};

fn findings(name: &str, text: &str) -> Vec<FileFinding> {
    let extraction = extract(name, text);
    assert!(extraction.errors.is_empty(), "{name}: {:?}\n{text}", extraction.errors);
    lint_file(name, text, &extraction)
}

/// The file with the fixes of a rule made.
fn fixed(name: &str, text: &str, rule: &str) -> String {
    let found = findings(name, text);
    let of_rule = found.iter().filter(|finding| finding.diagnostic.rule == Some(rule));
    let fixes: Vec<&Fix> = of_rule.filter_map(|finding| finding.diagnostic.fix.as_ref()).collect();
    assert!(fixes.iter().all(|fix| fix.applicability == Applicability::Unsafe), "{name}");
    let (edits, count) = choose_edits(&fixes, Applicability::Unsafe);
    assert!(count > 0, "{name}: {found:?}");
    apply_edits(text, &edits).unwrap()
}

const URI: &str = "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem";

#[test]
fn other_content_types_are_refused_in_every_format() {
    let template = r#"{"TableName": "pets"}"#;
    let quoted = template.replace('"', "\\\"");
    for (name, file, added) in [
        (
            "api.yaml",
            format!(
                "openapi: 3.0.1\npaths:\n  /p:\n    post:\n      x-amazon-apigateway-integration:\n        \
                 type: aws\n        uri: {URI}\n        requestTemplates: {{application/json: '{template}'}}\n"
            ),
            "        passthroughBehavior: never\n        type: aws\n",
        ),
        (
            "flow.yaml",
            format!(
                "openapi: 3.0.1\npaths: {{/p: {{post: {{x-amazon-apigateway-integration: {{uri: '{URI}', type: aws, \
                 requestTemplates: {{application/json: '{template}'}}}}}}}}}}\n"
            ),
            "', passthroughBehavior: never, type: aws,",
        ),
        (
            "said.yaml",
            format!(
                "openapi: 3.0.1\npaths:\n  /p:\n    post:\n      x-amazon-apigateway-integration:\n        \
                 type: aws\n        passthroughBehavior: \"when_no_match\" # all\n        uri: {URI}\n        \
                 requestTemplates: {{application/json: '{template}'}}\n"
            ),
            "        passthroughBehavior: \"never\" # all\n",
        ),
        (
            "api.json",
            format!(
                "{{\"openapi\": \"3.0.1\", \"paths\": {{\"/p\": {{\"post\": \
                 {{\"x-amazon-apigateway-integration\": {{\r\n  \"uri\": \"{URI}\",\r\n  \"type\": \"aws\",\r\n  \
                 \"requestTemplates\": {{\"application/json\": \"{quoted}\"}}\r\n}}}}}}}}}}\r\n"
            ),
            "  \"passthroughBehavior\": \"never\",\r\n  \"type\": \"aws\",\r\n",
        ),
        (
            "stack.yaml",
            format!(
                "Resources:\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      HttpMethod: POST\n      \
                 ResourceId: r\n      RestApiId: !Ref A\n      AuthorizationType: NONE\n      Integration:\n        \
                 Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: {URI}\n        RequestTemplates:\n          \
                 application/json: '{template}'\n  A:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {{Name: a}}\n"
            ),
            "      Integration:\n        PassthroughBehavior: NEVER\n        Type: AWS\n",
        ),
        (
            "main.tf",
            format!(
                "resource \"aws_api_gateway_integration\" \"i\" {{\n  rest_api_id             = \"a\"\n  \
                 resource_id             = \"r\"\n  http_method             = \"POST\"\n  \
                 integration_http_method = \"POST\"\n  type                    = \"AWS\"\n  \
                 uri                     = \"{URI}\"\n  \
                 request_templates       = {{ \"application/json\" = \"{quoted}\" }}\n}}\n"
            ),
            "\n  passthrough_behavior    = \"NEVER\"\n  type                    = \"AWS\"\n",
        ),
    ] {
        let after = fixed(name, &file, "content-type-bypass");
        assert!(after.contains(added), "{name}:\n{after}");
        let rules = |text: &str| -> Vec<_> {
            let rules = findings(name, text).into_iter().map(|finding| finding.diagnostic.rule.unwrap());
            rules.filter(|rule| *rule != "content-type-bypass").collect()
        };
        assert_eq!(rules(&after), rules(&file), "{name}:\n{after}");
        assert!(!findings(name, &after).iter().any(|it| it.diagnostic.rule == Some("content-type-bypass")));
    }
}

#[test]
fn what_is_defined_for_several_integrations_is_not_changed() {
    let file = format!(
        "openapi: 3.0.1\nx-base: &base {{type: aws, uri: '{URI}'}}\npaths:\n  /p:\n    post:\n      \
         x-amazon-apigateway-integration:\n        <<: *base\n        requestTemplates: {{application/json: '{{\"a\": 1}}'}}\n"
    );
    let found = findings("api.yaml", &file);
    let bypass = found.iter().find(|finding| finding.diagnostic.rule == Some("content-type-bypass")).unwrap();
    assert!(bypass.diagnostic.fix.is_none());
}
