//! Compares properties and letter case with Java's, for all scripts.
//!
//! Each line of the file has a pattern for one character, how many characters of [`sample`] it matches, and a hash of
//! them.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::json::{self, Json};
use vtlkit_regex::{Budget, Regex};

/// The first blocks, the regions of letter case, surrogates and emoji, and a sample of all others.
fn sample() -> Vec<(u32, Vec<u8>)> {
    let is_in = |c: u32| {
        c < 0x600
            || c.is_multiple_of(193)
            || c < 0x3000 && c.is_multiple_of(7)
            || (0xa640..0xa7f8).contains(&c) && c.is_multiple_of(3)
            || matches!(c, 0x10a0..0x1100 | 0x1c80..0x1cc0 | 0xfff0..0x1_0000)
            || matches!(c, 0x1_0400..0x1_0450 | 0x1_f600..0x1_f610)
    };
    (0..=0x10_ffff).filter(|&c| is_in(c)).map(|c| (c, json::encode(c))).collect()
}

#[test]
fn properties_are_those_of_java() {
    let sample = sample();
    let mut failures = Vec::new();
    for line in include_str!("properties/java17.ndjson").lines() {
        let case = json::parse(line);
        let regex = Regex::new(case.text("pattern")).unwrap();
        let (mut count, mut hash) = (0, 0xcbf2_9ce4_8422_2325_u64);
        for (c, text) in &sample {
            if regex.is_full_match(text, &mut Budget::steps(1_000)).unwrap() {
                count += 1;
                hash = (hash ^ u64::from(*c)).wrapping_mul(0x100_0000_01b3);
            }
        }
        let found = (Some(&Json::Number(count)), format!("{hash:016x}"));
        let expected = (case.get("count"), String::from_utf8_lossy(case.text("hash")).into_owned());
        if found != expected {
            failures.push(format!("{line}: found {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
