//! Measures a whole request (validation, mapping, mock, mapping back) and its parts, and validation compared with the
//! `jsonschema` crate: `cargo bench --bench invoke`, or `cargo xtask bench --invoke` to include ajv.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vtlkit_api::{Answer, Api, BodyVerdict, ClientRequest, Response};
use vtlkit_gateway::Template;
use vtlkit_gateway::execution::{Gateway, Invocation};
use vtlkit_schema::{Model, References};

/// The measuring time of each figure, interleaved with those it is compared with.
const TIME: Duration = Duration::from_millis(600);

fn main() {
    // `cargo test` also runs benchmarks, to check that they work.
    let is_test = std::env::args().any(|argument| argument == "--test");
    let json_lines = std::env::args().any(|argument| argument == "--json");
    let time = if is_test { Duration::ZERO } else { TIME };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/data/orders.yaml");
    let file = vtlkit_definition::read_apis("orders.yaml", &std::fs::read_to_string(file).unwrap());
    let api = &file.apis[0];
    let [whole, explained, parts] = invoke(api, time);
    if json_lines {
        println!("{}", json!({"id": "invoke", "whole": whole, "explained": explained, "parts": parts}));
    } else {
        println!(
            "invoke: {whole:.0} ns, its two renders and its validation {parts:.0} ns, {:.2} of them, explained {:.2}",
            whole / parts,
            explained / parts
        );
        println!("{:14} {:>8} {:>12} {:>12} {:>7}", "validation", "bytes", "jsonschema", "vtlkit", "ratio");
    }
    for (name, schema, body) in bodies(api) {
        let [bare, own] = validate(&schema, &body, time);
        if json_lines {
            println!("{}", json!({"id": name, "schema": schema, "body": body, "bare": bare, "own": own}));
        } else {
            println!("{name:14} {:>8} {bare:>9.0} ns {own:>9.0} ns {:>7.2}", body.len(), own / bare);
        }
    }
}

/// Valid bodies of several sizes, each with its schema.
fn bodies(api: &Api) -> Vec<(&'static str, String, String)> {
    let model = |name: &str| api.model(name).unwrap().schema.as_str().to_owned();
    let order = |lines: usize| {
        let lines: Vec<Value> =
            (0..lines).map(|n| json!({"sku": format!("sku-{n}"), "n": n + 1, "note": "gift"})).collect();
        json!({"customer": "c-7", "id": "o-2024-1", "total": 12.5, "lines": lines}).to_string()
    };
    vec![
        ("3 bytes", model("Number"), "123".to_owned()),
        ("order", model("Order"), order(2)),
        ("order of 100", model("Order"), order(100)),
    ]
}

fn invoke(api: &Api, time: Duration) -> [f64; 3] {
    let references = References::new();
    let text = api.model("Order").unwrap().schema.as_str();
    let model = Model::compile(text, &references).unwrap();
    let valid = |_: &str, body: &str| {
        if model.validate(body).is_valid() { BodyVerdict::Valid } else { BodyVerdict::Invalid(String::new()) }
    };
    let body = &bodies(api)[1].2;
    let invocation = Invocation {
        request: ClientRequest {
            method: "POST".to_owned(),
            target: "/orders".to_owned(),
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.clone().into_bytes(),
        },
        ..Invocation::default()
    };
    let [mut gateway, mut explaining] = [Gateway::new(api), Gateway::new(api).explaining()];
    let execution =
        explaining.execute(&invocation, &valid, &mut |_: &_| Answer::Response(Response::default()));
    assert_eq!(execution.response.status, 201, "{:?}", execution.trail);

    let integration = api.resources[0].methods[0].integration.as_ref().unwrap();
    let templates = [
        integration.request_templates[0].template.as_str(),
        integration.responses[0].response_templates[0].template.as_str(),
    ];
    let mut renderers = templates.map(|text| Template::compile(text).unwrap().renderer());
    let requests = [execution.mapped[0].request.clone(), execution.mapped[1].request.clone()];
    // The calls of a second must stay below the account limit.
    let now = std::cell::Cell::new(0);
    let call = |gateway: &mut Gateway<'_>| {
        now.set(now.get() + 1);
        let invocation = Invocation { time_millis: now.get(), ..invocation.clone() };
        black_box(gateway.execute(&invocation, &valid, &mut |_: &_| Answer::Response(Response::default())));
    };
    side_by_side(
        time,
        [&mut || call(&mut gateway), &mut || call(&mut explaining), &mut || {
            for (renderer, request) in renderers.iter_mut().zip(&requests) {
                black_box(renderer.render(request).unwrap().text());
            }
            black_box(valid("Order", body));
        }],
    )
}

fn validate(schema: &str, body: &str, time: Duration) -> [f64; 2] {
    let schema_value: Value = serde_json::from_str(schema).unwrap();
    let bare = jsonschema::draft4::new(&schema_value).unwrap();
    let own = Model::compile(schema, &References::new()).unwrap();
    assert!(bare.is_valid(&serde_json::from_str(body).unwrap()) && own.validate(body).is_valid());
    side_by_side(
        time,
        [
            &mut || {
                let value: Value = serde_json::from_str(black_box(body)).unwrap();
                black_box(bare.is_valid(&value));
            },
            &mut || {
                black_box(own.validate(black_box(body)).is_valid());
            },
        ],
    )
}

/// The nanoseconds per call of each function, measured alternately; the median of many rounds.
fn side_by_side<const N: usize>(time: Duration, mut calls: [&mut dyn FnMut(); N]) -> [f64; N] {
    let start = Instant::now();
    let mut rounds = [const { Vec::<f64>::new() }; N];
    let counts: [u32; N] = std::array::from_fn(|at| {
        let start = Instant::now();
        let mut count = 0_u32;
        while count == 0 || start.elapsed() < time / 20 {
            calls[at]();
            count += 1;
        }
        // A round takes about a thousandth of the time.
        (count / 50).max(1)
    });
    while rounds[0].is_empty() || start.elapsed() < time * 2 {
        for at in 0..N {
            let start = Instant::now();
            for _ in 0..counts[at] {
                calls[at]();
            }
            rounds[at].push(start.elapsed().as_nanos() as f64 / f64::from(counts[at]));
        }
    }
    rounds.map(|mut round| {
        round.sort_by(f64::total_cmp);
        round[round.len() / 2]
    })
}
