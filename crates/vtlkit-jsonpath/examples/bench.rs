use std::time::Instant;
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::*;
fn main() {
    let mut h = Heap::new();
    let doc = json::read_str(&mut h, r#"{"x":1,"a":{"q":2,"b":[{"c":"v"}]}}"#).unwrap();
    let p = JsonPath::compile("$.a.b[0].c").unwrap();
    for _ in 0..3 {
        let n = 5_000_000;
        let t = Instant::now();
        let mut k = 0;
        for _ in 0..n {
            let mut s = 1000;
            if let Some(Value::Str(_)) = p.read(&mut h, std::hint::black_box(doc), &mut s).unwrap() {
                k += 1
            }
        }
        println!("read {:?} ns", t.elapsed().as_nanos() as f64 / f64::from(n));
        assert_eq!(k, n);
    }
    let t = Instant::now();
    for _ in 0..200_000 {
        std::hint::black_box(JsonPath::compile("$.a.b[0].c").unwrap());
    }
    println!("compile {} ns", t.elapsed().as_nanos() / 200_000);
    let items: Vec<String> =
        (0..100).map(|i| format!(r#"{{"id":{i},"price":{}.5,"name":"n{i}"}}"#, i)).collect();
    let text = format!(r#"{{"items":[{}]}}"#, items.join(","));
    for path in [
        "$.items[?(@.price < 50)].id",
        "$.items[*].id",
        "$..id",
        "$.items[?(@.name == 'n7')]",
        "$.items[?(@.id in [1,2,3])]",
        "$..[?(@.id == 5)]",
        "$.items.length()",
    ] {
        let p = JsonPath::compile(path).unwrap();
        let n = 2000;
        let mut total = 0;
        for _ in 0..n {
            let mut h2 = Heap::new();
            let doc = json::read_str(&mut h2, &text).unwrap();
            let t = Instant::now();
            let mut s = 1_000_000;
            std::hint::black_box(p.read(&mut h2, doc, &mut s).unwrap());
            total += t.elapsed().as_nanos();
        }
        let mut s = 1_000_000;
        let doc = json::read_str(&mut h, &text).unwrap();
        p.read(&mut h, doc, &mut s).unwrap();
        println!("{path}: {} ns, {} steps", total / n, 1_000_000 - s);
    }
}
