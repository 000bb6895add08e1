//! The constants of a file, as the linker placed them, and which of them lead to which.
//!
//! What the first file does not touch is loaded with the rest. The linker's relocations tell where constants begin and
//! end, and that code addresses none of them from before or behind it, so that an address in the code tells the constant.

use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::{
    Data, DataKind, DefinedDataSymbol, KnownCustom, Linking, Name, Operator, Parser, Payload,
    RelocAddendKind, RelocationEntry, SymbolInfo,
};

use crate::module::Result;

/// A piece of memory with a name of its own.
pub(crate) struct Constant {
    /// Where it is.
    at: Range<u32>,
    /// Where addresses that mean it end: behind it, if code knows its end.
    end: u32,
    /// Whether it can be elsewhere than in the first file: it is never written to, and only addressed from within.
    is_movable: bool,
    /// The constants that it has the addresses of.
    leads_to: BTreeSet<usize>,
}

/// What the sections of a linked file tell.
#[derive(Default)]
struct Linked {
    /// Where the contents of each section begin.
    sections: Vec<usize>,
    code: Range<usize>,
    /// The segments of data: where they begin in the file, and in memory.
    segments: Vec<(usize, u32)>,
    /// The segments that are never written to.
    fixed: BTreeSet<u32>,
    symbols: Vec<Option<DefinedDataSymbol>>,
    relocations: Vec<(u32, RelocationEntry)>,
}

/// The constants of a file that was linked with its relocations.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Constant>> {
    let mut linked = Linked::default();
    for payload in Parser::new(0).parse_all(bytes) {
        linked.section(payload?)?;
    }
    anyhow::ensure!(
        !linked.relocations.is_empty(),
        "the file has no relocations: link it with --emit-relocs"
    );
    linked.constants()
}

/// How many bytes the constants have at these addresses, where they can be elsewhere than in the first file.
pub(crate) fn size(constants: &[Constant], addresses: &BTreeSet<u32>) -> usize {
    let is_used = |constant: &&Constant| constant.is_movable && constant.is_at(addresses);
    constants.iter().filter(is_used).map(|constant| constant.at.len()).sum()
}

/// The ranges of memory that nobody needs who uses these addresses only.
pub(crate) fn unused(constants: &[Constant], addresses: &BTreeSet<u32>) -> Vec<Range<u32>> {
    let mut open: Vec<usize> = (0..constants.len())
        .filter(|index| !constants[*index].is_movable || constants[*index].is_at(addresses))
        .collect();
    let mut used: BTreeSet<usize> = open.iter().copied().collect();
    while let Some(index) = open.pop() {
        open.extend(constants[index].leads_to.iter().copied().filter(|to| used.insert(*to)));
    }
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for (index, constant) in constants.iter().enumerate() {
        if !used.contains(&index) {
            ranges.push(constant.at.clone());
        }
    }
    // Constants may lie in one another.
    for index in used {
        let kept = &constants[index].at;
        ranges = ranges
            .into_iter()
            .flat_map(|range| {
                [range.start..range.end.min(kept.start), range.start.max(kept.end)..range.end]
                    .into_iter()
                    .filter(|part| part.start < part.end)
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

impl Constant {
    /// Whether one of these addresses means it.
    fn is_at(&self, addresses: &BTreeSet<u32>) -> bool {
        addresses.range(self.at.start..self.end).next().is_some()
    }
}

impl Linked {
    fn section(&mut self, payload: Payload<'_>) -> Result<()> {
        if let Some((_, range)) = payload.as_section() {
            self.sections.push(range.start);
        }
        match payload {
            Payload::CodeSectionStart { range, .. } => self.code = range,
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    self.segments.push((data.range.end - data.data.len(), address(&data)?));
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(section) => {
                    for part in section {
                        let Name::Data(map) = part? else { continue };
                        for naming in map {
                            let naming = naming?;
                            if naming.name == ".rodata" {
                                self.fixed.insert(naming.index);
                            }
                        }
                    }
                }
                KnownCustom::Linking(section) => {
                    for part in section.subsections() {
                        let Linking::SymbolTable(table) = part? else { continue };
                        for symbol in table {
                            self.symbols.push(match symbol? {
                                SymbolInfo::Data { symbol, .. } => symbol,
                                _ => None,
                            });
                        }
                    }
                }
                KnownCustom::Reloc(section) => {
                    for entry in section.entries() {
                        self.relocations.push((section.section_index(), entry?));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn constants(&self) -> Result<Vec<Constant>> {
        let mut constants = Vec::new();
        // The constant of each symbol, and where the bytes of each constant are in the file.
        let mut of_symbol = vec![None; self.symbols.len()];
        let mut places = Vec::new();
        for (symbol, constant) in self.symbols.iter().zip(&mut of_symbol) {
            let Some(symbol) = symbol else { continue };
            let &(place, address) = self
                .segments
                .get(symbol.index as usize)
                .ok_or_else(|| anyhow::anyhow!("a symbol is in no segment"))?;
            let start = place + symbol.offset as usize;
            places.push((start..start + symbol.size as usize, constants.len()));
            *constant = Some(constants.len());
            let start = address + symbol.offset;
            constants.push(Constant {
                at: start..start + symbol.size,
                end: start + symbol.size.max(1),
                is_movable: self.fixed.contains(&symbol.index),
                leads_to: BTreeSet::new(),
            });
        }
        places.sort_by_key(|(place, _)| place.start);
        for (section, entry) in &self.relocations {
            let Some(Some(to)) = of_symbol.get(entry.index as usize).copied() else { continue };
            if matches!(entry.ty.addend_kind(), RelocAddendKind::None) {
                continue;
            }
            let at = self.sections[*section as usize] + entry.offset as usize;
            if self.code.contains(&at) {
                let constant = &mut constants[to];
                let size = constant.at.len() as i64;
                constant.is_movable &= (0..=size).contains(&entry.addend);
                if entry.addend == size {
                    constant.end = constant.at.end + 1;
                }
                continue;
            }
            let before = places.partition_point(|(place, _)| place.start <= at);
            for (place, from) in &places[..before] {
                if place.contains(&at) {
                    constants[*from].leads_to.insert(to);
                }
            }
        }
        Ok(constants)
    }
}

/// Where a segment is in memory.
pub(crate) fn address(data: &Data<'_>) -> Result<u32> {
    let DataKind::Active { offset_expr, .. } = &data.kind else {
        anyhow::bail!("the file has passive data");
    };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        other => anyhow::bail!("data is at {other:?}"),
    }
}
