//! The static build for Linux, in a root that holds nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::npm::{FINDING, copy_definition};
use crate::command::printed;
use crate::root;

/// Runs the command where there is no C library, no shell, no `/proc` and no `/tmp`. `None` where this user may not
/// change the root.
pub(crate) fn test(program: &Path) -> Result<Option<String>, String> {
    let folder = root::root().join("target/install/root");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    fs::copy(program, folder.join("vtlkit")).map_err(|error| format!("{}: {error}", program.display()))?;
    copy_definition(&folder)?;
    let name = folder.to_string_lossy();
    let is_root = printed("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let mut run = Command::new(if is_root { "chroot" } else { "unshare" });
    if !is_root {
        run.args(["--map-root-user", "chroot"]);
    }
    let output = run
        .args([&*name, "/vtlkit", "lint", "openapi.yaml", "--output", "concise"])
        .env_clear()
        .output()
        .map_err(|error| format!("{run:?} does not start: {error}"))?;
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if !is_root && text.contains("unshare failed") {
        return Ok(Some(format!("the root cannot be changed here: {}", text.trim())));
    }
    if output.status.code() != Some(1) || !text.contains(FINDING) {
        return Err(format!("in an empty root the command ended with {}:\n{text}", output.status));
    }
    let size = fs::metadata(program).map_err(|error| error.to_string())?.len();
    println!("{}: {size} bytes, runs in an empty root", program.display());
    Ok(None)
}
