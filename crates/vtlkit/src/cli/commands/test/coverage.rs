//! The coverage of templates by cases.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use vtlkit_gateway::{Coverage, Template};
use vtlkit_report::{Source, visible};
use vtlkit_text::{OffsetMap, Span};

use super::Ran;
use super::load::{CaseFile, Target, Targets, key};

/// The coverage of a file with templates.
pub(super) struct FileReport {
    name: String,
    /// How often each executable line was run.
    lines: BTreeMap<usize, u64>,
    /// The conditions and loops, in source order.
    sites: Vec<Site>,
    /// Why it has no coverage.
    broken: Option<String>,
}

/// A condition or a loop.
struct Site {
    line: usize,
    column: usize,
    /// Its source.
    text: String,
    /// Its outcomes, with how often each occurred.
    ways: Vec<(&'static str, u64)>,
}

impl FileReport {
    fn reached(&self) -> (usize, usize) {
        let ways = || self.sites.iter().flat_map(|site| &site.ways);
        (ways().filter(|(_, times)| *times > 0).count(), ways().count())
    }
}

/// The coverage of each file that the cases run, and of templates that none of them runs.
pub(super) fn report(files: &[CaseFile], targets: &Targets<'_>, ran: &[Ran]) -> Vec<FileReport> {
    let mut reached: BTreeMap<(&Path, Span), Coverage> = BTreeMap::new();
    let keys: Vec<_> = ran
        .iter()
        .filter_map(|ran| {
            let file = files.get(ran.file)?;
            Some((key(file, file.suite.cases.get(ran.case)?).0, ran))
        })
        .collect();
    for (path, ran) in &keys {
        for (span, coverage) in &ran.coverage {
            let known = reached.entry((path.as_path(), *span));
            known.and_modify(|known| known.add(coverage)).or_insert_with(|| coverage.clone());
        }
    }
    let mut reports: Vec<FileReport> = Vec::new();
    for (path, target) in targets.all() {
        let of = |span: Span| reached.get(&(path, span));
        let report = match target {
            Target::Missing(_) => continue,
            Target::Template { name, compiled: Err((message, _)), .. } => FileReport {
                name: name.clone(),
                lines: BTreeMap::new(),
                sites: Vec::new(),
                broken: Some(message.clone()),
            },
            Target::Template { name, text, compiled: Ok(template) } => {
                let source = Source::new(name, text);
                let empty = template.coverage();
                let mut report = FileReport::new(name);
                report.add(&source, of(Span::default()).unwrap_or(&empty), text, |span| span);
                report
            }
            Target::Api { name, text, api, .. } => {
                let source = Source::new(name, text);
                let mut report = FileReport::new(name);
                for template in vtlkit_suite::templates(api) {
                    let Ok(compiled) = Template::compile(template.as_str()) else { continue };
                    let empty = compiled.coverage();
                    let map: &OffsetMap = &template.map;
                    let coverage = of(template.span).unwrap_or(&empty);
                    report.add(&source, coverage, template.as_str(), |span| map.to_host(span));
                }
                report.sites.sort_by_key(|site| (site.line, site.column));
                report
            }
        };
        // Several APIs of one file are one file.
        match reports.iter_mut().find(|known| known.name == report.name) {
            Some(known) => {
                known.lines.extend(report.lines);
                known.sites.extend(report.sites);
            }
            None => reports.push(report),
        }
    }
    reports
}

impl FileReport {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), lines: BTreeMap::new(), sites: Vec::new(), broken: None }
    }

    /// Adds the coverage of a template of the file.
    fn add(
        &mut self,
        source: &Source<'_>,
        coverage: &Coverage,
        template: &str,
        to_file: impl Fn(Span) -> Span,
    ) {
        for piece in &coverage.pieces {
            let text = piece.template.text(template);
            let mut at = piece.template.start();
            for line in text.split_inclusive('\n') {
                if !line.trim().is_empty() {
                    let start = at + (line.len() - line.trim_start().len());
                    let number = source.place(to_file(Span::new(start, start + 1)).start()).line;
                    let runs = self.lines.entry(number).or_default();
                    *runs = (*runs).max(piece.runs);
                }
                at += line.len();
            }
        }
        let site = |span: Span, ways: Vec<(&'static str, u64)>| {
            let place = source.place(to_file(span).start());
            Site { line: place.line, column: place.column, text: span.text(template).to_owned(), ways }
        };
        for condition in &coverage.conditions {
            let ways = vec![("true", condition.held), ("false", condition.failed)];
            self.sites.push(site(condition.template, ways));
        }
        for this in &coverage.loops {
            let ways =
                vec![("ran zero times", this.zero), ("ran once", this.one), ("ran several times", this.many)];
            self.sites.push(site(this.template, ways));
        }
        self.sites.sort_by_key(|site| (site.line, site.column));
    }
}

/// The conditions and loops with outcomes that no case has reached.
pub(super) fn text(out: &mut String, reports: &[FileReport]) {
    let total = reports.iter().map(FileReport::reached).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    // Writing to a string does not fail.
    let _ = writeln!(out, "\ncoverage: {} of {} branches", total.0, total.1);
    let width = reports.iter().map(|report| report.name.chars().count()).max().unwrap_or_default();
    for report in reports {
        let (reached, all) = report.reached();
        let name = visible::line(&report.name);
        let run = report.lines.values().any(|&runs| runs > 0);
        let _ = match &report.broken {
            Some(why) => writeln!(out, "  {name:width$}  cannot be read: {}", visible::line(why)),
            None if !run => writeln!(out, "  {name:width$}  no case runs it"),
            None if all == 0 => writeln!(out, "  {name:width$}  no branches"),
            None => writeln!(out, "  {name:width$}  {reached} of {all}"),
        };
        if !run {
            continue;
        }
        for site in &report.sites {
            let missed: Vec<&str> =
                site.ways.iter().filter(|(_, times)| *times == 0).map(|(way, _)| *way).collect();
            if missed.is_empty() {
                continue;
            }
            let missed =
                if missed.len() == site.ways.len() { "reached".to_owned() } else { missed.join(", never ") };
            let text: String = site.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = visible::line(&text);
            let _ = writeln!(out, "    {name}:{}:{}: {text} never {missed}", site.line, site.column);
        }
    }
}

/// A tracefile for `genhtml` and coverage services.
pub(super) fn lcov(reports: &[FileReport]) -> String {
    let mut out = String::new();
    for report in reports.iter().filter(|report| report.broken.is_none()) {
        let _ = writeln!(out, "TN:\nSF:{}", visible::line(&report.name));
        for (block, site) in report.sites.iter().enumerate() {
            let reached = site.ways.iter().any(|(_, times)| *times > 0);
            for (branch, (_, times)) in site.ways.iter().enumerate() {
                let times = if reached { times.to_string() } else { "-".to_owned() };
                let _ = writeln!(out, "BRDA:{},{block},{branch},{times}", site.line);
            }
        }
        let (reached, all) = report.reached();
        let _ = writeln!(out, "BRF:{all}\nBRH:{reached}");
        for (line, runs) in &report.lines {
            let _ = writeln!(out, "DA:{line},{runs}");
        }
        let hit = report.lines.values().filter(|&&runs| runs > 0).count();
        let _ = writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", report.lines.len());
    }
    out
}
