//! What the crate tells besides results: errors with their places, trees, and which values are the document's own.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use vtlkit_jsonpath::ast::{Expr, OperandKind, Operator, Root, SegmentKind};
use vtlkit_jsonpath::{EvalErrorKind, JsonPath, PathErrorKind};
use vtlkit_value::{Heap, ListKind, MapKind, Value, json};

fn document(heap: &mut Heap, text: &str) -> Value {
    json::read_str(heap, text).unwrap()
}

#[test]
fn a_definite_path_gives_the_document_s_own_value() {
    let mut heap = Heap::new();
    let root = document(&mut heap, r#"{"a": {"b": [1]}}"#);
    let path = JsonPath::compile("$.a.b").unwrap();
    let Ok(Some(Value::List(list))) = path.read(&mut heap, root, &mut 100) else { panic!() };
    heap.list_push(list, Value::Int(2));
    assert_eq!(json::to_string(&heap, root), r#"{"a":{"b":[1,2]}}"#);
}

#[test]
fn an_indefinite_path_gives_a_new_json_list_of_the_document_s_values() {
    let mut heap = Heap::new();
    let root = document(&mut heap, r#"[{"b": {}}, {"b": {}}]"#);
    let path = JsonPath::compile("$[*].b").unwrap();
    let Ok(Some(Value::List(list))) = path.read(&mut heap, root, &mut 100) else { panic!() };
    assert_eq!(heap.list(list).kind, ListKind::Json);
    let Some(Value::Map(first)) = heap.list_get(list, 0) else { panic!() };
    heap.map_put_str(first, "c", Value::Null);
    heap.list_push(list, Value::Null);
    assert_eq!(json::to_string(&heap, root), r#"[{"b":{"c":null}},{"b":{}}]"#);
}

#[test]
fn lists_of_a_template_are_arrays_and_java_arrays_are_not() {
    let mut heap = Heap::new();
    for (kind, found) in [(ListKind::Array, true), (ListKind::Json, true), (ListKind::Strings, false)] {
        let text = heap.new_str("x");
        let list = heap.new_list_of(kind, &[text]);
        let path = JsonPath::compile("$[0]").unwrap();
        assert_eq!(path.read(&mut heap, Value::List(list), &mut 100).unwrap().is_some(), found);
        let filter = JsonPath::compile("$[?(@ == 'x')]").unwrap();
        assert_eq!(filter.read(&mut heap, Value::List(list), &mut 100).is_ok(), found);
    }
}

#[test]
fn maps_of_a_template_are_objects_if_their_keys_are_strings() {
    let mut heap = Heap::new();
    let map = heap.new_map(MapKind::Plain);
    heap.map_put_str(map, "a", Value::Int(1));
    for path in ["$.a", "$.*", "$..a", "$['a','b']"] {
        let path = JsonPath::compile(path).unwrap();
        assert!(path.read(&mut heap, Value::Map(map), &mut 100).unwrap().is_some());
    }
    heap.map_put(map, Value::Int(1), Value::Int(2));
    for (path, kind) in [
        ("$.a", None),
        ("$.*", Some(EvalErrorKind::KeyNotString)),
        ("$..a", Some(EvalErrorKind::KeyNotString)),
    ] {
        let path = JsonPath::compile(path).unwrap();
        let error = path.read(&mut heap, Value::Map(map), &mut 100).err();
        assert_eq!(error.map(|error| error.kind()), kind, "{path}");
    }
}

#[test]
fn null_is_found_but_is_no_document() {
    let mut heap = Heap::new();
    let root = document(&mut heap, r#"{"a": null}"#);
    let path = JsonPath::compile("$.a").unwrap();
    assert!(matches!(path.read(&mut heap, root, &mut 100), Ok(Some(Value::Null))));
    let error = path.read(&mut heap, Value::Null, &mut 100).unwrap_err();
    assert_eq!(error.kind(), EvalErrorKind::NullDocument);
    assert_eq!(error.kind().java_class(), Some("java.lang.IllegalArgumentException"));
}

#[test]
fn paths_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>(_: T) {}
    let path: JsonPath = "$.a".parse().unwrap();
    assert_eq!(path.to_string(), "$.a");
    assert_eq!(path.text(), b"$.a");
    shared(path);
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn errors_say_what_is_wrong_and_where() {
    use PathErrorKind as Kind;
    for (path, kind, place, message) in [
        ("", Kind::Empty, "", "a path cannot be empty; write '$' for the whole document"),
        ("$.a.", Kind::TrailingDot, ".", "a path cannot end with a dot; add a name or remove the dot"),
        ("a.", Kind::TrailingDot, ".", "a path cannot end with a dot; add a name or remove the dot"),
        ("$a", Kind::AfterRoot, "a", "'$' must be followed by '.' or '[', as in '$.name' or '$[0]'"),
        ("$...a", Kind::DoubledDot, ".", "too many dots; '.' selects a member, '..' all descendants"),
        ("$.my name", Kind::BlankInName, " ", "write a name with spaces in brackets and quotes: ['my name']"),
        ("my name", Kind::BlankInName, " ", "write a name with spaces in brackets and quotes: ['my name']"),
        ("$[]", Kind::Brackets, "[]", "the brackets are empty; write [*] for all elements"),
        (
            "$.a[name]",
            Kind::Brackets,
            "[name]",
            "brackets must contain an index, a slice, '*', a filter, or quoted names: ['name']",
        ),
        (
            "$.a[(@.length-1)]",
            Kind::Brackets,
            "[(@.length-1)]",
            "scripts are not supported; write [-1] for the last element",
        ),
        ("$.a[0", Kind::Unclosed, "[0", "this bracket is not closed; missing ']'"),
        ("$['a]", Kind::Unclosed, "'", "this name is not closed; missing '"),
        ("$['a',]", Kind::EmptyName, "]", "missing name before this; remove the comma"),
        (
            "$[0,]",
            Kind::Index,
            "0,",
            "'' is not an index; indexes are integers separated by commas: [0], [-1], [0,2]",
        ),
        (
            "$[:]",
            Kind::Slice,
            ":",
            "a slice requires a start or an end: [1:], [:3]; write [*] for all elements",
        ),
        (
            "$[?]",
            Kind::Placeholder,
            "[?]",
            "'[?]' is a placeholder for a filter from Java code; write [?(…)]",
        ),
        (
            "$[?@.a]",
            Kind::Filter,
            "[?@.a]",
            "a filter is an expression in parentheses: [?(@.name == 'value')]",
        ),
        ("$.sum($.a", Kind::Call, "(", "the parentheses of 'sum(…)' do not match; missing or extra ')'"),
        (
            "$.sum($.a b)",
            Kind::BlankInName,
            " ",
            "write a name with spaces in brackets and quotes: ['my name']",
        ),
        ("$[?(@.a = 1)]", Kind::Operator, "=", "unknown operator '='; use '==' for equality"),
        (
            "$[?(@.a == b)]",
            Kind::Literal,
            "b",
            "'b' is not a literal; start a path with '@' or '$', and quote a string: 'b'",
        ),
        (
            "$[?(@.a == nil)]",
            Kind::Literal,
            "nil",
            "'nil' is not a literal; start a path with '@' or '$', and quote a string: 'nil'",
        ),
        ("$[?(@.a == 1-2)]", Kind::Literal, "1-2", "'1-2' is not a number"),
        ("$[?(@.a == )]", Kind::Literal, ")", "missing operand: a path, a number, or a quoted string"),
        ("$[?(@.b['x'].a == 'x)]", Kind::Unclosed, "'", "this quote is not closed"),
        (
            "$[?(true)]",
            Kind::Operator,
            "true",
            "a literal is not a condition; compare it with a path: @.name == 'value'",
        ),
        (
            "$[?(@.a == '\\u12z4')]",
            Kind::Escape,
            "\\u12z4",
            "\\u must be followed by four hexadecimal digits",
        ),
        (
            "$[?(@.a =~ /[/)]",
            Kind::Pattern,
            "/[/",
            "invalid Java regular expression: unclosed character class",
        ),
        (
            "$[?(@.a && @.b c)]",
            Kind::Operator,
            "c",
            "unknown operator 'c'; the operators are >= <= == === != !== < > =~ nin in contains all size exists type matches empty subsetof anyof noneof",
        ),
        ("$.x[?(@.y[?(@.z = 1)])]", Kind::Operator, "=", "unknown operator '='; use '==' for equality"),
        ("$['\\u12g4']", Kind::Escape, "\\u12g4", "\\u must be followed by four hexadecimal digits"),
        ("$Ҋam", Kind::AfterRoot, "Ҋ", "'$' must be followed by '.' or '[', as in '$.name' or '$[0]'"),
    ] {
        let error = JsonPath::compile(path).unwrap_err();
        assert_eq!(error.kind(), kind, "{path}: {error}");
        assert_eq!(error.span().text(path), place, "{path}: {error}");
        assert_eq!(error.message(), message, "{path}");
    }
}

#[test]
fn the_tree_knows_where_everything_is() {
    let text = "$.a['b c', 'd'][0, -1][1:]..*[?(@.x == 'y' && !@.z || !($.n in [1]))].concat($.e, \"f\")";
    let path = JsonPath::compile(text).unwrap();
    let parts: Vec<&str> = path.segments().iter().map(|segment| segment.span.text(text)).collect();
    assert_eq!(
        parts,
        [
            ".a",
            "['b c', 'd']",
            "[0, -1]",
            "[1:]",
            "..",
            "*",
            "[?(@.x == 'y' && !@.z || !($.n in [1]))]",
            ".concat($.e, \"f\")"
        ]
    );
    assert_eq!(path.tree().span.text(text), text);
    let SegmentKind::Names(names) = &path.segments()[1].kind else { panic!() };
    assert_eq!(names[0].span.text(text), "b c");
    let SegmentKind::Filter(Expr::Or(operands)) = &path.segments()[6].kind else { panic!() };
    let [Expr::And(both), Expr::Not(not)] = operands.as_slice() else { panic!() };
    let [Expr::Compare(equal), Expr::Exists { path: z, negated: true }] = both.as_slice() else { panic!() };
    assert_eq!((equal.operator, equal.operator_span.text(text)), (Operator::Equal, "=="));
    assert_eq!(equal.left.span.text(text), "@.x");
    assert_eq!(equal.right.kind, OperandKind::Text(b"y".to_vec()));
    assert_eq!((z.root, z.span.text(text)), (Root::Item, "@.z"));
    let Expr::Compare(within) = &**not else { panic!() };
    assert_eq!((within.operator, within.right.span.text(text)), (Operator::In, "[1]"));
    let SegmentKind::Function(call) = &path.segments()[7].kind else { panic!() };
    assert_eq!(call.name.span.text(text), "concat");
    let spans: Vec<&str> = call
        .arguments
        .iter()
        .map(|argument| match argument {
            vtlkit_jsonpath::ast::Argument::Path(path) => path.span.text(text),
            vtlkit_jsonpath::ast::Argument::Json { span, .. } => span.text(text),
        })
        .collect();
    assert_eq!(spans, ["$.e", "\"f\""]);
}

#[test]
fn a_path_without_its_root_has_its_own_places() {
    let text = "pets[0].name";
    let path = JsonPath::compile(text).unwrap();
    assert_eq!(path.tree().root, Root::Implied);
    let parts: Vec<&str> = path.segments().iter().map(|segment| segment.span.text(text)).collect();
    assert_eq!(parts, ["pets", "[0]", ".name"]);
}

#[test]
fn half_a_surrogate_pair_is_a_name_like_any_other() {
    let mut heap = Heap::new();
    let root = document(&mut heap, r#"{"\ud83d": 1, "😀": 2}"#);
    for (path, value) in [(r"$['\ud83d']", 1), (r"$['\ud83d\ude00']", 2), ("$.😀", 2)] {
        let found = JsonPath::compile(path).unwrap().read(&mut heap, root, &mut 100).unwrap().unwrap();
        assert!(matches!(found, Value::Int(n) if n == value), "{path}");
    }
    let path = JsonPath::compile([b"$.".as_slice(), &[0xED, 0xA0, 0xBD]].concat()).unwrap();
    assert!(matches!(path.read(&mut heap, root, &mut 100), Ok(Some(Value::Int(1)))));
}
