use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ModelSource;
use vtlkit_host::tree::NodeRef;

/// The resources of a file, and what the files of its module say.
pub(super) struct Module<'m, 't> {
    resources: Vec<Resource<'t>>,
    by_name: BTreeMap<String, usize>,
    /// What is known of all files of the module together.
    shared: Option<&'m ModuleIndex<'t>>,
    /// The integrations of the file, by resource and method as the file writes them.
    pub(super) integrations: BTreeMap<(String, String), NodeRef<'t>>,
    /// The methods of the file in the same way.
    pub(super) methods: Methods<'t>,
    /// The models of all files, as checks have them.
    pub(super) models: Arc<BTreeMap<String, ModelSource>>,
}

/// Methods by resource and method; where several blocks say the same, nothing tells which is meant.
pub(super) type Methods<'t> = BTreeMap<(String, String), Option<Resource<'t>>>;

/// What stands in the files of a Terraform module, for all of them to refer to: put together once.
#[derive(Debug, Default)]
pub struct ModuleIndex<'t> {
    pub(super) by_name: BTreeMap<String, Resource<'t>>,
    pub(super) methods: Methods<'t>,
    pub(super) models: Arc<BTreeMap<String, ModelSource>>,
}

/// A resource block: its type, name and contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resource<'t> {
    pub(super) kind: NodeRef<'t>,
    pub(super) name: NodeRef<'t>,
    pub(super) body: NodeRef<'t>,
}

impl<'m, 't> Module<'m, 't> {
    /// The resources of a file in its module. The other files of the module are not known yet.
    pub(super) fn new(resources: Vec<Resource<'t>>, shared: Option<&'m ModuleIndex<'t>>) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, resource) in resources.iter().enumerate() {
            by_name.entry(resource.address()).or_insert(index);
        }
        Self {
            resources,
            by_name,
            shared,
            integrations: BTreeMap::new(),
            methods: BTreeMap::new(),
            models: Arc::default(),
        }
    }

    /// The resources of the file itself.
    pub(super) fn own(&self) -> &[Resource<'t>] {
        &self.resources
    }

    /// What is known of all files of the module together.
    pub(super) const fn shared(&self) -> Option<&'m ModuleIndex<'t>> {
        self.shared
    }

    /// The resources of the file that are of a type.
    pub(super) fn of_kind<'a>(
        &'a self,
        kind: &'a str,
    ) -> impl Iterator<Item = Resource<'t>> + use<'a, 'm, 't> {
        self.resources.iter().copied().filter(move |resource| resource.kind.is(kind))
    }

    /// The resource of `type.name` or `type.name[0]`: of the file itself, or of another one.
    pub(super) fn owner_of(&self, path: &str) -> Option<Resource<'t>> {
        let name = path.split('[').next()?;
        match self.by_name.get(name) {
            Some(own) => self.resources.get(*own).copied(),
            None => self.shared?.by_name.get(name).copied(),
        }
    }

    /// The value of `type.name.attribute`.
    pub(super) fn attribute(&self, path: &str) -> Option<NodeRef<'t>> {
        let (owner, attribute) = path.rsplit_once('.')?;
        self.owner_of(owner)?.body.get(attribute)
    }

    /// The only method of a resource and an HTTP method, of all files.
    pub(super) fn method(&self, key: &(String, String)) -> Option<Resource<'t>> {
        let own = self.methods.get(key);
        let shared = self.shared.and_then(|shared| shared.methods.get(key));
        match (own, shared) {
            // The file is among those that are shared, too.
            (Some(own), Some(shared)) => own.filter(|own| shared.is_some_and(|it| it.is_named_as(own))),
            (one, other) => *one.or(other)?,
        }
    }
}

impl Resource<'_> {
    /// `type.name`
    pub(super) fn address(&self) -> String {
        format!("{}.{}", self.kind.text(), self.name.text())
    }

    fn is_named_as(&self, other: &Resource<'_>) -> bool {
        self.address() == other.address()
    }
}

/// The resource blocks of a file: `resource` may stand many times.
pub(super) fn resources_of(root: NodeRef<'_>) -> Vec<Resource<'_>> {
    let mut out = Vec::new();
    for (key, kinds) in root.raw_entries() {
        if !key.is("resource") {
            continue;
        }
        // The JSON form may put lists in between.
        for kinds in listed(kinds) {
            for (kind, names) in kinds.raw_entries() {
                for names in listed(names) {
                    for (name, bodies) in names.raw_entries() {
                        out.extend(listed(bodies).map(|body| Resource { kind, name, body }));
                    }
                }
            }
        }
    }
    out
}

/// The local values of a file, by name: `locals` may stand many times.
pub(super) fn locals_of(root: NodeRef<'_>) -> BTreeMap<String, NodeRef<'_>> {
    let blocks =
        root.raw_entries().filter(|(key, _)| key.is("locals")).flat_map(|(_, locals)| listed(locals));
    blocks
        .flat_map(|locals| {
            locals.raw_entries().map(|(name, value)| (name.text().into_owned(), value)).collect::<Vec<_>>()
        })
        .collect()
}

/// The items of a list, or the one value that stands in place of a list.
fn listed(node: NodeRef<'_>) -> impl Iterator<Item = NodeRef<'_>> {
    let alone = (!node.is_seq()).then_some(node);
    alone.into_iter().chain(node.items())
}
