//! What the container image is built from.

use std::fs;
use std::path::PathBuf;

use super::archive::{self, failed};
use crate::root;

/// The builds that images are made of, each with the name of its architecture in images.
pub(super) const TARGETS: [(&str, &str); 2] =
    [(archive::MUSL, "amd64"), ("aarch64-unknown-linux-musl", "arm64")];

/// Puts the commands of the archives and the instructions into a folder.
pub(super) fn stage(targets: &[(&str, &str)]) -> Result<PathBuf, String> {
    let folder = root::root().join("target/dist-image");
    let _ = fs::remove_dir_all(&folder);
    for (target, architecture) in targets {
        archive::unpack(target, &folder.join(architecture))?;
    }
    for file in ["packaging/Dockerfile", "LICENSE-APACHE", "LICENSE-MIT"] {
        let from = root::root().join(file);
        fs::copy(&from, folder.join(from.file_name().unwrap_or_default())).map_err(failed(&from))?;
    }
    println!("docker buildx build {}", folder.display());
    Ok(folder)
}
