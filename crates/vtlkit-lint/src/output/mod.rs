//! What the rendered text will be.

use vtlkit_syntax::ast::Template;
use vtlkit_text::Diagnostic;

use crate::lint::Target;

/// What is wrong with an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FaultKind {}

/// Something wrong with the output, confirmed by a render.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) finding: Diagnostic,
}

pub(crate) fn faults(_: &str, _: &Template, _: &Target) -> Vec<Fault> {
    Vec::new()
}
