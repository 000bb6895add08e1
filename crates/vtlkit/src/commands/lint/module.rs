//! The files of a Terraform module: those of one folder, which refer to each other without saying so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_host::ModuleFile;

use super::collect::Input;
use super::file::LARGEST;
use crate::files::{self, Scope};

/// The ends of the names of a module's files.
const ENDS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];

/// How many files of a module are taken.
const MOST: usize = 200;

/// Whether a file of this name is part of a module.
pub(super) fn is_part(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

/// A file of a module that has to do with API Gateway.
struct Text {
    path: PathBuf,
    text: String,
}

/// The texts of the modules that files are part of, by their folders. All files of a folder are read, whether they are
/// linted or not, so that a file by itself gives the same findings as among the others.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<PathBuf, Vec<Text>>);

impl Texts {
    /// Reads the modules of these files.
    pub(super) fn of(inputs: &[Input], scope: &Scope) -> Self {
        let mut texts = Self::default();
        for input in inputs.iter().filter(|input| is_part(&input.name)) {
            let folder = input.absolute.parent().unwrap_or(Path::new(""));
            if !texts.0.contains_key(folder) {
                texts.0.insert(folder.to_owned(), read(folder, scope));
            }
        }
        texts
    }
}

fn read(folder: &Path, scope: &Scope) -> Vec<Text> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_part(&path.to_string_lossy()) && path.is_file() && scope.reads(path))
        .collect();
    paths.sort();
    let texts = paths.into_iter().filter_map(|path| {
        let text = files::read_text(&path, "the file", LARGEST).ok()?;
        text.contains("aws_api_gateway_").then_some(Text { path, text })
    });
    texts.take(MOST).collect()
}

/// The modules that files are part of, each file of them parsed once.
pub(super) struct Modules<'t>(BTreeMap<&'t Path, Vec<(&'t Path, ModuleFile<'t>)>>);

impl<'t> Modules<'t> {
    pub(super) fn parse(texts: &'t Texts) -> Self {
        let parse = |Text { path, text }: &'t Text| {
            Some((path.as_path(), ModuleFile::parse(&files::name(path), text)?))
        };
        let modules = texts.0.iter().map(|(folder, texts)| {
            // A file alone needs no others.
            let texts = if texts.len() > 1 { texts.as_slice() } else { &[] };
            (folder.as_path(), texts.iter().filter_map(parse).collect())
        });
        Self(modules.collect())
    }

    /// The other files of the module that a file is part of, where it has integrations: what those refer to may stand
    /// there.
    pub(super) fn others(&self, input: &Input, text: &str) -> Vec<&ModuleFile<'t>> {
        if !is_part(&input.name) || !text.contains("aws_api_gateway_integration") {
            return Vec::new();
        }
        let folder = input.absolute.parent().unwrap_or(Path::new(""));
        let files = self.0.get(folder).into_iter().flatten();
        files.filter(|(path, _)| *path != input.absolute).map(|(_, file)| file).collect()
    }
}
