//! The README's lines that install vtlkit, each run against what was just built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::npm::{self, FINDING};
use super::{hook, wheel};
use crate::{python, root};

/// The programs that the section `Install` has a line for.
const PROGRAMS: [&str; 3] = ["npx", "uvx", "cargo"];

/// The pip requirement of `uvx`.
const UV: &str = "uv>=0.9,<1";

/// How long it may take from the first command to the first finding, unless something is compiled.
const LONGEST: Duration = Duration::from_secs(10);

/// Runs each line of the section `Install` in a folder with a definition: the fault in it has to be found.
pub(super) fn test() -> Result<(), String> {
    let readme = root::root().join("README.md");
    let text = fs::read_to_string(&readme).map_err(|error| format!("{}: {error}", readme.display()))?;
    let section = text.split("\n## Install\n").nth(1).and_then(|rest| rest.split("\n## ").next());
    let section = section.ok_or("the README has no section `Install`")?;
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    let lines: Vec<Line> = block.unwrap_or_default().lines().map(Line::read).collect::<Result<_, _>>()?;
    for program in PROGRAMS {
        if !lines.iter().any(|line| line.program == program) {
            return Err(format!("the README's section `Install` has no line with {program}"));
        }
    }
    lines.iter().try_for_each(Line::run)
}

/// A line of the section.
struct Line {
    program: &'static str,
    /// What is run, without the remark behind it.
    words: String,
}

impl Line {
    fn read(line: &str) -> Result<Self, String> {
        let words = line.split(" #").next().unwrap_or(line).trim().to_owned();
        let first = words.split(' ').next().unwrap_or_default();
        match PROGRAMS.into_iter().find(|program| *program == first) {
            Some(program) => Ok(Self { program, words }),
            None => Err(format!("README.md: no test for the line `{line}`")),
        }
    }

    /// Runs the line without a network and without the settings of a user.
    fn run(&self) -> Result<(), String> {
        let folder = root::root().join("target/install/readme").join(self.program);
        let _ = fs::remove_dir_all(&folder);
        let home = folder.join("home");
        fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
        let (place, script) = match self.program {
            "npx" => (npm::installed(), self.words.clone()),
            "cargo" => (folder.clone(), self.from_checkout(&folder)),
            _ => (folder.clone(), self.words.clone()),
        };
        npm::copy_definition(&place)?;
        let mut shell = Command::new("sh");
        match self.program {
            // cargo has its toolchains in the home.
            "cargo" => {}
            "uvx" => {
                shell.env("HOME", &home).env("PATH", with_uv()?);
                shell
                    .env("UV_OFFLINE", "1")
                    .env("UV_PYTHON_DOWNLOADS", "never")
                    .env("UV_FIND_LINKS", hook::links(&wheel::built()?)?);
            }
            _ => {
                shell.env("HOME", &home);
            }
        }
        let start = Instant::now();
        let output = shell
            .args(["-c", &format!("{script} --output concise 2>&1")])
            .current_dir(&place)
            .env("npm_config_offline", "true")
            .output()
            .map_err(|error| format!("sh does not start: {error}"))?;
        let time = start.elapsed();
        let printed = String::from_utf8_lossy(&output.stdout);
        if !printed.contains(FINDING) {
            return Err(format!("README.md: `{}` ended with {}:\n{printed}", self.words, output.status));
        }
        println!("{}: the first finding after {} ms", self.words, time.as_millis());
        if self.program != "cargo" && time > LONGEST {
            return Err(format!("README.md: `{}` takes too long to the first finding", self.words));
        }
        Ok(())
    }

    /// The line of cargo, with the checkout in place of crates.io, and without optimisation.
    fn from_checkout(&self, folder: &Path) -> String {
        let (from, to) = (root::root().display(), folder.display());
        let install = self.words.split(" vtlkit").next().unwrap_or_default();
        let target: PathBuf = root::root().join("target");
        format!(
            "{install} --path {from} --debug --locked --offline --quiet --target-dir {} --root {to} && {to}/bin/vtlkit lint",
            target.display()
        )
    }
}

/// The `PATH` with `uvx` in it, which is installed if it is missing.
fn with_uv() -> Result<String, String> {
    let program = python::program(Path::new("target/tools/uv"), UV, "uvx")?;
    let bin = program.parent().unwrap_or(Path::new("")).display();
    Ok(format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()))
}
