//! What came is written in place of what was expected, and nothing else changes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a file that cannot be updated fails its test")]

use vtlkit_gateway::Template;
use vtlkit_suite::{Loaded, Outcome, Suite, run, update};

/// Runs the cases of a file, each of which renders its body, and gives the updated file.
fn updated(file: &str) -> (String, Vec<String>) {
    let suite = Suite::read(file).unwrap();
    let template = Template::compile(TEMPLATE).unwrap();
    let no_files = |_: &str| Err("no files".to_owned());
    let outcomes: Vec<Outcome> =
        suite.cases.iter().map(|case| run(case, &Loaded::Template(&template), &no_files, None)).collect();
    let outcomes: Vec<(usize, &Outcome)> = outcomes.iter().enumerate().collect();
    let (text, refused) = update(file, &suite, &outcomes);
    (text, refused.iter().map(ToString::to_string).collect())
}

/// Prints the body; sets an override where a header says so.
const TEMPLATE: &str =
    "$input.body#if($input.params('X') != '')#set($context.responseOverride.status = 201)#end";

/// Updates a file, which has to come out so, and to hold then.
fn check(file: &str, wanted: &str) {
    let (text, refused) = updated(file);
    assert_eq!(text, wanted);
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(updated(&text), (text.clone(), Vec::new()), "it does not hold");
}

#[test]
fn only_what_differs_is_written() {
    check(
        "\
# A comment in front.
template: t  # the template
cases:
  - name: one   # its name
    request: {body: '{\"a\":1,\"b\":{\"c\":\"x\\ny\",\"d\":[1,2,3],\"new\":{\"e\":[]}},\"t\":\"plain\"}'}
    expect:
      # all of it
      json:
        a: 2     # was two
        gone: {x: 1}
        # about b
        b:
          c: 'z'
          d: [1, 9]   # short

        t: \"quoted\"
  # the next
  - {name: two, request: {body: \"[1]\"}, expect: {json: [1]}}
",
        "\
# A comment in front.
template: t  # the template
cases:
  - name: one   # its name
    request: {body: '{\"a\":1,\"b\":{\"c\":\"x\\ny\",\"d\":[1,2,3],\"new\":{\"e\":[]}},\"t\":\"plain\"}'}
    expect:
      # all of it
      json:
        a: 1     # was two
        # about b
        b:
          c: |-
            x
            y
          d: [1, 2, 3]   # short
          new:
            e: []

        t: \"plain\"
  # the next
  - {name: two, request: {body: \"[1]\"}, expect: {json: [1]}}
",
    );
}

#[test]
fn a_case_without_an_expectation_gets_one() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: '{\"a\": [1, {\"b\": null}]}', headers: {X: 1}}\n  - name: b\n    request: {body: \"two\\nlines\\n\"}\n    expect:\n",
        "\
template: t
cases:
  - name: a
    request: {body: '{\"a\": [1, {\"b\": null}]}', headers: {X: 1}}
    expect:
      json:
        a:
          - 1
          - b: null
      overrides:
        responseOverride:
          status: 201
  - name: b
    request: {body: \"two\\nlines\\n\"}
    expect:
      text: |
        two
        lines
",
    );
}

#[test]
fn a_text_keeps_its_notation() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: \"x\\n  y\\n\"}\n    expect:\n      text: |\n        old\n  - {name: b, request: {body: it's}, expect: {text: 'old'}}\n  - {name: c, request: {body: \"\\u0001\"}, expect: {text: old}}\n",
        "template: t\ncases:\n  - name: a\n    request: {body: \"x\\n  y\\n\"}\n    expect:\n      text: |\n        x\n          y\n  - {name: b, request: {body: it's}, expect: {text: 'it''s'}}\n  - {name: c, request: {body: \"\\u0001\"}, expect: {text: \"\\u0001\"}}\n",
    );
}

#[test]
fn a_subset_stays_one() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: '{\"a\": {\"b\": 1, \"c\": 2}, \"d\": 3}'}\n    expect:\n      subset:\n        a: {b: 5}\n        x: 1\n",
        "template: t\ncases:\n  - name: a\n    request: {body: '{\"a\": {\"b\": 1, \"c\": 2}, \"d\": 3}'}\n    expect:\n      subset:\n        a: {b: 1}\n",
    );
}

#[test]
fn what_is_no_json_is_expected_as_a_text() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: '{a}'}\n    expect:\n      json: {a: 1}\n",
        "template: t\ncases:\n  - name: a\n    request: {body: '{a}'}\n    expect:\n      text: \"{a}\"\n",
    );
}

#[test]
fn an_error_that_is_gone_gives_way_to_what_came() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: '[]'}\n    expect:\n      error: old\n",
        "template: t\ncases:\n  - name: a\n    request: {body: '[]'}\n    expect:\n      json: []\n",
    );
}

#[test]
fn lists_grow_and_shrink() {
    check(
        "template: t\ncases:\n  - name: a\n    request: {body: '[{\"a\":1},{\"b\":2},3]'}\n    expect:\n      json:\n        - a: 1   # kept\n        - c: 4\n  - name: b\n    request: {body: '[1]'}\n    expect:\n      json:\n        - 1\n        - 2\n",
        "template: t\ncases:\n  - name: a\n    request: {body: '[{\"a\":1},{\"b\":2},3]'}\n    expect:\n      json:\n        - a: 1   # kept\n        - b: 2\n        - 3\n  - name: b\n    request: {body: '[1]'}\n    expect:\n      json:\n        - 1\n",
    );
}

#[test]
fn line_ends_stay_those_of_the_file() {
    let file = "template: t\r\ncases:\r\n  - name: a\r\n    request: {body: '{\"a\":\"x\\ny\\n\"}'}\r\n";
    let (text, refused) = updated(file);
    assert!(refused.is_empty());
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    assert_eq!(updated(&text).0, text);
}

#[test]
fn a_json_file_stays_one() {
    let file = r#"{"template": "t", "cases": [{"name": "a", "request": {"body": {"k": "v w"}}, "expect": {"json": {}}}]}"#;
    let wanted = file.replace(r#""json": {}"#, r#""json": {"k":"v w"}"#);
    let (text, refused) = updated(file);
    assert_eq!((text, refused), (wanted, Vec::new()));
}

#[test]
fn what_is_shared_is_not_changed_for_one_alone() {
    let file = "template: t\ncases:\n  - {name: a, request: {body: '1'}, expect: &e {text: '1'}}\n  - {name: b, request: {body: '2'}, expect: *e}\n";
    let (text, refused) = updated(file);
    assert_eq!(text, file);
    assert_eq!(refused, ["b: `expect.text` cannot be changed in place: write it without aliases"]);
}

#[test]
fn a_schema_is_not_updated() {
    let file = "template: t\ncases:\n  - {name: a, request: {body: '{}'}, expect: {text: x, bodySchema: {required: [a]}}}\n";
    let (text, refused) = updated(file);
    assert_eq!(text, file.replace("text: x", "text: \"{}\""));
    assert_eq!(refused, ["a: `bodySchema` is not updated: change the schema or the template"]);
}

#[test]
fn every_body_can_be_written() {
    for body in [
        "",
        " ",
        "\n",
        "- x",
        "# x",
        "a: b",
        "\u{1}\u{7f}\u{85}\u{feff}",
        "é😀",
        "  a\n b\n",
        "%",
        "'\"'",
        "{\"\":{\"a b\":\"#\"}}",
    ] {
        let quoted = serde_json::to_string(body).unwrap().replace('\u{7f}', "\\u007f");
        for expect in [
            "",
            "\n    expect:\n      text: old",
            "\n    expect: {text: 'old'}",
            "\n    expect:\n      text: |\n        old\n        er",
        ] {
            let file = format!("template: t\ncases:\n  - name: a\n    request: {{body: {quoted}}}{expect}\n");
            let (text, refused) = updated(&file);
            assert!(refused.is_empty(), "{file}: {refused:?}");
            assert_eq!(updated(&text), (text.clone(), Vec::new()), "{file}");
        }
    }
}

#[test]
fn cases_share_values_by_aliases() {
    check(
        "\
template: t
cases:
    # the first
    - &first
      name: one
      request: &request {body: '[2]'}
      expect: {json: &list [2]}

    -   name: two
        request: *request
        expect: {json: 3, subset: *list} # of the first
    - name: three
      request: *request
      expect:
        text: |
          other
",
        "\
template: t
cases:
    # the first
    - &first
      name: one
      request: &request {body: '[2]'}
      expect: {json: &list [2]}

    -   name: two
        request: *request
        expect: {json: [2], subset: *list} # of the first
    - name: three
      request: *request
      expect:
        text: \"[2]\"
",
    );
    let file = "template: t\ncases:\n- {name: a, request: {body: '1'}, expect: {json: &x 2}}\n- {name: b, request: {body: '2'}, expect: {json: *x}}\n- {name: c, request: {body: '3'}, expect: {json: 4}}";
    let (text, refused) = updated(file);
    assert_eq!(text, file.replace("json: 4", "json: 3"));
    assert_eq!(refused, ["a: `expect.json` cannot be changed in place: write it without aliases"]);
}

#[test]
fn cases_in_brackets_are_changed_in_their_place() {
    for (file, wanted) in [
        (
            "{template: t, cases: [{name: a, request: {body: '1'}, expect: {json: 2}},\n  {name: b, request: {body: x}}]} # end",
            "{template: t, cases: [{name: a, request: {body: '1'}, expect: {json: 1}},\n  {name: b, request: {body: x}, \"expect\": {\"text\":\"x\"}}]} # end",
        ),
        (
            "{\"template\": \"t\", \"cases\": [\n{\"name\": \"a\", \"request\": {\"body\": \"1\"}, \"expect\": {\"json\": 2}}\n]}\n",
            "{\"template\": \"t\", \"cases\": [\n{\"name\": \"a\", \"request\": {\"body\": \"1\"}, \"expect\": {\"json\": 1}}\n]}\n",
        ),
        (
            "template: t\ncases: [{name: a, request: {body: '1'}, expect: {json: 2}}, {name: b, request: {body: x}, expect: {}}]\nphase: request\n",
            "template: t\ncases: [{name: a, request: {body: '1'}, expect: {json: 1}}, {name: b, request: {body: x}, expect: {text: x}}]\nphase: request\n",
        ),
        (
            "cases:\r\n- name: a\r\n  request: {body: \"x\"}\r\n- name: b\r\n  request: {body: '1'}\r\n  expect:\r\n    text: x\r\ntemplate: t\r\n",
            "cases:\r\n- name: a\r\n  request: {body: \"x\"}\r\n  expect:\r\n    text: x\r\n- name: b\r\n  request: {body: '1'}\r\n  expect:\r\n    text: \"1\"\r\ntemplate: t\r\n",
        ),
    ] {
        check(file, wanted);
    }
}
