use super::{Finding, Linted};
use crate::junit::{Report, TestCase, TestCaseStatus, TestSuite, case, case_at, failure, suite_of, to_xml};

/// JUnit XML: one test suite per file, with a failed test case for each finding, or one passed case.
pub fn junit(files: &[Linted<'_>]) -> String {
    let mut report = Report::new("vtlkit");
    report.add_test_suites(files.iter().map(suite));
    to_xml(&report)
}

fn suite(file: &Linted<'_>) -> TestSuite {
    let name = file.source.name();
    let mut suite = suite_of(name);
    suite.add_test_cases(file.findings.iter().map(|finding| failed(file, finding)));
    if file.findings.is_empty() {
        suite.add_test_case(case("lint", name, TestCaseStatus::success()));
    }
    suite
}

fn failed(file: &Linted<'_>, finding: &Finding) -> TestCase {
    let diagnostic = &finding.diagnostic;
    let place = file.source.place(diagnostic.primary.span.start());
    let name = format!("{} at {}:{}", finding.rule(), place.line, place.column);
    let status = failure(diagnostic.severity.name(), &diagnostic.message, &finding.words());
    case_at(&name, file.source.name(), &[("line", place.line), ("column", place.column)], status)
}
