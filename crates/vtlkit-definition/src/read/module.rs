//! Files as the linter reads them: with the Terraform module that they are part of.

use vtlkit_host::Format;
use vtlkit_host::tree::Tree;

use crate::extraction::{Extraction, extract, read_among};
use crate::locate::ModuleIndex;
use crate::read::Definition;

/// A file of a Terraform module, parsed once for all the others that may refer to what stands in it.
#[derive(Debug)]
pub struct ModuleFile(Tree);

impl ModuleFile {
    /// Parses a file; nothing if its name is not one of a module's, or if it is larger than 4 GB.
    pub fn parse(name: &str, text: &str) -> Option<Self> {
        match Format::of_name(name) {
            Some(format @ (Format::Json | Format::Hcl)) if u32::try_from(text.len()).is_ok() => {
                Some(Self(Tree::parse(format, text)))
            }
            _ => None,
        }
    }
}

impl<'t> ModuleIndex<'t> {
    /// What stands in the files of a module; of what stands in several of them the first counts.
    pub fn new(files: impl IntoIterator<Item = &'t ModuleFile>) -> Self {
        Self::of_trees(files.into_iter().map(|file| &file.0))
    }
}

/// What a file holds, and what it says of APIs, with the files of a Terraform module, this one among them: methods,
/// models, validators and resources that the file refers to may stand in another one.
pub fn read_file_among(name: &str, text: &str, module: Option<&ModuleIndex<'_>>) -> (Extraction, Definition) {
    match Format::of_name(name) {
        Some(format @ (Format::Yaml | Format::Json | Format::Hcl))
            if u32::try_from(text.len()).is_ok() && format.may_hold_templates(text) =>
        {
            read_among(format, text, module)
        }
        _ => (extract(name, text), Definition::default()),
    }
}
