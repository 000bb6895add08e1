//! A warm render allocates nothing: it uses the buffers of earlier ones.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::Value;
use vtlkit_eval::{EvalErrorKind, Limit, Limits};
use vtlkit_gateway::{DIALECT, Request, RequestReader, Template};

#[test]
fn a_warm_render_allocates_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/data");
    for name in ["rename", "foreach", "dynamodb-put", "response-100"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap();
        let template = Template::compile(case["template"].as_str().unwrap()).unwrap();
        let request = Request::from_json(case["request"].clone()).unwrap();
        let mut renderer = template.renderer();
        for _ in 0..3 {
            renderer.render(&request).unwrap();
        }
        let made = allocation_counter::measure(|| {
            renderer.render(&request).unwrap();
        });
        assert_eq!(made.count_total, 0, "{name}");
    }
}

#[test]
fn a_body_takes_at_most_16_bytes_for_each_of_its_own() {
    let template = Template::compile("$input.path('$').size()").unwrap();
    let mut wrong = Vec::new();
    for part in [
        "1",
        "1.5",
        "true",
        "\"\"",
        "\"text\"",
        "\"\\n\"",
        "[1]",
        "[[1,2],3]",
        "{\"a\":1}",
        "{\"a\":[1],\"b\":{}}",
        "[]",
        "{}",
    ] {
        let count = 2_000_000 / (part.len() + 1);
        let body = format!("[{}{part}]", format!("{part},").repeat(count - 1));
        let size = body.len() as u64;
        // Parse the request and render the template: both contain the text of the body.
        let text = format!("{{\"body\":{}}}", serde_json::to_string(&body).unwrap());
        for text in [text, format!("{{\"body\":{body}}}")] {
            let taken = allocation_counter::measure(|| {
                let mut reader = RequestReader::default();
                let request = reader.read(&text).unwrap();
                let mut renderer = template.renderer();
                assert_eq!(renderer.render(request).unwrap().text(), count.to_string());
            });
            if taken.bytes_max > 16 * size {
                wrong.push(format!("{part}: {} bytes for {size}", taken.bytes_max));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_body_that_is_too_large_is_refused_with_the_name_of_the_limit() {
    let template = Template::compile("$input.path('$').size()").unwrap();
    let limit = 8 << 20;
    for part in ["1", "\"\\n\"", "[]", "{}", "{\"a\":1}", "[[1],[2]]"] {
        let mut body = format!("[{}1]", format!("{part},").repeat(2_000_000 / part.len()));
        let mut renderer = template.renderer_with(Limits { memory_bytes: limit, ..Limits::DEFAULT }, DIALECT);
        let request = Request { body: std::mem::take(&mut body), ..Request::default() };
        let taken = allocation_counter::measure(|| {
            let error = renderer.render(&request).unwrap_err();
            assert_eq!(error.kind, EvalErrorKind::Limit(Limit::MemoryBytes), "{part}");
        });
        assert!(taken.bytes_max < 3 * limit as u64, "{part}: {} bytes", taken.bytes_max);
    }
}
