//! A file of wasm that is being made out of another one.

use std::convert::Infallible;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, ExportSection, FunctionSection, GlobalSection, ImportSection,
    MemorySection, NameSection, StartSection, TableSection, TypeSection,
};

use crate::module::{Module, Result};

/// The sections, to be added to; the code and the names are for who makes the file.
pub(crate) struct Draft {
    pub(crate) types: TypeSection,
    pub(crate) imports: ImportSection,
    pub(crate) functions: FunctionSection,
    pub(crate) tables: TableSection,
    memories: MemorySection,
    pub(crate) globals: GlobalSection,
    pub(crate) exports: ExportSection,
    start: Option<u32>,
    elements: ElementSection,
    pub(crate) code: CodeSection,
    pub(crate) data: DataSection,
    pub(crate) names: NameSection,
}

impl Draft {
    /// All of a file but its code, with what it refers to as `to` has it.
    pub(crate) fn new(module: &Module<'_>, to: &mut impl Reencode<Error = Infallible>) -> Result<Self> {
        let mut draft = Self {
            types: TypeSection::new(),
            imports: ImportSection::new(),
            functions: FunctionSection::new(),
            tables: TableSection::new(),
            memories: MemorySection::new(),
            globals: GlobalSection::new(),
            exports: ExportSection::new(),
            start: None,
            elements: ElementSection::new(),
            code: CodeSection::new(),
            data: DataSection::new(),
            names: NameSection::new(),
        };
        if let Some(section) = &module.types {
            to.parse_type_section(&mut draft.types, section.clone())?;
        }
        if let Some(section) = &module.imports {
            to.parse_import_section(&mut draft.imports, section.clone())?;
        }
        for (index, _) in module.defined() {
            draft.functions.function(module.type_of(index));
        }
        for table in &module.tables {
            draft.tables.table(Module::table_type(*table)?);
        }
        for memory in &module.memories {
            draft.memories.memory(to.memory_type(*memory)?);
        }
        if let Some(section) = &module.globals {
            to.parse_global_section(&mut draft.globals, section.clone())?;
        }
        if let Some(section) = &module.exports {
            to.parse_export_section(&mut draft.exports, section.clone())?;
        }
        draft.start = module.start.map(|index| to.function_index(index)).transpose()?;
        if let Some(section) = &module.elements {
            to.parse_element_section(&mut draft.elements, section.clone())?;
        }
        if let Some(section) = &module.data {
            to.parse_data_section(&mut draft.data, section.clone())?;
        }
        Ok(draft)
    }

    /// The file.
    pub(crate) fn finish(&self) -> Vec<u8> {
        let mut out = wasm_encoder::Module::new();
        out.section(&self.types).section(&self.imports).section(&self.functions).section(&self.tables);
        out.section(&self.memories).section(&self.globals).section(&self.exports);
        if let Some(function_index) = self.start {
            out.section(&StartSection { function_index });
        }
        out.section(&self.elements).section(&self.code).section(&self.data).section(&self.names);
        out.finish()
    }
}
