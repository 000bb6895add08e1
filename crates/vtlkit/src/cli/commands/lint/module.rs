//! Definitions of several files: Terraform modules, which are the files of a folder, and Serverless Framework
//! configurations with the files that they refer to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vtlkit_definition::Module;
use vtlkit_host::Format;

use super::collect::Input;
use crate::cli::definition::DiskFiles;
use crate::cli::files::{self, Scope};

/// The suffixes of a module's files.
const ENDS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];

/// Whether a file with this name is part of a module.
pub(super) fn is_part(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

/// The modules of files, by folder, each read once. All files of a folder are read, whether they are linted or not, so
/// that a single file gives the same findings as with the others.
pub(super) struct Modules<'s> {
    scope: &'s Scope,
    by_folder: BTreeMap<PathBuf, Option<Arc<Module>>>,
    /// Serverless Framework configurations by each of their files, and modules by the files that they read.
    by_file: BTreeMap<PathBuf, Arc<Module>>,
}

impl<'s> Modules<'s> {
    /// Reads the modules of these files.
    pub(super) fn of(inputs: &[Input], scope: &'s Scope) -> Self {
        let mut by_folder: BTreeMap<PathBuf, Option<Arc<Module>>> = BTreeMap::new();
        for input in inputs.iter().filter(|input| is_part(&input.name) && !files::is_stdin(&input.path)) {
            let folder = folder(input);
            if !by_folder.contains_key(folder) {
                let module = Module::read(&DiskFiles::of_folder(folder, scope));
                by_folder.insert(folder.to_owned(), module.map(Arc::new));
            }
        }
        let mut by_file = BTreeMap::new();
        for (folder, module) in &by_folder {
            let Some(module) = module else { continue };
            for path in module.paths().filter(|path| !is_part(path)) {
                by_file.entry(files::real(&folder.join(path))).or_insert_with(|| Arc::clone(module));
            }
        }
        let is_configuration = |input: &&Input| {
            Format::of_name(&input.name) == Some(Format::Serverless) && !files::is_stdin(&input.path)
        };
        for input in inputs.iter().filter(is_configuration) {
            let files = DiskFiles::of_folder(folder(input), scope);
            let name = input.absolute.file_name().and_then(|name| name.to_str());
            let Some(module) = name.and_then(|name| Module::of_file(&files, name)).map(Arc::new) else {
                continue;
            };
            for path in module.paths() {
                by_file.entry(files::real(&folder(input).join(path))).or_insert_with(|| Arc::clone(&module));
            }
        }
        Self { scope, by_folder, by_file }
    }

    /// The module of a file, with this text of the file.
    pub(super) fn with(&self, input: &Input, text: &str) -> Option<Arc<Module>> {
        if !is_part(&input.name) {
            return self.by_file.get(&files::real(&input.absolute)).cloned();
        }
        let name = input.absolute.file_name()?.to_str()?;
        let known = self.by_folder.get(folder(input)).and_then(Option::as_ref);
        match known.filter(|module| module.has(name, text)) {
            Some(module) => Some(Arc::clone(module)),
            // The text was changed by fixes, or is standard input.
            None => {
                let files = DiskFiles::of_folder(folder(input), self.scope);
                Module::read_with(&files, name, text).map(Arc::new)
            }
        }
    }
}

/// The folder of a file.
fn folder(input: &Input) -> &Path {
    input.absolute.parent().unwrap_or(Path::new(""))
}
