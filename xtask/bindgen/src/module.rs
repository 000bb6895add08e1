//! A file of wasm in its sections.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{NameMap, NameSection};
use wasmparser::{
    CompositeInnerType, DataSectionReader, ElementSectionReader, ExportSectionReader, FuncType, FunctionBody,
    GlobalSectionReader, ImportSectionReader, KnownCustom, MemoryType, Name, Parser, Payload, TableType,
    TypeRef, TypeSectionReader,
};

/// What can go wrong with a file.
pub(crate) type Result<T> = std::result::Result<T, anyhow::Error>;

/// The sections; those that are not there are empty.
pub(crate) struct Module<'a> {
    pub(crate) types: Option<TypeSectionReader<'a>>,
    pub(crate) imports: Option<ImportSectionReader<'a>>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Option<GlobalSectionReader<'a>>,
    pub(crate) global_types: Vec<wasmparser::GlobalType>,
    pub(crate) exports: Option<ExportSectionReader<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Option<ElementSectionReader<'a>>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) data: Option<DataSectionReader<'a>>,
    /// The types of all functions, imported ones first.
    pub(crate) functions: Vec<u32>,
    /// How many functions are imported.
    pub(crate) imported: u32,
    /// The types of functions; other types are there as functions that take and give nothing.
    pub(crate) signatures: Vec<FuncType>,
    pub(crate) names: BTreeMap<u32, String>,
}

impl<'a> Module<'a> {
    /// Reads a file that a compiler made: it imports functions only, and has one memory and no passive data.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut module = Self {
            types: None,
            imports: None,
            tables: Vec::new(),
            memories: Vec::new(),
            globals: None,
            global_types: Vec::new(),
            exports: None,
            start: None,
            elements: None,
            bodies: Vec::new(),
            data: None,
            functions: Vec::new(),
            imported: 0,
            signatures: Vec::new(),
            names: BTreeMap::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            module.section(payload?)?;
        }
        Ok(module)
    }

    fn section(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section.clone() {
                    for kind in group?.types() {
                        self.signatures.push(match &kind.composite_type.inner {
                            CompositeInnerType::Func(function) => function.clone(),
                            _ => FuncType::new([], []),
                        });
                    }
                }
                self.types = Some(section);
            }
            Payload::ImportSection(section) => {
                for import in section.clone().into_imports() {
                    let TypeRef::Func(kind) = import?.ty else {
                        anyhow::bail!("the file imports something that is no function");
                    };
                    self.functions.push(kind);
                    self.imported += 1;
                }
                self.imports = Some(section);
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    self.functions.push(kind?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    self.global_types.push(global?.ty);
                }
                self.globals = Some(section);
            }
            Payload::ExportSection(section) => self.exports = Some(section),
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => self.elements = Some(section),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => self.data = Some(section),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for part in section {
                        if let Name::Function(map) = part? {
                            for naming in map {
                                let naming = naming?;
                                self.names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The functions that have a body, by their indices.
    pub(crate) fn defined(&self) -> impl Iterator<Item = (u32, &FunctionBody<'a>)> {
        (self.imported..).zip(&self.bodies)
    }

    /// The type of a function.
    pub(crate) fn type_of(&self, function: u32) -> u32 {
        self.functions.get(function as usize).copied().unwrap_or_default()
    }

    /// What a function takes and gives.
    pub(crate) fn signature_of(&self, function: u32) -> &FuncType {
        &self.signatures[self.type_of(function) as usize]
    }

    /// The names of functions, each by the index it has elsewhere.
    pub(crate) fn names(&self, functions: impl Iterator<Item = (u32, u32)>) -> NameSection {
        let mut map = NameMap::new();
        for (here, there) in functions {
            if let Some(name) = self.names.get(&here) {
                map.append(there, name);
            }
        }
        let mut section = NameSection::new();
        section.functions(&map);
        section
    }

    /// A type of a table as it is written.
    pub(crate) fn table_type(table: TableType) -> Result<wasm_encoder::TableType> {
        Ok(RoundtripReencoder.table_type(table)?)
    }
}
