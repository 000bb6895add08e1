//! The command of the npm package, installed in an empty folder: as WebAssembly, and with a native build beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::command::command;
use crate::release::{self, Packed};
use crate::root;

/// A definition with one fault, and how the command is to name it.
const DEFINITION: &str = "examples/users-api/openapi.yaml";
pub(super) const FINDING: &str = "openapi.yaml:36:80: warning unescaped-in-string";

/// So many times as long as Node itself the command may take to start.
const SLOWEST: f64 = 5.0;

/// The folder in which [`test()`] has installed the package.
pub(super) fn installed() -> PathBuf {
    root::root().join("target/install/npm")
}

/// Puts the definition into a folder.
pub(super) fn copy_definition(folder: &Path) -> Result<(), String> {
    let copied = fs::copy(root::root().join(DEFINITION), folder.join("openapi.yaml"));
    copied.map(drop).map_err(|error| format!("{DEFINITION}: {error}"))
}

/// A folder with packages in it and nothing else.
pub(crate) struct Installed {
    folder: PathBuf,
}

impl Installed {
    /// Installs tarballs without a network and with an empty cache.
    pub(crate) fn new(name: &str, tarballs: &[&Path]) -> Result<Self, String> {
        let folder = root::root().join("target/install").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        copy_definition(&folder)?;
        let (prefix, cache) = (folder.to_string_lossy(), folder.join("cache"));
        let cache = cache.to_string_lossy();
        let tarballs: Vec<_> = tarballs.iter().map(|path| path.to_string_lossy()).collect();
        let install =
            ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", &prefix];
        let cached = ["--cache", &cache];
        let all = install.into_iter().chain(cached).chain(tarballs.iter().map(|path| &**path));
        command("npm", all, &[])?;
        Ok(Self { folder })
    }

    /// The folder of the commands that the packages have.
    pub(crate) fn programs(&self) -> PathBuf {
        self.folder.join("node_modules/.bin")
    }

    /// A file of the main package.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join("node_modules/vtlkit").join(name)
    }

    /// Runs a line of a shell in the folder, and gives its exit code and what it prints.
    pub(crate) fn run(&self, line: &str) -> Result<(Option<i32>, String), String> {
        let output = Command::new("sh")
            .args(["-c", &format!("{line} 2>&1")])
            .current_dir(&self.folder)
            .env("npm_config_offline", "true")
            .output()
            .map_err(|error| format!("sh does not start: {error}"))?;
        Ok((output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned()))
    }

    /// Runs a line that lints the definition, which has to find its fault.
    pub(crate) fn finds(&self, line: &str) -> Result<Duration, String> {
        let start = Instant::now();
        let (code, printed) = self.run(line)?;
        let time = start.elapsed();
        if code == Some(1) && printed.contains(FINDING) {
            println!("{line}: the first finding after {} ms", time.as_millis());
            return Ok(time);
        }
        Err(format!("`{line}` ended with {code:?}, and without `{FINDING}`:\n{printed}"))
    }
}

/// Transcripts of what WebAssembly cannot do: run git, show progress, print the system's number of an error.
const UNSUPPORTED: [&str; 3] = ["init", "lint-git", "progress"];

/// Transcripts that CI does not run again: they are the longest, and test the library more than the command.
const LEFT_OUT: [&str; 8] =
    ["about", "attack", "definitions", "docs/", "limits", "serverless", "terraform", "typed"];

/// Tries what `npm install vtlkit` gives, with builds that are not optimised.
pub(super) fn test() -> Result<(), String> {
    command("cargo", ["build", "--quiet", "--locked", "--bin", "vtlkit"], &[])?;
    let packed = release::pack_for_tests(&root::root().join("target/debug/vtlkit"))?;
    check(&packed, &LEFT_OUT).map(drop)
}

/// Installs the package and uses the command as WebAssembly, and then with a native build; gives the first.
pub(crate) fn check(packed: &Packed, left_out: &[&str]) -> Result<Installed, String> {
    let wasm = Installed::new("npm", &[&packed.main])?;
    wasm.finds("npx vtlkit lint openapi.yaml --output concise")?;
    wasm.finds("node_modules/.bin/vtlkit lint openapi.yaml --output concise")?;
    limits(&wasm)?;
    transcripts(&wasm, left_out)?;
    with_native(packed)?;
    Ok(wasm)
}

/// What the command cannot do as WebAssembly, and that it says so.
fn limits(installed: &Installed) -> Result<(), String> {
    for command in ["lint", "test"] {
        let line = format!("node_modules/.bin/vtlkit {command} . --watch");
        let (code, printed) = installed.run(&line)?;
        if code != Some(2) || !printed.starts_with("error: `--watch` does not work in the WebAssembly build")
        {
            return Err(format!("`{line}` ended with {code:?}:\n{printed}"));
        }
    }
    Ok(())
}

/// Compares the fastest of some starts with those of Node alone.
pub(crate) fn start_up(installed: &Installed) -> Result<(), String> {
    let time = |line: &str, code: i32| {
        let start = Instant::now();
        let (ended, printed) = installed.run(line)?;
        let time = start.elapsed();
        if ended == Some(code) { Ok(time) } else { Err(format!("`{line}` ended with {ended:?}:\n{printed}")) }
    };
    let (mut bare, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..15 {
        bare = bare.min(time("node -e 0", 0)?);
        whole = whole.min(time("node_modules/.bin/vtlkit lint openapi.yaml", 1)?);
    }
    let times = whole.as_secs_f64() / bare.as_secs_f64();
    println!(
        "node {} ms, vtlkit lint {} ms: {times:.2} times, at most {SLOWEST}",
        bare.as_millis(),
        whole.as_millis()
    );
    if times <= SLOWEST { Ok(()) } else { Err("the command takes too long to start".to_owned()) }
}

/// Runs the transcripts of the command with the installed one.
fn transcripts(installed: &Installed, left_out: &[&str]) -> Result<(), String> {
    let programs = installed.programs();
    let environment = [("VTLKIT_PROGRAMS", &*programs.to_string_lossy())];
    let test = ["test", "--quiet", "--locked", "--test", "cli", "--"];
    let skip = UNSUPPORTED.iter().chain(left_out).flat_map(|name| ["--skip", name]);
    command("cargo", test.into_iter().chain(skip), &environment)
}

/// With the package of this platform installed too, its build runs, and WebAssembly is not even there.
fn with_native(packed: &Packed) -> Result<(), String> {
    let all: Vec<&Path> = packed.native.iter().chain([&packed.main]).map(PathBuf::as_path).collect();
    let installed = Installed::new("npm-native", &all)?;
    let module = installed.file("dist/command.wasm");
    fs::remove_file(&module).map_err(|error| format!("{}: {error}", module.display()))?;
    installed.finds("node_modules/.bin/vtlkit lint openapi.yaml --output concise")?;
    let (code, _) = installed.run("node_modules/.bin/vtlkit rendr")?;
    if code == Some(2) {
        return Ok(());
    }
    Err(format!("the exit code of the native build is not passed on: {code:?}"))
}
