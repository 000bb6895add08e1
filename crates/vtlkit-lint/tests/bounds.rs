//! Large and strange templates take bounded time, and every place of a finding is in the template.

use std::time::{Duration, Instant};

use vtlkit_lint::{Target, lint};

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
fn cut_templates_are_linted() {
    let whole = "#set($in = $input.path('$'))\n{\"é\": \"$in.name\", #foreach($i in $in.l)\"$i-x\"#end \
                 \"k\": $util.toJson(\"a$b\"), #if($in.c && !$input.params('header.X'))1#else 2#end}";
    for (at, _) in whole.char_indices() {
        check("cut", &whole[..at]);
        check("tail", &whole[at..]);
    }
}
