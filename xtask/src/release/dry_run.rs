//! Builds all that one Linux machine can, and installs each of it.

use std::fs;
use std::process::Command;
use std::time::Instant;

use super::archive::{self, MUSL, failed};
use super::{image, npm, version};
use crate::command::command;
use crate::install::{self, musl, wheel};
use crate::root;

/// Builds, packs and installs; publishes nothing.
pub(super) fn run() -> Result<(), String> {
    version::check(None)?;
    let start = Instant::now();
    let archive = archive::build(MUSL)?;
    let unpacked = root::root().join("target/dist-unpacked");
    archive::unpack(MUSL, &unpacked)?;
    if let Some(why) = musl::test(&unpacked.join("vtlkit"))? {
        return Err(why);
    }
    action(&archive)?;
    image::stage(&image::TARGETS[..1])?;
    packages()?;
    wheel::release()?;
    crates()?;
    println!("all was built and installed in {} s", start.elapsed().as_secs());
    Ok(())
}

/// The action's script installs the archive once its checksum fits, and not otherwise.
fn action(archive: &std::path::Path) -> Result<(), String> {
    let folder = root::root().join("target/dist-action");
    let _ = fs::remove_dir_all(&folder);
    let downloads = folder.join("downloads");
    fs::create_dir_all(&downloads).map_err(failed(&downloads))?;
    let sum = archive.with_added_extension("sha256");
    for file in [archive, &sum] {
        fs::copy(file, downloads.join(file.file_name().unwrap_or_default())).map_err(failed(file))?;
    }
    let install = || {
        Command::new(root::root().join("packaging/action/install.sh"))
            .env("VTLKIT_VERSION", version::current()?)
            .env("VTLKIT_DOWNLOADS", format!("file://{}", downloads.display()))
            .env("VTLKIT_FOLDER", folder.join("installed"))
            .env_remove("GITHUB_PATH")
            .status()
            .map_err(|error| format!("install.sh does not start: {error}"))
    };
    if !install()?.success() {
        return Err("the action's script does not install the archive".to_owned());
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let lint = Command::new(root::root().join("packaging/action/lint.sh"))
        .env("PATH", format!("{}:{path}", folder.join("installed").display()))
        .env("VTLKIT_PATHS", "examples/users-api/openapi.yaml\n")
        .env("VTLKIT_ARGUMENTS", "--select=output\n")
        .env("VTLKIT_SARIF", folder.join("report.sarif"))
        .current_dir(root::root())
        .output()
        .map_err(|error| format!("lint.sh does not start: {error}"))?;
    let printed = String::from_utf8_lossy(&lint.stdout);
    let annotation = "file=examples/users-api/openapi.yaml,line=36,col=80";
    if lint.status.code() != Some(1) || !printed.contains(annotation) {
        return Err(format!("the action's script ended with {}, and printed\n{printed}", lint.status));
    }
    if fs::metadata(folder.join("report.sarif")).map_or(0, |it| it.len()) == 0 {
        return Err("the action's script wrote no SARIF".to_owned());
    }
    fs::write(
        downloads.join(sum.file_name().unwrap_or_default()),
        "00  vtlkit-x86_64-unknown-linux-musl.tar.gz\n",
    )
    .map_err(failed(&sum))?;
    if install()?.success() {
        return Err("the action's script installs an archive with another checksum".to_owned());
    }
    Ok(())
}

/// The packages of npm, with the build of this platform.
fn packages() -> Result<(), String> {
    let packed = npm::pack(&npm::PLATFORMS[..1])?;
    let installed = install::npm::check(&packed, &[])?;
    install::npm::start_up(&installed)?;
    for path in packed.native.iter().chain([&packed.main]) {
        let size = fs::metadata(path).map_err(failed(path))?.len();
        println!("{}: {size} bytes", path.display());
    }
    Ok(())
}

/// The crates for crates.io, each built from its package.
fn crates() -> Result<(), String> {
    command("cargo", ["publish", "--dry-run", "--workspace", "--locked", "--allow-dirty", "--quiet"], &[])
}
