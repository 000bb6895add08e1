use std::io::{BufRead, Write};
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::*;

fn st(out: &mut String, b: &[u8]) {
    out.push('"');
    for u in wtf8::units(b) {
        match u {
            0x22 | 0x5c => {
                out.push('\\');
                out.push(u as u8 as char)
            }
            0x20..=0x7e => out.push(u as u8 as char),
            _ => out.push_str(&format!("\\u{u:04x}")),
        }
    }
    out.push('"');
}
fn dump(h: &Heap, v: Value, out: &mut String, d: usize) {
    if d > 60 || out.len() > 200000 {
        out.push_str("DEEP");
        return;
    }
    match v {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if b { "true" } else { "false" }),
        Value::Int(_) => out.push_str(&h.display(v)),
        Value::Long(_) => {
            out.push('L');
            out.push_str(&h.display(v))
        }
        Value::Double(_) => {
            out.push('d');
            out.push_str(&h.display(v))
        }
        Value::BigInteger(_) => {
            out.push('I');
            out.push_str(&h.display(v))
        }
        Value::BigDecimal(_) => {
            out.push('D');
            out.push_str(&h.display(v))
        }
        Value::Str(s) => st(out, h.bytes(s)),
        Value::List(l) => {
            if h.list(l).kind != ListKind::Json {
                out.push('?');
            }
            out.push('[');
            for (i, e) in h.list_values(l).iter().enumerate() {
                if i > 0 {
                    out.push(',')
                }
                dump(h, *e, out, d + 1);
            }
            out.push(']');
        }
        Value::Map(m) => {
            out.push('{');
            for (i, (k, e)) in h.map_entries(m).enumerate() {
                if i > 0 {
                    out.push(',')
                }
                let Value::Str(k) = k else { panic!() };
                st(out, h.bytes(k));
                out.push(':');
                dump(h, e, out, d + 1);
            }
            out.push('}');
        }
        Value::Object(o) => match h.object(o) {
            Object::View { map, view: View::Keys } => {
                out.push_str("set[");
                for (i, (k, _)) in h.map_entries(map).enumerate() {
                    if i > 0 {
                        out.push(',')
                    }
                    dump(h, k, out, d + 1);
                }
                out.push(']');
            }
            _ => out.push('?'),
        },
        _ => out.push('?'),
    }
}
fn main() {
    let stdin = std::io::stdin();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in stdin.lock().lines() {
        let line = line.unwrap();
        let c: serde_json::Value = serde_json::from_str(&line).unwrap();
        let mut o = String::from("{\"id\":");
        st(&mut o, c["id"].as_str().unwrap().as_bytes());
        match JsonPath::compile(c["path"].as_str().unwrap()) {
            Err(e) => {
                o.push_str(",\"compile\":\"InvalidPathException\"");
                if std::env::args().len() > 1 {
                    o.push_str(",\"message\":");
                    st(&mut o, format!("{:?} {e}", e.span()).as_bytes());
                }
            }
            Ok(p) => {
                o.push_str(&format!(",\"definite\":{}", p.is_definite()));
                let mut h = Heap::new();
                let doc = json::read_str(&mut h, c["json"].as_str().unwrap());
                match doc {
                    Err(_) => o.push_str(",\"error\":\"InvalidJsonException\""),
                    Ok(doc) => {
                        let mut before = String::new();
                        dump(&h, doc, &mut before, 0);
                        match p.read(&mut h, doc, &mut 3_000_000) {
                            Ok(v) => {
                                let mut t = String::new();
                                match v {
                                    Some(v) => dump(&h, v, &mut t, 0),
                                    None => t.push('-'),
                                }
                                o.push_str(",\"output\":");
                                st(&mut o, t.as_bytes());
                                let mut after = String::new();
                                dump(&h, doc, &mut after, 0);
                                if before != after {
                                    o.push_str(",\"doc\":");
                                    st(&mut o, after.as_bytes());
                                }
                            }
                            Err(e) => {
                                let mut c =
                                    e.kind().java_class().unwrap_or("limit").rsplit('.').next().unwrap();
                                if c == "InvalidJsonException" {
                                    c = "Json";
                                }
                                if c == "IllegalArgumentException" && e.to_string().contains("JSON") {
                                    c = "Json";
                                }
                                o.push_str(",\"error\":");
                                st(&mut o, c.as_bytes());
                                if std::env::args().len() > 1 {
                                    o.push_str(",\"message\":");
                                    st(&mut o, e.message().as_bytes());
                                }
                            }
                        }
                    }
                }
            }
        }
        o.push('}');
        writeln!(out, "{o}").unwrap();
        out.flush().unwrap();
    }
}
