use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ModelSource;
use crate::tree::NodeRef;

/// The resources of a file and of the other files of its module, by type and name.
pub(super) struct Module<'t> {
    /// Those of the file, and those of all files behind them.
    resources: Vec<Resource<'t>>,
    /// How many are the file's own.
    own: usize,
    by_name: BTreeMap<String, usize>,
    /// The integrations of the file, by resource and method as the file writes them.
    pub(super) integrations: BTreeMap<(String, String), NodeRef<'t>>,
    /// The methods in the same way; where several blocks say the same, nothing tells which is meant.
    pub(super) methods: BTreeMap<(String, String), Option<Resource<'t>>>,
    /// The models, as checks have them.
    pub(super) models: Arc<BTreeMap<String, ModelSource>>,
}

/// A resource block: its type, name and contents.
#[derive(Clone, Copy)]
pub(super) struct Resource<'t> {
    pub(super) kind: NodeRef<'t>,
    pub(super) name: NodeRef<'t>,
    pub(super) body: NodeRef<'t>,
}

impl<'t> Module<'t> {
    /// The resources of a file and of the others of its module, of which nothing else is known yet.
    pub(super) fn new(root: NodeRef<'t>, others: &[NodeRef<'t>]) -> Self {
        let mut resources = resources_of(root);
        let own = resources.len();
        resources.extend(others.iter().flat_map(|root| resources_of(*root)));
        let mut by_name = BTreeMap::new();
        for (index, resource) in resources.iter().enumerate() {
            by_name.entry(resource.address()).or_insert(index);
        }
        Self {
            resources,
            own,
            by_name,
            integrations: BTreeMap::new(),
            methods: BTreeMap::new(),
            models: Arc::default(),
        }
    }

    /// The resources of the file itself.
    pub(super) fn own(&self) -> &[Resource<'t>] {
        self.resources.get(..self.own).unwrap_or_default()
    }

    /// The resources of a type, of all files.
    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = Resource<'t>> + use<'a, 't> {
        self.resources.iter().copied().filter(move |resource| resource.kind.is(kind))
    }

    /// The resource of `type.name` or `type.name[0]`.
    pub(super) fn owner_of(&self, path: &str) -> Option<&Resource<'t>> {
        let name = path.split('[').next()?;
        self.resources.get(*self.by_name.get(name)?)
    }

    /// The value of `type.name.attribute`.
    pub(super) fn attribute(&self, path: &str) -> Option<NodeRef<'t>> {
        let (owner, attribute) = path.rsplit_once('.')?;
        self.owner_of(owner)?.body.get(attribute)
    }
}

impl Resource<'_> {
    /// `type.name`
    pub(super) fn address(&self) -> String {
        format!("{}.{}", self.kind.text(), self.name.text())
    }
}

/// The resource blocks of a file: `resource` may stand many times.
fn resources_of(root: NodeRef<'_>) -> Vec<Resource<'_>> {
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
