//! A module: the blocks of the files in one folder.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_host::tree::NodeRef;

use super::scope::Scope;
use super::value::{Key, Value};

/// The blocks of the files in one folder.
#[derive(Default)]
pub(crate) struct Blocks<'t> {
    /// By `type.name`; data sources by `data.type.name`.
    pub(crate) resources: BTreeMap<Rc<str>, Block<'t>>,
    /// The names of the resources in source order.
    pub(crate) order: Vec<Rc<str>>,
    pub(crate) variables: BTreeMap<String, Block<'t>>,
    pub(crate) locals: BTreeMap<String, NodeRef<'t>>,
    pub(crate) outputs: BTreeMap<String, Block<'t>>,
    pub(crate) calls: BTreeMap<String, Block<'t>>,
    /// The settings of the AWS provider.
    pub(crate) providers: Vec<NodeRef<'t>>,
}

/// A named block.
#[derive(Clone, Copy)]
pub(crate) struct Block<'t> {
    pub(crate) name: NodeRef<'t>,
    pub(crate) body: NodeRef<'t>,
}

/// The source of the values of a module's input variables.
pub(crate) enum Arguments<'t> {
    /// For the root module: `.tfvars` files and settings, by name.
    Given(BTreeMap<String, Given<'t>>),
    /// The block that calls the module.
    Call { call: Block<'t>, scope: Scope<'t> },
}

/// The value of an input variable of the root module.
#[derive(Clone)]
pub(crate) enum Given<'t> {
    /// From a `.tfvars` file.
    Node(NodeRef<'t>),
    /// From the settings: a string, or an expression if the variable has another type.
    Text(Rc<str>),
}

/// An instance of a module.
pub(crate) struct Module<'t> {
    /// Its number.
    pub(crate) id: usize,
    /// Its address: `module.name` of each ancestor and its own; empty for the root module.
    pub(crate) address: String,
    /// Its folder, relative to that of the definition.
    pub(crate) folder: String,
    pub(crate) depth: usize,
    pub(crate) blocks: Rc<Blocks<'t>>,
    pub(crate) arguments: Arguments<'t>,
    /// Evaluated values by `var.x`, `local.x`, `output.x` and the names of resources.
    pub(crate) values: RefCell<BTreeMap<String, Slot>>,
    /// The modules that it calls, by name and instance key.
    pub(crate) children: RefCell<BTreeMap<(String, Option<Key>), usize>>,
}

/// A value that is evaluated once.
pub(crate) enum Slot {
    /// Its evaluation has started: asking for it again is a cycle.
    Pending,
    Done(Value),
}

impl<'t> Blocks<'t> {
    /// Adds the blocks of a file.
    pub(crate) fn add(&mut self, root: NodeRef<'t>) {
        for (key, value) in root.raw_entries() {
            match &*key.text() {
                "resource" => {
                    for (kind, names) in entries_of(value) {
                        self.resources_of("", kind, names);
                    }
                }
                "data" | "ephemeral" => {
                    for (kind, names) in entries_of(value) {
                        self.resources_of("data.", kind, names);
                    }
                }
                "locals" => {
                    for (name, value) in entries_of(value) {
                        self.locals.entry(name.text().into_owned()).or_insert(value);
                    }
                }
                "provider" => {
                    let of_aws = entries_of(value).into_iter().filter(|(name, _)| name.is("aws"));
                    // A provider with an alias is only for some resources.
                    let bodies = of_aws.flat_map(|(_, bodies)| listed(bodies).collect::<Vec<_>>());
                    self.providers.extend(bodies.filter(|body| body.get("alias").is_none()));
                }
                "variable" => add_named(&mut self.variables, value),
                "output" => add_named(&mut self.outputs, value),
                "module" => add_named(&mut self.calls, value),
                _ => {}
            }
        }
    }

    fn resources_of(&mut self, prefix: &str, kind: NodeRef<'t>, names: NodeRef<'t>) {
        let kind = kind.text();
        for (name, bodies) in entries_of(names) {
            let address: Rc<str> = format!("{prefix}{kind}.{}", name.text()).into();
            for body in listed(bodies) {
                if !self.resources.contains_key(&address) {
                    self.order.push(Rc::clone(&address));
                    self.resources.insert(Rc::clone(&address), Block { name, body });
                }
            }
        }
    }
}

fn add_named<'t>(blocks: &mut BTreeMap<String, Block<'t>>, value: NodeRef<'t>) {
    for (name, bodies) in entries_of(value) {
        for body in listed(bodies) {
            blocks.entry(name.text().into_owned()).or_insert(Block { name, body });
        }
    }
}

/// The entries of a mapping, or of each mapping in a list, which the JSON syntax allows.
fn entries_of(node: NodeRef<'_>) -> Vec<(NodeRef<'_>, NodeRef<'_>)> {
    listed(node).flat_map(NodeRef::raw_entries).collect()
}

/// The items of a list, or a single value that stands for a list of one.
pub(crate) fn listed(node: NodeRef<'_>) -> impl Iterator<Item = NodeRef<'_>> {
    let alone = (!node.is_seq()).then_some(node);
    alone.into_iter().chain(node.items())
}

impl Module<'_> {
    /// The name of a value of the module, qualified with its address.
    pub(crate) fn called(&self, name: &str) -> String {
        if self.address.is_empty() { name.to_owned() } else { format!("{}.{name}", self.address) }
    }
}
