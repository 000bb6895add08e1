//! A file of wasm that tells which of its functions have run.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, ExportKind, ExportSection, FunctionSection,
    GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, StartSection, TableSection,
    TypeSection, ValType,
};

use crate::module::{Module, Result};

/// The file with a global for each function, exported as `ran` and the function's index, that is 1 once the function has
/// run.
pub(crate) fn instrument(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(bytes)?;
    let mut same = RoundtripReencoder;
    let mut out = wasm_encoder::Module::new();
    let mut types = TypeSection::new();
    if let Some(section) = &module.types {
        same.parse_type_section(&mut types, section.clone())?;
    }
    let mut imports = ImportSection::new();
    if let Some(section) = &module.imports {
        same.parse_import_section(&mut imports, section.clone())?;
    }
    let mut functions = FunctionSection::new();
    let mut tables = TableSection::new();
    for table in &module.tables {
        tables.table(Module::table_type(*table)?);
    }
    let mut memories = MemorySection::new();
    for memory in &module.memories {
        memories.memory(same.memory_type(*memory)?);
    }
    let mut globals = GlobalSection::new();
    if let Some(section) = &module.globals {
        same.parse_global_section(&mut globals, section.clone())?;
    }
    let mut exports = ExportSection::new();
    if let Some(section) = &module.exports {
        same.parse_export_section(&mut exports, section.clone())?;
    }
    let mut elements = ElementSection::new();
    if let Some(section) = &module.elements {
        same.parse_element_section(&mut elements, section.clone())?;
    }
    let mut code = CodeSection::new();
    let counter = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    for (global, (index, body)) in (module.global_types.len() as u32..).zip(module.defined()) {
        functions.function(module.type_of(index));
        globals.global(counter, &ConstExpr::i32_const(0));
        exports.export(&format!("ran{index}"), ExportKind::Global, global);
        let mut function = same.new_function_with_parsed_locals(body)?;
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::GlobalSet(global));
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&same.parse_instruction(&mut reader)?);
        }
        code.function(&function);
    }
    let mut data = DataSection::new();
    if let Some(section) = &module.data {
        same.parse_data_section(&mut data, section.clone())?;
    }
    out.section(&types).section(&imports).section(&functions).section(&tables);
    out.section(&memories).section(&globals).section(&exports);
    if let Some(function_index) = module.start {
        out.section(&StartSection { function_index });
    }
    out.section(&elements).section(&code).section(&data);
    Ok(out.finish())
}
