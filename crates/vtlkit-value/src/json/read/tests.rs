use super::*;
use crate::json::to_string;

fn read_to_string(text: &str) -> Result<String, ErrorKind> {
    let mut heap = Heap::new();
    let value = read_str(&mut heap, text).map_err(|error| error.kind)?;
    Ok(to_string(&heap, value))
}

#[test]
fn what_json_smart_takes_is_taken() {
    for (text, json) in [
        (r#"{"a":1,"b":[true,null,"x"]}"#, r#"{"a":1,"b":[true,null,"x"]}"#),
        ("{a:1,'b':two words , c:007,}", r#"{"a":1,"b":"two words","c":7}"#),
        ("[1,,2,] tail", "[1,2]"),
        ("[1e10,2.50,-0,-.5,1a,-]", r#"[1.0E10,2.5,0,-0.5,"1a",0]"#),
        (
            "[123456789012345678901234567890,1.0000000000000000001]",
            "[123456789012345678901234567890,1.0000000000000000001]",
        ),
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
        (r#""a\u0041\q\/é\ud83d\ude00""#, r#""aA/é😀""#),
        ("", r#""""#),
        ("a=b", r#""a=b""#),
        ("nullx", r#""nullx""#),
        ("null", "null"),
    ] {
        assert_eq!(read_to_string(text).as_deref(), Ok(json), "{text}");
    }
}

#[test]
fn what_it_refuses_is_refused() {
    for (text, kind) in [
        ("{", ErrorKind::UnexpectedEnd),
        ("[1", ErrorKind::UnexpectedEnd),
        (r#"{"a" 1}"#, ErrorKind::UnexpectedCharacter),
        (r#"{"a":"x" "b":2}"#, ErrorKind::UnexpectedCharacter),
        ("[}", ErrorKind::UnexpectedCharacter),
        (r#""a"#, ErrorKind::UnexpectedEnd),
        (r#""\u00g0""#, ErrorKind::BadEscape),
        ("[1E+]", ErrorKind::BadNumber),
        (&"[".repeat(100_000), ErrorKind::TooDeep),
    ] {
        assert_eq!(read_to_string(text), Err(kind), "{text:.40}");
    }
}

#[test]
fn depth_counts_arrays_within_each_other_only() {
    let arrays = "[".repeat(400) + &"]".repeat(400);
    assert_eq!(read_to_string(&arrays).unwrap(), arrays);
    let objects = "{\"a\":".repeat(5000) + "1" + &"}".repeat(5000);
    assert_eq!(read_to_string(&objects).unwrap(), objects);
}

#[test]
fn a_repeated_key_keeps_its_place_and_takes_the_last_value() {
    for members in [0, 40] {
        let more: Vec<String> = (0..members).map(|i| format!(",\"k{i}\":{i}")).collect();
        let more = more.concat();
        let text = format!(r#"{{"a\u0062":1,"c":2{more},"ab":3,"\u0063":"\"","ba":4}}"#);
        let mut heap = Heap::new();
        heap.intern(b"before");
        let Value::Map(map) = read_str(&mut heap, &text).unwrap() else { panic!() };
        assert_eq!(heap.map_len(map), members + 3);
        let get = |key| heap.display(heap.map_get_str(map, key).unwrap());
        assert_eq!((get("ab"), get("c"), get("ba")), ("3".to_owned(), "\"".to_owned(), "4".to_owned()));
        assert_eq!(heap.map_entry(map, 0).map(|(key, _)| heap.display(key)).as_deref(), Some("ab"));
    }
}

#[test]
fn many_members_are_found_and_kept_in_order() {
    let mut heap = Heap::new();
    let text: Vec<String> = (0..1000).map(|i| format!("\"k{i}\":{i}")).collect();
    let Value::Map(map) = read_str(&mut heap, &format!("{{{}}}", text.join(","))).unwrap() else { panic!() };
    assert_eq!(heap.map_len(map), 1000);
    assert!(matches!(heap.map_get_str(map, "k777"), Some(Value::Int(777))));
    let key = heap.new_str("k5");
    assert!(matches!(heap.map_remove(map, key), Some(Value::Int(5))));
    assert!(heap.map_get_str(map, "k5").is_none());
    assert!(matches!(heap.map_get_str(map, "k999"), Some(Value::Int(999))));
}
