//! `cargo xtask bench --python`: the Python module, airspeed and LocalStack's renderer on the same templates.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::bench::cargo_bench;
use crate::command::{command, printed};
use crate::install::wheel;
use crate::{Failure, python, root};

/// LocalStack's fork of airspeed, which is imported as `airspeed`; LocalStack; and a package that it imports and does
/// not require.
const RIVALS: [&str; 3] = ["airspeed-ext==0.6.9", "localstack-core==2026.3.0", "jsonpath-rw>=1.4,<2"];

/// Builds the wheel, and runs `benches/rivals.py` on the cases of the engine's benchmark. `--check` fails if a ratio is
/// below its target.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let check = match arguments {
        [] => None,
        [only] if only == "--check" => Some("--check"),
        [other, ..] => return Err(Failure::usage(format!("`bench --python` has no argument `{other}`"))),
    };
    let program = installed().map_err(Failure::failed)?;
    let cases = cargo_bench(&["--cases"])?;
    let mut child = Command::new(program)
        .arg("crates/vtlkit-python/benches/rivals.py")
        .args(check)
        .current_dir(root::root())
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::failed(format!("python does not start: {error}")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // If it ends early, it reports the reason itself.
        let _ = stdin.write_all(cases.as_bytes());
    }
    let status = child.wait().map_err(|error| Failure::failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(Failure::failed("")) }
}

/// The Python of an environment with the wheel and the others.
fn installed() -> Result<String, String> {
    let wheel = wheel::build("release")?;
    let pip = python::program(Path::new("target/tools/rivals"), RIVALS[0], "pip")?;
    let python = pip.with_file_name("python").to_string_lossy().into_owned();
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    if printed(&python, &["-c", "import localstack.services, jsonpath_rw"]).is_none() {
        command(&python, install.into_iter().chain(RIVALS), &[])?;
    }
    let wheel = wheel.to_string_lossy();
    command(
        &python,
        install.into_iter().chain(["--no-index", "--no-deps", "--force-reinstall", &wheel]),
        &[],
    )?;
    Ok(python)
}
