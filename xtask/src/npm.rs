//! Tests of the packed npm package, installed in an empty folder.

use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_cases::{Check, Json, Outcome, checks, recorded, sets};

use crate::command::{command, printed};
use crate::{browser, root, size, wasm};

/// Packs the package and runs its tests on the tarball: in Node, in a browser, with bundlers and test runners.
pub(crate) fn test() -> Result<(), String> {
    wasm::build()?;
    size::check()?;
    let browser = browser::chromium()?;
    install()?;
    let cases = cases()?;
    let folder = root::root().join("target/wasm");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let jobs: Vec<String> = cases.iter().map(|(.., job)| job.clone()).collect();
    write(&folder.join("jobs.ndjson"), &(jobs.join("\n") + "\n"))?;
    let environment = [
        ("CHROMIUM", browser.as_str()),
        ("VTLKIT_JOBS", &path("jobs.ndjson")),
        ("VTLKIT_RESULTS_NODE", &path("results-node.ndjson")),
        ("VTLKIT_RESULTS_BROWSER", &path("results-browser.ndjson")),
    ];
    for (_, to) in &environment[2..] {
        let _ = fs::remove_file(to);
    }
    let mut tests: Vec<String> = fs::read_dir(root::root().join("pkg/test"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("pkg/test/{name}"))
        .collect();
    tests.sort();
    let arguments = ["--test", "--test-concurrency=2"].into_iter().chain(tests.iter().map(String::as_str));
    command("node", arguments, &environment)?;
    for (place, results) in [("Node", &environment[2].1), ("Chromium", &environment[3].1)] {
        compare(place, &cases, Path::new(results))?;
    }
    Ok(())
}

/// Installs the packed package where its tests import it from.
pub(crate) fn install() -> Result<(), String> {
    let tarball = pack(&wasm::package(), &root::root().join("target/wasm"))?;
    let package = wasm::package();
    let modules: PathBuf = package.join("test/node_modules");
    if modules.exists() {
        fs::remove_dir_all(&modules).map_err(|error| format!("{}: {error}", modules.display()))?;
    }
    let install =
        ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
    let test = package.join("test");
    let rest = ["--prefix", &test.to_string_lossy(), &tarball.to_string_lossy()].map(str::to_owned);
    command("npm", install.into_iter().chain(rest.iter().map(String::as_str)), &[])
}

/// Packs the package in a folder into a tarball in another one.
pub(crate) fn pack(package: &Path, to: &Path) -> Result<PathBuf, String> {
    let (from, target) = (package.to_string_lossy(), to.to_string_lossy());
    let pack = ["pack", "--loglevel=error", "--pack-destination", &target, &from];
    println!("$ npm {}", pack.join(" "));
    let packed = printed("npm", &pack).ok_or("`npm pack` fails")?;
    Ok(to.join(packed.trim().lines().last().unwrap_or_default()))
}

/// The cases that render a template, each with its set and in JavaScript's format.
fn cases() -> Result<Vec<(String, Check, String)>, String> {
    let mut folders = vec![root::root().join("tests/conformance")];
    for set in [recorded::AWS, recorded::VELOCITY] {
        folders.extend(set.folder()?);
    }
    let mut cases = Vec::new();
    for folder in folders {
        for set in sets(&folder)? {
            for check in set.cases.iter().flat_map(checks) {
                if let Some(job) = check.job() {
                    cases.push((set.name.clone(), check, job.to_serde().to_string()));
                }
            }
        }
    }
    Ok(cases)
}

/// Compares results with the expectations of the cases, and with the number that passes natively.
fn compare(place: &str, cases: &[(String, Check, String)], results: &Path) -> Result<(), String> {
    let text = fs::read_to_string(results).map_err(|error| format!("{}: {error}", results.display()))?;
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() != cases.len() {
        return Err(format!("{place}: {} results of {} cases", lines.len(), cases.len()));
    }
    let (mut held, mut native, mut shown) = (0, 0, 0);
    for ((set, check, _), line) in cases.iter().zip(lines) {
        let natively = check.run();
        let there = check.judge(&outcome(line)?);
        native += usize::from(natively.is_ok());
        held += usize::from(there.is_ok());
        if let (Ok(()), Err(why)) = (&natively, &there)
            && shown < 20
        {
            shown += 1;
            println!("{place}: {set} {}\n{why}", check.name);
        }
    }
    println!("{place}: {held} of {} cases hold, natively {native}", cases.len());
    if held == native { Ok(()) } else { Err(format!("{place}: not the same cases hold as natively")) }
}

fn outcome(line: &str) -> Result<Outcome, String> {
    let result = Json::parse(line)?;
    Ok(match result.get("error") {
        Some(error) => Outcome::Error {
            message: error.text("message").unwrap_or_default(),
            phase: if error.text("phase").as_deref() == Some("parse") { "parse" } else { "render" },
        },
        None => Outcome::Output {
            text: result.text("output").unwrap_or_default().into_bytes(),
            overrides: result.get("overrides").cloned().unwrap_or(Json::Object(Vec::new())),
        },
    })
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
