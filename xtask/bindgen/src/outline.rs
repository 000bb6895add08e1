//! Takes out of functions what did not run while a profile was made, and makes functions of it.
//!
//! What did not run reaches from some place to the end of the code around it. The function it becomes takes the locals
//! that are wanted there, and gives those that it changes and are wanted behind it; where control leaves it by more than
//! one way, it gives the number of the way too.

mod call;
mod cold;
mod function;

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{Function, NameMap, NameSection, ValType};
use wasmparser::{FuncToValidate, Operator, Parser, ValidPayload, Validator, ValidatorResources};

use self::call::{More, call};
use self::cold::Cold;
use self::function::{Signature, function, signature};
use crate::constants::{self, Constant};
use crate::draft::Draft;
use crate::flow::{Flow, Live, ends_piece};
use crate::module::{Module, Result};

/// How many bytes have to be won, by estimate.
const LEAST: usize = 8;

/// The file with what did not run in functions of their own, and the functions that did run; `ran` are the pieces of code
/// that ran.
pub(crate) fn outline(
    bytes: &[u8],
    ran: &BTreeSet<u32>,
    constants: &[Constant],
) -> Result<(Vec<u8>, BTreeSet<u32>)> {
    let module = Module::read(bytes)?;
    let mut outliner = Outliner {
        constants,
        draft: Draft::new(&module, &mut RoundtripReencoder)?,
        new: Vec::new(),
        names: module.names.clone(),
        types: BTreeMap::new(),
        module: &module,
    };
    let mut first = BTreeSet::new();
    let mut pieces = 0..;
    for (index, flow) in flows(bytes, &module)? {
        let mut begins = true;
        let mut cold = vec![false; flow.operators.len()];
        for (place, operator) in flow.operators.iter().enumerate() {
            let runs = !begins || pieces.next().is_some_and(|piece| ran.contains(&piece));
            cold[place] = begins && !runs;
            if place == 0 && runs {
                first.insert(index);
            }
            begins = ends_piece(operator);
        }
        let found = if first.contains(&index) { outliner.find(&flow, &cold)? } else { Vec::new() };
        outliner.without(&flow, &found, index)?;
    }
    Ok((outliner.finish(), first))
}

/// The functions of a file, by their indices.
fn flows<'a>(bytes: &'a [u8], module: &Module<'_>) -> Result<Vec<(u32, Flow<'a>)>> {
    let mut validator = Validator::new();
    let mut flows = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        if let ValidPayload::Func(function, body) = validator.payload(&payload?)? {
            let function: FuncToValidate<ValidatorResources> = function;
            let index = function.index;
            flows.push((index, Flow::new(function, &body, module.signature_of(index).results())?));
        }
    }
    Ok(flows)
}

struct Outliner<'a> {
    draft: Draft,
    module: &'a Module<'a>,
    constants: &'a [Constant],
    /// The new functions.
    new: Vec<Function>,
    names: BTreeMap<u32, String>,
    /// The new types.
    types: BTreeMap<Signature, u32>,
}

impl Outliner<'_> {
    /// The code of a function that did not run and is worth a function of its own, with the index of that.
    fn find(&mut self, flow: &Flow<'_>, did_not_run: &[bool]) -> Result<Vec<(Cold, u32)>> {
        let mut found = Vec::new();
        let mut live = None;
        let mut place = 0;
        while place < flow.operators.len() {
            if !did_not_run[place] || !flow.is_reached[place] || !flow.is_clear[place] {
                place += 1;
                continue;
            }
            let stop = flow.stop(place);
            let mut size = flow.offsets[stop] - flow.offsets[place];
            let addresses = flow.operators[place..stop].iter().filter_map(|operator| match operator {
                Operator::I32Const { value } => Some(*value as u32),
                _ => None,
            });
            size += constants::size(self.constants, &addresses.collect());
            if size >= LEAST {
                let live = match &live {
                    Some(live) => live,
                    None => live.insert(Live::new(flow)?),
                };
                if let Some(cold) = Cold::new(self.module, flow, live, place, stop)?
                    && size >= LEAST + 2 * (cold.taken.len() + cold.given.len()) + 8 * cold.ways.len()
                {
                    let index = self.add(flow, &cold)?;
                    found.push((cold, index));
                }
            }
            // What is inside of code that is not worth it is neither.
            place = stop.max(place + 1);
        }
        Ok(found)
    }

    /// Adds the function of cold code, and gives its index.
    fn add(&mut self, flow: &Flow<'_>, cold: &Cold) -> Result<u32> {
        let count = self.module.signatures.len() + self.types.len();
        let kind = *self.types.entry(signature(flow, cold)?).or_insert_with_key(|(taken, given)| {
            self.draft.types.ty().function(taken.iter().copied(), given.iter().copied());
            count as u32
        });
        self.draft.functions.function(kind);
        self.new.push(function(flow, cold)?);
        Ok((self.module.functions.len() + self.new.len() - 1) as u32)
    }

    /// Writes a function, with calls in place of its cold code.
    fn without(&mut self, flow: &Flow<'_>, found: &[(Cold, u32)], index: u32) -> Result<()> {
        let parameters = self.module.signature_of(index).params().len();
        let mut more = More { first: flow.locals.len() as u32, types: Vec::new() };
        let mut code = Vec::new();
        let mut found = found.iter().peekable();
        let mut place = 0;
        while place < flow.operators.len() {
            if let Some((cold, function)) = found.next_if(|(cold, _)| cold.from == place) {
                call(flow, cold, *function, &mut more, &mut code);
                place = cold.stop;
                if let Some(name) = self.module.names.get(&index) {
                    self.names.insert(*function, format!("{name} (cold)"));
                }
            } else {
                code.push(RoundtripReencoder.instruction(flow.operators[place].clone())?);
                place += 1;
            }
        }
        let own = types(&flow.locals[parameters..])?;
        let mut function = Function::new_with_locals_types(own.into_iter().chain(more.types));
        for instruction in &code {
            function.instruction(instruction);
        }
        self.draft.code.function(&function);
        Ok(())
    }

    fn finish(mut self) -> Vec<u8> {
        for function in &self.new {
            self.draft.code.function(function);
        }
        let mut map = NameMap::new();
        for (index, name) in &self.names {
            map.append(*index, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        self.draft.names = names;
        self.draft.finish()
    }
}

/// Types as they are written.
fn types(kinds: &[wasmparser::ValType]) -> Result<Vec<ValType>> {
    kinds.iter().map(|kind| Ok(RoundtripReencoder.val_type(*kind)?)).collect()
}
