//! The files of a Terraform module: those of one folder, which refer to each other without saying so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_definition::{ModuleFile, ModuleIndex};

use super::collect::Input;
use super::file::LARGEST;
use crate::cli::files::{self, Scope};

/// The ends of the names of a module's files.
const ENDS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];

/// How many files of a module are taken.
pub(super) const MOST: usize = 200;

/// Whether a file of this name is part of a module.
pub(super) fn is_part(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

/// A file of a module that has to do with API Gateway.
struct Text {
    path: PathBuf,
    text: String,
}

/// The files of a module that are taken, and whether there are more.
type Taken = (Vec<Text>, bool);

/// The texts of the modules that files are part of, by their folders. All files of a folder are read, whether they are
/// linted or not, so that a file by itself gives the same findings as among the others.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<PathBuf, Taken>);

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

fn read(folder: &Path, scope: &Scope) -> Taken {
    let Ok(entries) = fs::read_dir(folder) else { return Taken::default() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_part(&path.to_string_lossy()) && path.is_file() && scope.reads(path))
        .collect();
    paths.sort();
    let mut texts = paths.into_iter().filter_map(|path| {
        let text = files::read_text(&path, "the file", LARGEST).ok()?;
        text.contains("aws_api_gateway_").then_some(Text { path, text })
    });
    let taken = texts.by_ref().take(MOST).collect();
    (taken, texts.next().is_some())
}

/// The files of modules, by folder, each parsed once.
pub(super) struct Files<'t>(BTreeMap<&'t Path, (Vec<ModuleFile>, bool)>);

impl<'t> Files<'t> {
    pub(super) fn parse(texts: &'t Texts) -> Self {
        let parse = |Text { path, text }: &'t Text| ModuleFile::parse(&files::name(path), text);
        let modules = texts.0.iter().map(|(folder, (texts, is_cut))| {
            // A file alone needs no others.
            let texts = if texts.len() > 1 { texts.as_slice() } else { &[] };
            (folder.as_path(), (texts.iter().filter_map(parse).collect(), *is_cut))
        });
        Self(modules.collect())
    }
}

/// The modules that files are part of, by folder.
pub(super) struct Modules<'t>(BTreeMap<&'t Path, Module<'t>>);

/// What stands in the files of a module, and whether there are more files than are taken.
struct Module<'t> {
    index: ModuleIndex<'t>,
    is_cut: bool,
}

impl<'t> Modules<'t> {
    pub(super) fn of(files: &'t Files<'t>) -> Self {
        let module = |(files, is_cut): &'t (Vec<ModuleFile>, bool)| Module {
            index: ModuleIndex::new(files),
            is_cut: *is_cut,
        };
        Self(files.0.iter().map(|(folder, files)| (*folder, module(files))).collect())
    }

    /// The module that a file is part of, where it has integrations: what those refer to may stand in another file.
    fn module_of(&self, input: &Input, text: &str) -> Option<&Module<'t>> {
        if !is_part(&input.name) || !text.contains("aws_api_gateway_integration") {
            return None;
        }
        self.0.get(input.absolute.parent().unwrap_or(Path::new("")))
    }

    /// What stands in the files of the module that a file is part of, where it has integrations.
    pub(super) fn index(&self, input: &Input, text: &str) -> Option<&ModuleIndex<'t>> {
        self.module_of(input, text).map(|module| &module.index)
    }

    /// Whether the module has more files than are taken, so that what a file with integrations refers to may be unknown.
    pub(super) fn is_cut(&self, input: &Input, text: &str) -> bool {
        self.module_of(input, text).is_some_and(|module| module.is_cut)
    }
}
