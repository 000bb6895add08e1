//! The crates in a WebAssembly module, by size.

use std::collections::BTreeMap;
use std::path::Path;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The number of crates that are listed.
const LISTED: usize = 12;

/// Prints the contents of a module: the code of each crate, and the data.
pub(crate) fn print(path: &Path) -> Result<(), String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let mut data = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.map_err(|error| error.to_string())? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.map_err(|error| error.to_string())?;
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data += section.range().len(),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else { continue };
                for part in section {
                    let Ok(Name::Function(map)) = part else { continue };
                    names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name.into())));
                }
            }
            _ => {}
        }
    }
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, size) in (imported..).zip(&bodies) {
        let name = names.get(&index).map_or("", String::as_str);
        let sum = sums.entry(owner(name)).or_default();
        *sum = (sum.0 + size, sum.1 + 1);
    }
    let mut sums: Vec<(String, (usize, usize))> = sums.into_iter().collect();
    sums.sort_by_key(|(_, (size, _))| std::cmp::Reverse(*size));
    println!("  {data:>8}  data");
    for (name, (size, functions)) in sums.iter().take(LISTED) {
        println!("  {size:>8}  {name}, {functions} functions");
    }
    let rest: usize = sums.iter().skip(LISTED).map(|(_, (size, _))| size).sum();
    println!("  {rest:>8}  other crates and the compiler's own");
    Ok(())
}

/// The crate of a function; for an implementation on a foreign type, the first of this project's crates or, if there is
/// none, the first crate.
fn owner(name: &str) -> String {
    let words =
        || name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let own = words().find(|word| word.starts_with("vtlkit_"));
    own.or_else(|| words().next()).unwrap_or("unnamed").to_owned()
}
