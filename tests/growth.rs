//! How the work of the command grows with its input: each case of `tests/growth` runs at its size and at eight times its
//! size, and no doubling between them may multiply the work by more than the case allows.
//!
//! Work is counted, not timed: the number of blocks of code that Valgrind runs does not depend on what else the machine
//! does. That needs Valgrind and the command from an optimised build, named by `VTLKIT_COMMAND`; `cargo xtask ci growth`
//! builds it and runs the cases. With `VTLKIT_GROWTH=show` the work, the factor and the seconds of every case are printed.
#![allow(clippy::print_stderr, reason = "measurements are shown where they were asked for")]

#[path = "growth/case.rs"]
mod case;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, OnceLock};

use case::Case;
use libtest_mimic::{Arguments, Failed, Trial};

/// Maximum factor of work for twice the input: linear growth, with some tolerance for sorting and growing buffers.
const BOUND: f64 = 2.3;

/// The variable with the path of the command that is measured.
const COMMAND: &str = "VTLKIT_COMMAND";

/// How often the size of a case is doubled between its two runs.
const DOUBLINGS: u32 = 3;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = match case::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/growth")) {
        Ok(cases) => cases,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let missing = missing();
    let is_left_out = missing.is_some() && std::env::var_os("CI").is_none();
    if let Some(why) = missing.filter(|_| is_left_out) {
        eprintln!("not measured: {why}");
    }
    let rules: BTreeSet<String> = cases.iter().filter_map(|case| case.rule.clone()).collect();
    let idle = Arc::new(OnceLock::new());
    let mut trials: Vec<Trial> = cases
        .into_iter()
        .map(|case| {
            let idle = Arc::clone(&idle);
            let name = case.name.clone();
            Trial::test(name, move || check(&case, missing, &idle)).with_ignored_flag(is_left_out)
        })
        .collect();
    trials.push(Trial::test("every rule has a case", move || every_rule_has_a_case(&rules)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Why the cases cannot be measured, if they cannot.
fn missing() -> Option<&'static str> {
    if std::env::var_os(COMMAND).is_none() {
        return Some("VTLKIT_COMMAND does not name an optimised build: cargo xtask ci growth");
    }
    let mut valgrind = Command::new("valgrind");
    let runs = valgrind.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    runs.map_or(true, |status| !status.success()).then_some("valgrind is not installed")
}

fn every_rule_has_a_case(named: &BTreeSet<String>) -> Result<(), Failed> {
    let rules: BTreeSet<String> = vtlkit_lint::RULES.iter().map(|rule| rule.name.to_owned()).collect();
    let without: Vec<&String> = rules.difference(named).collect();
    let unknown: Vec<&String> = named.difference(&rules).collect();
    if without.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(format!("rules without a case: {without:?}; cases of rules that do not exist: {unknown:?}").into())
}

/// Runs a case at all sizes and compares the work.
fn check(case: &Case, missing: Option<&str>, idle: &OnceLock<Result<u64, String>>) -> Result<(), Failed> {
    if let Some(why) = missing {
        return Err(why.into());
    }
    let folder = tempfile::tempdir()?;
    let idle = idle.get_or_init(|| count(&case::Invocation::idle(), folder.path()).map(|(work, _)| work));
    let idle = idle.clone()?;
    let start = std::time::Instant::now();
    let measure = |size: usize| -> Result<u64, Failed> {
        let folder = folder.path().join(size.to_string());
        std::fs::create_dir(&folder)?;
        let (work, output) = count(&case.write(size, &folder)?, &folder)?;
        if let Some(why) = case.misses(size, &output) {
            return Err(format!("at size {size}: {why}\n{}", start_of(&output)).into());
        }
        Ok(work.saturating_sub(idle).max(1))
    };
    let small = measure(case.size)?;
    let large = measure(case.size << DOUBLINGS)?;
    let factor = (large as f64 / small as f64).powf(1.0 / f64::from(DOUBLINGS));
    let measured = format!("{:40} {factor:.2} per doubling, {small} to {large} blocks", case.name);
    if std::env::var_os("VTLKIT_GROWTH").is_some() {
        eprintln!("{measured}, {:.1} s", start.elapsed().as_secs_f64());
    }
    let bound = case.bound.unwrap_or(BOUND);
    if factor > bound {
        return Err(format!("twice the input is more than {bound} times the work: {measured}").into());
    }
    Ok(())
}

/// The number of basic blocks that a run of the command executes, and its output.
fn count(run: &case::Invocation, folder: &Path) -> Result<(u64, String), String> {
    let log = folder.join("valgrind.log");
    let input = match &run.input {
        Some(file) => {
            std::fs::File::open(folder.join(file)).map_err(|error| format!("{file}: {error}"))?.into()
        }
        None => Stdio::null(),
    };
    let output = Command::new("valgrind")
        .args(["--tool=none", "--stats=yes"])
        .arg(format!("--log-file={}", log.display()))
        .arg(std::env::var_os(COMMAND).unwrap_or_default())
        .args(&run.arguments)
        .current_dir(folder)
        .env_remove("CI")
        .stdin(input)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let log = std::fs::read_to_string(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    // Exit code 1 is accepted: most cases have findings.
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("{:?} ends with {}:\n{}", run.arguments, output.status, start_of(&text)));
    }
    let work = blocks(&log).ok_or_else(|| format!("valgrind counts no blocks:\n{}", start_of(&log)))?;
    Ok((work, text))
}

/// The number of executed basic blocks in Valgrind's statistics.
fn blocks(log: &str) -> Option<u64> {
    let line = log.lines().find(|line| line.ends_with("event checks."))?;
    let number = line.split_whitespace().rev().nth(2)?;
    number.replace(',', "").parse().ok()
}

fn start_of(text: &str) -> String {
    text.lines().take(12).collect::<Vec<_>>().join("\n")
}
