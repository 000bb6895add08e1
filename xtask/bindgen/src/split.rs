//! Makes two files of wasm out of one: functions that are needed first, and the rest, which is loaded when one of its
//! functions is called.
//!
//! In the first file a function of the rest is a stub, which has the rest loaded, if it is not yet, and calls on through
//! a table. The rest imports what it shares with the first file from there, and fills the table when it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, RefType,
    StartSection, TableSection, TableType, TypeSection, ValType,
};

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
}

impl Reencode for Uses {
    type Error = Infallible;

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
}

impl Plan {
    fn new(module: &Module<'_>, first: &BTreeSet<u32>) -> Result<Self> {
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
        Ok(Self { rest, entries, uses })
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
pub(crate) fn split(bytes: &[u8], first: &BTreeSet<u32>) -> Result<(Vec<u8>, Vec<u8>)> {
    let module = Module::read(bytes)?;
    let plan = Plan::new(&module, first)?;
    Ok((first_file(&module, &plan)?, rest_file(&module, &plan)?))
}

fn first_file(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut shift = Shift { imported: module.imported };
    let mut types = TypeSection::new();
    if let Some(section) = &module.types {
        shift.parse_type_section(&mut types, section.clone())?;
    }
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    if let Some(section) = &module.imports {
        shift.parse_import_section(&mut imports, section.clone())?;
    }
    imports.import(GLUE, LOAD, EntityType::Function(module.type_count));
    let load = module.imported;
    let mut tables = TableSection::new();
    for table in &module.tables {
        tables.table(Module::table_type(*table)?);
    }
    let slots = module.tables.len() as u32;
    tables.table(plan.slots());
    let mut memories = MemorySection::new();
    for memory in &module.memories {
        memories.memory(shift.memory_type(*memory)?);
    }
    let mut globals = GlobalSection::new();
    if let Some(section) = &module.globals {
        shift.parse_global_section(&mut globals, section.clone())?;
    }
    let loaded = module.global_types.len() as u32;
    globals.global(FLAG, &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    if let Some(section) = &module.exports {
        shift.parse_export_section(&mut exports, section.clone())?;
    }
    exports.export("memory0", ExportKind::Memory, 0);
    exports.export("slots", ExportKind::Table, slots);
    exports.export("loaded", ExportKind::Global, loaded);
    for function in plan.shared() {
        exports.export(&format!("f{function}"), ExportKind::Func, shift.function_index(function)?);
    }
    for global in &plan.uses.globals {
        exports.export(&format!("g{global}"), ExportKind::Global, *global);
    }
    for table in &plan.uses.tables {
        exports.export(&format!("t{table}"), ExportKind::Table, *table);
    }
    let mut elements = ElementSection::new();
    if let Some(section) = &module.elements {
        shift.parse_element_section(&mut elements, section.clone())?;
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (index, body) in module.defined() {
        functions.function(module.type_of(index));
        if !plan.rest.contains(&index) {
            shift.parse_function_body(&mut code, body.clone())?;
            continue;
        }
        let mut stub = Function::new([]);
        if let Some(&slot) = plan.entries.get(&index) {
            stub.instructions().global_get(loaded).i32_eqz().if_(wasm_encoder::BlockType::Empty);
            stub.instructions().call(load).end();
            for parameter in 0..module.parameters_of(index) {
                stub.instruction(&Instruction::LocalGet(parameter));
            }
            stub.instructions().i32_const(slot as i32).call_indirect(slots, module.type_of(index));
        } else {
            stub.instruction(&Instruction::Unreachable);
        }
        stub.instruction(&Instruction::End);
        code.function(&stub);
    }
    let mut data = DataSection::new();
    if let Some(section) = &module.data {
        shift.parse_data_section(&mut data, section.clone())?;
    }
    let mut out = wasm_encoder::Module::new();
    out.section(&types).section(&imports).section(&functions).section(&tables);
    out.section(&memories).section(&globals).section(&exports);
    if let Some(start) = module.start {
        out.section(&StartSection { function_index: shift.function_index(start)? });
    }
    out.section(&elements).section(&code).section(&data);
    let kept = module.defined().map(|(index, _)| (index, index + 1));
    out.section(&module.names(kept));
    Ok(out.finish())
}

fn rest_file(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut moved = Moved::default();
    let mut imports = ImportSection::new();
    for (function, there) in plan.shared().zip(0..) {
        let kind = EntityType::Function(module.type_of(function));
        imports.import(FIRST, &format!("f{function}"), kind);
        moved.functions.insert(function, there);
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
    functions.function(module.type_count);
    let mut start = Function::new([]);
    start.instructions().i32_const(1).global_set(loaded).end();
    code.function(&start);
    let mut entries: Vec<(u32, u32)> =
        plan.entries.iter().map(|(index, slot)| (*slot, moved.functions[index])).collect();
    entries.sort_unstable();
    let entries: Vec<u32> = entries.into_iter().map(|(_, index)| index).collect();
    let mut elements = ElementSection::new();
    elements.active(Some(slots), &ConstExpr::i32_const(0), Elements::Functions(entries.into()));
    let mut out = wasm_encoder::Module::new();
    out.section(&types).section(&imports).section(&functions);
    out.section(&StartSection { function_index: imported + plan.rest.len() as u32 });
    out.section(&elements).section(&code);
    let kept = plan.rest.iter().copied().zip(imported..);
    out.section(&module.names(kept));
    Ok(out.finish())
}
