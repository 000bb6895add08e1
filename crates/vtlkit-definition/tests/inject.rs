//! Injection: the bytes that change, and those that do not.

#![allow(clippy::unwrap_used, reason = "a test stops at what it does not expect, in its helpers too")]

use vtlkit_definition::{InjectError, extract, inject};

/// Injects a text in place of the first template.
fn put(name: &str, host: &str, text: &str) -> Result<String, InjectError> {
    let found = extract(name, host);
    inject(host, &found.templates[0], text)
}

/// A YAML file whose first template is this scalar.
fn yaml(scalar: &str) -> String {
    format!(
        "a: 1 # keep\nx-amazon-apigateway-integration:\n  requestTemplates:\n    application/json: {scalar}\n  # end\nz: 2\n"
    )
}

#[track_caller]
fn check(scalar: &str, text: &str, wanted: &str) {
    assert_eq!(put("a.yaml", &yaml(scalar), text).unwrap(), yaml(wanted));
}

#[test]
fn yaml_notations_are_kept_where_they_can_say_the_text() {
    check("|\n      a\n      b\n", "a\nc\nb\n", "|\n      a\n      c\n      b\n");
    check("| # why\n      a\n", "b", "|- # why\n      b\n");
    check("|-\n      a", "a\n\n\n", "|+\n      a\n\n");
    check("|\n      a\n\n\n", "b\n", "|\n      b\n\n\n");
    check(">\n      one\n      two\n", "one three\n", ">\n      one\n      three\n");
    check(">\n      one\n      two\n", "one\ntwo\n", "|\n      one\n      two\n");
    check("plain text", "plain $x", "plain $x");
    check("plain text", "a: b", "'a: b'");
    check("plain text", "a\nb", "\"a\\nb\"");
    check("'it''s'", "it's 'new'", "'it''s ''new'''");
    check("'it''s'", "a\n", "\"a\\n\"");
    check("\"a\\u00e9\\tb\"", "aé\tc", "\"a\\u00e9\\tc\"");
    check("\"one\\\n      two\"", "one two", "\"one two\"");
    check("!Sub |\n      ${Table} $x\n", "${Table} ${x}\n", "!Sub |\n      ${Table} ${!x}\n");
    check("!Sub '${Table}'", "\"${Table}\"\n${y}", "!Sub \"\\\"${Table}\\\"\\n${!y}\"");
    check("|\n      a\n", " a\n", "\" a\\n\"\n");
    check("|\n      a\n", "", "\"\"\n");
}

#[test]
fn line_ends_of_the_host_are_kept() {
    let host = yaml("|\n      a\n      b\n").replace('\n', "\r\n");
    let wanted = yaml("|\n      a\n      x\n      b\n").replace('\n', "\r\n");
    assert_eq!(put("a.yaml", &host, "a\nx\nb\n").unwrap(), wanted);
}

#[test]
fn json_and_hcl_are_escaped() {
    let json = |string: &str| {
        format!(
            "{{ \"x-amazon-apigateway-integration\": {{ \"requestTemplates\": {{ \"a\": {string} }} }} }}"
        )
    };
    assert_eq!(
        put("a.json", &json("\"\\u0061\\/b\""), "a/\"c\"\n").unwrap(),
        json("\"\\u0061\\/\\\"c\\\"\\n\"")
    );
    let join = json("{\"Fn::Join\": [\"\", [\"one \", {\"Ref\": \"Table\"}, \" two\"]]}");
    assert_eq!(put("a.json", &join, "one ${Table} \"2\"").unwrap(), join.replace("two", "\\\"2\\\""));
    assert!(matches!(put("a.json", &join, "one ${Other} two"), Err(InjectError::NotExpressible { .. })));
    let hcl = |value: &str| {
        format!(
            "resource \"aws_api_gateway_integration\" \"x\" {{\n  request_templates = {{ a = {value}\n  }}\n}}\n"
        )
    };
    for (value, text, wanted) in [
        ("\"${var.a}\\n\"", "<var.a>${b}\n\"", "\"${var.a}$${b}\\n\\\"\""),
        ("<<EOT\na\nEOT", "a\n  b\n", "<<EOT\na\n  b\nEOT"),
        ("<<-EOT\n    a\n    EOT", "a\n  b\n\nc\n", "<<-EOT\n    a\n      b\n\n    c\n    EOT"),
        ("<<-EOT\n    a\n    EOT", "a", "\"a\""),
        ("<<EOT\na\nEOT", "EOT\n", "\"EOT\\n\""),
    ] {
        assert_eq!(put("a.tf", &hcl(value), text).unwrap(), hcl(wanted));
    }
    let made = put("a.tf", &hcl("jsonencode({ b = \"c\", d = 1 })"), "{\"b\":\"e\",\"d\":1}").unwrap();
    assert_eq!(made, hcl("jsonencode({ b = \"e\", d = 1 })"), "single words of made texts can change");
    assert!(matches!(put("a.tf", &hcl("jsonencode({ b = 1 })"), "{}"), Err(InjectError::Derived { .. })));
}

#[test]
fn fences_files_and_schemas() {
    let markdown = "- x\n\n  ```vtl\n  a\n\n  b\n  ```\n";
    assert_eq!(put("a.md", markdown, "a\n\n c\nd\n").unwrap(), "- x\n\n  ```vtl\n  a\n\n   c\n  d\n  ```\n");
    assert!(put("a.md", markdown, "```\n").is_err());
    assert_eq!(put("a.vtl", "a\r\n", "b").unwrap(), "b");
    let schema = "{\"openapi\": \"3.0.1\", \"definitions\": {\"A\": {\"type\": \"objct\"}}, \"x-amazon-apigateway-x\": 1}";
    assert_eq!(put("a.json", schema, "{\"type\": \"object\"}").unwrap(), schema.replace("objct", "object"));
    assert!(put("a.json", schema, "{\"type\": }").is_err());
}

#[test]
fn a_file_that_has_changed_is_left_alone() {
    let host = yaml("'a'");
    let found = extract("a.yaml", &host);
    let changed = host.replace("keep", "kept, and more");
    assert!(matches!(inject(&changed, &found.templates[0], "b"), Err(InjectError::Stale { .. })));
    assert_eq!(inject(&host, &found.templates[0], "a").unwrap(), host);
}
