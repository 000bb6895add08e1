//! Parsing never panics, and all spans are inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_syntax::{Directives, parse};

fuzz_target!(|source: &str| {
    for directives in [Directives::Velocity, Directives::ApiGateway] {
        let parsed = parse(source, directives);
        vtlkit_fuzz::shape(&parsed.template, source);
        for error in &parsed.errors {
            assert!(source.get(error.span.range()).is_some(), "{error:?}");
            if let Some((span, _)) = error.related {
                assert!(source.get(span.range()).is_some(), "{error:?}");
            }
            assert!(!error.to_string().is_empty());
            error.help();
        }
    }
});
