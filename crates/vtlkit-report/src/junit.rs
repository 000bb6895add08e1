//! Shared parts of the reports in JUnit XML: test cases with a location, and failures.

use quick_junit::NonSuccessKind;
pub use quick_junit::{Report, TestCase, TestCaseStatus, TestSuite};

use crate::visible;

/// The test suite of a file.
pub fn suite_of(file: &str) -> TestSuite {
    TestSuite::new(line(file))
}

/// A test case of a file.
pub fn case(name: &str, file: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(line(name), status);
    case.set_classname(line(file));
    case
}

/// A test case with the location of its definition or finding.
pub fn case_at(name: &str, file: &str, place: &[(&str, usize)], status: TestCaseStatus) -> TestCase {
    let mut case = case(name, file, status);
    case.extra.insert("file".into(), line(file).into());
    for (name, number) in place {
        case.extra.insert((*name).into(), number.to_string().into());
    }
    case
}

/// A failure: its type, a one-line message, and the details.
pub fn failure(kind: &str, message: &str, details: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind).set_message(line(message)).set_description(text(&visible::lines(details)));
    status
}

/// The report as XML.
pub fn to_xml(report: &Report) -> String {
    // Formatting to memory does not fail.
    report.to_string().unwrap_or_default()
}

/// The text of an attribute. Control characters become symbols, since a line break in an attribute is read as a space.
fn line(text: &str) -> String {
    self::text(&visible::line(text))
}

/// Replaces characters that XML does not allow by U+FFFD.
fn text(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(&c) { c } else { '\u{fffd}' }).collect()
}
