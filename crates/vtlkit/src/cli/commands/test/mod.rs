//! `vtlkit test`: runs the test cases of mappings.

mod args;
mod coverage;
mod junit;
mod load;
mod print;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use vtlkit_report::{Style, text};
use vtlkit_schema::ApiModels;
use vtlkit_suite::{ApiUnderTest, Case, Loaded, Outcome, Reached};

use self::load::{CaseFile, Target, Targets};
use crate::cli::failure::{Failure, print_error};
use crate::cli::files::{self, Scope};
use crate::cli::progress::Progress;
use crate::cli::{output, threads};

pub(crate) use self::args::{CoverageForm, TestArgs};

/// Runs the cases and prints the results.
pub(crate) fn run(args: &TestArgs) -> Result<(), Failure> {
    if !args.watch {
        return once(args).map(|_| ());
    }
    watch::watch(&args.paths, || match once(args) {
        Ok(paths) => Ok(paths),
        // The error was printed, and can be fixed while this runs.
        Err(Failure::Template | Failure::Reported) => Ok(watched(args)),
        Err(Failure::Input { message, help }) => {
            print_error(&text::message(&message, help.as_deref(), Style::Colored));
            Ok(watched(args))
        }
        Err(other) => Err(other),
    })
}

/// The case files and their targets, as far as they can be read.
fn watched(args: &TestArgs) -> Vec<PathBuf> {
    let (paths, templates, _) = load::collect(&args.paths);
    let mut out = templates;
    for file in paths.iter().filter_map(|path| CaseFile::read(path).ok()) {
        out.extend(file.suite.cases.iter().map(|case| load::key(&file, case).0));
    }
    out.extend(paths);
    out
}

/// A case that was run.
struct Ran {
    file: usize,
    case: usize,
    outcome: Outcome,
    coverage: Reached,
    time: Duration,
}

/// The results of a file's cases; all results are in the order of the files.
fn of_file(ran: &[Ran], file: usize) -> &[Ran] {
    let from = ran.partition_point(|ran| ran.file < file);
    let to = ran.partition_point(|ran| ran.file <= file);
    ran.get(from..to).unwrap_or_default()
}

/// Runs all cases once; returns the files that they depend on.
fn once(args: &TestArgs) -> Result<Vec<PathBuf>, Failure> {
    let (paths, templates, errors) = load::collect(&args.paths);
    let mut unreadable = !errors.is_empty();
    for error in &errors {
        print_error(error);
    }
    let mut files = Vec::new();
    for path in &paths {
        match CaseFile::read(path) {
            Ok(file) => files.push(file),
            Err(error) => {
                print_error(&error);
                unreadable = true;
            }
        }
    }
    let cases = chosen(&files, &args.filter);
    if cases.is_empty() && !unreadable {
        let are_none = files.iter().all(|file| file.suite.cases.is_empty());
        if are_none && args.pass_without_cases {
            return Ok(paths);
        }
        let (message, help) = if are_none {
            ("there are no cases", "cases are in files named `*.test.yaml`; see `vtlkit test --help`")
        } else {
            ("the filter matches no case", "`--filter` takes a part of the file's or the case's name")
        };
        return Err(Failure::input_with_help(message, help));
    }
    if cases.is_empty() {
        return Err(Failure::Reported);
    }
    let scope = Scope::of_cases(&args.paths, args.allow_outside);
    let mut targets = Targets::new(&scope, &args.definition);
    for of_file in cases.chunk_by(|one, next| one.0 == next.0) {
        if let Some(file) = of_file.first().and_then(|&(file, _)| files.get(file)) {
            targets.load(file);
        }
    }
    if let Some(output) = &args.junit {
        let read = targets.all().into_iter().map(|(path, _)| path.to_owned());
        let bodies = files.iter().flat_map(CaseFile::bodies);
        let read = read.chain(templates.iter().chain(&paths).cloned()).chain(bodies);
        check_junit(output, read)?;
    }
    let ran = all(args, &files, &targets, &cases)?;
    let failed = ran.iter().filter(|ran| !ran.outcome.failures.is_empty()).count();
    let mut not_written = Vec::new();
    if let Some(path) = &args.junit {
        not_written.extend(files::create(path, junit::junit(&files, &ran).as_bytes()).err());
    }
    let mut out = String::new();
    let left = if args.update {
        let updates = update(&files, &ran);
        print::updated(&mut out, &files, &ran, &updates);
        not_written.extend(updates.not_written);
        updates.left.len()
    } else {
        print::results(&mut out, &files, &ran, args.verbose);
        failed
    };
    match args.coverage {
        None => output::message(&out)?,
        Some(form) => {
            if args.filter.is_empty() {
                for path in templates {
                    targets.load_template(path);
                }
            }
            let report = coverage::report(&files, &targets, &ran);
            match form {
                CoverageForm::Text => {
                    coverage::text(&mut out, &report);
                    output::message(&out)?;
                }
                CoverageForm::Lcov => {
                    print_error(&out);
                    output::data(coverage::lcov(&report).as_bytes())?;
                }
            }
        }
    }
    for failure in &mut not_written {
        print_error(&std::mem::replace(failure, Failure::Reported).into_text());
    }
    if unreadable || !not_written.is_empty() {
        Err(Failure::Reported)
    } else if left > 0 {
        Err(Failure::Template)
    } else {
        let mut depends = paths;
        depends.extend(targets.all().into_iter().map(|(path, _)| path.to_path_buf()));
        Ok(depends)
    }
}

/// Fails if the report would overwrite an input.
fn check_junit(output: &Path, mut read: impl Iterator<Item = PathBuf>) -> Result<(), Failure> {
    if read.any(|path| files::is_same(output, &path)) {
        let message = format!("`--junit` would replace `{}`, which is an input", files::shown(output));
        return Err(Failure::input_with_help(message, "name another file"));
    }
    Ok(())
}

/// The cases that pass the filter, as indexes of the file and of the case in it.
fn chosen(files: &[CaseFile], filter: &[String]) -> Vec<(usize, usize)> {
    let filter: Vec<String> = filter.iter().map(|text| text.to_lowercase()).collect();
    let mut out = Vec::new();
    for (at, file) in files.iter().enumerate() {
        for (number, case) in file.suite.cases.iter().enumerate() {
            let name = format!("{} {}", file.name, case.name.value).to_lowercase();
            if filter.is_empty() || filter.iter().any(|text| name.contains(text)) {
                out.push((at, number));
            }
        }
    }
    out
}

/// Runs the cases on all cores; the results are in their order.
fn all(
    args: &TestArgs,
    files: &[CaseFile],
    targets: &Targets<'_>,
    cases: &[(usize, usize)],
) -> Result<Vec<Ran>, Failure> {
    let next = AtomicUsize::new(0);
    let progress = Progress::of(cases.len(), "cases");
    let work = || {
        let mut done = Vec::new();
        while let Some(&(file, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let parts = files.get(file).and_then(|file| Some((file, file.suite.cases.get(case)?)));
            let Some((case_file, parts)) = parts else { continue };
            let start = Instant::now();
            let (outcome, coverage) = one(args, case_file, parts, targets);
            done.push(Ran { file, case, outcome, coverage, time: start.elapsed() });
            progress.add(1);
        }
        done
    };
    let mut ran = threads::each(threads::count(args.jobs).min(cases.len()), work)?;
    ran.sort_by_key(|ran| (ran.file, ran.case));
    Ok(ran)
}

fn one(args: &TestArgs, file: &CaseFile, case: &Case, targets: &Targets<'_>) -> (Outcome, Reached) {
    let mut coverage = Reached::new();
    let tell = args.coverage.is_some().then_some(&mut coverage);
    let read = |named: &str| {
        let path = file.path_of(named);
        if let Some(why) = targets.refusal(&path) {
            return Err(why);
        }
        let bytes = files::require_regular(&path, "the body")
            .and_then(|()| files::read(&path, "the body", files::LARGEST_VALUE));
        bytes.map_err(|failure| match failure {
            Failure::Input { message, .. } => message,
            _ => format!("cannot read `{}`", path.display()),
        })
    };
    let outcome = match targets.of(file, case) {
        Some(Target::Template { compiled: Ok(template), .. }) => {
            vtlkit_suite::run(case, &Loaded::Template(template), &read, tell)
        }
        Some(Target::Template { compiled: Err((message, place)), .. }) => {
            let broken = Loaded::Broken { message: message.clone(), place: place.clone() };
            vtlkit_suite::run(case, &broken, &read, tell)
        }
        Some(Target::Api { api, references, .. }) => {
            let models = ApiModels::new(api);
            let under_test = ApiUnderTest { api, validator: &models, references };
            vtlkit_suite::run(case, &Loaded::Api(under_test), &read, tell)
        }
        Some(Target::Missing(why)) => Outcome::not_run(case, why),
        None => Outcome::not_run(case, "its template or API was not loaded"),
    };
    (outcome, coverage)
}

/// The cases whose expectations could not be updated, by file, with the reason.
type Left = Vec<(usize, vtlkit_suite::Refused)>;

/// The result of `--update`.
struct Updates {
    /// The number of updated cases of each file.
    updated: Vec<usize>,
    left: Left,
    /// The number of cases in files that could not be written.
    unwritten: usize,
    /// Why files could not be written.
    not_written: Vec<Failure>,
}

/// Writes the actual results to the files. A file that cannot be written does not affect the others.
fn update(files: &[CaseFile], ran: &[Ran]) -> Updates {
    let updated = vec![0; files.len()];
    let mut out = Updates { updated, left: Vec::new(), unwritten: 0, not_written: Vec::new() };
    for (at, file) in files.iter().enumerate() {
        let outcomes = of_file(ran, at).iter().map(|ran| (ran.case, &ran.outcome));
        let outcomes: Vec<(usize, &Outcome)> = outcomes.collect();
        let failed = outcomes.iter().filter(|(_, outcome)| !outcome.failures.is_empty()).count();
        if failed == 0 {
            continue;
        }
        let (text, refused) = vtlkit_suite::update(&file.text, &file.suite, &outcomes);
        let changed = failed - refused.len();
        out.left.extend(refused.into_iter().map(|refused| (at, refused)));
        if text != file.text
            && let Err(failure) = files::update(&file.path, file.text.as_bytes(), text.as_bytes())
        {
            out.not_written.push(failure);
            out.unwritten += changed;
        } else if let Some(updated) = out.updated.get_mut(at) {
            *updated = changed;
        }
    }
    out
}
