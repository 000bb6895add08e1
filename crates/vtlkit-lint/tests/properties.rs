//! What holds for every template: a witness breaks the output, a fix leaves good output as it is, fixes come to rest.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use vtlkit_cases::recorded;
use vtlkit_definition::extract;
use vtlkit_gateway::{Request, Template};
use vtlkit_lint::{Group, RULES, Target, lint, lint_file, rule};
use vtlkit_text::{Applicability, Diagnostic, Fix, apply_edits, choose_edits};

/// What a template renders for a request; `None` if it fails.
fn render(template: &str, request: &Request) -> Option<String> {
    let template = Template::compile(template).ok()?;
    let mut renderer = template.renderer();
    renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// Why a finding does not hold, if it does not.
fn refute(template: &str, finding: &Diagnostic) -> Option<String> {
    let name = finding.rule?;
    if rule(name)?.group != Group::Output && name != "mock-status" {
        return None;
    }
    let Some(witness) = &finding.witness else { return Some(format!("{name} has no witness")) };
    let request = Request::from_json(serde_json::from_str(&witness.request).unwrap()).unwrap();
    let Some(output) = render(template, &request) else { return Some(format!("{name}: {witness:?} fails")) };
    let broken = match name {
        // Java's map, or a form with another parameter than the template has, or with blanks.
        "map-in-output" => !is_json(&output) || output.contains('='),
        "unencoded-form" => output.contains("&y=z"),
        "output-whitespace" => output.trim_end().contains(char::is_whitespace),
        "mock-status" => serde_json::from_str::<serde_json::Value>(&output)
            .map_or(true, |json| !json["statusCode"].is_i64()),
        _ => !is_json(&output),
    };
    (!broken || output != witness.output).then(|| format!("{name}: {witness:?} gives {output}"))
}

/// The templates of a folder's files and what is found in each.
fn check_files(folder: &Path, wrong: &mut Vec<String>) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count += check_files(&path, wrong);
            continue;
        }
        let name = path.to_str().unwrap().to_owned();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let extraction = extract(&name, &text);
        for finding in lint_file(&name, &text, &extraction) {
            let Some(template) = finding.template.and_then(|at| extraction.templates.get(at)) else {
                continue;
            };
            // What the host fills in reads as a number, as it does in the analysis.
            let mut source = template.text.to_string();
            for piece in &template.opaque {
                source.replace_range(piece.span.range(), &"1".repeat(piece.span.len()));
            }
            count += usize::from(finding.diagnostic.witness.is_some());
            wrong.extend(refute(&source, &finding.diagnostic).map(|why| format!("{name}: {why}\n")));
        }
    }
    count
}

#[test]
fn every_finding_about_the_output_has_a_witness_that_breaks_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in ["examples", "tests/lint-corpus", "tests/hosts", "tests/apis", "tests/cli"] {
        count += check_files(&root.join(folder), &mut wrong);
    }
    assert!(count > 50, "only {count} witnesses");
    for rule in RULES {
        for part in rule.docs.split("```vtl,bad\n").skip(1) {
            let template = part.split("\n```").next().unwrap();
            for finding in lint(template, &Target::default()) {
                wrong.extend(refute(template, &finding).map(|why| format!("{}: {why}\n", rule.name)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn findings_in_recorded_templates_have_witnesses_that_break_them() {
    let Some(folder) = recorded::AWS.folder().unwrap() else {
        println!("absent: {} recorded templates", recorded::AWS.cases);
        return;
    };
    let text = fs::read_to_string(folder.join("cases.ndjson")).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(template) = case["template"].as_str() else { continue };
        for finding in lint(template, &Target::default()) {
            wrong.extend(refute(template, &finding).map(|why| format!("{}: {why}\n", case["id"])));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// The template with the fixes that may be applied without asking, until none is left.
fn fix(template: &str) -> String {
    let mut text = template.to_owned();
    for _ in 0..10 {
        let findings = lint(&text, &Target::default());
        let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        let (edits, count) = choose_edits(&fixes, Applicability::Safe);
        if count == 0 {
            return text;
        }
        text = apply_edits(&text, &edits).unwrap();
    }
    panic!("the fixes of this template never come to rest:\n{template}\nafter ten rounds:\n{text}");
}

/// Parts of templates that rules have something to say about, or nearly.
const PARTS: [&str; 44] = [
    "\"a\": \"$input.path('$.a')\"",
    "\"b\": $input.path('$.b')",
    "\"c\": $input.json('$.c')",
    "\"d\": \"$input.json('$.d')\"",
    "\"e\": \"$util.escapeJavaScript($input.path('$.a'))\"",
    "\"f\": \"$util.escapeJavaScript($input.params('q')).replaceAll(\"\\\\'\", \"'\")\"",
    "\"g\": [#foreach($x in $input.path('$.l'))\"$x\"#end]",
    "\"h\": [#foreach($x in $input.path('$.l'))$foreach.index,#end]",
    "\"i\": [#foreach($x in $input.path('$.l'))\n  \"$foreach.count\"#if($foreach.hasNext), #end\n#end\n]",
    "#if($input.path('$.a') != \"\")\"j\": 1,#end",
    "#if($in.b == 1)\"k\": true#else\"k\": false#end",
    "#set($in = $input.path('$'))\n",
    "#set($unused = $input.path('$.a'))\n",
    "  #set($other = \"x\")\n",
    "#set($a = \"1\")#set($b = \"2\")\n",
    "\"l\": \"$in.a-$in.b\"",
    "\"m\": \"$!in.a.or\"",
    "\"n\": \"$in.a.eq.b\"",
    "\"o\": $in",
    "\"p\": \"$input.params().querystring\"",
    "#if($in.a == $null)\"q\": 1#else\"q\": 2#end",
    "#if($null != $input.params('q'))\"r\": \"$input.params('q')\"#end",
    "#if($input.params('q'))\"s\": 1#end",
    "\"t\": $input.json('a.b')",
    "\"u\": \"$input.params('header.X')\"",
    "\"v\": \"$input.params('querystring.q')\"",
    "\n## a comment\n",
    "#* another *#",
    ",",
    ",\n",
    "\n",
    "#set($x = 1);",
    "# if($x) 1 # end",
    "\"w\": #if($in.c)1#{else}0#end",
    "#foreach($k in $in.keySet())\"$k\": \"$in.get($k)\"#if($foreach.hasNext),#end#end",
    "#foreach($p in $input.params().querystring.keySet())\"$p\": \"$input.params($p)\"#if($foreach.hasNext),#end#end",
    "\"y\": \"$context.requestId.json\"",
    "#set($in = $util.parseJson($input.path('$.a')))\n\"z\": \"$in.b\"",
    "#define($block)\"aa\": \"$in.a\"#end $block",
    "\"bb\": \"$util.base64Encode($in.a)$util.urlEncode($in.b)\"",
    "\"cc\": $in.l.size()",
    "#if($in.l.isEmpty())\"dd\": []#else\"dd\": $input.json('$.l')#end",
    "\"ee\": 10.00",
    "#set($s = \"${in.a}, $in.b\")\"ff\": \"$s\"",
];

fn template() -> impl Strategy<Value = String> {
    let part = prop::sample::select(PARTS.to_vec());
    let separator = prop::sample::select(vec![", ", ",\n", "", "\n"]);
    (prop::collection::vec((part, separator), 1..7), any::<bool>()).prop_map(|(parts, braces)| {
        let mut out = String::from(if braces { "{" } else { "#set($in = $input.path('$'))\n{" });
        for (index, (part, separator)) in parts.iter().enumerate() {
            out.push_str(part);
            // Mostly with a comma between two members.
            let last = index + 1 == parts.len();
            out.push_str(if last || part.starts_with("#set") { "" } else { separator });
        }
        out.push('}');
        out
    })
}

fn request() -> impl Strategy<Value = Request> {
    let value = prop::sample::select(vec![
        "1",
        "\"x\"",
        "\"it's\"",
        "\"say \\\"hi\\\"\"",
        "\"{\\\"b\\\": \\\"c\\\"}\"",
        "true",
        "false",
        "null",
        "[]",
        "{}",
        "[1, 2]",
        "[\"a\"]",
        "{\"or\": 1, \"eq\": {\"b\": 2}}",
        "\"\"",
        "1.50",
    ]);
    let member = (prop::sample::select(vec!["a", "b", "c", "d", "l", "k0"]), value);
    let query = prop::sample::select(vec![None, Some("1"), Some("a\"b"), Some("")]);
    (prop::collection::vec(member, 0..5), query).prop_map(|(members, query)| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        let mut request = Request { body: format!("{{{}}}", members.join(", ")), ..Request::default() };
        request.querystring.extend(query.map(|value| ("q".to_owned(), value.to_owned())));
        request.headers.push(("X".to_owned(), "h".to_owned()));
        request
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn witnesses_of_made_up_templates_break_them(template in template()) {
        for finding in lint(&template, &Target::default()) {
            prop_assert!(template.get(finding.primary.span.range()).is_some());
            let why = refute(&template, &finding);
            prop_assert!(why.is_none(), "{why:?}\n{template}");
        }
    }

    #[test]
    fn a_fix_leaves_good_output_as_it_is_and_comes_to_rest(
        template in template(),
        requests in prop::collection::vec(request(), 1..6),
    ) {
        let fixed = fix(&template);
        prop_assert_eq!(fix(&fixed), fixed.clone());
        for request in requests {
            let Some(before) = render(&template, &request) else { continue };
            if is_json(&before) {
                let after = render(&fixed, &request);
                prop_assert_eq!(Some(before), after, "{}\n--\n{}\n{:?}", template, fixed, request);
            }
        }
    }
}
