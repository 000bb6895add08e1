//! A warm render takes its memory from buffers that are there already: it allocates nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::Value;
use vtlkit_gateway::{Request, Template};

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
