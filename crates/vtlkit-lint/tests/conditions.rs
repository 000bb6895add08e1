//! Values that are conditions by themselves: which of them are reported, and what to write instead.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use vtlkit_lint::{Target, lint};

/// What every template of the table starts with.
const BEFORE: &str = "#set($in = $input.path('$'))#set($v = $in.v)";

/// The texts that are marked by a rule about conditions in a template.
fn reported(template: &str) -> Vec<String> {
    let text = format!("{BEFORE}{template}");
    let findings = lint(&text, &Target::default());
    let of_conditions = |rule| matches!(rule, Some("missing-is-truthy" | "params-is-truthy"));
    let found = findings.iter().filter(|finding| of_conditions(finding.rule));
    found.map(|finding| finding.primary.span.text(&text).to_owned()).collect()
}

#[test]
fn conditions_that_guard_the_value_are_left_alone() {
    for condition in [
        r#"$v && $v != """#,
        "$v and $v ne '' ",
        r#"$v && $in.v != """#,
        r#"$v && "$v" != """#,
        r#"$v && "$!{v}" != """#,
        r#"$v != "" && $v"#,
        r#"$in.b == 1 && ($v && ($v != ""))"#,
        "($in.b == 1 || $in.c == 1) && $v && $v.size() > 0",
        "$in.list && $in.list.size() > 0",
        r#"$in['list'] && $in.get("list").size() >= 1"#,
        "$input.path('$.list') && $in.list.size() > 0",
        "$v && $v.length() > 0",
        "$v && !$v.isEmpty()",
        r#"$v && $v.contains("x")"#,
        r#"$v && $v == "x""#,
        "$v && $v == true",
        "$v && $v != $null",
        "$v && $v.size() > $in.least",
        r#"$in.a && $in.a.b && $in.a.b != """#,
        r#"!$v || $v == """#,
        r#"$v == "" || !$v"#,
        r#"!(!$v || $v == "")"#,
        r#"!($v && $v != "")"#,
        r#"$in.b == 1 && $in.c == 2 || $v && $v != """#,
        r#"$input.params("q") && $input.params("q") != """#,
        r#"$input.params().header.h && $input.params('h') != """#,
        r#"$stageVariables.x && $stageVariables.x != """#,
    ] {
        let template = format!("{{\"a\": #if({condition})1#{{else}}2#end}}");
        assert!(reported(&template).is_empty(), "{template}");
    }
}

#[test]
fn guards_may_stand_around_the_condition() {
    for template in [
        r#"#if($v != "")#if($v)a#end#end"#,
        "#if($v.size() > 0)#foreach($x in $v)#if($v)a#end#end#end",
        r#"#if($v == "")a#elseif($v)b#end"#,
        r#"#if($v == "")a#elseif($in.b == 1)b#elseif($v)c#end"#,
        r#"#if($v == "")a#else#if($v)b#end#end"#,
        r#"#if($v == "")a#stop#end#if($v)b#end"#,
        "#foreach($x in $v)#if($v)a#end#end",
        r#"#if($v) #if($v != "")a#end #end"#,
    ] {
        assert!(reported(template).is_empty(), "{template}");
    }
}

#[test]
fn conditions_without_a_guard_are_reported() {
    for (condition, marked) in [
        ("$v", "$v"),
        ("!$v", "$v"),
        ("$v && $in.b == 1", "$v"),
        (r#"$v || $v == "a""#, "$v"),
        // Of what is missing `size()` is the empty text, which is not 0.
        ("$v && $v.size() != 0", "$v"),
        // What is missing in a map has no methods: this is the empty text, and true.
        (r#"$in.v && $in.v.contains("x")"#, "$in.v"),
        (r#"$in.b && $v != """#, "$in.b"),
        (r#"$in.a.b && $in.a != """#, "$in.a.b"),
        (r#"$v && $in.w != """#, "$v"),
        (r#"$input.params("q") && $in.b == 1"#, r#"$input.params("q")"#),
    ] {
        let template = format!("{{\"a\": #if({condition})1#{{else}}2#end}}");
        assert_eq!(reported(&template), [marked], "{template}");
    }
    for template in [
        r#"#if($v != "")a#else#if($v)b#end#end"#,
        r#"#if($v != "")#set($v = $in.w)#if($v)a#end#end"#,
        r#"#if($v)#if($v != "")a#end b#end"#,
        r#"#if($v)#if($v != "")a#end#{else}b#end"#,
        r#"#if($v != "")a#end#if($v)b#end"#,
        "#foreach($x in $in.list)#if($x.v)a#end#end",
    ] {
        assert!(!reported(template).is_empty(), "{template}");
    }
}

#[test]
fn the_help_holds_for_false_too() {
    let help = |condition: &str| {
        let text = format!("{BEFORE}{{\"a\": #if({condition})1#{{else}}2#end}}");
        let findings = lint(&text, &Target::default());
        let finding = findings.iter().find(|finding| finding.rule == Some("missing-is-truthy")).unwrap();
        let help = finding.notes.iter().find(|note| note.name == "help").unwrap();
        help.text.split('`').nth(1).unwrap().to_owned()
    };
    // `false != ""` is true in the engine.
    assert_eq!(help("$in.x"), r#"$in.x && $in.x != """#);
    assert_eq!(help("!$in.x"), r#"!$in.x || $in.x == """#);
    assert_eq!(help("$in.b == 1 || $in.x"), r#"($in.x && $in.x != "")"#);
    // These are texts.
    assert_eq!(help("$stageVariables.x"), r#"$stageVariables.x != """#);
    assert_eq!(help("$context.authorizer.flag"), r#"$context.authorizer.flag != """#);
    assert_eq!(help("!$input.params().header.h"), r#"$input.params().header.h == """#);
    // `$input.json` gives two quotes for what is missing.
    assert_eq!(help("$input.json('$.x')"), r#"$input.path('$.x') && $input.path('$.x') != """#);
}
