//! Compiling and matching never panics, and respects the step limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_regex::{Budget, Regex};

fuzz_target!(|input: (&str, &str, &str)| {
    let (pattern, text, replacement) = input;
    let Ok(regex) = Regex::new(pattern.as_bytes()) else { return };
    let mut out = Vec::new();
    let mut budget = Budget::steps(100_000);
    // It may fail.
    let _ = regex.replace_all(text.as_bytes(), replacement.as_bytes(), &mut budget, &mut out);
});
