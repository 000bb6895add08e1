//! The call of what cold code became, in its place.

use wasm_encoder::{BlockType, Instruction, ValType};

use super::cold::Cold;
use crate::flow::Flow;

/// The locals that a function gets for its calls.
pub(super) struct More {
    /// The first of them.
    pub(super) first: u32,
    pub(super) types: Vec<ValType>,
}

impl More {
    /// A local of a type that is none of those in use.
    fn local(&mut self, kind: ValType, used: &mut Vec<u32>) -> u32 {
        let free = (self.first..)
            .zip(&self.types)
            .find_map(|(local, known)| (*known == kind && !used.contains(&local)).then_some(local));
        let local = free.unwrap_or_else(|| {
            self.types.push(kind);
            self.first + self.types.len() as u32 - 1
        });
        used.push(local);
        local
    }
}

/// The call of cold code, and what follows from it.
pub(super) fn call(
    flow: &Flow<'_>,
    cold: &Cold,
    function: u32,
    more: &mut More,
    code: &mut Vec<Instruction<'_>>,
) {
    code.extend(cold.taken.iter().map(|local| Instruction::LocalGet(*local)));
    code.push(Instruction::Call(function));
    let mut used = Vec::new();
    let values: Vec<Option<u32>> =
        cold.ways.iter().map(|way| way.value.map(|kind| more.local(kind, &mut used))).collect();
    code.extend(values.iter().rev().flatten().map(|local| Instruction::LocalSet(*local)));
    code.extend(cold.given.iter().rev().map(|local| Instruction::LocalSet(*local)));
    let outside = flow.depth(flow.around[cold.from]);
    let depth = |label: usize| outside - flow.depth(label);
    let leave = |number: usize, inside: u32, code: &mut Vec<Instruction<'_>>| {
        code.extend(values[number].map(Instruction::LocalGet));
        code.extend(cold.ways[number].to.map(|label| Instruction::Br(depth(label) + inside)));
    };
    if cold.ways.is_empty() {
        code.push(Instruction::Unreachable);
        return;
    }
    // Of two ways the number is a condition as it is.
    let taken = (cold.ways.len() > 2).then(|| more.local(ValType::I32, &mut used));
    code.extend(taken.map(Instruction::LocalSet));
    for (number, way) in cold.ways.iter().enumerate().skip(1) {
        if let Some(taken) = taken {
            code.extend([
                Instruction::LocalGet(taken),
                Instruction::I32Const(number as i32),
                Instruction::I32Eq,
            ]);
        }
        match way.to {
            Some(label) if way.value.is_none() => code.push(Instruction::BrIf(depth(label))),
            _ => {
                code.push(Instruction::If(BlockType::Empty));
                leave(number, 1, code);
                code.push(Instruction::End);
            }
        }
    }
    leave(0, 0, code);
}
