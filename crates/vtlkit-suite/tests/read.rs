//! Files of cases are read whole or refused with the place, and so says the schema for editors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a file that cannot be read fails its test")]

use std::path::Path;

use serde_json::Value;
use vtlkit_gateway::execution::AuthorizerDecision;
use vtlkit_host::Document;
use vtlkit_suite::{BackendAnswer, Body, MEMBERS, Phase, Subject, Suite};

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cases.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Whether the published schema takes a file.
fn fits_schema(text: &str) -> bool {
    let document = Document::read(text);
    let Some(root) = document.root() else { return false };
    let value: Value = serde_json::from_str(&root.to_json(1 << 20).unwrap()).unwrap();
    jsonschema::validator_for(&schema()).unwrap().is_valid(&value)
}

/// The first error of a file, with what it points at.
fn refused(text: &str) -> (String, String) {
    let errors = Suite::read(text).unwrap_err();
    let first = &errors[0];
    (first.message.to_string(), first.primary.span.text(text).lines().next().unwrap_or_default().to_owned())
}

#[test]
fn the_schema_has_the_members_that_are_read() {
    let schema = schema();
    for (kind, members) in MEMBERS {
        let place = if kind == "suite" { &schema } else { &schema["definitions"][kind] };
        let mut published: Vec<&str> =
            place["properties"].as_object().unwrap().keys().map(|name| &**name).collect();
        let mut read = members.to_vec();
        published.sort_unstable();
        read.sort_unstable();
        assert_eq!(published, read, "{kind}");
        assert_eq!(place["additionalProperties"], false, "{kind}");
    }
}

#[test]
fn everything_a_case_can_say_is_read() {
    let text = "\
$schema: cases.schema.json
api: api.yaml
route: post /users?x=1
stage: v1
cases:
  - name: one
    request:
      body: {b: 1, a: [1.50, ~]}
      headers: {Accept: [a, b], X-N: 1, X-E: ~}
      querystring: {q: a b}
      context: {identity: {sourceIp: ::1}}
    backend: {status: 404, headers: {A: b}, body: ''}
    time: 1700000000000
    expect:
      status: 404
      headers: {A: b, C: ~}
      json: {a: 1}
      bodySchema: Error
      error: DEFAULT_4XX
      integration: ~
  - {name: 2, template: ../t.vtl, phase: response, request: {bodyFile: b.json, path: {id: 7}, stageVariables: {a: b}},
     expect: {text: 5, subset: [], bodySchema: {type: object}, overrides: {}}}
  - {name: bytes, route: PUT /, request: {body: 'AA == ', isBase64Encoded: true}, backend: {body: x, isBase64Encoded: false},
     expect: {base64: /wA=, integration: {base64: ''}}}
  - {name: three, authorizer: {deny: {why: x}}, backend: {error: timeout}, route: GET /, expect: {integration: {method: GET, uri: x, headers: {}, text: a}}}
";
    assert!(fits_schema(text));
    let suite = Suite::read(text).unwrap();
    let [one, two, bytes, three] = suite.cases.as_slice() else { panic!("{suite:?}") };
    let Subject::Api { path, route, stage, .. } = &one.subject else { panic!() };
    assert_eq!((path.value.as_str(), stage.as_deref()), ("api.yaml", Some("v1")));
    assert_eq!((&*route.method, &*route.target), ("POST", "/users?x=1"));
    assert!(matches!(&one.body, Body::Text(text) if text == r#"{"b":1,"a":[1.50,null]}"#));
    let headers: Vec<(&str, &str)> = one.request.headers.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(headers, [("Accept", "a"), ("Accept", "b"), ("X-N", "1"), ("X-E", "")]);
    assert!(
        matches!(&one.backend, BackendAnswer::Response { status: 404, body: Body::Text(text), .. } if text.is_empty())
    );
    assert_eq!(one.time_millis, 1_700_000_000_000);
    assert!(matches!(two.subject, Subject::Template { phase: Phase::Response, .. }));
    assert_eq!(two.name.value, "2");
    assert!(matches!(&bytes.body, Body::Bytes(bytes) if *bytes == [0]));
    assert!(matches!(&bytes.backend, BackendAnswer::Response { body: Body::Text(text), .. } if text == "x"));
    assert_eq!(bytes.expect.as_ref().unwrap().body.base64.as_ref().unwrap().value, [0xff, 0]);
    assert!(matches!(&three.authorizer, Some(AuthorizerDecision::Deny(context)) if context["why"] == "x"));
    assert!(matches!(&three.backend, BackendAnswer::Error(error) if error == "timeout"));
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn what_no_case_can_say_is_refused_with_its_place() {
    for (text, message, at) in [
        ("", "the file is empty", ""),
        ("- a", "`suite` must be a mapping, not a list", "- a"),
        ("cases: [\n", "invalid YAML: unclosed bracket '['", "["),
        ("template: t.vtl", "`cases` is missing", "template: t.vtl"),
        ("cases: {}", "`cases` must be a list, not a mapping", "{}"),
        ("cases: [{}]", "the case has no name", "{}"),
        ("cases: [{name: a}]", "the case has neither `template` nor `api`", "{name: a}"),
        ("api: a\ntemplate: t\ncases: [{name: a}]", "both `template` and `api` are given", "a"),
        ("api: a\ncases: [{name: a}]", "the case has no route", "{name: a}"),
        ("api: a\ncases: [{name: a, route: GET}]", "the route has no path", "GET"),
        (
            "api: a\ncases: [{name: a, route: GET x}]",
            "the path of the route does not start with `/`",
            "GET x",
        ),
        ("template: t\ncases: [{name: a, expected: {}}]", "a `case` has no member `expected`", "expected"),
        ("template: t\ncases: [{name: a, expect: {jsn: 1}}]", "an `expect` has no member `jsn`", "jsn"),
        ("template: t\ncases: [{name: a, name: b}]", "duplicate member `name`", "name"),
        ("template: t\ncases: [{name: a}, {name: a}]", "another case is also called `a`", "a"),
        ("template: t\nphase: both\ncases: [{name: a}]", "unknown phase", "both"),
        (
            "template: t\ncases: [{name: a, request: {body: 1, bodyFile: x}}]",
            "both `body` and `bodyFile` are given",
            "x",
        ),
        (
            "template: t\ncases: [{name: a, request: {bodyFile: x, isBase64Encoded: true}}]",
            "a file is not Base64",
            "true",
        ),
        (
            "api: a\nroute: GET /\ncases: [{name: a, backend: {body: {}, isBase64Encoded: true}}]",
            "this is a mapping",
            "{}",
        ),
        (
            "template: t\ncases: [{name: a, request: {body: x, isBase64Encoded: 'true'}}]",
            "this is a string",
            "'true'",
        ),
        (
            "api: a\nroute: GET /\ncases: [{name: a, expect: {base64: '*'}}]",
            "this is not Base64: the last Base64 unit has too few digits",
            "'*'",
        ),
        (
            "template: t\ncases: [{name: a, request: {headers: [1]}}]",
            "`headers` must be a mapping of names and values, not a list",
            "[1]",
        ),
        (
            "template: t\ncases: [{name: a, request: {path: {a: {}}}}]",
            "a value of `path` must be a string, not a mapping",
            "{}",
        ),
        (
            "template: t\ncases: [{name: a, expect: {bodySchema: 1}}]",
            "`bodySchema` must not be a number or a boolean",
            "1",
        ),
        ("template: t\ncases: [{name: a, time: x}]", "this is `x`", "x"),
        ("api: a\nroute: GET /\ncases: [{name: a, expect: {status: 99}}]", "99 is not a valid status", "99"),
        (
            "api: a\nroute: GET /\ncases: [{name: a, authorizer: {unauthorized: {}}}]",
            "a decision has no member `unauthorized`: it is `allow`, `deny`, `unauthorized` or `failure`, or an object \
             with the context: `{\"allow\": {…}}`",
            "{unauthorized: {}}",
        ),
        (
            "api: a\nroute: GET /\ncases: [{name: a, backend: {error: x, status: 200}}]",
            "a backend with an `error` has no `status`",
            "200",
        ),
    ] {
        assert_eq!(refused(text), (message.to_owned(), at.to_owned()), "{text}");
        let by_schema = Document::read(text).errors().is_empty() && fits_schema(text);
        // What a schema cannot say: names that are there once, what goes together.
        let beyond =
            ["the case has neither", "the case has no route", "another case", "both `template`", "duplicate"];
        let is_beyond = beyond.iter().any(|known| message.contains(known));
        assert_eq!(by_schema, is_beyond, "the schema about {text}");
    }
    for (text, message) in [
        ("template: t\ncases: [{name: a, backend: {}}]", "a template has no backend"),
        ("template: t\ncases: [{name: a, route: GET /}]", "a template has no `route`"),
        ("template: t\ncases: [{name: a, authorizer: deny}]", "a template has no authorizer"),
        ("template: t\ncases: [{name: a, expect: {status: 200}}]", "a template has no `status`"),
        ("api: a\nroute: GET /\ncases: [{name: a, phase: request}]", "an API has no `phase`"),
        (
            "api: a\nroute: GET /\ncases: [{name: a, request: {path: {}}}]",
            "a request to an API has no `path`",
        ),
        ("api: a\nroute: GET /\ncases: [{name: a, expect: {overrides: {}}}]", "an API has no `overrides`"),
        ("template: t\ncases: [{name: a, expect: {bodySchema: User}}]", "`bodySchema` must not be a string"),
    ] {
        assert_eq!(refused(text).0, message, "{text}");
    }
}

#[test]
fn the_schema_takes_the_cases_of_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for folder in std::fs::read_dir(root.join("examples")).unwrap().map(|entry| entry.unwrap().path()) {
        for file in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if file.to_string_lossy().ends_with(".test.yaml") {
                let text = std::fs::read_to_string(&file).unwrap();
                assert!(Suite::read(&text).is_ok(), "{}", file.display());
                assert!(fits_schema(&text), "{}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen} files");
}

#[test]
fn all_errors_come_at_once() {
    let errors = Suite::read("template: t\ncases: [{nam: a}, {name: b, expect: {x: 1, y: 2}}]").unwrap_err();
    assert_eq!(errors.len(), 4, "{errors:?}");
}

#[test]
fn merged_parts_are_read() {
    let text = "\
template: t
cases:
  - &base {name: a, request: &r {headers: {A: '1'}}, expect: {text: x}}
  - {<<: *base, name: b, request: {<<: *r, body: 1}}
";
    let suite = Suite::read(text).unwrap();
    assert_eq!(suite.cases[1].request.headers, [("A".to_owned(), "1".to_owned())]);
    assert!(matches!(&suite.cases[1].body, Body::Text(text) if text == "1"));
}
