//! Results as text.

use std::fmt::Write as _;

use vtlkit_report::{Source, visible};
use vtlkit_suite::Failure;

use super::load::CaseFile;
use super::{Ran, Updates, of_file};

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// One line for each file, the differences of failed cases, and a summary.
pub(super) fn results(out: &mut String, files: &[CaseFile], ran: &[Ran], verbose: bool) {
    for (at, file) in files.iter().enumerate() {
        let file_name = visible::line(&file.name);
        let cases = of_file(ran, at);
        let failed = cases.iter().filter(|ran| !ran.outcome.failures.is_empty()).count();
        if cases.is_empty() {
            continue;
        }
        // Writing to a string does not fail.
        let _ = if failed == 0 {
            writeln!(out, "{GREEN}ok{PLAIN}    {}  {}", file_name, count(cases.len(), "case"))
        } else {
            let of = count(cases.len(), "case");
            writeln!(out, "{RED}FAIL{PLAIN}  {file_name}  {failed} of {of}")
        };
        let source = Source::new(&file.name, &file.text);
        for ran in cases {
            let name = file
                .suite
                .cases
                .get(ran.case)
                .map(|case| visible::line(&case.name.value))
                .unwrap_or_default();
            if ran.outcome.failures.is_empty() {
                if verbose {
                    let _ = writeln!(out, "  {GREEN}ok{PLAIN}    {name}");
                }
                continue;
            }
            let _ = writeln!(out, "  {RED}FAIL{PLAIN}  {BOLD}{name}{PLAIN}");
            for failure in &ran.outcome.failures {
                failed_expectation(out, &source, failure);
            }
            if let Some(why) = &ran.outcome.why {
                let _ = writeln!(out, "    {}", visible::line(why));
            }
        }
    }
    let failed = ran.iter().filter(|ran| !ran.outcome.failures.is_empty()).count();
    let with_cases = ran.chunk_by(|one, next| one.file == next.file).count();
    let color = if failed == 0 { GREEN } else { RED };
    let _ = writeln!(
        out,
        "\n{} in {}: {color}{} passed, {failed} failed{PLAIN}",
        count(ran.len(), "case"),
        count(with_cases, "file"),
        ran.len() - failed
    );
}

fn failed_expectation(out: &mut String, source: &Source<'_>, failure: &Failure) {
    let place = source.place(failure.span.start());
    let _ = writeln!(
        out,
        "    {}:{}:{}: {}",
        visible::line(source.name()),
        place.line,
        place.column,
        visible::line(&failure.message)
    );
    for line in failure.details.iter().flat_map(|detail| detail.split('\n')) {
        let line = visible::lines(line);
        let color = match line.trim_start().as_bytes() {
            [b'-', b' ', ..] => RED,
            [b'+', b' ', ..] => GREEN,
            _ => "",
        };
        let end = if color.is_empty() { "" } else { PLAIN };
        let _ = writeln!(out, "      {color}{line}{end}");
    }
}

/// The summary of `--update`.
pub(super) fn updated(out: &mut String, files: &[CaseFile], ran: &[Ran], updates: &Updates) {
    let Updates { updated, left, unwritten, .. } = updates;
    for (at, file) in files.iter().enumerate() {
        let file_name = visible::line(&file.name);
        let of_file = updated.get(at).copied().unwrap_or_default();
        if of_file > 0 {
            let _ = writeln!(out, "{GREEN}updated{PLAIN}  {}  {}", file_name, count(of_file, "case"));
        }
        let from = left.partition_point(|(of, _)| *of < at);
        for (_, refused) in left.iter().skip(from).take_while(|(of, _)| *of == at) {
            let case = visible::line(&refused.case);
            let _ = writeln!(out, "{RED}FAIL{PLAIN}     {file_name}  {BOLD}{case}{PLAIN}");
            for line in refused.why.lines() {
                let _ = writeln!(out, "    {}", visible::line(line));
            }
        }
    }
    let all: usize = updated.iter().sum();
    let failed = left.len() + unwritten;
    let held = ran.len() - all - failed;
    let left = if failed == 0 { String::new() } else { format!(", {RED}{failed} failed{PLAIN}") };
    let before = if all + held == ran.len() && all == 0 { "" } else { "\n" };
    let _ = writeln!(out, "{before}{}: {held} held, {all} updated{left}", count(ran.len(), "case"));
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
