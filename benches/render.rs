//! Measures parsing, compiling and rendering: `cargo bench --bench render`, or `cargo xtask bench` to include the real
//! Velocity and velocityjs.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vtlkit_eval::Program;
use vtlkit_gateway::{Request, Template};
use vtlkit_syntax::{Directives, parse};

/// The measuring time of each figure.
const TIME: Duration = Duration::from_millis(400);

/// A template with its input.
struct Case {
    name: String,
    template: String,
    request: Value,
}

/// The figures of a case, in nanoseconds.
struct Figures {
    parse: f64,
    compile: f64,
    first: f64,
    warm: f64,
    parse_render: f64,
    floor: f64,
    allocations: u64,
    output: usize,
}

fn main() {
    // `cargo test` also runs benchmarks, to check that they work.
    if std::env::args().any(|argument| argument == "--test") {
        for case in cases() {
            measure(&case, Duration::ZERO);
        }
        return;
    }
    if std::env::args().any(|argument| argument == "--cases") {
        for case in cases() {
            println!(
                "{}",
                json!({"id": case.name, "mode": "apigw", "template": case.template, "request": case.request})
            );
        }
        return;
    }
    let json_lines = std::env::args().any(|argument| argument == "--json");
    if !json_lines {
        println!(
            "{:14} {:>9} {:>9} {:>9} {:>9} {:>9} {:>11} {:>9} {:>6} {:>6}",
            "", "body", "output", "parse", "compile", "first", "parse+rend", "warm", "/floor", "allocs"
        );
    }
    for case in cases() {
        let figures = measure(&case, TIME);
        if json_lines {
            println!(
                "{}",
                json!({"id": case.name, "parse": figures.parse, "compile": figures.compile, "first": figures.first,
                    "warm": figures.warm, "parse_render": figures.parse_render, "floor": figures.floor,
                    "allocations": figures.allocations, "output": figures.output, "body": body(&case).len()})
            );
            continue;
        }
        println!(
            "{:14} {:>9} {:>9} {:>9} {:>9} {:>9} {:>11} {:>9} {:>6.2} {:>6}",
            case.name,
            body(&case).len(),
            figures.output,
            time(figures.parse),
            time(figures.compile),
            time(figures.first),
            time(figures.parse_render),
            time(figures.warm),
            figures.warm / figures.floor,
            figures.allocations
        );
    }
    if !json_lines {
        scaling();
    }
}

/// The templates of `benches/data`, and two large ones.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/data");
    let mut cases: Vec<Case> = ["rename", "foreach", "dynamodb-put", "response-100"]
        .into_iter()
        .filter_map(|name| {
            let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).ok()?;
            let case: Value = serde_json::from_str(&text).ok()?;
            let template = case["template"].as_str()?.to_owned();
            Some(Case { name: name.to_owned(), template, request: case["request"].clone() })
        })
        .collect();
    cases.push(large_body(1));
    cases.push(long_loop(10_000));
    cases
}

/// A template that reads a few fields of a body of about `megabytes` MB.
fn large_body(megabytes: usize) -> Case {
    let rows: Vec<Value> = (0..megabytes * 8000)
        .map(|n| json!({"id": n, "name": format!("Product number {n}"), "tags": ["a", "b", "c"], "price": n as f64 / 4.0, "stock": {"berlin": n % 7, "paris": n % 5}}))
        .collect();
    let body = json!({"rows": rows, "total": rows.len(), "page": {"next": "abc"}});
    Case {
        name: format!("body-{megabytes}MB"),
        template: "#set($root = $input.path('$'))\n{\"total\": $root.total, \"next\": \"$root.page.next\", \"first\": \"$root.rows[0].name\"}\n".to_owned(),
        request: json!({"body": body.to_string()}),
    }
}

/// A loop of `items` rounds.
fn long_loop(items: usize) -> Case {
    let rows: Vec<Value> = (0..items)
        .map(|n| json!({"id": n, "name": format!("Product number {n}"), "price": n as f64 / 4.0}))
        .collect();
    let template = "[\n#foreach($i in $input.path('$.items'))\n  {\"n\": $foreach.count, \"id\": $i.id, \"label\": \"$i.name\", \"cents\": $i.price}#if($foreach.hasNext),#end\n\n#end\n]\n";
    Case {
        name: format!("loop-{items}"),
        template: template.to_owned(),
        request: json!({"body": json!({"items": rows}).to_string()}),
    }
}

fn body(case: &Case) -> &str {
    case.request["body"].as_str().unwrap_or_default()
}

fn measure(case: &Case, least: Duration) -> Figures {
    let source = case.template.as_str();
    let request = Request::from_json(case.request.clone()).unwrap_or_default();
    let compiled = || Template::compile(source).unwrap_or_else(|errors| fail(&case.name, &errors));
    let render = |renderer: &mut vtlkit_gateway::Renderer| {
        renderer
            .render(&request)
            .map_or_else(|error| fail(&case.name, &error), |rendered| rendered.bytes().len())
    };
    let parsed = parse(source, Directives::ApiGateway);
    let first = {
        let start = Instant::now();
        black_box(render(&mut unlimited(&compiled())));
        nanoseconds(start.elapsed())
    };
    let template = compiled();
    let mut renderer = unlimited(&template);
    let output = render(&mut renderer);
    for _ in 0..3 {
        render(&mut renderer);
    }
    let allocations = allocation_counter::measure(|| {
        black_box(render(&mut renderer));
    });
    let text = vec![b'x'; output];
    let mut copy = Vec::with_capacity(output);
    Figures {
        parse: repeat(least, || parse(source, Directives::ApiGateway)),
        compile: repeat(least, || Program::compile(&parsed.template, source)),
        first,
        warm: repeat(least, || render(&mut renderer)),
        parse_render: repeat(least, || render(&mut unlimited(&compiled()))),
        floor: repeat(least, || {
            copy.clear();
            copy.extend_from_slice(&text);
            black_box(&copy);
            serde_json::from_slice::<Value>(body(case).as_bytes()).ok()
        }),
        allocations: allocations.count_total,
        output,
    }
}

/// A renderer without the limit of 1,000 rounds and without a step limit.
fn unlimited(template: &Template) -> vtlkit_gateway::Renderer {
    let dialect = vtlkit_eval::Dialect { loop_rounds: None, ..vtlkit_gateway::DIALECT };
    let limits = vtlkit_eval::Limits {
        steps: u64::MAX,
        output_bytes: 1 << 30,
        memory_bytes: 1 << 30,
        ..vtlkit_eval::Limits::DEFAULT
    };
    template.renderer_with(limits, dialect)
}

#[cold]
#[allow(clippy::panic, reason = "a benchmark that does not work has nothing to say")]
fn fail(name: &str, error: &dyn std::fmt::Debug) -> ! {
    panic!("{name} does not render: {error:?}")
}

/// The best of several rounds, in nanoseconds per call.
fn repeat<T>(least: Duration, mut call: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    black_box(call());
    let once = start.elapsed().max(Duration::from_nanos(50));
    let rounds = 8u32;
    let calls = (least.as_nanos() / u128::from(rounds) / once.as_nanos()).clamp(1, 1_000_000);
    let mut best = f64::MAX;
    for _ in 0..if least.is_zero() { 1 } else { rounds } {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        best = best.min(nanoseconds(start.elapsed()) / calls as f64);
    }
    best
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e5 => format!("{:.2} µs", n / 1e3),
        n if n < 1e6 => format!("{:.0} µs", n / 1e3),
        n => format!("{:.2} ms", n / 1e6),
    }
}

/// How the cost grows with the body, the template and the output.
fn scaling() {
    println!("\n{:26} {:>10} {:>10} {:>10}", "scaling", "1x", "10x", "100x");
    let line = |name: &str, figures: [f64; 3]| {
        let [one, ten, hundred] = figures.map(time);
        println!("{name:26} {one:>10} {ten:>10} {hundred:>10}");
    };
    let sizes = [1usize, 10, 100];
    let short = Duration::from_millis(200);
    line(
        "body (80 rows), warm",
        sizes.map(|size| {
            let rows: Vec<Value> =
                (0..80 * size).map(|n| json!({"id": n, "name": format!("Product number {n}")})).collect();
            let request = json!({"body": json!({"rows": rows, "total": 1}).to_string()});
            measure(&Case { name: "body".into(), template: "$input.path('$').total".into(), request }, short)
                .warm
        }),
    );
    let piece =
        "#set($x = $input.params('id'))\n#if($x != '')\n  \"id\": \"$x\",\n#else\n  \"none\": true,\n#end\n";
    let templates = sizes.map(|size| {
        let request = json!({"body": "{}", "querystring": {"id": "a"}});
        measure(&Case { name: "template".into(), template: piece.repeat(size), request }, short)
    });
    line("template (90 B), parse", [0, 1, 2].map(|at| templates[at].parse));
    line("template (90 B), warm", [0, 1, 2].map(|at| templates[at].warm));
    line(
        "output (100 rounds), warm",
        sizes.map(|size| {
            let template = format!("#foreach($i in [1..{}])line $i of text\n#end", 100 * size);
            measure(&Case { name: "output".into(), template, request: json!({}) }, short).warm
        }),
    );
}
