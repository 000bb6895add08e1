//! `cargo xtask wasm`: builds the npm package in `pkg`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, printed};
use crate::{Failure, browser, root, setup};

/// The target of WebAssembly.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The crate that becomes the module of the package.
const CRATE: &str = "vtlkit-wasm";

/// The target of the command: WebAssembly with a system interface, which `pkg/bin/wasi.cjs` provides.
pub(crate) const COMMAND_TARGET: &str = "wasm32-wasip1";

/// WebAssembly features that are widely supported and that the compiler uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Installs what is missing, and builds the package.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`wasm` takes no argument, and got `{argument}`")));
    }
    build_package().map_err(Failure::failed)
}

/// The folder of the package.
pub(crate) fn package() -> PathBuf {
    root::root().join("pkg")
}

/// An intermediate file of `build`: `vtlkit.wasm` is the module of the package, `vtlkit_bg.wasm` the same before
/// optimisation with function names, `vtlkit.js` its JavaScript glue.
pub(crate) fn product(name: &str) -> PathBuf {
    root::root().join("target/wasm").join(name)
}

/// Builds what is imported from the package.
pub(crate) fn build() -> Result<(), String> {
    setup::WASM_TARGET.ensure()?;
    node_modules(&package())?;
    let compile = ["build", "--locked", "--profile", "wasm", "--target", TARGET, "--package", CRATE];
    command("cargo", compile, &[])?;
    let compiled = root::root().join(format!("target/{TARGET}/wasm/{}.wasm", CRATE.replace('-', "_")));
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    if written(&product("vtlkit.wasm")) <= written(&compiled) {
        bind(&compiled)?;
        optimise(&product("vtlkit_bg.wasm"), &product("vtlkit.wasm"))?;
    }
    let documentation = ["run", "--quiet", "--locked", "--package", "vtlkit-js", "--example", "docs"];
    let documentation = printed("cargo", &documentation).ok_or("the documentation cannot be written")?;
    let dist = package().join("dist");
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    // Files of earlier builds must not be packed.
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(failed(&dist))?;
    }
    fs::create_dir_all(&dist).map_err(failed(&dist))?;
    let docs = dist.join("docs.mjs");
    fs::write(&docs, documentation).map_err(failed(&docs))?;
    for (from, to) in [
        (root::root().join("LICENSE-APACHE"), package().join("LICENSE-APACHE")),
        (root::root().join("LICENSE-MIT"), package().join("LICENSE-MIT")),
        (product("vtlkit.js"), dist.join("vtlkit.glue.mjs")),
        (product("vtlkit.wasm"), dist.join("vtlkit.wasm")),
    ] {
        fs::copy(&from, to).map_err(failed(&from))?;
    }
    command("node", ["pkg/build.mjs"], &[])
}

/// Builds the package with its command, which pages have no use for.
fn build_package() -> Result<(), String> {
    build()?;
    let from = build_command()?;
    let to = package().join("dist/command.wasm");
    fs::copy(&from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}

/// Compiles the command as a module of its own. Like the package's module, it is built without the crate `jsonschema`.
fn compile_command(profile: &str) -> Result<(), String> {
    setup::COMMAND_TARGET.ensure()?;
    let compile = ["build", "--locked", "--profile", profile, "--target", COMMAND_TARGET, "--bin", "vtlkit"];
    let features = ["--no-default-features", "--features", "cli"];
    command("cargo", compile.into_iter().chain(features), &[("CARGO_PROFILE_DEV_DEBUG", "0")])
}

/// The command without optimisation: for tests of what it does, in a fraction of the time that a release takes to compile.
pub(crate) fn build_command_for_tests() -> Result<PathBuf, String> {
    compile_command("dev")?;
    Ok(root::root().join(format!("target/{COMMAND_TARGET}/debug/vtlkit.wasm")))
}

/// The command as it is published.
pub(crate) fn build_command() -> Result<PathBuf, String> {
    compile_command("wasm")?;
    let compiled = root::root().join(format!("target/{COMMAND_TARGET}/wasm/vtlkit.wasm"));
    let optimised = product("command.wasm");
    node_modules(&package())?;
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    if written(&optimised) <= written(&compiled) {
        optimise(&compiled, &optimised)?;
    }
    Ok(optimised)
}

/// Runs wasm-bindgen, which writes the JavaScript glue.
fn bind(compiled: &Path) -> Result<(), String> {
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let flags = [
        "--target",
        "web",
        "--no-typescript",
        "--omit-default-module-path",
        // An instance is replaced after a trap.
        "--experimental-reset-state-function",
    ];
    let (folder, compiled) = (product(""), compiled.to_string_lossy());
    let folder = folder.to_string_lossy();
    let output = ["--out-dir", &folder, "--out-name", "vtlkit", &compiled];
    command("target/debug/xtask-bindgen", ["bindgen"].into_iter().chain(flags).chain(output), &[])
}

/// Optimises a module and strips function names. With `-O1` it would be 5 % smaller after gzip, but compiling and
/// rendering a template would take 10 % longer.
fn optimise(from: &Path, to: &Path) -> Result<(), String> {
    let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
    let flags = ["-O3", "--strip-debug", "--strip-producers", "--strip-target-features"];
    let arguments = flags.iter().chain(&FEATURES).copied().chain([&*from, "-o", &*to]);
    command("pkg/node_modules/.bin/wasm-opt", arguments, &[])
}

/// Runs the tests of the wasm crate in Node and in a browser.
pub(crate) fn test() -> Result<(), String> {
    setup::WASM_TARGET.ensure()?;
    let driver = browser::chromedriver()?;
    browser::chromium()?;
    command("cargo", ["build", "--quiet", "--locked", "--package", "xtask-bindgen"], &[])?;
    let runner = root::root().join("target/debug/xtask-bindgen");
    let runner = format!("{} test-runner", runner.display());
    let tests = ["test", "--locked", "--target", TARGET, "--package", CRATE, "--tests"];
    let variable = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    command("cargo", tests, &[(variable, &runner), ("CHROMEDRIVER", &driver)])
}

/// Installs the packages of a folder's lock file, unless they are installed.
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
