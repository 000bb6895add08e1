//! What a trace tells of a render.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a template that cannot be rendered fails its test")]

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Request, Template, Trace, trace_to_json};

const BODY: &str = r#"{"n": 3, "text": "5", "empty": "", "list": [1, [2], {"a": null}], "no": false, "big": 12345678901234567890}"#;

fn trace(template: &str) -> (String, Trace) {
    let source = format!("#set($in = $input.path('$')){template}");
    let template = Template::compile(&source).unwrap();
    let request = Request { body: BODY.into(), ..Request::default() };
    let mut renderer = template.renderer();
    let (rendered, trace) = renderer.render_traced(&request, |_| {});
    (rendered.unwrap().text().into_owned(), trace)
}

/// The reasons of all branches, in order.
fn reasons(template: &str) -> Vec<String> {
    let mark = |taken| if taken { "+" } else { "-" };
    trace(template).1.branches.iter().map(|b| format!("{} {}", mark(b.taken), b.reason)).collect()
}

#[test]
fn a_condition_says_why_it_is_true_or_false() {
    for (condition, reason) in [
        ("$in.gone", "+ `$in.gone` is missing: the empty string, so true"),
        ("$in.empty", "+ `$in.empty` is the empty string, so true"),
        ("$in.text", "+ `$in.text` is \"5\", so true"),
        ("$in.no", "- `$in.no` is false"),
        ("!$in.no", "+ `$in.no` is false, and `!` makes that true"),
        ("$in.list", "+ `$in.list` is a list of 3 (JSONArray), so true"),
        ("$in", "+ `$in` is a map of 6 (LinkedHashMap), so true"),
        ("$input", "+ `$input` is an object (Object), so true"),
        ("$in.n == 3", "+ `$in.n` is 3 (Integer), so `$in.n == 3` is true"),
        ("$in.n == \"3\"", "+ `$in.n` is 3 (Integer), so `$in.n == \"3\"` is true, compared as text"),
        ("$in.gone != \"\"", "- `$in.gone` is missing: the empty string, so `$in.gone != \"\"` is false"),
        ("$in.text > 3", "- `$in.text` is \"5\", so `$in.text > 3` is false: only numbers have an order"),
        (
            "$in.n < $in.gone",
            "- `$in.n` is 3 (Integer) and `$in.gone` is missing: the empty string, so `$in.n < $in.gone` is false: only numbers have an order",
        ),
        ("1 == 1", "+ `1 == 1` is true"),
        ("$in.n + 1 == 4", "+ `$in.n + 1` is 4 (Integer), so `$in.n + 1 == 4` is true"),
        ("true", "+ it is always true"),
        ("\"yes\"", "- `\"yes\"` is neither a reference nor a comparison, so false"),
        ("$in.no && $in.n", "- `$in.no` is false, which decides `&&`"),
        ("$in.no || $in.n", "+ `$in.no` is false; `$in.n` is 3 (Integer), so true"),
        ("$in.n || $in.no", "+ `$in.n` is 3 (Integer), so true, which decides `||`"),
        (
            "($in.n > 2) && !$in.no",
            "+ `$in.n` is 3 (Integer), so `$in.n > 2` is true; `$in.no` is false, and `!` makes that true",
        ),
    ] {
        assert_eq!(reasons(&format!("#if({condition})x#end")), [reason], "{condition}");
    }
}

#[test]
fn a_long_value_is_cut_in_a_reason() {
    let text = "é\\\"".repeat(50);
    let reasons = reasons(&format!("#set($x = '{text}')#if($x == 1)#end"));
    assert!(reasons[0].contains("…\", so "), "{}", reasons[0]);
    assert!(reasons[0].len() < 300);
}

#[test]
fn a_condition_is_evaluated_once() {
    let (text, trace) = trace("#set($l = [])#if($l.add(1) && $l.size() == 1)$l#end");
    assert_eq!(text, "[1]");
    assert_eq!(
        trace.branches[0].reason,
        "`$l.add(1)` is true; `$l.size()` is 1 (Integer), so `$l.size() == 1` is true"
    );
}

#[test]
fn branches_are_told_in_order_and_else_where_it_is_taken() {
    let template = "#if($in.no)a#elseif($in.n == 4)b#else c#end#if($in.n)d#else e#end";
    let (text, trace) = trace(template);
    assert_eq!(text, " cd");
    let source = format!("#set($in = $input.path('$')){template}");
    let told: Vec<(&str, bool)> =
        trace.branches.iter().map(|b| (&source[b.template.range()], b.taken)).collect();
    assert_eq!(
        told,
        [("#if($in.no)", false), ("#elseif($in.n == 4)", false), ("#else", true), ("#if($in.n)", true)]
    );
}

#[test]
fn loops_tell_their_rounds_and_what_ended_them() {
    let (_, trace) = trace(
        "#foreach($x in $in.list)#foreach($y in [1..$x])$y#if($y == 2)#break#end#end#end\
         #foreach($x in $in.gone)#end#foreach($x in [1..2000])#end",
    );
    let rounds: Vec<(u32, bool)> = trace.loops.iter().map(|run| (run.rounds, run.cut)).collect();
    assert_eq!(rounds, [(3, false), (1, false), (0, false), (0, false), (0, false), (1000, true)]);
}

#[test]
fn each_round_tells_what_it_printed_and_what_the_variables_hold_at_its_end() {
    let (text, trace) = trace(
        "#set($sum = 0)#foreach($x in $in.list)#set($sum = $sum + 1)<#foreach($y in [7..8])$y#if($y == 7)#break#end#end>#end",
    );
    assert_eq!(text, "<7><7><7>");
    let told = |run: usize| -> Vec<(String, Vec<String>)> {
        let rounds = trace.loops[run].each.iter();
        rounds
            .map(|round| {
                let printed = trace.pieces[round.pieces.clone()].iter().map(|p| &text[p.output.clone()]);
                let variables = round.variables.iter().filter(|variable| variable.name != "in");
                (
                    printed.collect(),
                    variables.map(|v| format!("{}: {} {}", v.name, v.class, v.text)).collect(),
                )
            })
            .collect()
    };
    assert_eq!(
        told(0),
        [
            ("<7>".to_owned(), vec!["sum: Integer 1".to_owned(), "x: Integer 1".to_owned()]),
            ("<7>".to_owned(), vec!["sum: Integer 2".to_owned(), "x: JSONArray [2]".to_owned()]),
            ("<7>".to_owned(), vec!["sum: Integer 3".to_owned(), "x: LinkedHashMap {a=null}".to_owned()]),
        ]
    );
    assert_eq!(
        told(1),
        [(
            "7".to_owned(),
            vec!["sum: Integer 1".to_owned(), "x: Integer 1".to_owned(), "y: Integer 7".to_owned()]
        )],
        "a round that `#break` ends is one"
    );
}

#[test]
fn a_round_tells_of_nulls_and_the_start_of_what_is_long() {
    let (_, trace) =
        trace(&format!("#foreach($x in $in.list[2].values())#set($long = '{}')#end", "é".repeat(200)));
    let round = &trace.loops[0].each[0];
    let told: Vec<(&str, &str, usize)> =
        round.variables.iter().map(|v| (&*v.name, v.class, v.text.chars().count())).collect();
    assert_eq!(told[1..], [("x", "missing", 0), ("long", "String", 101)]);
    assert_eq!(round.pieces.len(), 0);
}

#[test]
fn rounds_are_kept_up_to_a_bound() {
    let (_, trace) = trace("#foreach($i in [1..900])#foreach($j in [1..3])$j#end#end");
    assert_eq!(trace.loops.iter().map(|run| run.each.len()).sum::<usize>(), Trace::MOST_ROUNDS);
    assert!(!trace.cut, "the pieces are all there");
    assert_eq!(trace.loops[0].rounds, 900);
}

#[test]
fn values_come_with_their_class_in_java() {
    let (text, trace) =
        trace("$in.n|$in.list|$in.list[2]|$in.gone|$in.no|$in.big|$util|#set($x = [1])$x|\\$x|$$x");
    assert_eq!(text, "3|[1,[2],{\"a\":null}]|{a=null}||false|12345678901234567890||[1]|$x|$[1]");
    let values: Vec<(&str, &str)> =
        trace.pieces.iter().filter_map(|p| p.value.as_ref()).map(|v| (v.class, &*v.text)).collect();
    assert_eq!(
        values,
        [
            ("Integer", "3"),
            ("JSONArray", "[1,[2],{\"a\":null}]"),
            ("LinkedHashMap", "{a=null}"),
            ("missing", ""),
            ("Boolean", "false"),
            ("BigInteger", "12345678901234567890"),
            ("Object", ""),
            ("ArrayList", "[1]"),
            ("ArrayList", "[1]"),
        ]
    );
}

#[test]
fn a_block_and_a_string_are_not_told_of_twice() {
    let (text, trace) = trace("#define($b)<$in.n>#end$b#set($s = \"$b#if($in.n)!#end\")$s");
    assert_eq!(text, "<3><3>!");
    let pieces: Vec<&str> = trace.pieces.iter().map(|piece| &text[piece.output.clone()]).collect();
    assert_eq!(pieces, ["<", "3", ">", "<3>!"]);
    assert_eq!(trace.branches.len(), 1, "a branch in a string counts");
}

#[test]
fn what_stands_in_a_string_with_doubled_quotes_is_placed_at_the_string() {
    let template = "#set($s = \"#if($in.n)\"\"#end\")$s";
    let (text, trace) = trace(template);
    assert_eq!(text, "\"");
    let source = format!("#set($in = $input.path('$')){template}");
    assert_eq!(&source[trace.branches[0].template.range()], "\"#if($in.n)\"\"#end\"");
}

#[test]
fn offsets_are_those_of_the_text() {
    let template = Template::compile("$input.path('$.a').substring(0, 1)é$input.path('$.b')!").unwrap();
    let request = Request { body: r#"{"a": "\ud83d\ude00", "b": "x"}"#.into(), ..Request::default() };
    let mut renderer = template.renderer();
    let (rendered, trace) = renderer.render_traced(&request, |_| {});
    let text = rendered.unwrap().text().into_owned();
    let pieces: Vec<&str> = trace.pieces.iter().map(|piece| &text[piece.output.clone()]).collect();
    assert_eq!(pieces, ["?", "é", "x", "!"]);
    assert_eq!(trace.pieces[0].value.as_ref().unwrap().text, "?");
}

#[test]
fn two_halves_that_meet_are_one_character() {
    let half = "$input.path('$').substring";
    let template = Template::compile(&format!("{half}(0,1){half}(1)$x.")).unwrap();
    let request = Request { body: r#""\ud83d\ude00""#.into(), ..Request::default() };
    let mut renderer = template.renderer();
    let (rendered, trace) = renderer.render_traced(&request, |_| {});
    assert_eq!(rendered.unwrap().text(), "😀.");
    let pieces: Vec<_> = trace.pieces.iter().map(|piece| piece.output.clone()).collect();
    assert_eq!(pieces, [0..4, 4..4, 4..4, 4..5]);
}

#[test]
fn a_failed_render_has_a_trace_up_to_there() {
    let template = Template::compile("a#if(true)b#end$input.path('$.[')").unwrap();
    let mut renderer = template.renderer();
    let (rendered, trace) = renderer.render_traced(&Request::default(), |_| {});
    assert!(rendered.is_err());
    assert_eq!((trace.pieces.len(), trace.branches.len()), (2, 1));
}

#[test]
fn a_long_trace_is_cut() {
    let template = Template::compile("#foreach($i in [1..400])#foreach($j in [1..300])$j#end#end").unwrap();
    let mut renderer = template.renderer_with(Limits::DEFAULT, DIALECT);
    let (rendered, trace) = renderer.render_traced(&Request::default(), |_| {});
    assert!(rendered.is_ok());
    assert!(trace.cut);
    assert_eq!((trace.pieces.len(), trace.loops.len()), (Trace::MOST, 401));
    assert_eq!(trace_to_json(&trace, |at| at, |at| at)["cut"], true);
}

#[test]
fn the_json_has_offsets_of_the_reader() {
    let template = Template::compile("é$input.path('$.n')#if($x)#end#foreach($i in [])#end").unwrap();
    let request = Request { body: BODY.into(), ..Request::default() };
    let mut renderer = template.renderer();
    let (_, trace) = renderer.render_traced(&request, |_| {});
    let characters = |at: usize| if at == 0 { 0 } else { at - 1 };
    let json = serde_json::Value::Object(trace_to_json(&trace, characters, characters));
    assert_eq!(
        json,
        serde_json::json!({
            "pieces": [
                {"output": [0, 1], "template": [0, 1]},
                {"output": [1, 2], "template": [1, 19], "value": {"type": "Integer", "text": "3"}},
            ],
            "branches": [
                {"template": [19, 26], "taken": true, "reason": "`$x` is missing: the empty string, so true"},
            ],
            "loops": [{"template": [30, 48], "rounds": 0, "each": []}],
        })
    );
}
