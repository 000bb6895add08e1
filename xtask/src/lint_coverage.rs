//! `cargo xtask lint-coverage`: the share of templates whose output the linter's analysis can follow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_cases::Json;
use vtlkit_definition::extract;
use vtlkit_lint::{Exploration, Target, explore, explore_file};

use crate::{Failure, root};

/// The folders of the project that have templates.
const FOLDERS: [&str; 6] =
    ["examples", "tests/lint-corpus", "tests/hosts", "tests/apis", "tests/cli", "tests/conformance"];

/// The maximum share of templates with an unknown, in percent.
const ALLOWED: f64 = 1.0;

/// Prints the share of templates with JSON output that have a path with an unknown, and the reasons.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let mut list = false;
    let mut paths: Vec<PathBuf> = FOLDERS.iter().map(|folder| root::root().join(folder)).collect();
    for argument in arguments {
        match argument.as_str() {
            "--list" => list = true,
            option if option.starts_with('-') => {
                return Err(Failure::usage(format!("there is no option `{option}`")));
            }
            path if Path::new(path).exists() => paths.push(path.into()),
            path => return Err(Failure::usage(format!("{path} does not exist"))),
        }
    }
    let mut tally = Tally { list, ..Tally::default() };
    for path in &paths {
        visit(path, &mut tally).map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
    }
    tally.print();
    let share = tally.share();
    if share >= ALLOWED {
        return Err(Failure::failed(format!("{share:.2} % is not below {ALLOWED} %")));
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    list: bool,
    templates: usize,
    json: usize,
    paths: usize,
    /// The number of templates with an unknown on some path.
    unknown: usize,
    /// The number of templates for each reason.
    reasons: BTreeMap<(&'static str, String), usize>,
}

impl Tally {
    fn add(&mut self, name: &str, exploration: &Exploration) {
        self.templates += 1;
        if !exploration.json {
            return;
        }
        self.json += 1;
        self.paths += exploration.paths;
        if exploration.unknown.is_empty() {
            return;
        }
        self.unknown += 1;
        let reasons: BTreeSet<(&'static str, String)> =
            exploration.unknown.iter().map(|it| (it.reason.name(), it.detail.clone())).collect();
        if self.list {
            let reasons: Vec<String> =
                reasons.iter().map(|(name, detail)| format!("{name}: {detail}")).collect();
            println!("{name}: {}", reasons.join("; "));
        }
        for reason in reasons {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    fn share(&self) -> f64 {
        100.0 * self.unknown as f64 / self.json.max(1) as f64
    }

    fn print(&self) {
        println!("{:6} templates, {} of them print JSON, {} paths", self.templates, self.json, self.paths);
        println!("{:6} have a path with an unknown: {:.2} %", self.unknown, self.share());
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), *reason));
        for ((name, detail), count) in reasons {
            println!("{count:6} {name}{}{detail}", if detail.is_empty() { "" } else { ": " });
        }
    }
}

/// Adds the templates of a file, or of the files of a folder.
fn visit(path: &Path, tally: &mut Tally) -> std::io::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| visit(path, tally));
    }
    // A file that is not text has no templates.
    let Ok(text) = fs::read_to_string(path) else { return Ok(()) };
    let name = path.to_string_lossy();
    if name.ends_with(".ndjson") {
        cases(&name, &text, tally);
        return Ok(());
    }
    let extraction = extract(&name, &text);
    for exploration in explore_file(&name, &text, &extraction) {
        tally.add(&name, &exploration);
    }
    Ok(())
}

/// Adds the templates of API Gateway conformance cases.
fn cases(name: &str, text: &str, tally: &mut Tally) {
    for line in text.lines() {
        let Ok(case) = Json::parse(line) else { continue };
        if case.text("mode").as_deref() != Some("apigw") {
            continue;
        }
        let (Some(id), Some(template)) = (case.text("id"), case.text("template")) else { continue };
        tally.add(&format!("{name} {id}"), &explore(&template, &Target::default()));
    }
}
