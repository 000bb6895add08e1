//! A template that is printed and parsed again is the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_syntax::{Directives, parse, print};

fuzz_target!(|source: &str| {
    let parsed = parse(source, Directives::Velocity);
    if !parsed.errors.is_empty() {
        return;
    }
    let printed = print(&parsed.template, source);
    let again = parse(&printed, Directives::Velocity);
    assert!(again.errors.is_empty(), "{printed}\n{:?}", again.errors);
    assert_eq!(
        vtlkit_fuzz::shape(&parsed.template, source),
        vtlkit_fuzz::shape(&again.template, &printed),
        "{printed}"
    );
});
