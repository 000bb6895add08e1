//! Adversarial patterns and inputs that try to exhaust time, memory or stack.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use vtlkit_regex::{Budget, ErrorKind, Regex};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern.as_bytes()).unwrap()
}

fn refusal(pattern: &str) -> ErrorKind {
    Regex::new(pattern.as_bytes()).unwrap_err().kind()
}

#[test]
fn catastrophic_patterns_end_with_the_step_limit() {
    let input = "a".repeat(60) + "b";
    for pattern in [
        r"(a+)+\1$",
        "(a|aa)+$|(x)\\2",
        "(?:a?){60}a{60}c",
        "((a*)*)*\\2c",
        "(a*?)*?c",
        "(.*)(.*)(.*)(.*)(.*)c",
    ] {
        let mut budget = Budget::steps(300_000);
        let result = regex(pattern).replace_all(input.as_bytes(), b"", &mut budget, &mut Vec::new());
        let kind = result.map_err(|error| error.kind());
        assert!(matches!(kind, Ok(()) | Err(ErrorKind::StepLimit)), "{pattern}: {kind:?}");
        if kind.is_err() {
            assert_eq!(budget.steps, 0, "{pattern}");
            assert!(ErrorKind::StepLimit.is_limit());
        }
    }
    let result = regex(r"(a+)+\1$").is_full_match(input.as_bytes(), &mut Budget::steps(300_000));
    assert_eq!(result.unwrap_err().kind(), ErrorKind::StepLimit);
}

#[test]
fn java_remembers_failed_rounds_of_simple_loops() {
    // Without a back reference, the classic example takes quadratic time.
    let input = "a".repeat(500) + "b";
    assert!(!regex("(a+)+$").is_full_match(input.as_bytes(), &mut Budget::steps(2_000_000)).unwrap());
}

#[test]
fn steps_are_taken_off_one_budget() {
    let mut budget = Budget::steps(1_000);
    let mut last = budget.steps;
    for _ in 0..3 {
        regex("[a-c]+x").replace_all(b"abcabcabc", b"", &mut budget, &mut Vec::new()).unwrap();
        assert!(budget.steps < last);
        last = budget.steps;
    }
    let mut nothing = Budget::steps(0);
    assert_eq!(regex("a").is_full_match(b"a", &mut nothing).unwrap_err().kind(), ErrorKind::StepLimit);
    assert_eq!(regex("[ab]").is_full_match(b"a", &mut nothing).unwrap_err().kind(), ErrorKind::StepLimit);
}

#[test]
fn long_inputs_do_not_overflow_the_stack() {
    let input = "ab".repeat(50_000);
    let mut budget = Budget::steps(u64::MAX);
    assert!(regex("(?:a|b)*").is_full_match(input.as_bytes(), &mut budget).unwrap());
    assert!(regex("(a|b)*?").is_full_match(input.as_bytes(), &mut budget).unwrap());
    let longer = "ab".repeat(200_000);
    let error = regex("((a)|(b))*").is_full_match(longer.as_bytes(), &mut budget).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DepthLimit);
}

#[test]
fn nesting_is_limited() {
    for (open, close) in [("(", ")"), ("(?:", ")*"), ("[a", "]"), ("(?=", ")"), ("[a&&", "]"), ("(a|", ")")] {
        let nested = |depth| open.repeat(depth) + "a" + &close.repeat(depth);
        assert!(Regex::new(nested(100).as_bytes()).is_ok(), "{open}");
        assert_eq!(refusal(&nested(100_000)), ErrorKind::PatternTooComplex, "{open}");
    }
    // An empty intersection duplicates the part before it.
    let doubling = format!("[{}a{}]", "[".repeat(100), "&&]".repeat(100));
    assert_eq!(refusal(&doubling), ErrorKind::PatternTooComplex);
}

#[test]
fn large_counts_take_steps_not_memory() {
    let mut budget = Budget::steps(100_000);
    assert!(!regex("(?:a{2147483647}){2147483647}").is_full_match(b"aaa", &mut budget).unwrap());
    let error = regex("(?:){2147483647}").is_full_match(b"", &mut budget).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StepLimit);
    let error = regex("(){2147483647}").is_full_match(b"", &mut Budget::steps(100_000)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StepLimit);
}

#[test]
fn outputs_are_limited_and_left_as_they_were() {
    let mut budget = Budget { steps: 1_000_000, output_bytes: 1_000 };
    for pattern in ["a", "[ab]"] {
        let mut out = b"before".to_vec();
        let error = regex(pattern).replace_all(&b"a".repeat(600), b"xx", &mut budget, &mut out).unwrap_err();
        assert_eq!((error.kind(), out.as_slice()), (ErrorKind::OutputLimit, &b"before"[..]));
        assert_eq!(budget.output_bytes, 1_000);
    }
    let mut out = Vec::new();
    regex("a").replace_all(b"aba", b"\xc3\xa9", &mut budget, &mut out).unwrap();
    assert_eq!((out.len(), budget.output_bytes), (5, 995));
    let error = regex(",").split(&b"abc,".repeat(400), 0, &mut budget, &mut |_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutputLimit);
    let mut out = b"before".to_vec();
    let error = regex("a").replace_all(b"ba", b"$1", &mut budget, &mut out).unwrap_err();
    assert_eq!((error.kind(), out.as_slice()), (ErrorKind::InvalidReplacement, &b"before"[..]));
}

#[test]
fn errors_point_into_the_pattern() {
    for (pattern, blamed, kind) in [
        ("ab(c", "(c", ErrorKind::UnclosedGroup),
        ("abé)c", ")", ErrorKind::UnopenedGroup),
        ("é[ab", "[ab", ErrorKind::UnclosedClass),
        ("x[z-a]", "z-a", ErrorKind::InvalidRange),
        ("a**", "*", ErrorKind::DanglingQuantifier),
        ("é{2,1}", "{2,1}", ErrorKind::InvalidRepetition),
        ("{", "{", ErrorKind::InvalidRepetition),
        (r"é\p{Foo}b", r"\p{Foo}", ErrorKind::UnknownProperty),
        (r"a\y", r"\y", ErrorKind::InvalidEscape),
        (r"a\N{DIGIT ONE}b", r"\N{DIGIT ONE}", ErrorKind::CharacterName),
        (r"\Q.\E\k<n>", "n>", ErrorKind::UnknownGroupName),
        ("(?<n>a)(?<n>b)", "n>", ErrorKind::DuplicateGroupName),
        ("(?<1>a)", "1", ErrorKind::InvalidGroupName),
        ("a(?<=(b|c)*)", "(?<=(b|c)*", ErrorKind::UnboundedLookbehind),
        ("(?a)", "(?a", ErrorKind::UnknownGroup),
        ("a[&&]", "[&&", ErrorKind::InvalidClass),
        ("a\\", "", ErrorKind::UnexpectedEnd),
    ] {
        let error = Regex::new(pattern.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), kind, "{pattern}");
        let found = pattern.get(error.span()).unwrap_or("not on a boundary");
        assert_eq!(found, blamed, "{pattern}: {:?}", error.span());
        assert!(!error.to_string().is_empty() && !error.to_string().starts_with(char::is_uppercase));
    }
}

/// Patterns, inputs and replacements may be arbitrary bytes.
#[test]
fn any_bytes_are_taken() {
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let pieces: Vec<&[u8]> = vec![
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b"*",
        b"+",
        b"?",
        b"\\",
        b"|",
        b"^",
        b"$",
        b".",
        b"&&",
        b"-",
        b"a",
        b"b",
        b"1",
        b"\\Q",
        b"\\E",
        b"(?<=",
        b"(?<n>",
        b"\\k<n>",
        b"(?x)",
        b"#",
        b"\\p{",
        b"\\x{",
        b"\\b{g}",
        b"\\X",
        b"\\R",
        b"(?c)",
        b"\xed\xa0\xbd",
        b"\xed\xb8\x80",
        b"\xf0\x9f\x98\x80",
        b"\xf0\x9f",
        b"\xff",
        b"\x80",
        b"\xc3",
        b"\0",
        b"{2,}",
        b"$1",
    ];
    for _ in 0..20_000 {
        let mut text = |most| {
            let mut text = Vec::new();
            for _ in 0..random(most) {
                text.extend_from_slice(pieces[random(pieces.len())]);
            }
            text
        };
        let (pattern, input, replacement) = (text(9), text(9), text(4));
        let Ok(regex) = Regex::new(&pattern) else { continue };
        let mut budget = Budget { steps: 2_000, output_bytes: 1_000 };
        let mut out = Vec::new();
        let _ = regex.is_full_match(&input, &mut budget);
        let _ = regex.replace_all(&input, &replacement, &mut budget, &mut out);
        let _ = regex.split(&input, -1, &mut budget, &mut |_| ());
        if let Ok(mut matches) = regex.matches(&input) {
            while let Ok(Some(found)) = matches.next(&mut budget) {
                let _ = vtlkit_regex::slice(&input, found.span);
            }
        }
    }
}
