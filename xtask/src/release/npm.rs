//! The packages of npm: the main one with WebAssembly, and one for each platform with its native build.

use std::fs;
use std::path::{Path, PathBuf};

use super::archive::{self, failed};
use super::version;
use crate::command::command;
use crate::{root, wasm};

/// A platform that has a package: what it is called in Rust and in Node.
#[derive(Clone, Copy)]
pub(super) struct Platform {
    target: &'static str,
    os: &'static str,
    cpu: &'static str,
}

const fn platform(target: &'static str, os: &'static str, cpu: &'static str) -> Platform {
    Platform { target, os, cpu }
}

/// All of them. Those of Linux are static, so that they need no C library.
pub(super) const PLATFORMS: [Platform; 6] = [
    platform(archive::MUSL, "linux", "x64"),
    platform("aarch64-unknown-linux-musl", "linux", "arm64"),
    platform("x86_64-apple-darwin", "darwin", "x64"),
    platform("aarch64-apple-darwin", "darwin", "arm64"),
    platform("x86_64-pc-windows-msvc", "win32", "x64"),
    platform("aarch64-pc-windows-msvc", "win32", "arm64"),
];

impl Platform {
    /// The name without the scope.
    fn name(self) -> String {
        format!("cli-{}-{}", self.os, self.cpu)
    }
}

/// The packages, packed.
pub(crate) struct Packed {
    /// The main one.
    pub(crate) main: PathBuf,
    /// Those of the platforms.
    pub(crate) native: Vec<PathBuf>,
}

/// Packs the main package, and those of these platforms out of their archives.
pub(super) fn pack(platforms: &[Platform]) -> Result<Packed, String> {
    let folder = root::root().join("target/dist-npm");
    let _ = fs::remove_dir_all(&folder);
    let version = version::current()?;
    let native =
        platforms.iter().map(|platform| native(*platform, &version, &folder)).collect::<Result<_, _>>()?;
    let main = main(&wasm::build_command()?, &version, &folder)?;
    Ok(Packed { main, native })
}

/// Packs the main package with the command without optimisation, and with a native build that was made for tests, as if
/// this platform were the first one.
pub(crate) fn pack_for_tests(program: &Path) -> Result<Packed, String> {
    let folder = root::root().join("target/install/packages");
    let _ = fs::remove_dir_all(&folder);
    let version = version::current()?;
    let [platform, ..] = PLATFORMS;
    let staged = folder.join(platform.name());
    fs::create_dir_all(&staged).map_err(failed(&staged))?;
    fs::copy(program, staged.join(archive::program(platform.target))).map_err(failed(program))?;
    let native = vec![complete(platform, &version, &folder)?];
    let main = main(&wasm::build_command_for_tests()?, &version, &folder)?;
    Ok(Packed { main, native })
}

/// Packs the main package with the command as a module.
fn main(module: &Path, version: &str, folder: &Path) -> Result<PathBuf, String> {
    wasm::build()?;
    let plain = tarball(&wasm::package(), folder, "plain")?;
    let staged = folder.join("vtlkit");
    fs::create_dir_all(&staged).map_err(failed(&staged))?;
    let (from, to) = (plain.to_string_lossy(), staged.to_string_lossy());
    command("tar", ["-xzf", &*from, "-C", &*to, "--strip-components", "1"], &[])?;
    fs::remove_file(&plain).map_err(failed(&plain))?;
    fs::copy(module, staged.join("dist/command.wasm")).map_err(failed(module))?;
    name_native(&staged.join("package.json"), version)?;
    tarball(&staged, folder, "vtlkit")
}

/// The native builds are named in the published package only: a lock file could not name them before they are there.
fn name_native(manifest: &Path, version: &str) -> Result<(), String> {
    let text = fs::read_to_string(manifest).map_err(failed(manifest))?;
    let lines: Vec<String> = PLATFORMS
        .iter()
        .map(|platform| format!("    \"@vtlkit/{}\": \"{version}\"", platform.name()))
        .collect();
    let before = "  \"peerDependencies\": {";
    if text.matches(before).count() != 1 {
        return Err(format!(
            "{}: no `peerDependencies` to write the native builds before",
            manifest.display()
        ));
    }
    let named = format!("  \"optionalDependencies\": {{\n{}\n  }},\n{before}", lines.join(",\n"));
    fs::write(manifest, text.replace(before, &named)).map_err(failed(manifest))
}

/// The package of a platform, out of its archive.
fn native(platform: Platform, version: &str, folder: &Path) -> Result<PathBuf, String> {
    let staged = folder.join(platform.name());
    archive::unpack(platform.target, &staged)?;
    complete(platform, version, folder)
}

/// Adds all but the command itself to the folder of a package, and packs it.
fn complete(platform: Platform, version: &str, folder: &Path) -> Result<PathBuf, String> {
    let (name, Platform { target, os, cpu }) = (platform.name(), platform);
    let staged = folder.join(&name);
    let program = archive::program(target);
    let manifest = format!(
        r#"{{
  "name": "@vtlkit/{name}",
  "version": "{version}",
  "description": "The native build of vtlkit for {os} on {cpu}",
  "license": "MIT OR Apache-2.0",
  "repository": {{ "type": "git", "url": "git+https://github.com/vtlkit/vtlkit.git" }},
  "os": ["{os}"],
  "cpu": ["{cpu}"],
  "engines": {{ "node": ">=18" }},
  "preferUnplugged": true,
  "files": ["{program}", "LICENSE-*"],
  "publishConfig": {{ "access": "public", "provenance": true }}
}}
"#
    );
    let readme = format!(
        "# @vtlkit/{name}\n\nThe native build of [vtlkit](https://www.npmjs.com/package/vtlkit) for {os} on {cpu}, which \
         installs it: `npm install vtlkit`.\n"
    );
    for (file, text) in [("package.json", manifest), ("README.md", readme)] {
        let path = staged.join(file);
        fs::write(&path, text).map_err(failed(&path))?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root::root().join(licence), staged.join(licence)).map_err(failed(&staged))?;
    }
    tarball(&staged, folder, &name)
}

/// Packs a folder under a name that does not tell the version.
fn tarball(from: &Path, folder: &Path, name: &str) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let packed = crate::npm::pack(from, folder)?;
    let named = folder.join(format!("{name}.tgz"));
    fs::rename(&packed, &named).map_err(failed(&packed))?;
    Ok(named)
}
