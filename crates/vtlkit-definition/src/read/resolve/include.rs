//! Other files of a definition.

use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_text::{Span, Spanned};

use super::Resolver;
use crate::files::{folder_of, joined};

impl<'t> Resolver<'t> {
    /// The content that `AWS::Include` replaces the call with.
    pub(super) fn included(&self, argument: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let alone = (!argument.is_seq()).then_some(argument);
        let transform = alone
            .into_iter()
            .chain(argument.items())
            .find(|one| one.get("Name").is_some_and(|name| name.is("AWS::Include")))?;
        let location = self.node(transform.get("Parameters")?.get("Location")?)?;
        let path = self.text(Some(location))?;
        self.follow(&path)?.roots().next()
    }

    /// The content that `AWS::Include` merges into a mapping.
    pub(super) fn beside(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        if !node.is_map() {
            return None;
        }
        self.included(node.get("Fn::Transform")?)
    }

    /// The tree of a file, by path relative to the file that refers to it. For an object in S3, a local file with its
    /// key as path.
    pub(crate) fn follow(&self, path: &Spanned<String>) -> Option<&'t Tree> {
        self.refer_to(&path.value, path.span);
        let found = self.find(&path.value, path.span)?;
        self.context.loader.tree(&found, false, path.span)
    }

    /// Resolves a path relative to the folder of the definition. A missing file is reported.
    pub(crate) fn find(&self, path: &str, named: Span) -> Option<String> {
        let loader = &self.context.loader;
        let from = loader.path_of(named)?;
        let folder = folder_of(&from);
        let mut candidates = Vec::new();
        if let Some(object) = path.strip_prefix("s3://") {
            // The bucket, then the key.
            let key = object.split_once('/').map_or("", |(_, key)| key);
            candidates.extend(joined(folder, key));
            candidates.extend(joined(folder, key.rsplit('/').next().unwrap_or_default()));
        } else {
            candidates.extend(joined(folder, path));
        }
        loader.find(&candidates, path, named)
    }

    /// Records a reference to a file that contains a part of the definition.
    pub(crate) fn refer_to(&self, path: &str, named: Span) {
        let mut references = self.context.references.borrow_mut();
        if references.iter().all(|known| known.span != named) {
            references.push(Spanned::new(path.to_owned(), named));
        }
    }
}
