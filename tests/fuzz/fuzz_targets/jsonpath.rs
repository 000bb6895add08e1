//! Compiling and evaluating a path never panics, and respects the step limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::{Heap, json};

fuzz_target!(|input: (&[u8], &str)| {
    let (text, document) = input;
    let path = match JsonPath::compile(text) {
        Ok(path) => path,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            if let Ok(text) = std::str::from_utf8(text) {
                assert!(text.get(error.span().range()).is_some(), "{error}");
            }
            return;
        }
    };
    let mut heap = Heap::with_limit(16 << 20);
    let Ok(document) = json::read_str(&mut heap, document) else { return };
    let mut steps = 100_000;
    if let Ok(Some(found)) = path.read(&mut heap, document, &mut steps) {
        json::to_string(&heap, found);
    }
});
