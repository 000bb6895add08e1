//! Methods that could make something large, or take long, end at the limits of the render.
#![allow(clippy::panic, reason = "a template that stays within its limits fails its test")]

use vtlkit_eval::{Dialect, EvalErrorKind, Limit, Limits, NoHost, Program, Renderer};
use vtlkit_syntax::{Directives, parse};
use vtlkit_value::{ListKind, Value};

/// The error of a template that has one megabyte and a million steps; `$s` is a text, `$l` a list of a thousand
/// numbers, `$b` a large integer.
fn error(source: &str) -> EvalErrorKind {
    let parsed = parse(source, Directives::Velocity);
    assert_eq!(parsed.errors, [], "{source}");
    let program = Program::compile(&parsed.template, source);
    let limits = Limits { steps: 1_000_000, memory_bytes: 1 << 20, ..Limits::DEFAULT };
    let mut renderer = Renderer::new(program.into(), Dialect::VELOCITY, limits);
    let result = renderer.render(&mut NoHost, |scope| {
        let text = scope.heap.new_str("0123456789".repeat(100).as_str());
        let numbers: Vec<Value> = (0..1000).map(Value::Int).collect();
        let list = Value::List(scope.heap.new_list_of(ListKind::Array, &numbers));
        let large = scope.heap.number_from_text("123456789012345678901234567890");
        scope.set("s", text);
        scope.set("l", list);
        scope.set("b", large);
    });
    match result {
        Ok(output) => panic!("{source} gives {} bytes", output.bytes().len()),
        Err(error) => error.kind,
    }
}

#[test]
fn what_grows_asks_for_room() {
    for source in [
        "$s.repeat(10000)",
        "$s.indent(1000000000)",
        "$s.replace('0', $s).replace('1', $s).replace('2', $s)",
        "$s.replaceAll('[0-9]', '$0$0$0$0$0$0$0$0$0$0').replaceAll('.', '$0$0$0$0$0$0$0$0$0$0').replaceAll('.', '$0$0$0$0$0$0$0$0$0$0$0')",
        "#set($t = $s.repeat(100))$t.toCharArray()",
        "#set($t = $s.repeat(100))$t.getBytes()",
        "#set($t = $s.repeat(100))$t.split('')",
        "$s.format('%1000000000d', 1)",
        "$s.format('%.1000000000f', 1.5)",
        "$s.format('%01000000000d', 1)",
        "#foreach($i in [1..20])#set($done = $l.addAll($l))#end",
        "$l.ensureCapacity(2000000000)",
        "#foreach($i in [1..2000])#set($copy = $l.clone())#end",
        "#foreach($i in [1..2000])#set($copy = $l.toArray())#end",
    ] {
        assert_eq!(error(source), EvalErrorKind::Limit(Limit::MemoryBytes), "{source}");
    }
}

#[test]
fn what_takes_long_counts_steps() {
    for source in [
        "$s.matches('(([0-9])*)*x')",
        "#foreach($i in [1..400])#set($done = $l.containsAll($l))#end",
        "#foreach($i in [1..3000])#set($done = $l.hashCode())$l.sort(null)$l.indexOf(0)#end",
        "#foreach($i in [1..100])#set($done = $l.stream().distinct().count())#end",
        "#set($t = $s.repeat(400))#foreach($i in [1..1000])#set($n = $t.length())#end",
    ] {
        assert_eq!(error(source), EvalErrorKind::Limit(Limit::Steps), "{source}");
    }
}

#[test]
fn numbers_end_where_they_cannot_be_calculated_with() {
    for source in [
        "$b.pow(1000000)",
        "$b.shiftLeft(2000000000)",
        "$b.setBit(2000000000)",
        "#foreach($i in [1..40])#set($b = $b.multiply($b))#end",
        "#set($d = $b + 1.5)$d.pow(999999999)",
        "#set($d = $b + 1.5)$d.setScale(2000000000)",
        "#set($d = $b + 1.5)$d.movePointLeft(2147483647).movePointLeft(2147483647)",
    ] {
        assert!(matches!(error(source), EvalErrorKind::Method | EvalErrorKind::Limit(_)), "{source}");
    }
}

#[test]
fn containers_in_themselves_end() {
    for source in [
        "$l.add($l)$l.hashCode()",
        "#set($m = {})$m.put('m', $m)$m.hashCode()",
        "#set($m = {})#set($n = {})$m.put('n', $n)$n.put('m', $m)$m.toString()",
        "#foreach($i in [1..40])#set($l = [$l, $l])#end$l.toString()",
    ] {
        let kind = error(source);
        assert!(
            matches!(kind, EvalErrorKind::Method | EvalErrorKind::Nesting | EvalErrorKind::Limit(_)),
            "{source}: {kind:?}"
        );
    }
}
