//! `cargo xtask ci`: all checks of a change, in one command.

use std::path::PathBuf;
use std::time::Instant;

use vtlkit_cases::recorded::{RECORDED, Recorded};

use crate::command::{command, printed};
use crate::install::{self, wheel};
use crate::{Failure, npm, pre_commit, repository, root, setup, tidy, wasm, web};

/// Crates that are not libraries for users: they read files, or run only natively.
const NOT_WASM: [&str; 5] = ["vtlkit", "vtlkit-cases", "vtlkit-python", "xtask", "xtask-bindgen"];

/// The number of inputs per fuzz target, from a fixed seed: the same on each machine.
const SMOKE_RUNS: u32 = 20_000;

/// When a fuzz target ends before it tried them all, in seconds.
const SMOKE_SECONDS: u32 = 15;

/// The result of a step that did not fail.
enum Done {
    Passed,
    /// Why it was skipped. In CI this is a failure unless the step is optional.
    Skipped(String),
}

type Step = fn() -> Result<Done, String>;

/// The steps, with whether each may be skipped in CI.
const STEPS: [(&str, bool, Step); 19] = [
    ("format", false, format),
    ("tidy", false, || tidy::run().map(|()| Done::Passed)),
    ("spelling", false, || repository::spelling().map(|()| Done::Passed)),
    ("workflows", false, || repository::workflows().map(|()| Done::Passed)),
    ("dependencies", false, || repository::dependencies().map(|()| Done::Passed)),
    ("clippy", false, clippy),
    ("clippy for wasm", false, clippy_wasm),
    ("build for wasm", false, build_wasm),
    ("check for Windows", false, check_windows),
    ("docs", false, docs),
    ("tests", false, tests),
    ("growth of work", false, growth),
    ("conformance and examples in docs", false, conformance),
    ("pre-commit hooks", false, pre_commit_hooks),
    ("wasm tests", false, || wasm::test().map(|()| Done::Passed)),
    ("npm package", false, || npm::test().map(|()| Done::Passed)),
    ("installation", false, || install::run().map(|it| it.map_or(Done::Passed, Done::Skipped))),
    ("web playground", false, || web::test(&[]).map(|()| Done::Passed)),
    // Requires a nightly compiler, which nothing else does.
    ("fuzz smoke run", true, fuzz),
];

/// Runs all steps, or those whose names contain an argument. What they need is announced and installed first; with
/// `--no-setup` nothing is installed, and missing requirements are an error.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let (options, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| **option != "--no-setup") {
        return Err(Failure::usage(format!("`ci` has no option `{unknown}`; there is `--no-setup`")));
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|argument| name.contains(&***argument));
    let steps: Vec<_> = STEPS.iter().filter(|(name, ..)| wanted(name)).collect();
    if steps.is_empty() {
        let names: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
        return Err(Failure::usage(format!("no step of that name; there are: {}", names.join(", "))));
    }
    set_up(&steps.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), options.is_empty())?;
    let in_ci = std::env::var_os("CI").is_some();
    let start = Instant::now();
    let mut summary = Vec::new();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, optional, step) in steps {
        println!("== {name}");
        let start = Instant::now();
        let result = match step() {
            Ok(Done::Skipped(why)) if in_ci && !optional => Err(format!("left out: {why}")),
            result => result,
        };
        let said = match result {
            Ok(Done::Passed) => {
                passed += 1;
                "passed".to_owned()
            }
            Ok(Done::Skipped(why)) => {
                skipped += 1;
                format!("left out: {why}")
            }
            Err(why) => {
                failed += 1;
                format!("FAILED: {why}")
            }
        };
        let line = format!("{name:34} {:6.1} s  {said}", start.elapsed().as_secs_f64());
        println!("-- {line}\n");
        summary.push(line);
    }
    summary.extend(absent());
    println!("{}", summary.join("\n"));
    println!("{:34} {:6.1} s", "all", start.elapsed().as_secs_f64());
    if skipped == 0 {
        println!("{passed} passed, {failed} failed");
    } else {
        println!("{passed} passed, {failed} failed, {skipped} skipped");
    }
    if failed == 0 { Ok(()) } else { Err(Failure::failed("")) }
}

/// Installs missing requirements of the steps, or only lists them.
fn set_up(steps: &[&str], may_install: bool) -> Result<(), Failure> {
    let missing = setup::missing(steps);
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "{}",
        if may_install { "These are missing and are installed now:" } else { "These are missing:" }
    );
    for requirement in &missing {
        println!("  {}: {}", requirement.name, requirement.line());
    }
    if !may_install {
        return Err(Failure::failed("install them, or run without --no-setup"));
    }
    missing.iter().try_for_each(|requirement| requirement.ensure().map_err(Failure::failed))
}

/// One line for each missing set of cases of other projects, which were not run.
fn absent() -> Vec<String> {
    let is_absent = |set: &&Recorded| matches!(set.folder(), Ok(None));
    RECORDED
        .iter()
        .filter(is_absent)
        .map(|set| format!("absent: {} cases of {}, see tests/conformance/README.md", set.cases, set.name))
        .collect()
}

/// Runs cargo in the root of the checkout.
fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    command("cargo", arguments, &[])
}

fn format() -> Result<Done, String> {
    cargo(["fmt", "--all", "--check"]).map(|()| Done::Passed)
}

fn clippy() -> Result<Done, String> {
    cargo(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])
        .map(|()| Done::Passed)
}

fn clippy_wasm() -> Result<Done, String> {
    let libraries = libraries()?;
    let mut arguments = vec!["clippy", "--lib", "--locked", "--target", wasm::TARGET];
    arguments.extend(libraries.iter().flat_map(|library| ["--package", library]));
    arguments.extend(["--", "-D", "warnings"]);
    cargo(arguments).map(|()| Done::Passed)
}

fn build_wasm() -> Result<Done, String> {
    let libraries = libraries()?;
    let mut arguments = vec!["build", "--lib", "--locked", "--target", wasm::TARGET];
    arguments.extend(libraries.iter().flat_map(|library| ["--package", library]));
    cargo(arguments).map(|()| Done::Passed)
}

fn libraries() -> Result<Vec<String>, String> {
    let packages = tidy::packages()?;
    Ok(packages
        .into_iter()
        .map(|package| package.name)
        .filter(|name| !NOT_WASM.contains(&name.as_str()))
        .collect())
}

/// Checks that the command compiles for Windows.
fn check_windows() -> Result<Done, String> {
    cargo(["check", "--locked", "--package", "vtlkit", "--target", "x86_64-pc-windows-gnu"])
        .map(|()| Done::Passed)
}

fn docs() -> Result<Done, String> {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked"];
    command("cargo", arguments, &[("RUSTDOCFLAGS", "-D warnings")]).map(|()| Done::Passed)
}

/// All tests except the conformance cases, which print their own score, and the growth tests, which need an optimised
/// build.
fn tests() -> Result<Done, String> {
    if printed("cargo", &["nextest", "--version"]).is_some() {
        cargo([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "-E",
            "not binary(conformance) and not binary(growth)",
        ])?;
    } else {
        println!("cargo-nextest is not installed; `cargo test` does the same");
        cargo(["test", "--workspace", "--locked", "--lib", "--bins"])?;
        for test in root_tests()? {
            cargo(["test", "--locked", "--test", &test])?;
        }
        let crates = ["test", "--workspace", "--locked", "--exclude", "vtlkit", "--tests"];
        cargo(crates)?;
    }
    Ok(Done::Passed)
}

/// The integration tests of the root package, except those with steps of their own.
fn root_tests() -> Result<Vec<String>, String> {
    let folder = root::root().join("tests");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut tests: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    tests.sort();
    Ok(tests
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .filter(|name| !matches!(name.as_str(), "conformance" | "growth"))
        .collect())
}

/// The growth tests of the command.
fn growth() -> Result<Done, String> {
    let build = ["build", "--locked", "--profile", "growth", "--bin", "vtlkit"];
    cargo(build.into_iter().chain(wheel::SHARED))?;
    let built = root::root().join("target/growth/vtlkit");
    // Nothing may be left out here.
    let variables = [("CI", "1"), ("VTLKIT_COMMAND", &*built.to_string_lossy())];
    command("cargo", ["test", "--locked", "--test", "growth", "--", "--quiet"], &variables)?;
    Ok(Done::Passed)
}

fn conformance() -> Result<Done, String> {
    cargo(["test", "--locked", "--test", "conformance", "--", "--quiet"])?;
    cargo(["test", "--locked", "--workspace", "--doc", "--quiet"])?;
    embedding()?;
    Ok(Done::Passed)
}

/// Checks that the README's program with the library is the one in `tests/embed`, and compiles it outside of the
/// workspace with the versions of the workspace.
fn embedding() -> Result<(), String> {
    let folder = root::root().join("tests/embed");
    let read = |path: PathBuf| {
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let program = read(folder.join("src/main.rs"))?;
    if !read(root::root().join("README.md"))?.contains(&format!("```rust\n{program}```\n")) {
        return Err("the README's Rust program is not that of tests/embed/src/main.rs".to_owned());
    }
    std::fs::copy(root::root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|error| format!("tests/embed/Cargo.lock: {error}"))?;
    let target = root::root().join("target/embed");
    let manifest = folder.join("Cargo.toml");
    let (target, manifest) = (target.to_string_lossy(), manifest.to_string_lossy());
    cargo(["run", "--quiet", "--manifest-path", &manifest, "--target-dir", &target])
}

fn pre_commit_hooks() -> Result<Done, String> {
    Ok(pre_commit::run()?.map_or(Done::Passed, Done::Skipped))
}

/// Runs each fuzz target for some seconds, if a nightly compiler is installed.
fn fuzz() -> Result<Done, String> {
    let toolchains = printed("rustup", &["toolchain", "list"]).unwrap_or_default();
    if !toolchains.lines().any(|line| line.starts_with("nightly")) {
        return Ok(Done::Skipped("no nightly compiler: `rustup toolchain install nightly`".to_owned()));
    }
    let own = root::root().join("target/tools/bin/cargo-fuzz");
    let cargo_fuzz = if printed("cargo", &["fuzz", "--version"]).is_some() {
        "cargo-fuzz".to_owned()
    } else {
        let own_name = own.to_string_lossy().into_owned();
        if !own.exists() {
            let install = [
                "install",
                "cargo-fuzz",
                "--version",
                "^0.13",
                "--debug",
                "--root",
                "target/tools",
                "--quiet",
            ];
            if let Err(why) = cargo(install) {
                return Ok(Done::Skipped(format!("cargo-fuzz cannot be installed: {why}")));
            }
        }
        own_name
    };
    let targets = printed(&cargo_fuzz, &["fuzz", "list", "--fuzz-dir", "tests/fuzz"])
        .ok_or("cargo-fuzz finds no targets in tests/fuzz")?;
    let runs = format!("-runs={SMOKE_RUNS}");
    let time = format!("-max_total_time={SMOKE_SECONDS}");
    for target in targets.lines() {
        let mut arguments = vec!["fuzz", "run", "--fuzz-dir", "tests/fuzz", target];
        let corpus = format!("tests/fuzz/seeds/{target}");
        let found = format!("tests/fuzz/corpus/{target}");
        if root::root().join(&corpus).is_dir() {
            std::fs::create_dir_all(root::root().join(&found))
                .map_err(|error| format!("{found}: {error}"))?;
            arguments.extend([found.as_str(), corpus.as_str()]);
        }
        arguments.extend([
            "--",
            "-seed=1",
            &runs,
            &time,
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-verbosity=0",
        ]);
        command(&cargo_fuzz, arguments, &[("RUSTUP_TOOLCHAIN", "nightly")])?;
    }
    Ok(Done::Passed)
}
