//! Observing a render does not change it, and its trace accounts for all of its output.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a case that cannot be run fails its test")]

use std::path::Path;

use vtlkit_cases::{Json, Outcome, recorded, run, run_traced, sets};
use vtlkit_gateway::Trace;

/// The template cases of the project, and the recorded ones if they are available.
fn cases() -> Vec<Json> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("tests/conformance")];
    folders.extend([recorded::AWS, recorded::VELOCITY].iter().filter_map(|set| set.folder().unwrap()));
    let sets = folders.iter().flat_map(|folder| sets(folder).unwrap());
    let cases: Vec<Json> =
        sets.flat_map(|set| set.cases).filter(|case| case.text("mode").is_some()).collect();
    assert!(cases.len() > 100, "only {} cases", cases.len());
    cases
}

#[test]
fn watching_changes_nothing() {
    for case in cases() {
        let (watched, _) = run_traced(&case);
        assert_eq!(run(&case), watched, "{case:?}");
    }
}

#[test]
fn the_pieces_are_the_output_without_gaps() {
    let mut pieces = 0;
    for case in cases() {
        let (Outcome::Output { text, .. }, mut trace) = run_traced(&case) else { continue };
        if trace.cut {
            continue;
        }
        pieces += trace.pieces.len();
        let template = case.text("template").unwrap_or_default();
        no_gaps(&trace, text.len(), &case);
        for piece in &trace.pieces {
            assert!(template.get(piece.template.range()).is_some(), "{:?} of {case:?}", piece.template);
        }
        for branch in &trace.branches {
            let head = &template[branch.template.range()];
            assert!(head.starts_with('#') || head.starts_with('"'), "`{head}` is no branch in {case:?}");
            assert!(!branch.reason.is_empty());
        }
        trace.point_into_text(&text);
        let text = String::from_utf8(text).unwrap_or_else(|error| {
            // Each half of a surrogate pair is three bytes of invalid UTF-8.
            String::from_utf8_lossy(error.as_bytes()).replace("\u{fffd}\u{fffd}\u{fffd}", "?")
        });
        no_gaps(&trace, text.len(), &case);
        assert!(trace.pieces.iter().all(|piece| text.get(piece.output.clone()).is_some()), "{case:?}");
    }
    assert!(pieces > 1000, "only {pieces} pieces");
}

fn no_gaps(trace: &Trace, len: usize, case: &Json) {
    let mut at = 0;
    for piece in &trace.pieces {
        assert_eq!(piece.output.start, at, "{case:?}");
        at = piece.output.end;
    }
    assert_eq!(at, len, "{case:?}");
}
