//! Code that did not run: what it needs, what it changes, and where control goes from it.

use std::collections::BTreeSet;

use wasm_encoder::ValType;
use wasmparser::{BlockType, Operator};

use super::types;
use crate::flow::{Flow, Live};
use crate::module::{Module, Result};

/// Code that did not run.
pub(super) struct Cold {
    /// The place of its first operator.
    pub(super) from: usize,
    /// The place of the `else` or `end` behind it.
    pub(super) stop: usize,
    /// The locals that it is given.
    pub(super) taken: Vec<u32>,
    /// The other locals that it uses.
    pub(super) inner: Vec<u32>,
    /// The locals that it gives.
    pub(super) given: Vec<u32>,
    /// The ways out of it; if it can come to its end, that is the first one.
    pub(super) ways: Vec<Way>,
}

/// A way out of cold code.
pub(super) struct Way {
    /// The label it leads to; none is the end of the code.
    pub(super) to: Option<usize>,
    /// What is on the stack then.
    pub(super) value: Option<ValType>,
}

impl Cold {
    /// The code between two places; nothing if it is left with several values on the stack.
    pub(super) fn new(
        module: &Module<'_>,
        flow: &Flow<'_>,
        live: &Live,
        from: usize,
        stop: usize,
    ) -> Result<Option<Self>> {
        let around = flow.around[from];
        let outside = flow.depth(around);
        let (mut used, mut changed, mut left) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for place in from..stop {
            match flow.operators[place] {
                Operator::LocalGet { local_index } => {
                    used.insert(local_index);
                }
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    changed.insert(local_index);
                }
                _ => {}
            }
            let labels = flow.branches(place)?;
            left.extend(labels.into_iter().filter(|label| flow.depth(*label) <= outside));
        }
        // To leave a block at its end and to branch out of it are the same.
        let mut falls = flow.is_reached[stop];
        if !flow.is_loop(around) {
            falls |= left.remove(&around);
        }
        let mut ways = Vec::new();
        for to in falls.then_some(None).into_iter().chain(left.into_iter().map(Some)) {
            let values = types(values(module, flow, to, around))?;
            let value = match values[..] {
                [] => None,
                [value] => Some(value),
                _ => return Ok(None),
            };
            ways.push(Way { to, value });
        }
        let is_wanted = |local: u32| {
            ways.iter().any(|way| live.is_live(way.to.map_or(stop, |label| flow.target(label)), local))
        };
        let given = changed.iter().copied().filter(|local| is_wanted(*local)).collect();
        let taken = used.union(&changed).copied().filter(|local| live.is_live(from, *local)).collect();
        let inner = used.union(&changed).copied().filter(|local| !live.is_live(from, *local)).collect();
        Ok(Some(Self { from, stop, taken, inner, given, ways }))
    }
}

/// What is on the stack when code is left for a label, or ends inside of one.
fn values<'a>(
    module: &'a Module<'_>,
    flow: &'a Flow<'_>,
    to: Option<usize>,
    around: usize,
) -> &'a [wasmparser::ValType] {
    let is_loop = to.is_some_and(|label| flow.is_loop(label));
    match &flow.labels[to.unwrap_or(around)].kind {
        None => &flow.results,
        Some(BlockType::Type(kind)) if !is_loop => std::slice::from_ref(kind),
        Some(BlockType::Empty | BlockType::Type(_)) => &[],
        Some(BlockType::FuncType(kind)) => {
            let signature = &module.signatures[*kind as usize];
            if is_loop { signature.params() } else { signature.results() }
        }
    }
}
