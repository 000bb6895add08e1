//! Conditions, and the functions that select one of several values.

use vtlkit_host::tree::NodeRef;

use super::call::Call;
use super::{NESTING, Resolver, STEP, is_call};

/// Maximum number of branches of one value that are read.
const BRANCHES: usize = 16;

impl<'t> Resolver<'t> {
    /// Whether a condition is known to be false.
    pub(crate) fn is_off(&self, condition: NodeRef<'t>) -> bool {
        self.condition(&condition.text(), NESTING) == Some(false)
    }

    /// The branch that `Fn::If` selects. An unknown condition is taken as true and reported.
    pub(super) fn branch(&self, call: &Call<'t>) -> Option<NodeRef<'t>> {
        let mut arguments = call.argument.items();
        let condition = arguments.next()?;
        let holds = self.condition(&condition.text(), NESTING);
        if holds.is_none() {
            self.open(&condition.text(), condition.span());
        }
        arguments.nth(usize::from(holds == Some(false)))
    }

    /// The branch that `Fn::If` does not select; `None` if `node` is not such a call.
    fn other_branch(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let call = Call::of(node.resolved()?).filter(|call| call.name == "If")?;
        let condition = call.argument.items().next()?;
        let holds = self.condition(&condition.text(), NESTING);
        call.argument.items().nth(if holds == Some(false) { 1 } else { 2 })
    }

    /// The values in branches that conditions do not select, including nested ones.
    pub(crate) fn others(&self, node: NodeRef<'t>) -> Vec<NodeRef<'t>> {
        let mut out = Vec::new();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            let Some(call) = node.resolved().and_then(Call::of).filter(|call| call.name == "If") else {
                continue;
            };
            if out.len() >= BRANCHES || self.spend(STEP).is_none() {
                break;
            }
            waiting.extend(self.branch(&call));
            if let Some(other) = self.other_branch(node) {
                out.extend(self.node(other));
                waiting.push(other);
            }
        }
        out
    }

    pub(super) fn find_in_map(&self, argument: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut at = self.mappings?;
        for key in argument.items().take(3) {
            let key = self.known(key)?;
            at = at.get(&key)?;
        }
        (at.is_scalar() || at.is_seq()).then_some(at)
    }

    pub(super) fn select(&self, argument: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut parts = argument.items();
        let index: usize = self.known(parts.next()?)?.trim().parse().ok()?;
        let list = self.node(parts.next()?)?;
        if is_call(list) { None } else { list.items().nth(index) }
    }

    /// The value of a condition; `None` if it is unknown.
    fn condition(&self, name: &str, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        self.holds(self.conditions?.get(name)?, depth)
    }

    fn holds(&self, node: NodeRef<'t>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        self.spend(STEP)?;
        let call = Call::of_condition(node)?;
        let mut arguments = call.argument.items();
        match call.name.as_str() {
            "Equals" => Some(self.known(arguments.next()?)? == self.known(arguments.next()?)?),
            "Not" => self.holds(arguments.next()?, depth).map(|holds| !holds),
            "And" => decided(arguments.map(|next| self.holds(next, depth)), false),
            "Or" => decided(arguments.map(|next| self.holds(next, depth)), true),
            "Condition" => self.condition(&call.argument.text(), depth),
            _ => None,
        }
    }
}

/// `And` or `Or` in three-valued logic: `settles` is the value that decides the result alone.
fn decided(values: impl Iterator<Item = Option<bool>>, settles: bool) -> Option<bool> {
    let mut unknown = false;
    for value in values {
        match value {
            Some(value) if value == settles => return Some(settles),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!settles)
}
