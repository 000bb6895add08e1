//! Finds the configuration of each file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{NAME, PROJECT, Settings};
use crate::cli::failure::Failure;
use crate::cli::files::canonical;

/// The configurations of files: the nearest one in the file's folder or a parent folder.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    /// The configuration named on the command line, for all files.
    fixed: Option<Arc<Settings>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    of_folders: HashMap<PathBuf, Arc<Settings>>,
    failure: Option<Failure>,
}

impl Configs {
    /// Searches for configurations around each file.
    pub(crate) fn around() -> Self {
        Self::default()
    }

    /// No configuration.
    pub(crate) fn none() -> Self {
        Self { fixed: Some(Arc::default()), ..Self::default() }
    }

    /// One configuration for all files.
    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        if !path.exists() || path.is_dir() {
            let message = format!("the configuration `{}` does not exist", path.display());
            return Err(Failure::input_with_help(message, "paths are relative to the current folder"));
        }
        let settings = Settings::read(&absolute(path), true)?;
        Ok(Self { fixed: Some(Arc::new(settings)), ..Self::default() })
    }

    /// The settings for a file or folder, given its absolute path.
    pub(crate) fn of(&self, path: &Path) -> Arc<Settings> {
        if let Some(fixed) = &self.fixed {
            return Arc::clone(fixed);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.of_folder(path.parent().unwrap_or(path))
    }

    /// The error of the first configuration that could not be read.
    pub(crate) fn failure(&self) -> Result<(), Failure> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failure.take().map_or(Ok(()), Err)
    }
}

impl State {
    fn of_folder(&mut self, folder: &Path) -> Arc<Settings> {
        let mut found = None;
        let mut passed = Vec::new();
        for folder in folder.ancestors() {
            if let Some(settings) = self.of_folders.get(folder) {
                found = Some(Arc::clone(settings));
                break;
            }
            passed.push(folder.to_owned());
            if let Some(path) = in_folder(folder) {
                let settings = Settings::read(&path, false).unwrap_or_else(|failure| {
                    self.failure.get_or_insert(failure);
                    Settings::default()
                });
                found = Some(Arc::new(settings));
                break;
            }
        }
        let found = found.unwrap_or_default();
        self.of_folders.extend(passed.into_iter().map(|folder| (folder, Arc::clone(&found))));
        found
    }
}

/// The configuration in a folder: its `vtlkit.toml`, or else its `pyproject.toml` if that has one.
pub(crate) fn in_folder(folder: &Path) -> Option<PathBuf> {
    let path = folder.join(NAME);
    if path.is_file() {
        return Some(path);
    }
    let path = folder.join(PROJECT);
    let text = std::fs::read_to_string(&path).ok()?;
    let is_header = |line: &str| line.trim_start().starts_with("[tool.vtlkit");
    text.lines().any(is_header).then_some(path)
}

/// An absolute path without `.` and `..`.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if !path.components().any(|part| part == std::path::Component::ParentDir) {
        return path;
    }
    canonical(&path).unwrap_or(path)
}
