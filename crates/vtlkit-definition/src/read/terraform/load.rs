//! The files of modules.

use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_host::{Format, HostError};
use vtlkit_text::Span;

use super::eval::Terraform;
use super::module::{Arguments, Block, Blocks, Given, Module};
use super::scope::Scope;
use super::value::Key;
use crate::files::{folder_of, joined};

/// Maximum nesting of modules.
const NESTING: usize = 12;
/// Maximum number of module instances.
const MODULES: usize = 2_000;

impl<'t> Terraform<'_, 't> {
    /// The root module that a file belongs to.
    pub(crate) fn outermost(&self, file: &str) -> Rc<Module<'t>> {
        let folder = folder_of(file);
        let mut names = self.loader.list(folder);
        // A single file that the folder does not list.
        let name = file.rsplit('/').next().unwrap_or(file);
        if names.iter().all(|it| it != name) {
            names.push(name.to_owned());
        }
        let blocks = self.folder(folder, &names, Span::at(0));
        let given = self.given_values(folder);
        self.add(Module {
            folder: folder.to_owned(),
            blocks,
            arguments: Arguments::Given(given),
            ..module_at("")
        })
    }

    /// The region of the AWS provider, if known.
    pub(crate) fn region(&self, module: &Rc<Module<'t>>) -> Option<String> {
        let scope = Scope::of_module(Rc::clone(module));
        let regions =
            module.blocks.providers.iter().filter_map(|body| self.attribute(*body, "region", &scope));
        let mut known = regions.filter_map(|region| region.known_text());
        known.next().map(|region| region.to_string())
    }

    pub(crate) fn add(&self, mut module: Module<'t>) -> Rc<Module<'t>> {
        let mut modules = self.modules.borrow_mut();
        module.id = modules.len();
        let module = Rc::new(module);
        modules.push(Rc::clone(&module));
        module
    }

    /// The blocks of the files in a folder.
    fn folder(&self, folder: &str, names: &[String], named: Span) -> Rc<Blocks<'t>> {
        if let Some(known) = self.folders.borrow().get(folder) {
            return Rc::clone(known);
        }
        let mut blocks = Blocks::default();
        for name in names.iter().filter(|name| is_of_module(name)) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if let Some(tree) = self.loader.tree(&path, false, named) {
                self.allow(tree.source.len());
                for root in tree.roots() {
                    blocks.add(root);
                }
            }
        }
        let blocks = Rc::new(blocks);
        self.folders.borrow_mut().insert(folder.to_owned(), Rc::clone(&blocks));
        blocks
    }

    /// The values of input variables in `.tfvars` files and in the settings; later ones override earlier ones.
    fn given_values(&self, folder: &str) -> BTreeMap<String, Given<'t>> {
        let mut given = BTreeMap::new();
        let names = self.loader.list(folder);
        let is_auto = |name: &&String| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
        let first = ["terraform.tfvars", "terraform.tfvars.json"];
        let first = names.iter().filter(|name| first.contains(&name.as_str()));
        for name in first.chain(names.iter().filter(is_auto)) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let Some(text) = self.loader.text(&path, Span::at(0)) else { continue };
            let format = if is_json(name) { Format::Json } else { Format::Hcl };
            let tree = self.loader.parse(format, &text);
            self.allow(tree.source.len());
            for (key, value) in tree.roots().flat_map(|root| root.raw_entries().collect::<Vec<_>>()) {
                given.insert(key.text().into_owned(), Given::Node(value));
            }
        }
        for (name, value) in &self.settings.parameters {
            given.insert(name.clone(), Given::Text(Rc::from(value.as_str())));
        }
        given
    }

    /// The number of the module that a block calls; `None` if its source is not among the files.
    pub(crate) fn child(
        &self,
        module: &Rc<Module<'t>>,
        name: &str,
        call: Block<'t>,
        key: Option<Key>,
        scope: Scope<'t>,
    ) -> Option<usize> {
        let place = (name.to_owned(), key.clone());
        if let Some(known) = module.children.borrow().get(&place) {
            return Some(*known);
        }
        let source = call.body.get("source")?;
        let text = source.text();
        if !text.starts_with("./") && !text.starts_with("../") {
            return None;
        }
        let folder = joined(&module.folder, &text)?;
        if module.depth >= NESTING || is_within(module, &folder) {
            self.loader.error(
                HostError::new(source.span(), format!("the module `{name}` calls itself through `{text}`"))
                    .help("Terraform rejects cycles of modules"),
            );
            return None;
        }
        if self.modules.borrow().len() >= MODULES || !self.spend(64) {
            return None;
        }
        let blocks = self.folder(&folder, &self.loader.list(&folder), source.span());
        if blocks.resources.is_empty() && blocks.outputs.is_empty() && blocks.calls.is_empty() {
            self.loader.note(
                HostError::new(source.span(), format!("there is no module in `{text}`"))
                    .help("the path is relative to the folder of the file that refers to it"),
            );
        }
        let shown = key.as_ref().map(ToString::to_string).unwrap_or_default();
        let child = self.add(Module {
            id: 0,
            address: module.called(&format!("module.{name}{shown}")),
            folder,
            depth: module.depth + 1,
            blocks,
            arguments: Arguments::Call { call, scope },
            values: std::cell::RefCell::default(),
            children: std::cell::RefCell::default(),
        });
        module.children.borrow_mut().insert(place, child.id);
        Some(child.id)
    }
}

/// A module without blocks, by address.
pub(crate) fn module_at<'t>(address: &str) -> Module<'t> {
    Module {
        id: 0,
        address: address.to_owned(),
        folder: String::new(),
        depth: 0,
        blocks: Rc::default(),
        arguments: Arguments::Given(BTreeMap::new()),
        values: std::cell::RefCell::default(),
        children: std::cell::RefCell::default(),
    }
}

/// Whether a module or one of its ancestors is in a folder.
fn is_within(module: &Rc<Module<'_>>, folder: &str) -> bool {
    let mut at = Rc::clone(module);
    loop {
        if at.folder == folder {
            return true;
        }
        let outer = match &at.arguments {
            Arguments::Call { scope, .. } => scope.module.clone(),
            Arguments::Given(_) => None,
        };
        match outer {
            Some(outer) => at = outer,
            None => return false,
        }
    }
}

fn is_json(name: &str) -> bool {
    name.rsplit('.').next() == Some("json")
}

/// Whether a file belongs to a module, by its name.
pub(crate) fn is_of_module(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
}
