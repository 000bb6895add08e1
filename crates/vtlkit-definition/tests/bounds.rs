//! Adversarial files: nested too deeply, too long, cyclic. Their cost is proportional to their length, and they do not
//! overflow the stack.

#![allow(clippy::format_push_string, reason = "tests may be slow to write their input")]

use vtlkit_definition::{Extraction, extract, inject, read_apis};

const INTEGRATION: &str = "x-amazon-apigateway-integration:\n  requestTemplates:\n    a: ";

fn first_error(found: &Extraction) -> &str {
    found.errors.first().map_or("", |error| &error.message)
}

#[test]
fn nesting_without_end_is_told_or_read() {
    let n = 100_000;
    let yaml = extract("a.yaml", &format!("apigateway: {}", "[".repeat(n)));
    assert_eq!(first_error(&yaml), "more than 255 levels of nested mappings and lists");
    assert_eq!(yaml.errors[0].span.len(), 1);
    let json = format!("{{\"apigateway\": {}{}}}", "[".repeat(n), "]".repeat(n));
    assert!(extract("a.json", &json).errors.is_empty(), "JSON costs no stack");
    let schema = format!(
        "{{\"openapi\": \"3\", \"definitions\": {{\"ateway\": {}1{}}}}}",
        "{\"a\":".repeat(n),
        "}".repeat(n)
    );
    assert_eq!(extract("a.json", &schema).templates.len(), 1);
    for (open, close) in [("(", ")"), ("[", "]"), ("{ a = ", "}"), ("\"${", "}\""), ("f(", ")"), ("a {", "}")]
    {
        let text = format!("apigateway = {}1{}", open.repeat(n), close.repeat(n));
        extract("a.tf", &text);
        extract("a.tf", &format!("apigateway {}", open.repeat(n)));
    }
    let heredocs = format!("apigateway=1\n{}", "a=<<A\n${\nA\n".repeat(n));
    extract("a.tf", &heredocs);
}

#[test]
fn aliases_are_not_multiplied_out() {
    let mut text = String::from("a0: &a0 {x: y}\n");
    for i in 1..100 {
        let item = format!("*a{}", i - 1);
        text += &format!("a{i}: &a{i} [{item}, {item}, {item}, {item}]\n");
    }
    text += "x-amazon-apigateway-integration: *a99\nopenapi: 3.0.1\ndefinitions: {a: {x: *a99}}\n";
    let found = extract("a.yaml", &text);
    assert_eq!(
        first_error(&found),
        "this schema is nested too deeply or, with its aliases expanded, too long"
    );

    let mut merges = String::from("a0: &a0 {x: y}\n");
    for i in 1..100 {
        let item = format!("*a{}", i - 1);
        merges += &format!("a{i}: &a{i} {{<<: [{item}, {item}, {item}], k{i}: 1}}\n");
    }
    merges += "x-amazon-apigateway-integration: *a99\n";
    assert!(extract("a.yaml", &merges).errors.is_empty());

    let mut uses = String::from("b: &b {requestTemplates: {");
    uses += &(0..2_000).map(|i| format!("k{i}: x, ")).collect::<Vec<_>>().concat();
    uses += "}}\npaths:\n";
    uses += &(0..2_000)
        .map(|i| format!("  /m{i}: {{get: {{x-amazon-apigateway-integration: *b}}}}\n"))
        .collect::<Vec<_>>()
        .concat();
    let found = extract("a.yaml", &uses);
    assert_eq!(found.templates.len(), 2_000);
    assert_eq!(first_error(&found), "the aliases of this file expand to too many templates");
}

#[test]
fn what_points_at_itself_ends() {
    let found = extract(
        "a.yaml",
        "openapi: 3.0.1\nx-amazon-apigateway: 1\ndefinitions:\n  a: &a {x: *a, <<: *a}\n  b: {<<: &c {<<: *c}, $ref: '#/definitions/b'}\n",
    );
    assert_eq!(
        first_error(&found),
        "this schema is nested too deeply or, with its aliases expanded, too long"
    );
    assert_eq!(found.templates.len(), 1, "{:?}", found.errors);
    let cloudformation = "Resources:\n  A:\n    Type: AWS::ApiGateway::Resource\n    Properties: {ParentId: !Ref A, PathPart: a}\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties: {ResourceId: !Ref A, HttpMethod: GET, Integration: {RequestTemplates: {a: b}}}\n";
    assert_eq!(extract("a.yaml", cloudformation).templates.len(), 1);
    let terraform = "resource \"aws_api_gateway_integration\" \"a\" {\n  resource_id = aws_api_gateway_integration.a.resource_id\n  http_method = aws_api_gateway_integration.a.http_method\n  request_templates = { a = \"b\" }\n}\n";
    assert_eq!(extract("a.tf", terraform).templates.len(), 1);
}

#[test]
fn one_long_line_is_one_pass() {
    let n = 60_000;
    for (scalar, text) in [
        (format!("\"{}\"", "x\\n".repeat(n)), "x\n".repeat(n)),
        (format!("!Sub \"{}\"", "${a".repeat(n)), "${a".repeat(n)),
        (format!("{}x", "x ".repeat(n)), format!("{}x", "x ".repeat(n))),
        (format!(">\n{}", "      x\n".repeat(n)), format!("{}x\n", "x ".repeat(n - 1))),
    ] {
        let found = extract("a.yaml", &format!("{INTEGRATION}{scalar}\n"));
        assert_eq!(found.templates[0].text.len(), text.len());
        assert!(*found.templates[0].text == text);
    }
    let serverless = extract("serverless.yml", &format!("{INTEGRATION}\"{}\"\n", "${a:".repeat(n)));
    assert_eq!(serverless.templates.len(), 1);
    let terraform = format!(
        "resource \"aws_api_gateway_integration\" \"x\" {{\n  request_templates = {{ a = <<-E\n{}E\n  }}\n}}",
        "   ${x}\n ${y\n}  ${z}\n".repeat(20_000)
    );
    assert_eq!(extract("a.tf", &terraform).templates[0].opaque.len(), 60_000);
    for unclosed in ["a=\"${x\n", "a={ b = \n", "a=<<A\n", "/* x\n", "(\n", "${"] {
        extract("a.tf", &format!("apigateway=1\n{}", unclosed.repeat(100_000)));
    }
    let mut doubled = format!("{INTEGRATION}x\n");
    doubled += &"    a: b\n".repeat(20_000);
    assert_eq!(extract("a.yaml", &doubled).notes.len(), 20_000);
}

#[test]
fn bytes_that_are_no_text_give_one_error() {
    let found = extract("a.yaml", "apigateway: \0\u{1}\u{2}");
    assert_eq!(found.errors.len(), 1);
    assert_eq!(first_error(&found), "YAML does not allow the character U+0000");
    assert_eq!(extract("a.json", "apigateway\0").errors.len(), 1);
    assert_eq!(extract("a.png", "x-amazon-apigateway-integration").templates.len(), 0);
}

#[test]
fn a_broken_file_is_read_up_to_the_error() {
    let whole =
        format!("{INTEGRATION}|\n      one\n    b: 'two'\n    c: {{x: [y]}}\n\"d\": \"e\\u00e9\"\n- f\n");
    for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let cut = &whole[..end];
        for name in ["a.yaml", "a.json", "a.tf", "a.md", "serverless.yml", "a.yaml.tpl"] {
            for template in extract(name, cut).templates {
                let _ = inject(cut, &template, "other\n");
            }
        }
    }
    let json = "{\"x-amazon-apigateway-integration\": {\"requestTemplates\": {\"a\": \"b\\u00e9\", \"c\": [1, {\"d\": null}]}}}";
    for end in 0..=json.len() {
        let known = json[..end].contains("ateway");
        let found = extract("a.json", &json[..end]);
        assert_eq!(found.errors.len(), usize::from(known && end < json.len()), "{end}");
    }
}

#[test]
fn definitions_are_not_multiplied_out_either() {
    let mut text = String::from("openapi: 3.0.1\nx-a: &integration\n  type: mock\n  requestTemplates:\n");
    text += &(0..2_000).map(|i| format!("    a{i}: b\n")).collect::<Vec<_>>().concat();
    text += "x-b: &item\n";
    for method in ["get", "put", "post", "delete", "head", "patch"] {
        text += &format!("  {method}: {{x-amazon-apigateway-integration: *integration}}\n");
    }
    text += "paths:\n";
    text += &(0..500).map(|i| format!("  /p{i}: *item\n")).collect::<Vec<_>>().concat();
    let file = read_apis("a.yaml", &text);
    let messages: Vec<&str> = file.errors.iter().map(|error| &*error.message).collect();
    assert_eq!(messages, ["this definition is too large with its aliases and functions expanded"]);
    let models = 50;
    let mut schemas = String::from("openapi: 3.0.1\nx: &s {");
    schemas += &(0..200).map(|i| format!("k{i}: {{type: string}}, ")).collect::<Vec<_>>().concat();
    schemas += "}\ncomponents:\n  schemas:\n";
    schemas += &(0..models)
        .map(|i| format!("    M{i}: {{a: *s, b: *s, c: *s, d: *s, e: *s, f: *s, g: *s, h: *s}}\n"))
        .collect::<Vec<_>>()
        .concat();
    assert!(read_apis("a.yaml", &schemas).apis[0].models.len() <= models);
}

#[test]
fn comments_of_markdown_stand_between_fences() {
    let text =
        "vtlkit-disable x\n<!-- vtlkit-disable-next-line a -->\n```vtl\n<!-- vtlkit-disable b -->\n```\n";
    let found = extract("a.md", text).comments;
    let found: Vec<&str> = found.into_iter().map(|span| span.text(text)).collect();
    assert_eq!(found, ["vtlkit-disable-next-line a "]);
}
