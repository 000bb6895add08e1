//! The output of `terraform show -json`: the resources of a plan or state with their values.
//!
//! A state has the identifiers of all resources. A plan does not; its `configuration` has the references instead.

use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_host::tree::NodeRef;
use vtlkit_text::Span;

use super::eval::Terraform;
use super::functions::plain;
use super::load::module_at;
use super::reader::Item;
use super::scope::Scope;
use super::value::{Address, Attribute, Data, Key, Value};

/// Maximum nesting of modules, and maximum length of a chain of references.
const NESTING: usize = 24;

/// A plan or a state.
#[derive(Default)]
pub(crate) struct Plan<'t> {
    /// The values of each resource.
    values: BTreeMap<Address, NodeRef<'t>>,
    /// The resource that each node belongs to.
    owners: BTreeMap<u32, Address>,
    /// The resources in source order.
    order: Vec<(Address, NodeRef<'t>)>,
    /// The resources by identifier.
    ids: BTreeMap<String, Address>,
    /// The configuration of each module, by path without instance keys.
    configurations: BTreeMap<String, NodeRef<'t>>,
    /// The expressions of each resource, by path of its module and name.
    expressions: BTreeMap<(String, String), NodeRef<'t>>,
    paths: Vec<String>,
}

/// Whether a document is a plan or a state.
pub(crate) fn is_one(root: NodeRef<'_>) -> bool {
    root.get("format_version").is_some() && modules_of(root).is_some()
}

fn modules_of(root: NodeRef<'_>) -> Option<NodeRef<'_>> {
    ["planned_values", "values"].into_iter().find_map(|name| root.get(name)?.get("root_module"))
}

impl<'t> Plan<'t> {
    /// Reads a document and adds its modules.
    pub(crate) fn read(root: NodeRef<'t>, terraform: &Terraform<'_, 't>) -> Self {
        let mut plan = Self::default();
        let configuration = root.get("configuration").and_then(|it| it.get("root_module"));
        if let Some(configuration) = configuration {
            plan.configuration(String::new(), configuration, NESTING);
        }
        if let Some(module) = modules_of(root) {
            plan.module(module, terraform, NESTING);
        }
        plan
    }

    fn configuration(&mut self, path: String, node: NodeRef<'t>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for (name, call) in node.get("module_calls").map(NodeRef::entries).unwrap_or_default() {
            if let Some(module) = call.get("module") {
                self.configuration(format!("{path}module.{}.", name.text()), module, depth);
            }
        }
        for resource in node.get("resources").into_iter().flat_map(NodeRef::items) {
            let text = |name: &str| resource.get(name).map(NodeRef::text).unwrap_or_default();
            if let Some(expressions) = resource.get("expressions") {
                let name = format!("{}.{}", text("type"), text("name"));
                self.expressions.insert((path.clone(), name), expressions);
            }
        }
        self.configurations.insert(path, node);
    }

    fn module(&mut self, node: NodeRef<'t>, terraform: &Terraform<'_, 't>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let address = node.get("address").map(|it| it.text().into_owned()).unwrap_or_default();
        let id = terraform.add(module_at(&address)).id;
        self.paths.push(without_keys(&address));
        for resource in node.get("resources").into_iter().flat_map(NodeRef::items) {
            let text = |name: &str| resource.get(name).map(NodeRef::text).unwrap_or_default();
            let (Some(name), Some(values)) = (resource.get("name"), resource.get("values")) else { continue };
            let prefix = if text("mode") == "data" { "data." } else { "" };
            let key = resource.get("index").map(|index| match index.text().parse() {
                Ok(number) if !index.is_quoted() => Key::Number(number),
                _ => Key::Text(Rc::from(&*index.text())),
            });
            let full = format!("{prefix}{}.{}", text("type"), name.text());
            let address = Address { module: id, name: full.into(), key };
            if let Some(own) = values.get("id").filter(|own| !own.is_null()) {
                self.ids.insert(own.text().into_owned(), address.clone());
            }
            if let Some(root) = values.get("root_resource_id").filter(|root| !root.is_null()) {
                self.ids.insert(root.text().into_owned(), address.clone());
            }
            self.owners.insert(values.index, address.clone());
            self.values.insert(address.clone(), values);
            self.order.push((address, name));
        }
        for child in node.get("child_modules").into_iter().flat_map(NodeRef::items) {
            self.module(child, terraform, depth);
        }
    }

    /// The API Gateway resources.
    pub(crate) fn items(&self) -> Vec<Item<'t>> {
        let parts = self.order.iter().filter(|(address, _)| !address.is_data());
        let item = |(address, name): &(Address, NodeRef<'t>)| {
            let body = *self.values.get(address)?;
            Some(Item { address: address.clone(), name: *name, body, scope: Scope::empty() })
        };
        parts.filter_map(item).collect()
    }

    /// The values of a resource.
    pub(crate) fn values(&self, address: &Address) -> Option<NodeRef<'t>> {
        self.values.get(address).copied()
    }

    /// An attribute of a resource. An identifier evaluates to a reference to its resource.
    pub(crate) fn attribute(&self, body: NodeRef<'t>, name: &str) -> Option<Value> {
        let is_identifier = name.ends_with("_id") && name != "connection_id";
        let node = body.get(name).filter(|node| !node.is_null());
        if let Some(node) = node {
            let owner = if is_identifier { self.ids.get(&*node.text()) } else { None };
            return Some(match owner {
                Some(owner) => reference(owner, node.span()),
                None => plain(node, NESTING),
            });
        }
        // In a plan, values that are not known yet are missing.
        let owner = self.owners.get(&body.index)?;
        let path = self.paths.get(owner.module)?;
        let (found, key) = (self.expression(path, owner, name)?, owner.key.clone());
        let target = self.follow(path, &found, NESTING)?;
        let target = self.instance(owner.module, &target, key)?;
        is_identifier.then(|| reference(&target, body.span()))
    }

    /// The first reference in an expression of a resource.
    fn expression(&self, path: &str, owner: &Address, name: &str) -> Option<String> {
        let expressions = self.expressions.get(&(path.to_owned(), owner.name.to_string()))?;
        first_reference(expressions.get(name)?)
    }

    /// The module path and the name of the resource that a reference leads to.
    fn follow(&self, path: &str, name: &str, depth: usize) -> Option<(String, String)> {
        let depth = depth.checked_sub(1)?;
        if let Some(variable) = name.strip_prefix("var.") {
            let variable = variable.split(['.', '[']).next()?;
            let (outer, call) = path.trim_end_matches('.').rsplit_once("module.")?;
            let calls = self.configurations.get(outer)?.get("module_calls")?;
            let argument = calls.get(call)?.get("expressions")?.get(variable)?;
            return self.follow(outer, &first_reference(argument)?, depth);
        }
        if let Some(rest) = name.strip_prefix("module.") {
            let (module, output) = rest.split_once('.')?;
            let module = module.split('[').next()?;
            let inner = format!("{path}module.{module}.");
            let outputs = self.configurations.get(&inner)?.get("outputs")?;
            let output = outputs.get(output.split(['.', '[']).next()?)?;
            return self.follow(&inner, &first_reference(output.get("expression")?)?, depth);
        }
        let mut parts = name.splitn(3, '.');
        let (kind, own) = (parts.next()?, parts.next()?);
        Some((path.to_owned(), format!("{kind}.{}", own.split('[').next()?)))
    }

    /// The instance of a resource that belongs to an instance with this key: the one with the same key, or the only
    /// one.
    fn instance(&self, from: usize, target: &(String, String), key: Option<Key>) -> Option<Address> {
        let (path, name) = target;
        let own = self.paths.get(from).is_some_and(|own| own == path).then_some(from);
        let module = own.or_else(|| self.paths.iter().position(|it| it == path))?;
        let of = |key: Option<Key>| Address { module, name: Rc::from(name.as_str()), key };
        let mut candidates = [of(key), of(None), of(Some(Key::Number(0)))].into_iter();
        candidates.find(|address| self.values.contains_key(address))
    }
}

/// A reference to a resource.
fn reference(owner: &Address, span: Span) -> Value {
    let stand_in = Rc::from(owner.parts().1);
    Value::new(
        Data::Attribute(Rc::new(Attribute { owner: owner.clone(), stand_in, unknown: Vec::new() })),
        span,
    )
}

fn first_reference(expression: NodeRef<'_>) -> Option<String> {
    expression.get("references")?.items().next().map(|it| it.text().into_owned())
}

/// The path of a module without instance keys, as in the configuration: `module.a.module.b.`
fn without_keys(address: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in address.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if !out.is_empty() {
        out.push('.');
    }
    out
}
