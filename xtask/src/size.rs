//! `cargo xtask size`: how large the files of the npm package are, of what, and whether that is within bounds.

use std::fs;

use crate::command::{command, printed};
use crate::{Failure, wasm};

/// The most bytes each file may have after gzip.
const BUDGETS: [(&str, usize); 4] =
    [("vtlkit", 163_000), ("vtlkit.rest", 668_000), ("api", 1_240_000), ("schema", 141_000)];

/// Builds the package, prints the sizes, and fails where one is above its bound.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`size` takes no argument, and got `{argument}`")));
    }
    wasm::build().and_then(|()| check()).map_err(Failure::failed)
}

/// Prints the sizes of what is built.
pub(crate) fn check() -> Result<(), String> {
    println!("{:17} {:>10} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli", "at most");
    let mut above = Vec::new();
    for (name, most) in BUDGETS {
        let path = wasm::package().join(format!("dist/{name}.wasm"));
        let raw = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?.len();
        let packed = packed(&path.to_string_lossy())?;
        println!("{:17} {raw:>10} {:>10} {:>10} {most:>10}", format!("{name}.wasm"), packed.0, packed.1);
        if packed.0 > most {
            above.push(format!("{name}.wasm has {} bytes after gzip, and may have {most}", packed.0));
        }
    }
    for file in wasm::FILES {
        let named = wasm::named(file);
        println!("\n{file}.wasm, bytes before it is optimised");
        command("target/debug/xtask-bindgen", ["parts", &named.to_string_lossy()], &[])?;
    }
    if above.is_empty() { Ok(()) } else { Err(above.join("; ")) }
}

/// How many bytes a file has after gzip and brotli, each at its best.
fn packed(path: &str) -> Result<(usize, usize), String> {
    let script = "const z = require('node:zlib'), b = require('node:fs').readFileSync(process.argv[1]);\
                  console.log(z.gzipSync(b, { level: 9 }).length, z.brotliCompressSync(b).length)";
    let said = printed("node", &["-e", script, path]).ok_or("node is missing")?;
    let mut numbers = said.split_whitespace().filter_map(|number| number.parse().ok());
    numbers.next().zip(numbers.next()).ok_or_else(|| format!("the size of {path} is not told"))
}
