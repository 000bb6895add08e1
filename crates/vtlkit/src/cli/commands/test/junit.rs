//! Results as JUnit XML.

use std::time::Duration;

use vtlkit_report::Source;
use vtlkit_report::junit::{Report, TestCase, TestCaseStatus, TestSuite, case_at, failure, suite_of, to_xml};

use super::load::CaseFile;
use super::{Ran, of_file};

/// A test suite for each file, with its cases.
pub(super) fn junit(files: &[CaseFile], ran: &[Ran]) -> String {
    let mut report = Report::new("vtlkit");
    report.set_time(total(ran));
    let suites = files.iter().enumerate().map(|(at, file)| (file, of_file(ran, at)));
    report.add_test_suites(suites.filter(|(_, ran)| !ran.is_empty()).map(|(file, ran)| suite(file, ran)));
    to_xml(&report)
}

fn total(ran: &[Ran]) -> Duration {
    ran.iter().map(|ran| ran.time).sum()
}

fn suite(file: &CaseFile, ran: &[Ran]) -> TestSuite {
    let source = Source::new(&file.name, &file.text);
    let mut suite = suite_of(&file.name);
    suite.set_time(total(ran));
    suite.add_test_cases(ran.iter().filter_map(|ran| case(file, &source, ran)));
    suite
}

fn case(file: &CaseFile, source: &Source<'_>, ran: &Ran) -> Option<TestCase> {
    let case = file.suite.cases.get(ran.case)?;
    let line = source.place(case.name.span.start()).line;
    let mut case = case_at(&case.name.value, &file.name, &[("line", line)], status(ran));
    case.set_time(ran.time);
    Some(case)
}

fn status(ran: &Ran) -> TestCaseStatus {
    let failures = &ran.outcome.failures;
    let Some(first) = failures.first() else { return TestCaseStatus::success() };
    let lines = failures.iter().map(ToString::to_string).chain(ran.outcome.why.clone());
    let details = lines.collect::<Vec<_>>().join("\n");
    let message = match failures.len() - 1 {
        0 => first.message.clone(),
        more => format!("{}, and {more} more", first.message),
    };
    failure("expectation", &message, &details)
}
