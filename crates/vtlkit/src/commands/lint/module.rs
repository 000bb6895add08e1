//! The files of a Terraform module: those of one folder, which refer to each other without saying so.

use std::fs;
use std::path::{Path, PathBuf};

use super::collect::Input;
use super::file::LARGEST;
use crate::files;

/// The ends of the names of a module's files.
const ENDS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];

/// How many other files of a module are read.
const MOST: usize = 200;

/// Whether a file of this name is part of a module.
pub(super) fn is_part(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

/// The names and texts of the other files of a module that have to do with API Gateway, where a file has integrations:
/// what those refer to may stand there. They are read whether they are linted or not, so that a file by itself gives the
/// same findings as among the others.
pub(super) fn others(input: &Input, text: &str) -> Vec<(String, String)> {
    if !is_part(&input.name) || !text.contains("aws_api_gateway_integration") {
        return Vec::new();
    }
    let folder = input.absolute.parent().unwrap_or(Path::new(""));
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| *path != input.absolute && is_part(&path.to_string_lossy()))
        .collect();
    paths.sort();
    let text = |path: &Path| String::from_utf8(files::read(path, "the file", LARGEST).ok()?).ok();
    let texts = paths.into_iter().filter_map(|path| Some((files::name(&path), text(&path)?)));
    texts.filter(|(_, text)| text.contains("aws_api_gateway_")).take(MOST).collect()
}
