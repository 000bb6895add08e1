//! Terraform modules: their values, the modules that they call, plans, and errors.

#![allow(clippy::unwrap_used, reason = "a test stops at what it does not expect, in its helpers too")]

use std::collections::BTreeMap;
use std::sync::Arc;

use vtlkit_api::{Api, HttpMethod};
use vtlkit_definition::{Definition, Settings, read};

const API: &str = "resource \"aws_api_gateway_rest_api\" \"api\" { name = \"api\" }\n";

/// A module of files; the first is the one that is read.
fn module(files: &[(&str, &str)], settings: &Settings) -> Definition {
    let all: BTreeMap<String, Arc<str>> =
        files.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(*text))).collect();
    let (name, text) = files[0];
    read(name, text, &all, settings)
}

/// The response of a method of the root in a module that sets it in `request_templates`.
fn template(value: &str, around: &str) -> String {
    let text = format!(
        "{API}{around}
resource \"aws_api_gateway_method\" \"m\" {{
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_rest_api.api.root_resource_id
  http_method   = \"POST\"
  authorization = \"NONE\"
}}
resource \"aws_api_gateway_integration\" \"i\" {{
  rest_api_id       = aws_api_gateway_rest_api.api.id
  resource_id       = aws_api_gateway_rest_api.api.root_resource_id
  http_method       = aws_api_gateway_method.m.http_method
  type              = \"MOCK\"
  request_templates = {{ \"application/json\" = {value} }}
}}
"
    );
    let files = [
        ("main.tf", text.as_str()),
        (
            "t.vtl",
            "a ${x}${y.z} $${b} %{ if n > 1 ~}\nmany %{ else }one %{ endif ~}\n %{ for k, v in l ~} ${k}=${v};%{ endfor }",
        ),
        ("plain.vtl", "$input.json('$')\n"),
    ];
    let definition = module(&files, &Settings::default());
    assert!(definition.errors.is_empty(), "{value}: {:?}", definition.errors);
    only(&definition.apis[0], "/")
}

/// The template of the only method of a path.
fn only(api: &Api, path: &str) -> String {
    let method = &api.resource(path).unwrap().methods[0];
    let templates = &method.integration.as_ref().unwrap().request_templates;
    templates.first().map(|entry| entry.template.as_str().to_owned()).unwrap_or_default()
}

/// The definitions that the expressions below refer to.
const AROUND: &str = r#"
locals {
  text = "T"
  list = ["a", "b", "c"]
  map  = { one = 1, two = { deep = [10, 20] } }
  empty = null
}
variable "open" {}
variable "no_default" { type = object({ a = optional(string, "A"), b = optional(number) }) }
variable "given" {
  type    = list(object({ name = string, kind = optional(string, "plain") }))
  default = [{ name = "x" }, { name = "y", kind = "K" }]
}
resource "aws_sqs_queue" "q" { name = "q-${local.text}" }
resource "aws_lambda_function" "f" { function_name = "fun" }
data "aws_caller_identity" "me" {}
data "template_file" "old" {
  template = "$${a}-${local.text}"
  vars     = { a = "filled" }
}
"#;

#[test]
fn expressions_are_worked_out() {
    for (value, expected) in [
        ("\"${local.text}!\"", "T!"),
        ("local.map.two.deep[1]", "20"),
        ("local.map[\"one\"] + 2 * 3 - 4 / 2 % 3", "5"),
        ("!true || 1 < 2 && 2 >= 2 ? \"yes\" : \"no\"", "yes"),
        ("-local.map.one", "-1"),
        ("join(\",\", local.list[*])", "a,b,c"),
        ("join(\",\", [for i, x in local.list : \"${i}${upper(x)}\" if x != \"b\"])", "0A,2C"),
        ("jsonencode({ for x in local.list : x => length(x) })", "{\"a\":1,\"b\":1,\"c\":1}"),
        (
            "jsonencode({ for i, x in local.list : i % 2 == 0 ? \"even\" : \"odd\" => x... })",
            "{\"even\":[\"a\",\"c\"],\"odd\":[\"b\"]}",
        ),
        ("format(\"%s-%03d-%q-%%-%v\", local.text, 7, \"a\\\"b\", true)", "T-007-\"a\\\"b\"-%-true"),
        ("formatlist(\"<%s>\", local.list)[1]", "<b>"),
        ("replace(\"a.b.c\", \".\", \"/\")", "a/b/c"),
        ("join(\"\", reverse(split(\"-\", \"x-y-z\")))", "zyx"),
        ("trimsuffix(\"${local.text}.vtl\", \".vtl\")", "T"),
        ("trimsuffix(fileset(path.module, \"*.vtl\")[1], \".vtl\")", "t"),
        ("replace(upper(\"a.b\"), \".\", \"-\")", "A-B"),
        ("format(\"%s|\", trimprefix(lower(\"XY\"), \"x\"))", "y|"),
        ("trimspace(\"  x \\n\")", "x"),
        ("trimprefix(\"/a/b\", \"/\")", "a/b"),
        ("replace(\"/pets/{id}\", \"/[^a-z]+/\", \"-\")", "-pets-id-"),
        ("replace(\"ab\", \"/(a)(b)/\", \"$2$${1}\")", "ba"),
        ("regex(\"[0-9]+\", \"a12b\")", "12"),
        ("regex(\"(?P<x>[a-z])(?P<y>[0-9])\", \"q7\").y", "7"),
        ("join(\",\", regexall(\"[a-z]\", \"a1b\"))", "a,b"),
        ("can(regex(\"^arn:\", \"x\")) ? \"arn\" : \"no\"", "no"),
        ("substr(\"hello\", -3, 2)", "ll"),
        ("title(\"two words\")", "Two Words"),
        ("indent(2, \"a\\nb\")", "a\n  b"),
        ("element(local.list, 4)", "b"),
        ("lookup(local.map, \"three\", \"none\")", "none"),
        ("keys(merge(local.map, { zero = 0 }))[2]", "zero"),
        ("coalesce(local.empty, \"\", \"c\")", "c"),
        ("try(local.map.missing.deep, \"fallback\")", "fallback"),
        ("can(local.map.missing) ? \"can\" : \"cannot\"", "cannot"),
        ("one([for x in local.list : x if x == \"c\"])", "c"),
        ("jsonencode(flatten([[1, [2]], 3]))", "[1,2,3]"),
        ("jsonencode(toset([\"b\", \"a\", \"b\"]))", "[\"a\",\"b\"]"),
        ("jsonencode(zipmap([\"a\", \"b\"], [1, null]))", "{\"a\":1,\"b\":null}"),
        ("jsonencode(setproduct([\"a\"], [1, 2]))", "[[\"a\",1],[\"a\",2]]"),
        ("jsondecode(\"{\\\"a\\\": [1, {\\\"b\\\": \\\"c\\\"}]}\").a[1].b", "c"),
        ("yamldecode(\"a: {b: [x, y]}\").a.b[1]", "y"),
        ("base64encode(\"hello\")", "aGVsbG8="),
        ("base64decode(\"aGVsbG8=\")", "hello"),
        ("urlencode(\"a b&c\")", "a+b%26c"),
        ("tostring(1.5)", "1.5"),
        ("max(1, 5, 3)", "5"),
        ("jsonencode(range(3))", "[0,1,2]"),
        ("startswith(\"abc\", \"ab\")", "true"),
        ("length(\"äö\")", "2"),
        ("contains(local.list, \"b\") ? \"in\" : \"out\"", "in"),
        ("max([1, 2]...)", "2"),
        (
            "jsonencode({ \"<&>\" = \"<\\\"&>\" })",
            "{\"\\u003c\\u0026\\u003e\":\"\\u003c\\\"\\u0026\\u003e\"}",
        ),
        ("file(\"plain.vtl\")", "$input.json('$')\n"),
        ("chomp(file(\"${path.module}/plain.vtl\"))", "$input.json('$')"),
        (
            "templatefile(\"./t.vtl\", { x = 1, y = { z = \"Z\" }, n = 2, l = { a = 1, b = 2 } })",
            "a 1Z ${b} many  a=1;b=2;",
        ),
        ("templatefile(\"./t.vtl\", { x = \"\", y = { z = 0 }, n = 1, l = [\"v\"] })", "a 0 ${b} one  0=v;"),
        ("fileset(path.module, \"*.vtl\")[1]", "t.vtl"),
        ("fileexists(\"nothing.vtl\") ? file(\"nothing.vtl\") : \"none\"", "none"),
        ("data.template_file.old.rendered", "filled-T"),
        ("aws_sqs_queue.q.arn", "arn:aws:sqs:eu-west-1:123456789012:q-T"),
        ("aws_sqs_queue.q.url", "https://sqs.eu-west-1.amazonaws.com/123456789012/q-T"),
        (
            "aws_lambda_function.f.invoke_arn",
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:fun/invocations",
        ),
        ("data.aws_caller_identity.me.account_id", "123456789012"),
        ("terraform.workspace", "default"),
        ("var.open", "<var.open>"),
        ("\"a ${var.open} b\"", "a <var.open> b"),
        ("upper(\"x${var.open.deep}\")", "x<var.open.deep>"),
        (
            "jsonencode({ a = var.open, b = \"x${var.open}\" })",
            "{\"a\":\"<var.open>\",\"b\":\"x<var.open>\"}",
        ),
        ("module.elsewhere.x", "<module.elsewhere.x>"),
        ("aws_instance.there.private_ip", "<aws_instance.there.private_ip>"),
        ("nosuchfunction(1)", "<nosuchfunction(…)>"),
        ("join(\",\", [for it in var.given : \"${it.name}:${it.kind}\"])", "x:plain,y:K"),
        (
            "<<EOT\nlist:\n%{ for x in local.list ~}\n  - ${x}\n%{ endfor ~}\nend\nEOT\n",
            "list:\n  - a\n  - b\n  - c\nend\n",
        ),
        ("\"a %{~ if true ~} \\n b %{~ endif }\"", "ab"),
        ("<<-EOT\n      a\n        b ${local.text ~}\n      c\n    EOT\n", "a\n  b Tc\n"),
    ] {
        assert_eq!(template(value, AROUND), expected, "{value}");
    }
}

#[test]
fn modules_get_arguments_and_give_outputs() {
    let main = format!(
        "{API}module \"route\" {{\n  source    = \"./route\"\n  for_each  = {{ a = \"GET\", b = \"PUT\" }}\n  api       = aws_api_gateway_rest_api.api.id\n  \
         parent    = aws_api_gateway_rest_api.api.root_resource_id\n  path      = each.key\n  method    = each.value\n  \
         templates = merge(local.common, {{ \"text/plain\" = each.key }})\n}}\n\
         locals {{ common = {{ \"application/json\" = \"${{module.names.prefix}}$input.body\" }} }}\n\
         module \"names\" {{ source = \"../names\" }}\nmodule \"remote\" {{ source = \"hashicorp/x/aws\" }}\n\
         resource \"aws_api_gateway_resource\" \"under\" {{\n  rest_api_id = aws_api_gateway_rest_api.api.id\n  \
         parent_id = module.route[\"a\"].resource\n  path_part = module.remote.part\n}}\n\
         resource \"aws_api_gateway_integration\" \"under\" {{\n  rest_api_id = aws_api_gateway_rest_api.api.id\n  \
         resource_id = aws_api_gateway_resource.under.id\n  http_method = \"GET\"\n  type = \"MOCK\"\n}}\n"
    );
    let route = "variable \"api\" {}\nvariable \"parent\" {}\nvariable \"path\" {}\nvariable \"method\" {}\nvariable \"templates\" { default = {} }\n\
         resource \"aws_api_gateway_resource\" \"r\" {\n  rest_api_id = var.api\n  parent_id = var.parent\n  path_part = var.path\n}\n\
         resource \"aws_api_gateway_method\" \"m\" {\n  rest_api_id = var.api\n  resource_id = aws_api_gateway_resource.r.id\n  http_method = var.method\n  authorization = \"NONE\"\n}\n\
         resource \"aws_api_gateway_integration\" \"i\" {\n  rest_api_id = var.api\n  resource_id = aws_api_gateway_resource.r.id\n  http_method = aws_api_gateway_method.m.http_method\n  type = \"MOCK\"\n  request_templates = var.templates\n}\n\
         output \"resource\" { value = aws_api_gateway_resource.r.id }\n";
    let names = "output \"prefix\" { value = local.prefix }\nlocals { prefix = \"P \" }\n";
    let files = [("main.tf", main.as_str()), ("route/main.tf", route), ("../names/outputs.tf", names)];
    let definition = module(&files, &Settings::default());
    assert!(definition.errors.is_empty() && definition.notes.is_empty(), "{definition:?}");
    let [api] = definition.apis.as_slice() else { panic!("{} APIs", definition.apis.len()) };
    let paths: Vec<&str> = api.resources.iter().map(|it| it.path.value.as_str()).collect();
    assert_eq!(paths, ["/a", "/a/<module.remote.part>", "/b"]);
    assert!(api.method("/b", HttpMethod::Put).is_some());
    assert_eq!(only(api, "/a"), "P $input.body");
    let open: Vec<&str> = api.unresolved.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(open, ["module.remote.part"]);
    // A template is found once, at its definition.
    let found = definition.extraction("main.tf");
    let texts: Vec<&str> = found.templates.iter().map(|it| &*it.text).collect();
    assert_eq!(texts, ["a", "b", "P $input.body"]);
    assert!(definition.extraction("route/main.tf").templates.is_empty());
}

#[test]
fn variables_come_from_files_and_settings() {
    let main = format!(
        "{API}provider \"aws\" {{ region = var.region }}\nvariable \"region\" {{ default = \"us-east-2\" }}\ndata \"aws_region\" \"r\" {{}}\n\
         variable \"a\" {{ type = string }}\nvariable \"b\" {{ type = list(string) }}\nvariable \"c\" {{ type = number }}\nvariable \"d\" {{}}\n\
         variable \"secret\" {{\n  sensitive = true\n  default = \"hidden\"\n}}\n\
         resource \"aws_api_gateway_stage\" \"s\" {{\n  rest_api_id = aws_api_gateway_rest_api.api.id\n  stage_name = \"s\"\n  variables = {{\n    \
         a = var.a\n    b = join(\"+\", var.b)\n    c = var.c + 1\n    d = var.d\n    e = data.aws_region.r.name\n    f = \"x${{var.secret}}\"\n  }}\n}}\n"
    );
    let files = [
        ("main.tf", main.as_str()),
        ("terraform.tfvars", "a = \"first\"\nb = [\"x\"]\nc = 1\nd = \"d\"\n"),
        ("z.auto.tfvars.json", "{\"a\": \"auto\"}"),
    ];
    let mut settings = Settings::default();
    settings.add_file("more.tfvars", "b = [\"y\", \"z\"]\nc = 2\n").unwrap();
    settings.parameters.insert("c".into(), "41".into());
    settings.parameters.insert("secret".into(), "told".into());
    let definition = module(&files, &settings);
    let variables: Vec<String> =
        definition.apis[0].stages[0].variables.iter().map(|it| it.value.value.clone()).collect();
    assert_eq!(variables, ["auto", "y+z", "42", "d", "us-east-2", "x<var.secret>"]);
    assert!(!format!("{:?}", definition.apis).contains("told"));
}

#[test]
fn a_plan_and_a_state_are_read() {
    let plan = r#"{
  "format_version": "1.2", "terraform_version": "1.9.0",
  "planned_values": {"root_module": {"resources": [
    {"address": "aws_api_gateway_rest_api.a", "mode": "managed", "type": "aws_api_gateway_rest_api", "name": "a", "values": {"name": "planned"}}
  ], "child_modules": [{"address": "module.r[\"x\"]", "resources": [
    {"address": "module.r[\"x\"].aws_api_gateway_resource.r", "mode": "managed", "type": "aws_api_gateway_resource", "name": "r", "values": {"path_part": "pets"}},
    {"address": "module.r[\"x\"].aws_api_gateway_method.m[0]", "mode": "managed", "type": "aws_api_gateway_method", "name": "m", "index": 0, "values": {"http_method": "GET", "authorization": "NONE"}},
    {"address": "module.r[\"x\"].aws_api_gateway_integration.i[0]", "mode": "managed", "type": "aws_api_gateway_integration", "name": "i", "index": 0,
     "values": {"http_method": "GET", "type": "MOCK", "request_templates": {"application/json": "${stageVariables.x} {\"statusCode\": 200}"}}}
  ]}]}},
  "configuration": {"root_module": {
    "resources": [{"address": "aws_api_gateway_rest_api.a", "type": "aws_api_gateway_rest_api", "name": "a", "expressions": {"name": {"constant_value": "planned"}}}],
    "module_calls": {"r": {"source": "./r", "expressions": {"api": {"references": ["aws_api_gateway_rest_api.a.id", "aws_api_gateway_rest_api.a"]}},
      "module": {"resources": [
        {"type": "aws_api_gateway_resource", "name": "r", "expressions": {"rest_api_id": {"references": ["var.api"]}, "parent_id": {"references": ["var.api"]}}},
        {"type": "aws_api_gateway_method", "name": "m", "expressions": {"rest_api_id": {"references": ["var.api"]}, "resource_id": {"references": ["aws_api_gateway_resource.r.id", "aws_api_gateway_resource.r"]}}},
        {"type": "aws_api_gateway_integration", "name": "i", "expressions": {"rest_api_id": {"references": ["var.api"]}, "resource_id": {"references": ["aws_api_gateway_resource.r.id"]}}}
      ]}}}}}
}"#;
    let state = r#"{"format_version": "1.0", "values": {"root_module": {"resources": [
    {"mode": "managed", "type": "aws_api_gateway_rest_api", "name": "a", "values": {"id": "abc", "root_resource_id": "root1", "name": "planned"}},
    {"mode": "managed", "type": "aws_api_gateway_resource", "name": "r", "values": {"id": "res1", "parent_id": "root1", "path_part": "pets", "rest_api_id": "abc"}},
    {"mode": "managed", "type": "aws_api_gateway_method", "name": "m", "values": {"rest_api_id": "abc", "resource_id": "res1", "http_method": "GET", "authorization": "NONE"}},
    {"mode": "managed", "type": "aws_api_gateway_integration", "name": "i", "values": {"rest_api_id": "abc", "resource_id": "res1", "http_method": "GET", "type": "MOCK",
      "request_templates": {"application/json": "${stageVariables.x} {\"statusCode\": 200}"}}}
  ]}}}"#;
    for text in [plan, state] {
        let definition = module(&[("plan.json", text)], &Settings::default());
        assert!(definition.errors.is_empty(), "{:?}", definition.errors);
        let [api] = definition.apis.as_slice() else { panic!("{:?}", definition.apis) };
        assert_eq!(api.name.as_ref().unwrap().value, "planned");
        assert_eq!(only(api, "/pets"), "${stageVariables.x} {\"statusCode\": 200}");
    }
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    let main = format!(
        "{API}module \"a\" {{ source = \"./inner\" }}\nlocals {{\n  x = local.y\n  y = local.x\n}}\n"
    );
    let inner = "module \"b\" { source = \"../inner\" }\nresource \"aws_api_gateway_integration\" \"i\" {\n  http_method = \"GETT\"\n  type = \"LAMBDA\"\n}\n\
                 resource \"aws_api_gateway_model\" \"m\" { schema = file(\"none.json\") }\noutput \"o\" { value = local.circle }\n";
    let used = "resource \"aws_api_gateway_model\" \"n\" { schema = local.x }\n";
    let files = [("main.tf", main.as_str()), ("more.tf", used), ("inner/main.tf", inner)];
    let definition = module(&files, &Settings::default());
    let place = |span| {
        let (source, span) = definition.sources.locate(span).unwrap();
        format!("{} {}", source.path, span.text(&source.text))
    };
    let mut errors: Vec<String> =
        definition.errors.iter().map(|it| format!("{}: {}", place(it.span), it.message)).collect();
    errors.sort();
    assert_eq!(
        errors,
        [
            "inner/main.tf \"../inner\": the module `b` calls itself through `../inner`",
            "inner/main.tf \"GETT\": `GETT` is not a valid HTTP method",
            "inner/main.tf \"LAMBDA\": `LAMBDA` is not a valid integration type",
            "main.tf local.x: `local.x` refers to itself",
        ]
    );
    let notes: Vec<&str> = definition.notes.iter().map(|it| &*it.message).collect();
    assert_eq!(notes, ["there is no file `none.json`"]);
}

#[test]
fn nothing_is_too_much() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    for text in [
        format!("locals {{\n  l0 = \"x\"\n{}}}\n", many(20_000, &|i| format!("  l{} = local.l{i}\n", i + 1))),
        format!("locals {{\n  l0 = \"xxxxxxxxxx\"\n{}}}\n", many(60, &|i| format!("  l{} = \"${{local.l{i}}}${{local.l{i}}}\"\n", i + 1))),
        "locals { l60 = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : \"${a}${b}${c}\"]]] }\n".to_owned(),
        "locals { l60 = join(\"\", flatten(setproduct(range(1000), range(1000), range(1000)))) }\n".to_owned(),
        format!("locals {{ l60 = {}\"x\"{} }}\n", "(".repeat(3_000), ")".repeat(3_000)),
        format!("locals {{ l60 = {}1 }}\n", "true ? 1 : ".repeat(3_000)),
        format!("locals {{ l60 = \"{}x{}\" }}\n", "%{ if true }".repeat(3_000), "%{ endif }".repeat(3_000)),
        "resource \"aws_api_gateway_resource\" \"r\" {\n  count = 1000000000\n  path_part = count.index\n}\n".to_owned(),
    ] {
        let text = format!("{text}{}resource \"aws_api_gateway_model\" \"m\" {{ name = local.l60 }}\n", API.replace("\"api\" }", "local.l60 }"));
        let definition = module(&[("main.tf", &text)], &Settings::default());
        assert!(definition.apis.len() <= 2 && definition.errors.len() <= 2, "{:?}", definition.errors);
    }
}
