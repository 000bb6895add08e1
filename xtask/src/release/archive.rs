//! Archives with the command for a platform, with licences, manual pages and completions. Each has a checksum file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hmac_sha256::Hash;

use crate::command::{command, printed};
use crate::root;

/// The most bytes that the command may have as it is released.
const BUDGET: u64 = 18_000_000;

/// The static build for Linux, which runs on any distribution and without one.
pub(super) const MUSL: &str = "x86_64-unknown-linux-musl";

/// Where archives are put, and where they are looked for.
pub(super) fn folder() -> PathBuf {
    root::root().join("target/dist-files")
}

/// The archive of a platform.
pub(super) fn path(target: &str) -> PathBuf {
    folder().join(format!("{}.tar.gz", name(target)))
}

/// The name of the archive without its ending, and of the folder in it.
fn name(target: &str) -> String {
    format!("vtlkit-{target}")
}

/// The file name of the command on a platform.
pub(super) fn program(target: &str) -> &'static str {
    if target.contains("windows") { "vtlkit.exe" } else { "vtlkit" }
}

/// Builds the command as it is released, and gives its path.
fn compile(target: &str) -> Result<PathBuf, String> {
    let installed = printed("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    if !installed.lines().any(|line| line == target) {
        command("rustup", ["target", "add", target], &[])?;
    }
    let build = ["build", "--locked", "--profile", "dist", "--target", target, "--bin", "vtlkit"];
    command("cargo", build, &[])?;
    Ok(root::root().join("target").join(target).join("dist").join(program(target)))
}

/// Builds the command for a platform and packs it; gives the archive, which a file with its checksum lies beside.
pub(super) fn build(target: &str) -> Result<PathBuf, String> {
    let command = compile(target)?;
    let size = fs::metadata(&command).map_err(failed(&command))?.len();
    println!("{target}: the command has {size} bytes, and may have {BUDGET}");
    if size > BUDGET {
        return Err(format!("the command has {size} bytes, and may have {BUDGET}"));
    }
    let archive = pack(target, &command)?;
    let packed = fs::metadata(&archive).map_err(failed(&archive))?.len();
    println!("{}: {packed} bytes", archive.display());
    Ok(archive)
}

fn pack(target: &str, program: &Path) -> Result<PathBuf, String> {
    let staged = root::root().join("target/dist-staged");
    let inside = staged.join(name(target));
    let _ = fs::remove_dir_all(&inside);
    fs::create_dir_all(&inside).map_err(failed(&inside))?;
    let root = root::root();
    let mut files = vec![program.to_owned()];
    files.extend(["LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md"].map(|name| root.join(name)));
    for file in files {
        fs::copy(&file, inside.join(file.file_name().unwrap_or_default())).map_err(failed(&file))?;
    }
    // Windows has no manual pages, and its builds for arm64 are cross-compiled.
    if !target.contains("windows") {
        manual(program, &inside)?;
    }
    fs::create_dir_all(folder()).map_err(failed(&folder()))?;
    let archive = path(target);
    let (to, from, what) = (archive.to_string_lossy(), staged.to_string_lossy(), name(target));
    command("tar", ["-czf", &*to, "-C", &*from, &*what], &[])?;
    let bytes = fs::read(&archive).map_err(failed(&archive))?;
    let mut hash = String::new();
    for byte in Hash::hash(&bytes) {
        write!(hash, "{byte:02x}").map_err(|error| error.to_string())?;
    }
    let sum = archive.with_added_extension("sha256");
    let file = archive.file_name().unwrap_or_default().to_string_lossy();
    fs::write(&sum, format!("{hash}  {file}\n")).map_err(failed(&sum))?;
    Ok(archive)
}

/// Writes the manual pages and the completions of the shells, as the command prints them.
fn manual(program: &Path, to: &Path) -> Result<(), String> {
    let (pages, shells, program) = (to.join("man"), to.join("completions"), program.to_string_lossy());
    fs::create_dir_all(&pages).map_err(failed(&pages))?;
    command(&program, ["man", &*pages.to_string_lossy()], &[])?;
    fs::create_dir_all(&shells).map_err(failed(&shells))?;
    for (shell, file) in [("bash", "vtlkit.bash"), ("zsh", "_vtlkit"), ("fish", "vtlkit.fish")] {
        let path = shells.join(file);
        let text = printed(&program, &["completions", shell]);
        let text = text.ok_or_else(|| format!("`vtlkit completions {shell}` fails"))?;
        fs::write(&path, text).map_err(failed(&path))?;
    }
    Ok(())
}

/// Takes the command out of the archive of a platform.
pub(super) fn unpack(target: &str, to: &Path) -> Result<(), String> {
    let archive = path(target);
    if !archive.exists() {
        return Err(format!("{} is missing: `cargo xtask release archive {target}`", archive.display()));
    }
    fs::create_dir_all(to).map_err(failed(to))?;
    let (from, folder) = (archive.to_string_lossy(), to.to_string_lossy());
    let member = format!("{}/{}", name(target), program(target));
    command("tar", ["-xzf", &*from, "-C", &*folder, "--strip-components", "1", &*member], &[])
}

/// Says which file it was that something failed with.
pub(super) fn failed(path: &Path) -> impl Fn(std::io::Error) -> String + use<> {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}
