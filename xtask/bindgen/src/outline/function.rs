//! The function that cold code becomes.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{BlockType, Function, Instruction, ValType};
use wasmparser::Operator;

use super::cold::Cold;
use super::types;
use crate::flow::Flow;
use crate::module::Result;

/// What a function takes and gives.
pub(super) type Signature = (Vec<ValType>, Vec<ValType>);

/// What the function of cold code takes and gives: the number of the way first, if there are several, then locals, then
/// what is on the stack at each way.
pub(super) fn signature(flow: &Flow<'_>, cold: &Cold) -> Result<Signature> {
    let number = (cold.ways.len() > 1).then_some(ValType::I32);
    let values = cold.ways.iter().filter_map(|way| way.value);
    let given = number.into_iter().chain(of_locals(flow, &cold.given)?).chain(values);
    Ok((of_locals(flow, &cold.taken)?, given.collect()))
}

fn of_locals(flow: &Flow<'_>, locals: &[u32]) -> Result<Vec<ValType>> {
    let kinds: Vec<_> = locals.iter().map(|local| flow.locals[*local as usize]).collect();
    types(&kinds)
}

/// The function of cold code: the code in a block for each way out of it.
pub(super) fn function(flow: &Flow<'_>, cold: &Cold) -> Result<Function> {
    let values: Vec<ValType> = cold.ways.iter().filter_map(|way| way.value).collect();
    let places: BTreeMap<u32, u32> = cold.taken.iter().chain(&cold.inner).copied().zip(0..).collect();
    let first_value = places.len() as u32;
    let mut function = Function::new_with_locals_types(
        of_locals(flow, &cold.inner)?.into_iter().chain(values.iter().copied()),
    );
    for way in cold.ways.iter().rev() {
        let kind = way.value.map_or(BlockType::Empty, BlockType::Result);
        function.instruction(&Instruction::Block(kind));
    }
    let outside = flow.depth(flow.around[cold.from]);
    for place in cold.from..cold.stop {
        let inside = flow.depth(flow.around[place]) - outside;
        // A branch out of the code's own block leads to its end, which is the first way.
        let way = |label: usize| {
            let way = cold.ways.iter().position(|way| way.to == Some(label)).unwrap_or_default();
            inside + way as u32
        };
        let branch = |depth: u32| {
            let label = flow.label(place, depth);
            if flow.depth(label) > outside { depth } else { way(label) }
        };
        let instruction = match &flow.operators[place] {
            Operator::LocalGet { local_index } => Instruction::LocalGet(places[local_index]),
            Operator::LocalSet { local_index } => Instruction::LocalSet(places[local_index]),
            Operator::LocalTee { local_index } => Instruction::LocalTee(places[local_index]),
            Operator::Br { relative_depth } => Instruction::Br(branch(*relative_depth)),
            Operator::BrIf { relative_depth } => Instruction::BrIf(branch(*relative_depth)),
            Operator::BrTable { targets } => {
                let all = targets.targets().map(|depth| Ok(branch(depth?))).collect::<Result<Vec<_>>>()?;
                Instruction::BrTable(all.into(), branch(targets.default()))
            }
            Operator::Return => Instruction::Br(way(0)),
            operator => RoundtripReencoder.instruction(operator.clone())?,
        };
        function.instruction(&instruction);
    }
    let mut value = first_value;
    for (number, way) in cold.ways.iter().enumerate() {
        function.instruction(&Instruction::End);
        if way.value.is_some() {
            function.instruction(&Instruction::LocalSet(value));
            value += 1;
        }
        if cold.ways.len() > 1 {
            function.instruction(&Instruction::I32Const(number as i32));
        }
        for local in &cold.given {
            function.instruction(&Instruction::LocalGet(places[local]));
        }
        for value in 0..values.len() as u32 {
            function.instruction(&Instruction::LocalGet(first_value + value));
        }
        function.instruction(&Instruction::Return);
    }
    function.instruction(&Instruction::End);
    Ok(function)
}
