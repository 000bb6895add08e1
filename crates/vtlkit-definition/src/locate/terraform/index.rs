//! What the files of a module say that others of them refer to.

use std::sync::Arc;

use vtlkit_text::Interpolation;

use super::check::Models;
use super::module::{Methods, Module, ModuleIndex, Resource, locals_of, resources_of};
use crate::extraction::Extraction;
use crate::locate::Finder;
use vtlkit_host::Format;
use vtlkit_host::tree::Tree;

impl<'t> ModuleIndex<'t> {
    /// Puts together what stands in parsed files; of what stands in several of them the first counts.
    pub(crate) fn of_trees(trees: impl Iterator<Item = &'t Tree>) -> Self {
        let files: Vec<(&Tree, Vec<Resource<'t>>)> =
            trees.map(|tree| (tree, tree.roots().flat_map(resources_of).collect())).collect();
        let mut index = Self::default();
        for resource in files.iter().flat_map(|(_, resources)| resources) {
            index.by_name.entry(resource.address()).or_insert(*resource);
        }
        let all = Module::new(Vec::new(), Some(&index));
        let mut methods = Methods::new();
        let mut models = Models::default();
        for (tree, resources) in &files {
            let mut finder = Finder::new(tree, Format::Hcl, Extraction::default());
            finder.interpolation = Interpolation::Hcl;
            finder.locals = tree.roots().flat_map(locals_of).collect();
            for (key, method) in finder.terraform_methods(resources, &all) {
                methods.entry(key).and_modify(|one| *one = None).or_insert(method);
            }
            finder.terraform_models(resources, &all, &mut models);
        }
        index.methods = methods;
        index.models = Arc::new(models.finish());
        index
    }
}
