//! A file of wasm that tells which pieces of its functions have run.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ConstExpr, ExportKind, GlobalType, Instruction, ValType};

use crate::draft::Draft;
use crate::flow::ends_piece;
use crate::module::{Module, Result};

/// The file with a global for each piece of code, exported as `ran` and its number, that is 1 once the piece has run.
/// Pieces are numbered through the whole file; the first one of a function begins with it.
pub(crate) fn instrument(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(bytes)?;
    let mut same = RoundtripReencoder;
    let mut draft = Draft::new(&module, &mut same)?;
    let counter = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let mut pieces = 0..;
    for (_, body) in module.defined() {
        let mut function = same.new_function_with_parsed_locals(body)?;
        let mut begins = true;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            if begins && let Some(piece) = pieces.next() {
                let global = module.global_types.len() as u32 + piece;
                draft.globals.global(counter, &ConstExpr::i32_const(0));
                draft.exports.export(&format!("ran{piece}"), ExportKind::Global, global);
                function.instruction(&Instruction::I32Const(1));
                function.instruction(&Instruction::GlobalSet(global));
            }
            let operator = reader.read()?;
            begins = ends_piece(&operator);
            function.instruction(&same.instruction(operator)?);
        }
        draft.code.function(&function);
    }
    Ok(draft.finish())
}
