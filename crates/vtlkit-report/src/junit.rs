//! Shared parts of the reports in JUnit XML: test cases with a location, and failures.

use quick_junit::NonSuccessKind;
pub use quick_junit::{Report, TestCase, TestCaseStatus, TestSuite};

/// The test suite of a file.
pub fn suite_of(file: &str) -> TestSuite {
    TestSuite::new(text(file))
}

/// A test case of a file. Control characters, which XML does not allow, become U+FFFD.
pub fn case(name: &str, file: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(text(name), status);
    case.set_classname(text(file));
    case
}

/// A test case with the location of its definition or finding.
pub fn case_at(name: &str, file: &str, place: &[(&str, usize)], status: TestCaseStatus) -> TestCase {
    let mut case = case(name, file, status);
    case.extra.insert("file".into(), text(file).into());
    for (name, number) in place {
        case.extra.insert((*name).into(), number.to_string().into());
    }
    case
}

/// A failure: its type, a one-line message, and the details.
pub fn failure(kind: &str, message: &str, details: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind).set_message(text(message)).set_description(text(details));
    status
}

/// The report as XML.
pub fn to_xml(report: &Report) -> String {
    // Formatting to memory does not fail.
    report.to_string().unwrap_or_default()
}

/// Replaces control characters, most of which XML does not allow, by U+FFFD.
fn text(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(&c) { c } else { '\u{fffd}' }).collect()
}
