//! Large templates: every fault is found, and where the analysis comes to its limit it says so.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use vtlkit_lint::{Target, lint};

/// How often each rule is in what is found.
fn count(template: &str) -> HashMap<&'static str, usize> {
    let mut out = HashMap::new();
    for finding in lint(template, &Target::default()) {
        *out.entry(finding.rule.unwrap()).or_default() += 1;
    }
    out
}

/// A template of so many parts between a start and an end.
fn of(start: &str, part: impl Fn(usize) -> String, between: &str, end: &str, parts: usize) -> String {
    let parts: Vec<String> = (0..parts).map(part).collect();
    format!("{start}{}{end}", parts.join(between))
}

#[test]
fn every_fault_of_a_large_template_is_found() {
    let path = |n: usize| format!("$input.path('$.a{n}')");
    for (name, rule, template) in [
        (
            "members",
            "unescaped-in-string",
            of("{", |n| format!("\"a{n}\": \"{}\"", path(n)), ",\n", "}", 300),
        ),
        ("values", "empty-value", of("{", |n| format!("\"a{n}\": {}", path(n)), ",\n", "}", 300)),
        (
            "JSON in quotes",
            "quoted-json",
            of("{", |n| format!("\"a{n}\": \"$input.json('$.a{n}')\""), ",\n", "}", 300),
        ),
        (
            "apostrophes",
            "escape-single-quote",
            of("{", |n| format!("\"a{n}\": \"$util.escapeJavaScript({})\"", path(n)), ",\n", "}", 300),
        ),
        (
            "the same value",
            "unescaped-in-string",
            of("{", |n| format!("\"a{n}\": \"$input.params('q')\""), ",\n", "}", 300),
        ),
        (
            "conditions",
            "unescaped-in-string",
            of(
                "{",
                |n| format!("#if({} != \"\")\"a{n}\": \"{}\",#end", path(n), path(n)),
                "\n",
                "\"z\": 1}",
                300,
            ),
        ),
        (
            "loops",
            "unescaped-in-string",
            of(
                "{",
                |n| format!("\"a{n}\": [#foreach($x in {})\"$x.b\"#if($foreach.hasNext),#end#end]", path(n)),
                ",\n",
                "}",
                300,
            ),
        ),
        ("a form", "unencoded-form", of("Action=S&", |n| format!("A{n}={}", path(n)), "&", "", 300)),
        ("XML", "unescaped-in-xml", of("<a>", |n| format!("<b c=\"d\">{}</b>", path(n)), "\n", "</a>", 300)),
    ] {
        let parts = 300;
        let found = count(&template);
        assert_eq!(found.get(rule), Some(&parts), "{name}: {found:?}");
        assert_eq!(found.get("analysis-limit"), None, "{name}: {found:?}");
    }
}

#[test]
fn one_fault_among_many_choices_is_found() {
    for operator in ["==", "!="] {
        let part = |n: usize| match n {
            231 => format!("#if($input.path('$.c231') {operator} \"\")\"a231\": 1#end,"),
            n => format!("#if($input.path('$.c{n}') {operator} \"\")\"a{n}\": 1,#end"),
        };
        let found = count(&of("{", part, "\n", "\"z\": 1}", 300));
        assert_eq!(found.get("conditional-comma"), Some(&1), "{operator}: {found:?}");
    }
    let part = |n: usize| match n {
        271 => "\"a271\": [#foreach($x in $input.path('$.l271')){\"b\": 1}#end]".to_owned(),
        n => format!(
            "\"a{n}\": [#foreach($x in $input.path('$.l{n}')){{\"b\": 1}}#if($foreach.hasNext),#end#end]"
        ),
    };
    let found = count(&of("{", part, ",\n", "}", 300));
    assert_eq!(found.get("loop-separator"), Some(&1), "{found:?}");
}

#[test]
fn the_limit_is_told() {
    let part = |n: usize| format!("#if($input.path('$.c{n}') != \"\")\"a{n}\": 1#end,");
    let found = count(&of("{", part, "\n", "\"z\": 1}", 300));
    assert!(found.get("conditional-comma").is_some_and(|count| *count >= 20), "{found:?}");
    assert_eq!(found.get("analysis-limit"), Some(&1), "{found:?}");
    let part = |n: usize| format!("\"a{n}\": \"$input.path('$.l{n}').substring(2)\"");
    let found = count(&of("{", part, ",\n", "}", 300));
    assert_eq!(found.get("analysis-limit"), Some(&1), "{found:?}");
}
