#![allow(clippy::all, clippy::pedantic)]
use serde_json::Value;
#[test]
fn regex() {
    let Ok(path) = std::env::var("ORC_RE") else { return };
    let (mut n, mut bad) = (0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let v: Value = serde_json::from_str(line).unwrap();
        let (p, t, r) = (v["p"].as_str().unwrap(), v["t"].as_str().unwrap(), v["r"].as_str().unwrap());
        let got = match crate::ecma::Pattern::compile(p) {
            Err(e) => match e.crash() { None => "invalid".to_owned(), Some(c) => format!("crash {c}") },
            Ok(p) => match p.is_match(t) { Ok(b) => b.to_string(), Err(e) => format!("match crash {e:?}") },
        };
        n += 1;
        let same = got == r || (r.starts_with("match crash org.mozilla.javascript.EcmaError: SyntaxError: invalid range") && got == "match crash BadRange") || (got.starts_with("crash java.lang.Arr") && r == "crash java.lang.ArrayIndexOutOfBoundsException");
        if !same { bad += 1; if bad < 25 { println!("{p:?} on {t:?}: got {got}, java {r}"); } }
    }
    println!("{n} {bad}");
    assert_eq!(bad, 0);
}
#[test]
fn doubles() {
    let Ok(path) = std::env::var("ORC_D") else { return };
    let (mut n, mut bad) = (0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let (b, t) = line.split_once(' ').unwrap();
        let v = f64::from_bits(u64::from_str_radix(b, 16).unwrap());
        let mut out = String::new();
        crate::java::double::write(v, &mut out);
        n += 1;
        if out != t { bad += 1; if bad < 25 { println!("{b} {v:?}: got {out} java {t}"); } }
    }
    println!("{n} {bad}");
    assert_eq!(bad, 0);
}
