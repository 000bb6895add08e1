//! `cargo xtask web`: the playground in `web`, and the documentation around it.

use crate::command::command;
use crate::{Failure, browser, root, wasm};

/// The folder of the playground.
const FOLDER: &str = "web";

/// Serves the playground for development, builds it, or tests it in a browser.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve(),
        ["--build"] => build(),
        ["--test"] => test(&[]),
        ["--test", file] => test(&[file]),
        _ => return Err(Failure::usage("`web` takes nothing, `--build`, or `--test [FILE]`")),
    };
    done.map_err(Failure::failed)
}

/// Builds the package and installs the playground's dependencies.
fn prepare() -> Result<(), String> {
    wasm::build()?;
    wasm::node_modules(&root::root().join(FOLDER))
}

fn npm(script: &[&str]) -> Result<(), String> {
    let arguments = ["run", "--silent", "--prefix", FOLDER];
    command("npm", arguments.iter().chain(script).copied(), &[])
}

fn serve() -> Result<(), String> {
    prepare()?;
    npm(&["dev"])
}

/// Type-checks and builds the files in `web/dist`: the documentation, and the playground in `play`.
fn build() -> Result<(), String> {
    prepare()?;
    // The command's help becomes pages. The tests run the case files that the playground writes with it.
    command("cargo", ["build", "--locked", "--package", "vtlkit"], &[])?;
    npm(&["build"])
}

/// Builds the documentation and the playground and runs their end-to-end tests in headless Chromium.
pub(crate) fn test(files: &[&str]) -> Result<(), String> {
    build()?;
    let browser = browser::chromium()?;
    let files = if files.is_empty() { tests()? } else { files.iter().map(|&file| file.to_owned()).collect() };
    let arguments = ["--test", "--test-concurrency=1"].into_iter().chain(files.iter().map(String::as_str));
    command("node", arguments, &[("CHROMIUM", &browser)])
}

/// The files of tests.
fn tests() -> Result<Vec<String>, String> {
    let folder = root::root().join(FOLDER).join("e2e");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path().to_string_lossy().into_owned()));
    let mut tests: Vec<String> = paths.filter(|path| path.ends_with(".test.mjs")).collect();
    tests.sort();
    Ok(tests)
}
