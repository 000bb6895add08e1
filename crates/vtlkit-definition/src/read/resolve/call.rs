use vtlkit_host::tree::{Kind, NodeRef, Style};

/// A call of a CloudFormation function, by name without `Fn::`.
pub(super) struct Call<'t> {
    pub(super) name: String,
    pub(super) argument: NodeRef<'t>,
}

impl<'t> Call<'t> {
    /// The function call at a node, in short or long form.
    pub(super) fn of(node: NodeRef<'t>) -> Option<Self> {
        let tag = node.tag();
        if let Some(name) = tag.strip_prefix('!').filter(|name| !name.is_empty() && !name.starts_with('!')) {
            return Some(Self { name: name.to_owned(), argument: node });
        }
        if !node.is_map() {
            return None;
        }
        let mut entries = node.raw_entries();
        let (Some((key, argument)), None) = (entries.next(), entries.next()) else { return None };
        let key = key.text();
        let argument = argument.resolved()?;
        let name = match key.strip_prefix("Fn::") {
            Some(name) => name,
            // A property of a schema can have this name too.
            None if key == "Ref" && argument.is_scalar() => "Ref",
            None => return None,
        };
        Some(Self { name: name.to_owned(), argument })
    }

    /// The condition that a node names where a condition is expected: `{Condition: Name}`, `!Condition Name`.
    pub(super) fn of_condition(node: NodeRef<'t>) -> Option<Self> {
        Self::of(node).or_else(|| {
            let argument = node.get("Condition").filter(|argument| argument.is_scalar())?;
            Some(Self { name: "Condition".to_owned(), argument })
        })
    }

    /// The argument as a value: in the short form, which tags the argument itself, without the tag.
    pub(super) fn value(&self) -> Option<NodeRef<'t>> {
        let untagged = self.argument.untagged();
        (untagged.node.kind != Kind::Scalar(Style::Bare) || self.argument.tag().is_empty())
            .then_some(untagged)
    }
}

/// `Logical.Attribute`, written as a string or as a list.
pub(super) fn dotted(argument: NodeRef<'_>) -> String {
    if argument.is_scalar() {
        return argument.text().into_owned();
    }
    argument.items().take(4).map(NodeRef::text).collect::<Vec<_>>().join(".")
}
