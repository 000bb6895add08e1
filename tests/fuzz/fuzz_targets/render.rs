//! Rendering never panics and respects its limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Request, Template};

const LIMITS: Limits = Limits { steps: 200_000, output_bytes: 1 << 20, memory_bytes: 16 << 20, depth: 50 };

fuzz_target!(|input: (&str, &str)| {
    let (source, body) = input;
    let Ok(template) = Template::compile(source) else { return };
    let request = Request { body: body.to_owned(), ..Request::default() };
    let mut renderer = template.renderer_with(LIMITS, DIALECT);
    let first = match renderer.render(&request) {
        Ok(rendered) => {
            // A single step may exceed the limit, but not by much.
            assert!(rendered.bytes().len() <= 2 * LIMITS.output_bytes + LIMITS.memory_bytes);
            rendered.overrides();
            Some(rendered.bytes().to_vec())
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    };
    // A reused renderer gives the same result.
    let second = renderer.render(&request).ok().map(|rendered| rendered.bytes().to_vec());
    assert_eq!(first, second);
});
