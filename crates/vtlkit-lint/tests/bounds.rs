//! Large and strange templates take bounded time, and every place of a finding is in the template.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use vtlkit_definition::extract;
use vtlkit_lint::{Target, lint, lint_file};
use vtlkit_text::{Applicability, Fix, apply_edits, choose_edits};

fn check(name: &str, template: &str) {
    let start = Instant::now();
    let findings = lint(template, &Target::default());
    let took = start.elapsed();
    // A build without optimisation on a busy machine; with it this is a fraction of it.
    assert!(took < Duration::from_secs(20), "{name} took {took:?}");
    for finding in findings {
        assert!(template.get(finding.primary.span.range()).is_some(), "{name}: {finding:?}");
        for label in finding.secondary {
            assert!(template.get(label.span.range()).is_some(), "{name}: {label:?}");
        }
    }
}

#[test]
fn large_templates_take_bounded_time() {
    let many = |part: &str, times: usize| part.repeat(times);
    check("text", &format!("{{\"a\": \"{}\"}}", many("x", 1 << 18)));
    check("references", &format!("{{\"a\": \"{}\"}}", many("$input.path('$.a')", 2_000)));
    check("members", &format!("{{{}\"z\": 1}}", many("\"a\": \"$input.params('b')\",\n", 1_000)));
    let ifs: Vec<String> =
        (0..150).map(|n| format!("#if($input.path('$.a{n}') == \"\")\"a{n}\": 1,#end\n")).collect();
    check("conditions", &format!("{{{}\"z\": 1}}", ifs.concat()));
    let open = "#foreach($i in $input.path('$.l'))[";
    check("loops", &format!("[{}{}]", many(open, 40), many("]#end", 40)));
    check("names", &many("$nobody ", 4_000));
    check("suppressions", &many("$a ## vtlkit-disable-line undefined-reference\n", 2_000));
}

#[test]
fn values_that_grow_without_bound_are_linted() {
    let twice = "#foreach($i in [1..1000])#foreach($j in [1..9])";
    for (name, template) in [
        ("a list in itself", "#set($l = [])#set($x = $l.add($l)){\"a\": \"$l\", \"b\": $l}".to_owned()),
        ("a map in itself", "#set($m = {})#set($x = $m.put(\"m\", $m)){\"a\": \"$m\"}".to_owned()),
        ("a deep list", format!("#set($l = []){twice}#set($l = [$l])#end#end{{\"a\": $l}}")),
        (
            "a text that doubles",
            format!("#set($t = \"x\"){twice}#set($t = \"$t$t\")#end#end{{\"a\": \"$t\"}}"),
        ),
        (
            "a value that doubles",
            format!("#set($t = $input.body){twice}#set($t = \"$t$t\")#end#end{{\"a\": \"$t\"}}"),
        ),
        (
            "a map of two of the last",
            format!("#set($m = {{}}){twice}#set($m = {{\"a\": $m, \"b\": $m}})#end#end{{\"a\": $m}}"),
        ),
        ("lists of two of the last", {
            let list =
                |name| format!("#set({name} = []){}", format!("#set({name} = [{name}, {name}])").repeat(40));
            format!("{}{}#if($a == $b){{\"a\": $a}}#else{{\"b\": \"$b\"}}#end", list("$a"), list("$b"))
        }),
        (
            "a sum that doubles",
            format!("#set($t = $input.path('$.n')){twice}#set($t = $t + $t)#end#end{{\"a\": $t}}"),
        ),
        (
            "a text that is cut again and again",
            format!(
                "#set($t = $input.params('q')){twice}#set($t = \"$t,x\")#set($n = $t.length() - 1)\
                 #set($t = $t.substring(0, $n))#end#end{{\"a\": \"$t\"}}"
            ),
        ),
        (
            "a text that is cut by itself",
            format!(
                "#set($t = $input.body){twice}#set($t = $t.substring($t.indexOf('x')))#end#end{{\"a\": \"$t\"}}"
            ),
        ),
        (
            "JSON as a text",
            format!("#set($t = '['){twice}#set($t = $t + '\"' + $input.params('q') + '\",')#end#end$t]"),
        ),
        (
            "many methods",
            format!("#set($t = $input.params('q')){twice}#set($t = $t.trim())#end#end{{\"a\": \"$t\"}}"),
        ),
    ] {
        check(name, &template);
    }
}

#[test]
fn cut_templates_are_linted() {
    let whole = "#set($in = $input.path('$'))\n{\"é\": \"$in.name\", #foreach($i in $in.l)\"$i-x\"#end \
                 \"k\": $util.toJson(\"a$b\"), #if($in.c && !$input.params('header.X'))1#else 2#end}";
    for (at, _) in whole.char_indices() {
        check("cut", &whole[..at]);
        check("tail", &whole[at..]);
    }
}

#[test]
fn cut_files_are_linted_and_fixed_ones_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/lint-corpus/broken");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        // Every so many bytes: all of them take too long.
        for (at, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
            let cut = &text[..at];
            let extraction = extract(name, cut);
            let findings = lint_file(name, cut, &extraction);
            for finding in &findings {
                assert!(cut.get(finding.diagnostic.primary.span.range()).is_some(), "{name}: {finding:?}");
            }
            let fixes: Vec<&Fix> = findings.iter().filter_map(|it| it.diagnostic.fix.as_ref()).collect();
            let (edits, _) = choose_edits(&fixes, Applicability::Unsafe);
            let fixed = extract(name, &apply_edits(cut, &edits).unwrap());
            assert!(fixed.errors.len() <= extraction.errors.len(), "{name} up to {at}: {:?}", fixed.errors);
            assert_eq!(fixed.templates.len(), extraction.templates.len(), "{name} up to {at}");
        }
    }
}
