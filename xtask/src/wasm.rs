//! `cargo xtask wasm`: the npm package in `pkg`, ready to be packed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, printed};
use crate::{Failure, browser, root};

/// The target of WebAssembly.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A file of wasm of the package, and the crate it is made of.
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
}

/// The files of the package.
pub(crate) const FILES: [File; 3] = [
    File { name: "vtlkit", package: "vtlkit-wasm" },
    File { name: "api", package: "vtlkit-wasm-api" },
    File { name: "schema", package: "vtlkit-wasm-schema" },
];

/// What engines have had for years, and the compiler uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
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

/// Where a file of wasm is before its names are stripped.
pub(crate) fn named(file: &File) -> PathBuf {
    root::root().join("target/wasm").join(format!("{}.named.wasm", file.name))
}

pub(crate) fn build() -> Result<(), String> {
    target()?;
    node_modules(&package())?;
    let mut cargo = vec!["build", "--locked", "--profile", "wasm", "--target", TARGET];
    cargo.extend(FILES.iter().flat_map(|file| ["--package", file.package]));
    command("cargo", cargo, &[])?;
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let dist = package().join("dist");
    fs::create_dir_all(&dist).map_err(|error| format!("{}: {error}", dist.display()))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root::root().join(licence), package().join(licence))
            .map_err(|error| format!("{licence}: {error}"))?;
    }
    for file in &FILES {
        finish(file, &dist)?;
    }
    command("node", ["pkg/build.mjs"], &[])
}

/// Makes the glue of a file, and the file small.
fn finish(file: &File, dist: &Path) -> Result<(), String> {
    let folder = root::root().join("target/wasm");
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let compiled = format!("target/{TARGET}/wasm/{}.wasm", file.package.replace('-', "_"));
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let done = written(&dist.join(format!("{}.wasm", file.name)));
    if done > written(&root::root().join(&compiled)) {
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
            file.name,
            &compiled,
        ],
        &[],
    )?;
    let copy = |from: PathBuf, to: PathBuf| {
        fs::copy(&from, &to).map(|_| ()).map_err(|error| format!("{}: {error}", from.display()))
    };
    copy(folder.join(format!("{}.js", file.name)), dist.join(format!("{}.glue.mjs", file.name)))?;
    let bound = path(&folder.join(format!("{}_bg.wasm", file.name)));
    let named = path(&named(file));
    let small = path(&dist.join(format!("{}.wasm", file.name)));
    let wasm_opt = "pkg/node_modules/.bin/wasm-opt";
    let mut shrink = vec!["-O3", "--debuginfo", "--strip-producers", "--strip-target-features"];
    shrink.extend(FEATURES);
    shrink.extend([bound.as_str(), "-o", &named]);
    command(wasm_opt, shrink, &[])?;
    let mut strip = vec!["--strip-debug"];
    strip.extend(FEATURES);
    strip.extend([named.as_str(), "-o", &small]);
    command(wasm_opt, strip, &[])
}

/// Runs the tests of the wasm crates in Node and in a browser.
pub(crate) fn test() -> Result<(), String> {
    target()?;
    let driver = browser::chromedriver()?;
    browser::chromium()?;
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let runner = root::root().join("target/debug/xtask-bindgen");
    let runner = format!("{} test-runner", runner.display());
    let tests = ["test", "--locked", "--target", TARGET, "--package", "vtlkit-wasm", "--tests"];
    let variable = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    command("cargo", tests, &[(variable, &runner), ("CHROMEDRIVER", &driver)])
}

/// Gets the standard library for wasm.
pub(crate) fn target() -> Result<(), String> {
    let sysroot = printed("rustc", &["--print", "sysroot"]).unwrap_or_default();
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).exists() {
        return Ok(());
    }
    command("rustup", ["target", "add", TARGET], &[])
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
