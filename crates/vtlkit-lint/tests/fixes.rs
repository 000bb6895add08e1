//! No fix makes an output worse, in any template of the project: what each claims is checked by rendering.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vtlkit_api::IntegrationType;
use vtlkit_definition::extract;
use vtlkit_gateway::{Request, Template};
use vtlkit_lint::{
    Around, FileFinding, Findings, Fixed, Phase, Subject, Subjects, fix_all, lint_file, subjects,
};
use vtlkit_text::{Applicability, Diagnostic};

/// A file and what is found in it.
struct Linted {
    text: String,
    findings: Vec<FileFinding>,
}

impl Findings for Linted {
    fn text(&self) -> &str {
        &self.text
    }

    fn findings(&self) -> Vec<&Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic).collect()
    }
}

fn look(name: &str, text: String) -> Linted {
    Linted { findings: lint_file(name, &text, &extract(name, &text)), text }
}

fn templates(name: &str, text: &str) -> Subjects {
    let file = vtlkit_definition::read_apis(name, text);
    subjects(&extract(name, text), Around { file: &file, named: &|_| None, adjust: &|_| {} })
}

fn fixed(name: &str, text: &str, how: Applicability) -> Fixed<Linted> {
    let read = |text: &str| templates(name, text);
    fix_all(look(name, text.to_owned()), how, &mut |text| look(name, text), &read)
}

fn render(template: &str, requests: &[Request]) -> Option<Vec<Option<String>>> {
    let template = Template::compile(template).ok()?;
    let mut renderer = template.renderer();
    let render = |request| renderer.render(request).ok().map(|rendered| rendered.text().into_owned());
    Some(requests.iter().map(render).collect())
}

/// A request in which everything that the template names has this value.
fn request(template: &str, value: &Value) -> Request {
    let mut body = json!({});
    for path in words(template, "$.") {
        let mut place = &mut body;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[step];
        }
        if place.is_null() {
            *place = value.clone();
        }
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Parameters and variables are named in a call or as members.
    let marks = ["params('", "params(\"", "get('", "get(\"", "."];
    let names: BTreeSet<String> = marks.into_iter().flat_map(|mark| words(template, mark)).collect();
    let named = |names: BTreeSet<String>| names.into_iter().map(|name| (name, text.clone()));
    let authorizer: serde_json::Map<_, _> =
        words(template, "authorizer.").into_iter().map(|name| (name, text.as_str().into())).collect();
    Request {
        body: body.to_string(),
        querystring: named(names.clone()).collect(),
        headers: named(names.clone()).collect(),
        stage_variables: named(names).collect(),
        context: serde_json::Map::from_iter([("authorizer".to_owned(), authorizer.into())]),
        ..Request::default()
    }
}

/// The names that follow a mark.
fn words(template: &str, mark: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = |rest: &str| rest.chars().take_while(|c| is_part(*c)).collect::<String>();
    template.split(mark).skip(1).map(name).filter(|name| !name.is_empty()).collect()
}

/// The request with another text for each.
fn with(request: &Request, text: &str) -> Request {
    fn replace(value: &mut Value, text: &str) {
        match value {
            Value::String(old) => text.clone_into(old),
            Value::Array(list) => list.iter_mut().for_each(|value| replace(value, text)),
            Value::Object(map) => map.values_mut().for_each(|value| replace(value, text)),
            _ => {}
        }
    }
    let mut request = request.clone();
    if let Ok(mut body) = serde_json::from_str::<Value>(&request.body) {
        replace(&mut body, text);
        request.body = body.to_string();
    }
    request.querystring.iter_mut().for_each(|(_, value)| text.clone_into(value));
    request
}

const HOSTILE: &str = "say \"it's\" & <b>=\\ 1\n";

/// Requests, and how many of them, from the first on, are benign.
fn requests(template: &str, witnesses: &[Request]) -> (Vec<Request>, usize) {
    let plain = [json!("plain"), json!("two words")];
    let mut all: Vec<Request> = plain.iter().map(|value| request(template, value)).collect();
    let benign = all.len();
    let others =
        [json!("x"), json!(7), json!(["a", "b"]), json!([{"a": "b"}, {"a": "c"}]), json!([]), json!({})];
    all.extend(others.iter().map(|value| request(template, value)));
    all.extend(others.iter().map(|value| with(&request(template, value), HOSTILE)));
    all.extend(witnesses.iter().cloned());
    all.extend(witnesses.iter().map(|witness| with(witness, "plain")));
    all.extend(witnesses.iter().map(|witness| with(witness, HOSTILE)));
    (all, benign)
}

/// What a fix has made worse in a template, if it has.
fn worse(before: &Subject, after: &str, how: Applicability, witnesses: &[Request]) -> Option<String> {
    let target = before.target();
    let mock = target.integration == Some(IntegrationType::Mock) && target.phase == Some(Phase::Request);
    let (requests, benign) = requests(before.source(), witnesses);
    let old = render(before.source(), &requests)?;
    let Some(new) = render(after, &requests) else { return Some("it cannot be compiled".to_owned()) };
    let good = |text: &str| match serde_json::from_str::<Value>(text) {
        Ok(value) => !mock || value["statusCode"].is_i64(),
        Err(_) => false,
    };
    for (at, (old, new)) in old.iter().zip(&new).enumerate() {
        let Some(old) = old.as_ref().filter(|_| before.accepts(&requests[at].body)) else { continue };
        let said = || Some(format!("{:?}\ngave  {old}\ngives {new:?}", requests[at]));
        let Some(new) = new else { return said() };
        if old == new || (!good(old) && good(new)) {
            continue;
        }
        let same = || match serde_json::from_str::<Value>(old) {
            Ok(value) => serde_json::from_str::<Value>(new).is_ok_and(|new| new == value),
            Err(_) => form(old).is_some_and(|it| form(new) == Some(it)),
        };
        let fine = how == Applicability::Unsafe && if at < benign { same() } else { !good(old) || good(new) };
        if !fine {
            return said();
        }
    }
    None
}

/// The fields of a form.
fn form(text: &str) -> Option<Vec<String>> {
    let decoded = |field: &str| {
        let mut parts = field.split('%');
        let mut out = parts.next().unwrap_or_default().replace('+', " ");
        for part in parts {
            let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match code {
                Some(code) => out.extend([String::from(char::from(code)), part[2..].replace('+', " ")]),
                None => out.extend(["%", part].map(str::to_owned)),
            }
        }
        out
    };
    text.contains('=').then(|| text.split('&').map(decoded).collect())
}

/// Fixes a file both ways, and notes what went wrong. How many fixes were applied is given.
fn check(name: &str, text: &str, wrong: &mut Vec<String>) -> usize {
    let findings = lint_file(name, text, &extract(name, text));
    let trusted = findings.iter().filter_map(|it| Some(it.diagnostic.fix.as_ref()?.applicability));
    let most = trusted.clone().max();
    let least = trusted.filter(|how| *how > Applicability::DisplayOnly).min();
    let (Some(most), Some(least)) = (most, least) else { return 0 };
    let before = templates(name, text);
    let mut count = 0;
    // Where all are safe, or none is, one run shows what there is to see.
    let runs = [Applicability::Safe, Applicability::Unsafe].into_iter();
    for how in runs.filter(|how| (least..=most).contains(how)) {
        let first = fixed(name, text, how);
        count += first.fixed;
        if first.before.is_none() {
            continue;
        }
        let fixed_text = first.found.text;
        let again = fixed(name, &fixed_text, how);
        if again.fixed > 0 {
            wrong.push(format!("{name}: a second run changes more:\n{fixed_text}\n{}", again.found.text));
        }
        let after = templates(name, &fixed_text);
        if after.templates != before.templates || after.errors > before.errors {
            wrong.push(format!("{name}: other templates:\n{fixed_text}"));
            continue;
        }
        let witnesses = findings.iter().filter_map(|it| it.diagnostic.witness.as_ref()?.request.parse().ok());
        let witnesses: Vec<Request> = witnesses.collect();
        for (old, new) in before.rendered.iter().zip(&after.rendered) {
            let (old_text, new_text) = (old.source(), new.source());
            if old_text != new_text
                && let Some(why) = worse(old, new_text, how, &witnesses)
            {
                wrong.push(format!("{name}: {how:?}\n{old_text}\n=>\n{new_text}\n{why}\n"));
            }
        }
    }
    count
}

fn check_folder(folder: &Path, wrong: &mut Vec<String>) -> usize {
    let mut count = 0;
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            count += check_folder(&path, wrong);
        } else if let Ok(text) = fs::read_to_string(&path) {
            count += check(path.to_str().unwrap(), &text, wrong);
        }
    }
    count
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn no_fix_makes_a_file_of_the_project_worse() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in ["tests/lint-corpus", "examples", "tests/hosts", "tests/apis", "tests/cli"] {
        count += check_folder(&root().join(folder), &mut wrong);
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 50, "only {count} fixes");
}

#[test]
fn no_fix_makes_a_template_of_the_tests_worse() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let text = fs::read_to_string(root().join("crates/vtlkit-lint/tests/findings.txt")).unwrap();
    for case in text.split("\n== ") {
        let template = case.split_once('\n').map_or("", |(_, rest)| rest);
        let template = template.split("\n--\n").next().unwrap();
        count += check("a.vtl", template, &mut wrong);
    }
    for rule in vtlkit_lint::RULES {
        for part in rule.docs.split("```vtl,bad\n").skip(1) {
            count += check("a.vtl", part.split("\n```").next().unwrap(), &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 30, "only {count} fixes");
}

#[test]
fn no_fix_makes_a_conformance_case_worse() {
    let mut wrong = Vec::new();
    let (mut count, mut templates) = (0, BTreeSet::new());
    let mut files: Vec<_> = fs::read_dir(root().join("tests/conformance")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    for file in files.iter().map(|file| file.as_ref().unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "ndjson") {
            continue;
        }
        for line in fs::read_to_string(&file).unwrap().lines() {
            // What is not JSON for this reader, such as half a surrogate pair, is left to the conformance test.
            let Ok(case) = serde_json::from_str::<Value>(line) else { continue };
            let template = case["template"].as_str().filter(|_| case["mode"] == "apigw");
            if let Some(template) = template.filter(|template| templates.insert((*template).to_owned())) {
                let name = format!("{}.vtl", case["id"].as_str().unwrap());
                count += check(&name, template, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 20, "only {count} fixes in {} templates", templates.len());
}
