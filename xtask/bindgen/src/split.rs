//! Makes two files of wasm out of one: functions that are needed first, and the rest, which is loaded when one of its
//! functions is called.
//!
//! In the first file a function of the rest is a stub, which has the rest loaded, if it is not yet, and calls on through
//! a table. The rest imports what it shares with the first file from there, and fills the table when it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{self, Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalType, ImportSection, Instruction, MemArg, RefType, StartSection,
    TableType, TypeSection, ValType,
};
use wasmparser::Operator;

use crate::constants::{self, Constant};
use crate::draft::Draft;
use crate::module::{Module, Result};

/// Where the rest imports from.
const FIRST: &str = "first";

/// The module of the glue, and the import that has the rest loaded.
const GLUE: &str = "./vtlkit_bg.js";
const LOAD: &str = "load_rest";

const FLAG: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// What a piece of code refers to.
#[derive(Default)]
struct Uses {
    functions: BTreeSet<u32>,
    globals: BTreeSet<u32>,
    tables: BTreeSet<u32>,
    /// What may be an address.
    addresses: BTreeSet<u32>,
}

impl Reencode for Uses {
    type Error = Infallible;

    fn mem_arg(&mut self, argument: wasmparser::MemArg) -> std::result::Result<MemArg, Error<Infallible>> {
        self.addresses.insert(argument.offset as u32);
        reencode::utils::mem_arg(self, argument)
    }

    fn instruction<'a>(
        &mut self,
        operator: Operator<'a>,
    ) -> std::result::Result<Instruction<'a>, Error<Infallible>> {
        if let Operator::I32Const { value } = operator {
            self.addresses.insert(value as u32);
        }
        reencode::utils::instruction(self, operator)
    }

    fn function_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        self.functions.insert(index);
        Ok(index)
    }

    fn global_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        self.globals.insert(index);
        Ok(index)
    }

    fn table_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        self.tables.insert(index);
        Ok(index)
    }
}

/// The first file has one more import: what is defined there moves by one.
struct Shift {
    imported: u32,
}

impl Reencode for Shift {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(index + u32::from(index >= self.imported))
    }
}

/// Where things are in the rest.
#[derive(Default)]
struct Moved {
    functions: BTreeMap<u32, u32>,
    globals: BTreeMap<u32, u32>,
    tables: BTreeMap<u32, u32>,
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(self.functions.get(&index).copied().unwrap_or(u32::MAX))
    }

    fn global_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(self.globals.get(&index).copied().unwrap_or(u32::MAX))
    }

    fn table_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(self.tables.get(&index).copied().unwrap_or(u32::MAX))
    }
}

/// Which functions go where.
struct Plan {
    /// The functions of the rest.
    rest: BTreeSet<u32>,
    /// Those of them that are called from the first file, by their places in the table.
    entries: BTreeMap<u32, u32>,
    /// What the rest uses.
    uses: Uses,
    /// The memory that only the rest uses, in order.
    memory: Vec<Range<u32>>,
}

impl Plan {
    fn new(module: &Module<'_>, first: &BTreeSet<u32>, constants: &[Constant]) -> Result<Self> {
        let rest: BTreeSet<u32> =
            module.defined().map(|(index, _)| index).filter(|index| !first.contains(index)).collect();
        let (mut uses, mut known) = (Uses::default(), Uses::default());
        for (index, body) in module.defined() {
            let uses = if rest.contains(&index) { &mut uses } else { &mut known };
            uses.parse_function_body(&mut CodeSection::new(), body.clone())?;
        }
        if let Some(section) = &module.elements {
            known.parse_element_section(&mut ElementSection::new(), section.clone())?;
        }
        if let Some(section) = &module.exports {
            known.parse_export_section(&mut ExportSection::new(), section.clone())?;
        }
        known.functions.extend(module.start);
        let entries = rest.intersection(&known.functions).copied().zip(0..).collect();
        let memory = constants::unused(constants, &known.addresses);
        Ok(Self { rest, entries, uses, memory })
    }

    /// The functions of the first file, or of the glue, that the rest calls.
    fn shared(&self) -> impl Iterator<Item = u32> {
        self.uses.functions.difference(&self.rest).copied()
    }

    fn slots(&self) -> TableType {
        let size = self.entries.len() as u64;
        let element_type = RefType::FUNCREF;
        TableType { element_type, table64: false, minimum: size, maximum: Some(size), shared: false }
    }
}

/// The first file and the rest; `first` are the functions of the first.
pub(crate) fn split(
    bytes: &[u8],
    first: &BTreeSet<u32>,
    constants: &[Constant],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let module = Module::read(bytes)?;
    let plan = Plan::new(&module, first, constants)?;
    Ok((first_file(&module, &plan)?, rest_file(&module, &plan)?))
}

fn first_file(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut shift = Shift { imported: module.imported };
    let mut draft = Draft::new(module, &mut shift)?;
    draft.data = DataSection::new();
    for (at, mut bytes) in segments(module)? {
        // Zeros, which take no place: the optimiser makes segments of what is between them.
        for range in inside(&plan.memory, at, &bytes) {
            bytes[range].fill(0);
        }
        draft.data.active(0, &ConstExpr::i32_const(at as i32), bytes);
    }
    let nothing = module.signatures.len() as u32;
    draft.types.ty().function([], []);
    draft.imports.import(GLUE, LOAD, EntityType::Function(nothing));
    let load = module.imported;
    let slots = module.tables.len() as u32;
    draft.tables.table(plan.slots());
    let loaded = module.global_types.len() as u32;
    draft.globals.global(FLAG, &ConstExpr::i32_const(0));
    draft.exports.export("memory0", ExportKind::Memory, 0);
    draft.exports.export("slots", ExportKind::Table, slots);
    draft.exports.export("loaded", ExportKind::Global, loaded);
    for (number, function) in plan.shared().enumerate() {
        draft.exports.export(&shared(number), ExportKind::Func, shift.function_index(function)?);
    }
    for global in &plan.uses.globals {
        draft.exports.export(&format!("g{global}"), ExportKind::Global, *global);
    }
    for table in &plan.uses.tables {
        draft.exports.export(&format!("t{table}"), ExportKind::Table, *table);
    }
    // Has the rest loaded, unless it is.
    draft.functions.function(nothing);
    let ensure = shift.function_index(module.functions.len() as u32)?;
    let on = |function: u32| {
        let slot = Instruction::I32Const(plan.entries[&function] as i32);
        [slot, Instruction::CallIndirect { type_index: module.type_of(function), table_index: slots }]
    };
    for (index, body) in module.defined() {
        let mut function = Function::new([]);
        if plan.entries.contains_key(&index) {
            function.instruction(&Instruction::Call(ensure));
            for parameter in 0..module.signature_of(index).params().len() as u32 {
                function.instruction(&Instruction::LocalGet(parameter));
            }
            let [slot, call] = on(index);
            function.instruction(&slot).instruction(&call);
            function.instruction(&Instruction::End);
        } else if plan.rest.contains(&index) {
            function.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
        } else {
            function = shift.new_function_with_parsed_locals(body)?;
            let mut reader = body.get_operators_reader()?;
            while !reader.eof() {
                match reader.read()? {
                    // Without a detour through the stub.
                    Operator::Call { function_index } if plan.rest.contains(&function_index) => {
                        function.instruction(&Instruction::Call(ensure));
                        let [slot, call] = on(function_index);
                        function.instruction(&slot).instruction(&call);
                    }
                    operator => _ = function.instruction(&shift.instruction(operator)?),
                }
            }
        }
        draft.code.function(&function);
    }
    let mut ensure = Function::new([]);
    ensure.instructions().global_get(loaded).i32_eqz().if_(wasm_encoder::BlockType::Empty);
    ensure.instructions().call(load).end().end();
    draft.code.function(&ensure);
    draft.names = module.names(module.defined().map(|(index, _)| (index, index + 1)));
    Ok(draft.finish())
}

/// The name under which the rest knows a function of the first file.
fn shared(number: usize) -> String {
    format!("f{number:x}")
}

/// The segments of data, by where they are in memory.
fn segments(module: &Module<'_>) -> Result<Vec<(u32, Vec<u8>)>> {
    let all = module.data.iter().flat_map(Clone::clone);
    all.map(|data| {
        data.map_err(Into::into).and_then(|data| Ok((constants::address(&data)?, data.data.to_vec())))
    })
    .collect()
}

/// The parts of a segment that are in these ranges of memory; those that touch are one.
fn inside(memory: &[Range<u32>], at: u32, bytes: &[u8]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for range in memory {
        let start = range.start.saturating_sub(at) as usize;
        let end = (range.end.saturating_sub(at) as usize).min(bytes.len());
        match parts.last_mut() {
            Some(last) if start <= last.end && end > start => last.end = last.end.max(end),
            _ if start < end => parts.push(start..end),
            _ => {}
        }
    }
    parts
}

fn rest_file(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut moved = Moved::default();
    let mut imports = ImportSection::new();
    for (number, function) in plan.shared().enumerate() {
        let kind = EntityType::Function(module.type_of(function));
        imports.import(FIRST, &shared(number), kind);
        moved.functions.insert(function, number as u32);
    }
    let imported = moved.functions.len() as u32;
    moved.functions.extend(plan.rest.iter().copied().zip(imported..));
    for (global, there) in plan.uses.globals.iter().copied().zip(0..) {
        let kind = moved.global_type(module.global_types[global as usize])?;
        imports.import(FIRST, &format!("g{global}"), EntityType::Global(kind));
        moved.globals.insert(global, there);
    }
    let loaded = plan.uses.globals.len() as u32;
    imports.import(FIRST, "loaded", EntityType::Global(FLAG));
    for (table, there) in plan.uses.tables.iter().copied().zip(0..) {
        let kind = Module::table_type(module.tables[table as usize])?;
        imports.import(FIRST, &format!("t{table}"), EntityType::Table(kind));
        moved.tables.insert(table, there);
    }
    let slots = plan.uses.tables.len() as u32;
    imports.import(FIRST, "slots", EntityType::Table(plan.slots()));
    for memory in &module.memories {
        let kind = moved.memory_type(*memory)?;
        imports.import(FIRST, "memory0", EntityType::Memory(kind));
    }
    let mut types = TypeSection::new();
    if let Some(section) = &module.types {
        moved.parse_type_section(&mut types, section.clone())?;
    }
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (index, body) in module.defined().filter(|(index, _)| plan.rest.contains(index)) {
        functions.function(module.type_of(index));
        moved.parse_function_body(&mut code, body.clone())?;
    }
    functions.function(module.signatures.len() as u32);
    let mut start = Function::new([]);
    start.instructions().i32_const(1).global_set(loaded).end();
    code.function(&start);
    let mut entries: Vec<(u32, u32)> =
        plan.entries.iter().map(|(index, slot)| (*slot, moved.functions[index])).collect();
    entries.sort_unstable();
    let entries: Vec<u32> = entries.into_iter().map(|(_, index)| index).collect();
    let mut elements = ElementSection::new();
    elements.active(Some(slots), &ConstExpr::i32_const(0), Elements::Functions(entries.into()));
    let mut data = DataSection::new();
    for (at, bytes) in segments(module)? {
        for range in inside(&plan.memory, at, &bytes) {
            let address = ConstExpr::i32_const(at as i32 + range.start as i32);
            data.active(0, &address, bytes[range].iter().copied());
        }
    }
    let mut out = wasm_encoder::Module::new();
    out.section(&types).section(&imports).section(&functions);
    out.section(&StartSection { function_index: imported + plan.rest.len() as u32 });
    out.section(&elements).section(&code).section(&data);
    let kept = plan.rest.iter().copied().zip(imported..);
    out.section(&module.names(kept));
    Ok(out.finish())
}
