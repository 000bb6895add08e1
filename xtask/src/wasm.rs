//! `cargo xtask wasm`: the npm package in `pkg`, ready to be packed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, printed};
use crate::glue::{with_long_texts, with_rest};
use crate::{Failure, browser, root, setup};

/// The target of WebAssembly.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A crate that becomes a part of the package.
struct Part {
    name: &'static str,
    package: &'static str,
    /// Whether what a page does not need first is a file of its own.
    split: bool,
}

const PARTS: [Part; 3] = [
    Part { name: "vtlkit", package: "vtlkit-wasm", split: true },
    Part { name: "api", package: "vtlkit-wasm-api", split: false },
    Part { name: "schema", package: "vtlkit-wasm-schema", split: false },
];

/// The files of wasm of the package.
pub(crate) const FILES: [&str; 4] = ["vtlkit", "vtlkit.rest", "api", "schema"];

/// What engines have had for years, and the compiler uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What is needed first runs often: a tenth faster in the linter and a thirtieth in renders, for a thirtieth of its size.
const INLINED: [&str; 2] = ["--flexible-inline-max-function-size=60", "--inline-functions-with-loops"];

/// The standard library is compiled with the crates, so that what they do not use of it is left out and a panic, which
/// ends an instance anyway, says nothing. Cargo and the compiler take these flags from stable releases too when they are
/// told so.
const STANDARD_LIBRARY: &str = "-Zbuild-std=std,panic_abort";
/// Of a file that is split only what is needed first counts, and that is not smaller when numbers are read the slow way.
const FAST: &str = "-Zbuild-std-features=";
const SMALL: &str = "-Zbuild-std-features=optimize_for_size";
const UNSTABLE: [(&str, &str); 2] = [
    ("RUSTC_BOOTSTRAP", "1"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
    ),
];

/// Builds the package, and gets first what that needs.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`wasm` takes no argument, and got `{argument}`")));
    }
    build().map_err(Failure::failed)
}

/// The folder of the package.
pub(crate) fn package() -> PathBuf {
    root::root().join("pkg")
}

/// Where a file of wasm is before it is optimised, with the names of its functions.
pub(crate) fn named(file: &str) -> PathBuf {
    root::root().join("target/wasm").join(format!("{file}.named.wasm"))
}

pub(crate) fn build() -> Result<(), String> {
    setup::WASM_TARGET.ensure()?;
    setup::RUST_SRC.ensure()?;
    node_modules(&package())?;
    // Apart, so that neither has features of libraries that only the other one needs.
    for split in [true, false] {
        let features = if split { FAST } else { SMALL };
        let mut cargo = vec!["build", "--locked", "--profile", "wasm", "--target", TARGET];
        cargo.extend([STANDARD_LIBRARY, features]);
        let parts = PARTS.iter().filter(|part| part.split == split);
        cargo.extend(parts.flat_map(|part| ["--package", part.package]));
        command("cargo", cargo, &UNSTABLE)?;
    }
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let dist = package().join("dist");
    fs::create_dir_all(&dist).map_err(|error| format!("{}: {error}", dist.display()))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root::root().join(licence), package().join(licence))
            .map_err(|error| format!("{licence}: {error}"))?;
    }
    for part in &PARTS {
        finish(part, &dist)?;
    }
    let documentation = ["run", "--quiet", "--locked", "--package", "vtlkit-js", "--example", "docs"];
    let documentation = printed("cargo", &documentation).ok_or("the documentation cannot be written")?;
    write(&dist.join("docs.mjs"), documentation)?;
    command("node", ["pkg/build.mjs"], &[])
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), String> {
    fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes the glue of a part, and its files small.
fn finish(part: &Part, dist: &Path) -> Result<(), String> {
    let folder = root::root().join("target/wasm");
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let compiled = format!("target/{TARGET}/wasm/{}.wasm", part.package.replace('-', "_"));
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let done = written(&dist.join(format!("{}.wasm", part.name)));
    // What runs there decides what is in which file.
    let profile = part.split.then(|| package().join("profile.mjs"));
    if [Some(root::root().join(&compiled)), profile].iter().flatten().all(|source| done > written(source)) {
        return Ok(());
    }
    command(
        "target/debug/xtask-bindgen",
        [
            "bindgen",
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--experimental-reset-state-function",
            "--out-dir",
            &path(&folder),
            "--out-name",
            part.name,
            &compiled,
        ],
        &[],
    )?;
    let glue_path = folder.join(format!("{}.js", part.name));
    let mut glue =
        fs::read_to_string(&glue_path).map_err(|error| format!("{}: {error}", glue_path.display()))?;
    glue = with_long_texts(&glue)?;
    if part.split {
        glue = with_rest(&glue)?;
    }
    let glue_path = dist.join(format!("{}.glue.mjs", part.name));
    write(&glue_path, glue)?;
    let bound = folder.join(format!("{}_bg.wasm", part.name));
    if !part.split {
        let named = named(part.name);
        fs::rename(&bound, &named).map_err(|error| format!("{}: {error}", bound.display()))?;
        return optimise(part.name, dist, &[]);
    }
    let rest = format!("{}.rest", part.name);
    let [counting, ran] = ["counting.wasm", "ran.txt"].map(|it| path(&folder.join(it)));
    let [bound, kept, left] = [bound, named(part.name), named(&rest)].map(|it| path(&it));
    let tool = "target/debug/xtask-bindgen";
    command(tool, ["instrument", &bound, &counting], &[])?;
    let pieces = printed("node", &["pkg/profile.mjs", &path(&glue_path), &counting])
        .ok_or("`node pkg/profile.mjs` fails")?;
    write(Path::new(&ran), pieces)?;
    command(tool, ["split", &bound, &compiled, &ran, &kept, &left], &[])?;
    optimise(part.name, dist, &INLINED)?;
    optimise(&rest, dist, &[])
}

/// Puts a file into the package, optimised and without the names of its functions: with them it would be larger even
/// once they are stripped.
fn optimise(name: &str, dist: &Path, more: &[&str]) -> Result<(), String> {
    let (from, to) = (named(name), dist.join(format!("{name}.wasm")));
    let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
    let flags = ["-O3", "--strip-debug", "--strip-producers", "--strip-target-features"];
    let arguments = flags.iter().chain(more).chain(&FEATURES).copied().chain([&*from, "-o", &*to]);
    command("pkg/node_modules/.bin/wasm-opt", arguments, &[])
}

/// Runs the tests of the wasm crates in Node and in a browser.
pub(crate) fn test() -> Result<(), String> {
    setup::WASM_TARGET.ensure()?;
    let driver = browser::chromedriver()?;
    browser::chromium()?;
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let runner = root::root().join("target/debug/xtask-bindgen");
    let runner = format!("{} test-runner", runner.display());
    let tests = ["test", "--locked", "--target", TARGET, "--package", "vtlkit-wasm", "--tests"];
    let variable = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    command("cargo", tests, &[(variable, &runner), ("CHROMEDRIVER", &driver)])
}

/// Gets the packages that a folder's lock file names, unless they are there.
pub(crate) fn node_modules(folder: &Path) -> Result<(), String> {
    let written = |path: &str| fs::metadata(folder.join(path)).and_then(|data| data.modified()).ok();
    let lock = written("package-lock.json")
        .ok_or_else(|| format!("{} has no package-lock.json", folder.display()))?;
    if written("node_modules/.package-lock.json").is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    if printed("npm", &["--version"]).is_none() {
        return Err("npm is missing: install Node.js 18 or newer".to_owned());
    }
    let folder = folder.to_string_lossy();
    command("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", &folder], &[])
}
