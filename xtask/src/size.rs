//! `cargo xtask size`: the size of the npm package's module by crate, compared with its bound.

use std::fs;

use crate::command::printed;
use crate::{Failure, parts, wasm};

/// Maximum size of the module after gzip, in bytes.
const BUDGET: usize = 1_800_000;

/// Builds the package, prints its size, and fails if it is above the bound.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`size` takes no argument, and got `{argument}`")));
    }
    wasm::build().and_then(|()| check()).map_err(Failure::failed)
}

/// Prints the size of the built module.
pub(crate) fn check() -> Result<(), String> {
    let path = wasm::product("vtlkit.wasm");
    let raw = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?.len();
    let (gzip, brotli) = packed(&path.to_string_lossy())?;
    println!("{:12} {:>10} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli", "at most");
    println!("{:12} {raw:>10} {gzip:>10} {brotli:>10} {BUDGET:>10}", "vtlkit.wasm");
    println!("\nbytes of the code of each crate, before it is optimised");
    parts::print(&wasm::product("vtlkit_bg.wasm"))?;
    if gzip <= BUDGET {
        return Ok(());
    }
    Err(format!("vtlkit.wasm has {gzip} bytes after gzip, and may have {BUDGET}"))
}

/// The size of a file after gzip and brotli, at their best compression.
fn packed(path: &str) -> Result<(usize, usize), String> {
    let script = "const z = require('node:zlib'), b = require('node:fs').readFileSync(process.argv[1]);\
                  console.log(z.gzipSync(b, { level: 9 }).length, z.brotliCompressSync(b).length)";
    let said = printed("node", &["-e", script, path]).ok_or("node is missing")?;
    let mut numbers = said.split_whitespace().filter_map(|number| number.parse().ok());
    numbers.next().zip(numbers.next()).ok_or_else(|| format!("the size of {path} is not told"))
}
