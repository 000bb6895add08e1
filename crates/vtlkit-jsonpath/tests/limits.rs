//! Deep documents, long paths and explosions end, in time and without overflowing anything.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use vtlkit_jsonpath::{EvalErrorKind, JsonPath, MAX_DEPTH, PathErrorKind};
use vtlkit_value::{Heap, ListKind, MapKind, Value, json};

/// `{"a": [{"a": [ … ]}]}`, so many objects deep.
fn deep(heap: &mut Heap, depth: usize) -> Value {
    let mut value = Value::Int(1);
    for _ in 0..depth {
        let list = heap.new_list_of(ListKind::Json, &[value]);
        let map = heap.new_map(MapKind::Plain);
        heap.map_put_str(map, "a", Value::List(list));
        value = Value::Map(map);
    }
    value
}

fn steps_taken(path: &str, heap: &mut Heap, document: Value) -> u64 {
    let mut steps = u64::MAX;
    JsonPath::compile(path).unwrap().read(heap, document, &mut steps).unwrap();
    u64::MAX - steps
}

#[test]
fn a_deep_document_is_scanned_without_recursion() {
    let mut heap = Heap::new();
    let document = deep(&mut heap, 100_000);
    for path in ["$..a", "$..*", "$..[0]", "$..[?(@.a)]", "$..nope", "$..a.length()", "$..a[0].a"] {
        let mut steps = 3_000_000;
        let found = JsonPath::compile(path).unwrap().read(&mut heap, document, &mut steps).unwrap();
        match (path, found) {
            ("$..nope", Some(Value::List(list))) => assert_eq!(heap.list_len(list), 0),
            ("$..a" | "$..[0]" | "$..[?(@.a)]", Some(Value::List(list))) => {
                assert_eq!(heap.list_len(list), 100_000, "{path}");
            }
            (_, found) => assert!(found.is_some(), "{path}"),
        }
    }
}

#[test]
fn a_long_path_is_followed_without_recursion() {
    let mut heap = Heap::new();
    let document = deep(&mut heap, 20_000);
    for (step, times) in [(".a[0]", 20_000), (".*", 40_000), ("[?(@)]", 100), ("..*", 20)] {
        let path = JsonPath::compile(format!("${}", step.repeat(times))).unwrap();
        let mut steps = 200_000;
        match path.read(&mut heap, document, &mut steps) {
            Ok(found) => assert!(found.is_some(), "{step}"),
            Err(error) => assert_eq!((error.kind(), step), (EvalErrorKind::TooManySteps, "..*")),
        }
    }
}

#[test]
fn explosions_end_when_the_steps_are_used_up() {
    let mut heap = Heap::new();
    let document = json::read_str(&mut heap, &format!("[{}]", vec!["[1,2,3]"; 100].join(","))).unwrap();
    for path in [
        "$..*..*..*..*..*",
        "$[?(@[?(@[?($..* || @ == 1)])])]..*..*",
        "$..[?(@[?(@ > 0)])]..[?(@)]..*",
        "$.append($)..*",
        "$[?(@ anyof $[0] || @ anyof $[1] || @ noneof $[2])]..*..*",
    ] {
        let mut steps = 2_000;
        let error = JsonPath::compile(path).unwrap().read(&mut heap, document, &mut steps).unwrap_err();
        assert_eq!((error.kind(), steps), (EvalErrorKind::TooManySteps, 0), "{path}");
    }
}

#[test]
fn a_regular_expression_takes_its_work_off_the_steps() {
    let mut heap = Heap::new();
    let document = json::read_str(&mut heap, &format!(r#"["{}b"]"#, "a".repeat(1_000))).unwrap();
    let path = JsonPath::compile("$[?(@ =~ /(a|aa)+(?!b)/)]").unwrap();
    let error = path.read(&mut heap, document, &mut 200).unwrap_err();
    assert_eq!(error.kind(), EvalErrorKind::Pattern);
}

#[test]
fn a_heap_without_room_is_an_error() {
    let mut heap = Heap::new();
    let document = json::read_str(&mut heap, &format!("[{}]", vec!["[1]"; 1_000].join(","))).unwrap();
    heap.set_limit(heap.size() + 40_000);
    let path = JsonPath::compile("$[?($[*] size 1000)]").unwrap();
    assert!(path.read(&mut heap, document, &mut 100_000).is_ok(), "what a path from the root finds is kept");
    for path in ["$[?(@ != $ && @..* size 1)]", "$.concat($)", "$[*]"] {
        let path = JsonPath::compile(path).unwrap();
        while path.read(&mut heap, document, &mut 1_000_000).is_ok() {}
        let error = path.read(&mut heap, document, &mut 1_000_000).unwrap_err();
        assert_eq!(error.kind(), EvalErrorKind::OutOfMemory);
    }
}

#[test]
fn nesting_in_a_path_is_bounded() {
    let depth = MAX_DEPTH as usize;
    let nested: [fn(usize) -> String; 5] = [
        |n| format!("$[?({}@.a{})]", "(".repeat(n), ")".repeat(n)),
        |n| format!("$[?({}(@.a))]", "!".repeat(n)),
        |n| format!("$[?({}@.a{})]", "@[?(".repeat(n), ")]".repeat(n)),
        |n| format!("$.concat({}$.a{})", "$.concat(".repeat(n), ")".repeat(n)),
        |n| format!("$.sum({}$.a{})", "$[?(@.b == 1)].a.sum($.b[?(".repeat(n), ")])".repeat(n)),
    ];
    for build in nested {
        for n in [1, depth / 4, depth, depth * 2, 10_000] {
            match JsonPath::compile(build(n)) {
                Ok(_) => assert!(n <= depth),
                Err(error) if n >= depth * 2 => {
                    assert!(matches!(error.kind(), PathErrorKind::TooDeep | PathErrorKind::Call), "{error}");
                }
                Err(_) => {}
            }
        }
    }
    assert!(JsonPath::compile(nested[0](40)).is_ok());
    assert!(JsonPath::compile(nested[2](15)).is_ok());
}

#[test]
fn the_work_grows_with_what_is_looked_at() {
    let mut heap = Heap::new();
    let document = json::read_str(&mut heap, &format!("[{}]", vec![r#"{"a":1}"#; 1_000].join(","))).unwrap();
    assert_eq!(steps_taken("$[3].a", &mut heap, document), 0);
    for (path, most) in [("$[*].a", 3_000), ("$..a", 6_000), ("$[?(@.a == 1)].a", 5_000)] {
        let steps = steps_taken(path, &mut heap, document);
        assert!((1_000..most).contains(&steps), "{path}: {steps}");
    }
}
