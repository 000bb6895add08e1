//! Measures `vtlkit map`: `cargo bench --bench map`, compared with a lower bound: parsing each event with `serde_json`
//! and copying its result.
//!
//! Figures are megabytes of events per second of processor time, of all threads together.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement stops where it cannot go on, and prints"
)]

use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

/// The templates of `benches/data` that are measured.
const CASES: [&str; 3] = ["rename", "dynamodb-put", "response-100"];

fn main() {
    // `cargo test` also runs benchmarks, to check that they work.
    let bytes = if std::env::args().any(|argument| argument == "--test") { 10_000 } else { 100_000_000 };
    println!("{:14} {:>7} {:>8} {:>8} {:>7} {:>12}", "", "event", "floor", "map", "ratio", "all cores");
    for case in CASES {
        measure(case, bytes);
    }
}

fn measure(case: &str, bytes: usize) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/data/{case}.json"));
    let data: Value = serde_json::from_slice(&fs::read(data).unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (template, events) = (folder.join(format!("{case}.vtl")), folder.join(format!("{case}.ndjson")));
    fs::write(&template, data["template"].as_str().unwrap()).unwrap();
    let mut text = String::with_capacity(bytes + 100_000);
    let mut number = 0;
    while text.len() < bytes {
        // No two events are equal, so that nothing can be cached.
        let mut request = data["request"].clone();
        request["context"]["requestId"] = json!(format!("{number:08x}"));
        request["headers"]["X-Number"] = json!(number.to_string());
        number += 1;
        text.push_str(&request.to_string());
        text.push('\n');
    }
    fs::write(&events, &text).unwrap();

    let map = |jobs: &[&str]| {
        let results = folder.join(format!("{case}.results"));
        let (start, used) = (Instant::now(), processor_time(16));
        let status = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
            .arg("map")
            .arg(&template)
            .args(jobs)
            .stdin(Stdio::from(File::open(&events).unwrap()))
            .stdout(Stdio::from(File::create(&results).unwrap()))
            .status()
            .unwrap();
        assert!(status.success());
        let times = (processor_time(16) - used, start.elapsed().as_secs_f64());
        (fs::read_to_string(results).unwrap(), times.0, times.1)
    };
    let (results, single, _) = map(&["--jobs", "1"]);
    let (_, _, wall) = map(&[]);

    let used = processor_time(14);
    let mut copy = Vec::new();
    for (event, result) in text.lines().zip(results.lines()) {
        black_box(serde_json::from_str::<Value>(event).unwrap());
        copy.clear();
        copy.extend_from_slice(result.as_bytes());
        black_box(&copy);
    }
    let floor = processor_time(14) - used;

    let speed = |seconds: f64| text.len() as f64 / 1e6 / seconds.max(1e-9);
    println!(
        "{case:14} {:>5} B {:>5.0}/s {:>5.0}/s {:>7.2} {:>10.0}/s",
        text.len() / number,
        speed(floor),
        speed(single),
        single / floor,
        speed(wall),
    );
    let _ = fs::remove_file(&events);
}

/// Seconds of processor time: user time is `field` of the process's line in `/proc`, system time the next.
fn processor_time(field: usize) -> f64 {
    // Fields 14 and 15 are of the process itself, 16 and 17 of its waited-for children, in hundredths of a second.
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(") ").next().unwrap_or_default();
    let ticks = |at: usize| fields.split(' ').nth(at - 3).and_then(|ticks| ticks.parse::<f64>().ok());
    (ticks(field).unwrap_or_default() + ticks(field + 1).unwrap_or_default()) / 100.0
}
