//! The reference graph of a model, and whether `jsonschema` can validate it.

use super::{MAX_RECURSION, visits};
use crate::keywords::{Items, Rule};
use crate::schema::{Draft, Fault, FormatRule, Rules, SchemaId, Schemas, SlotId, Sound};

/// Maximum number of schemas of a model.
const MAX_SCHEMAS: usize = 5_000;

/// Maximum length of a chain of schemas.
const MAX_CHAIN: usize = 64;

/// The properties of a model's graph.
pub(super) struct Shape {
    /// The number of slots with each schema.
    pub(super) uses: Vec<usize>,
    /// Whether each schema can reach itself.
    pub(super) recursive: Vec<bool>,
    pub(super) same_value: usize,
    /// Maximum nesting of a body.
    pub(super) deepest: usize,
    pub(super) silent: bool,
}

/// The slots of a schema, with whether each applies to the same value.
pub(super) fn edges(sound: &Sound) -> Vec<(SlotId, bool)> {
    let mut edges = Vec::new();
    for keyword in &sound.keywords {
        match &keyword.rule {
            Rule::Combine(combine) => edges.extend(combine.slots().iter().map(|&slot| (slot, true))),
            Rule::Dependencies(dependencies) => {
                edges.extend(dependencies.schemas.iter().map(|&(_, slot)| (slot, true)));
            }
            _ => {}
        }
    }
    let children = &sound.children;
    let below = children.properties.iter().map(|(_, slot)| *slot);
    let below = below.chain(children.patterns.iter().map(|(_, slot)| *slot));
    let below = below.chain(children.additional_properties).chain(children.additional_items);
    edges.extend(below.map(|slot| (slot, false)));
    match &children.items {
        Items::Any => {}
        Items::All(slot) => edges.push((*slot, false)),
        Items::Each(slots) => edges.extend(slots.iter().map(|&slot| (slot, false))),
    }
    edges
}

/// Analyses a model; `None` if the validator could throw, or if the model is too large.
pub(super) fn shape(schemas: &Schemas) -> Option<Shape> {
    let count = schemas.schemas().len();
    if count > MAX_SCHEMAS || schemas.documents.has_infinity() {
        return None;
    }
    let mut silent = true;
    let mut next: Vec<Vec<(usize, bool)>> = Vec::with_capacity(count);
    for schema in schemas.schemas() {
        let Rules::Sound(sound) = &schema.rules else { return None };
        if schema.draft == Draft::V3 {
            return None;
        }
        silent &= schemas.syntax(schema).iter().all(|message| message.fault != Fault::Warning);
        silent &= !matches!(sound.format, FormatRule::Unknown(_));
        let mut leads = Vec::new();
        for (slot, same) in edges(sound) {
            leads.push((target(schemas, slot)?.index(), same));
        }
        next.push(leads);
    }
    // Slots that the validator's loop detection does not distinguish are excluded.
    let keys: std::collections::HashSet<u32> = schemas.slots().iter().map(|slot| slot.loop_key).collect();
    if keys.len() != schemas.slots().len() {
        return None;
    }
    let mut uses = vec![0; count];
    for slot in schemas.slots() {
        if let Ok(schema) = &slot.schema {
            *uses.get_mut(schema.index())? += 1;
        }
    }
    let same: Vec<Vec<usize>> =
        next.iter().map(|leads| leads.iter().filter(|lead| lead.1).map(|lead| lead.0).collect()).collect();
    let all: Vec<Vec<usize>> = next.iter().map(|leads| leads.iter().map(|lead| lead.0).collect()).collect();
    let same_value = Components::find(&same);
    if same_value.recursive.contains(&true) {
        // A cycle of schemas for the same value is a validation loop.
        return None;
    }
    let chains = Components::find(&all);
    let chain = chains.longest.iter().copied().max().unwrap_or(1);
    if chain > MAX_CHAIN {
        return None;
    }
    let same_value = same_value.longest.iter().copied().max().unwrap_or(1);
    let deepest = visits::deepest(&next, target(schemas, SlotId::ROOT)?.index(), MAX_RECURSION)?;
    Some(Shape { uses, recursive: chains.recursive, same_value, deepest, silent })
}

/// The schema in a slot.
pub(super) fn target(schemas: &Schemas, slot: SlotId) -> Option<SchemaId> {
    schemas.slot(slot)?.schema.as_ref().ok().copied()
}

/// Strongly connected components of a graph.
struct Components {
    /// Whether each node can reach itself.
    recursive: Vec<bool>,
    /// An upper bound for the longest simple path from each node.
    longest: Vec<usize>,
}

impl Components {
    /// Tarjan's algorithm with an explicit stack. A component is emitted after those it reaches.
    fn find(graph: &[Vec<usize>]) -> Self {
        const UNSEEN: usize = usize::MAX;
        let count = graph.len();
        let mut found = Self { recursive: vec![false; count], longest: vec![0; count] };
        let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
        let (mut stack, mut on_stack) = (Vec::new(), vec![false; count]);
        let mut seen = 0;
        for root in 0..count {
            if index.get(root) != Some(&UNSEEN) {
                continue;
            }
            // Each node with the number of edges done.
            let mut work = vec![(root, 0_usize)];
            while let Some(&mut (node, ref mut edge)) = work.last_mut() {
                if *edge == 0 && get(&index, node) == UNSEEN {
                    put(&mut index, node, seen);
                    put(&mut low, node, seen);
                    seen += 1;
                    stack.push(node);
                    put(&mut on_stack, node, true);
                }
                let next = graph.get(node).and_then(|edges| edges.get(*edge)).copied();
                if let Some(next) = next {
                    *edge += 1;
                    if get(&index, next) == UNSEEN {
                        work.push((next, 0));
                    } else if on_stack.get(next) == Some(&true) {
                        let lowest = get(&low, node).min(get(&index, next));
                        put(&mut low, node, lowest);
                    }
                    continue;
                }
                work.pop();
                if let Some(&(parent, _)) = work.last() {
                    let lowest = get(&low, parent).min(get(&low, node));
                    put(&mut low, parent, lowest);
                }
                if get(&low, node) == get(&index, node) {
                    let start = stack.iter().rposition(|&member| member == node).unwrap_or_default();
                    let members = stack.split_off(start);
                    for &member in &members {
                        put(&mut on_stack, member, false);
                    }
                    found.close(graph, &members);
                }
            }
        }
        found
    }

    fn close(&mut self, graph: &[Vec<usize>], members: &[usize]) {
        let leads = || members.iter().flat_map(|&member| graph.get(member).into_iter().flatten().copied());
        let recursive = members.len() > 1 || leads().any(|next| members.contains(&next));
        let beyond = leads().map(|next| get(&self.longest, next)).max().unwrap_or(0);
        for &member in members {
            put(&mut self.recursive, member, recursive);
            put(&mut self.longest, member, beyond + members.len());
        }
    }
}

fn get(list: &[usize], at: usize) -> usize {
    list.get(at).copied().unwrap_or_default()
}

fn put<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_and_cycles() {
        // 0 -> 1 -> 2 -> 1, 2 -> 3, 4 -> 4
        let graph = [vec![1], vec![2], vec![1, 3], vec![], vec![4]];
        let found = Components::find(&graph);
        assert_eq!(found.recursive, [false, true, true, false, true]);
        assert_eq!(found.longest, [4, 3, 3, 1, 1]);
    }
}
