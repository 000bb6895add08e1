//! Printing of values.

use vtlkit_text::Span;
use vtlkit_value::{Heap, Object, Opaque, Str, Value};

use super::{Machine, Run, kinds};
use crate::error::{EvalError, EvalErrorKind};
use crate::{Host, Limit};

impl Machine<'_> {
    /// The index of the scope, if the value is one.
    pub(crate) fn scope_of(&self, value: Value) -> Option<u32> {
        self.opaque(value, kinds::SCOPE)
    }

    pub(crate) fn opaque(&self, value: Value, wanted: u8) -> Option<u32> {
        let Value::Object(object) = value else { return None };
        match self.state.heap.object(object) {
            Object::Opaque { kind, number, .. } if kind == wanted => Some(number),
            _ => None,
        }
    }

    /// Prints text of the template.
    #[inline]
    pub(crate) fn print_text(&mut self, text: Str) -> Run<()> {
        self.room_to_print(text.byte_len())?;
        self.state.out.extend_from_slice(self.state.heap.bytes(text));
        Ok(())
    }

    /// Checks whether the output may grow by `bytes`. This is checked each time, since a string that contains itself
    /// twice doubles many times between two checks of the other limits.
    #[inline]
    pub(crate) fn room_to_print(&self, bytes: usize) -> Run<()> {
        if self.state.out.len() + bytes > self.limits.output_bytes {
            return Err(EvalError::limit(Limit::OutputBytes, Span::default()).into());
        }
        Ok(())
    }

    /// Java's `toString()` of a value, as a string on the heap. `None` for a block without a value.
    pub(crate) fn to_str(&mut self, value: Value) -> Run<Option<Str>> {
        if let Value::Str(text) = value {
            return Ok(Some(text));
        }
        if let Some(block) = self.block_of(value) {
            return self.capture(|machine| machine.render_block(block));
        }
        let mut scratch = std::mem::take(&mut self.state.scratch);
        scratch.clear();
        let printed = self.print_to(value, &mut scratch);
        let text = printed.and_then(|()| intern(&mut self.state.heap, &scratch));
        self.state.scratch = scratch;
        text.map(Some)
    }

    /// Appends the text of a value that is not a block.
    pub(crate) fn print_to(&mut self, value: Value, out: &mut Vec<u8>) -> Run<()> {
        // A scope prints its entries.
        let value = self.scope_as_map(value);
        if let Some(scope) = self.info_of(value) {
            out.extend_from_slice(self.info_text(scope).as_bytes());
            return Ok(());
        }
        let value = self.without_blocks(value)?;
        let roots = Roots { host: &*self.host };
        self.state.heap.print(value, out, &roots).map_err(|_| {
            EvalError::new(
                EvalErrorKind::Nesting,
                "the value contains itself, is nested too deeply or is too large to be printed",
                Span::default(),
            )
            .into()
        })
    }
}

/// Puts a string on the heap, if there is room.
pub(super) fn intern(heap: &mut Heap, bytes: &[u8]) -> Run<Str> {
    heap.room(bytes.len()).map_err(|_| EvalError::limit(Limit::MemoryBytes, Span::default()))?;
    Ok(heap.intern(bytes))
}

/// Prints objects of the host and of the machine inside a container.
struct Roots<'h> {
    host: &'h dyn Host,
}

impl Opaque for Roots<'_> {
    fn print(&self, heap: &Heap, value: Value, out: &mut Vec<u8>) {
        match value {
            Value::Root(root) => self.host.print(root, heap, out),
            _ => Objects.print(heap, value, out),
        }
    }
}

/// Prints objects of the machine; those of the host print nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Objects;

impl Opaque for Objects {
    fn print(&self, heap: &Heap, value: Value, out: &mut Vec<u8>) {
        let Value::Object(object) = value else { return };
        match heap.object(object) {
            Object::Opaque { kind: kinds::SCOPE, .. } => out.extend_from_slice(b"{}"),
            Object::Opaque { kind: kinds::CLASS, text, .. } => {
                out.extend_from_slice(b"class ");
                out.extend_from_slice(heap.bytes(text));
            }
            _ => {}
        }
    }
}
