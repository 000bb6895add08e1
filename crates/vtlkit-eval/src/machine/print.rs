//! Blocks, and the text of values.

use vtlkit_text::Span;
use vtlkit_value::{Heap, Object, Opaque, Str, Value};

use super::{BlockValue, Machine, Run, State, kinds};
use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::program::Stretch;
use crate::{Host, Limit};

impl Machine<'_> {
    pub(crate) fn new_block(&mut self, unit: u32, block: Stretch, max_depth: u32) -> Value {
        self.state.blocks.push(BlockValue { unit, block, depth: 0, max_depth });
        let number = self.state.blocks.len() as u32 - 1;
        let object = Object::Opaque { kind: kinds::BLOCK, number, text: Str::default() };
        Value::Object(self.state.heap.new_object(object))
    }

    /// The number of the block a value is, if it is one.
    pub(crate) fn block_of(&self, value: Value) -> Option<u32> {
        self.opaque(value, kinds::BLOCK)
    }

    /// The number of the scope a value is, if it is one.
    pub(crate) fn scope_of(&self, value: Value) -> Option<u32> {
        self.opaque(value, kinds::SCOPE)
    }

    fn opaque(&self, value: Value, wanted: u8) -> Option<u32> {
        let Value::Object(object) = value else { return None };
        match self.state.heap.object(object) {
            Object::Opaque { kind, number, .. } if kind == wanted => Some(number),
            _ => None,
        }
    }

    /// Renders a block to the output; false where it is being rendered too often already.
    pub(crate) fn render_block(&mut self, block: u32) -> Run<bool> {
        let BlockValue { unit, block: stretch, depth, max_depth } = self.state.blocks[block as usize];
        if depth >= max_depth {
            return Ok(false);
        }
        self.state.blocks[block as usize].depth += 1;
        let result = self.run(unit, stretch);
        self.state.blocks[block as usize].depth -= 1;
        match result {
            // A `#break` in the block ends the block.
            Ok(()) | Err(Unwind::Break) => Ok(true),
            Err(unwind) => Err(unwind),
        }
    }

    /// Prints text of the template.
    #[inline]
    pub(crate) fn print_text(&mut self, text: Str) -> Run<()> {
        self.room_to_print(text.byte_len())?;
        self.state.out.extend_from_slice(self.state.heap.bytes(text));
        Ok(())
    }

    /// Whether the output may grow by so many bytes. It is asked each time, as a text that is printed twice into itself
    /// doubles many times between two looks at the other limits.
    #[inline]
    pub(crate) fn room_to_print(&self, bytes: usize) -> Run<()> {
        if self.state.out.len() + bytes > self.limits.output_bytes {
            return Err(EvalError::limit(Limit::OutputBytes, Span::default()).into());
        }
        Ok(())
    }

    /// Runs something that prints and gives what it printed as a string, the output left as it was.
    pub(crate) fn capture(&mut self, print: impl FnOnce(&mut Self) -> Run<bool>) -> Run<Option<Str>> {
        let mark = self.state.out.len();
        if let Some(watch) = &mut self.watch {
            watch.captures += 1;
        }
        let done = print(self);
        if let Some(watch) = &mut self.watch {
            watch.captures -= 1;
        }
        let State { heap, out, .. } = &mut self.state;
        let text = match &done {
            Ok(true) => Some(intern(heap, &out[mark..])?),
            _ => None,
        };
        if !matches!(done, Err(Unwind::Error(_))) {
            out.truncate(mark);
        }
        done?;
        Ok(text)
    }

    /// The text of a value as a string of the heap: Java's `toString()`. None where a block gives none.
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

    /// Appends the text of a value that is no block.
    pub(crate) fn print_to(&mut self, value: Value, out: &mut Vec<u8>) -> Run<()> {
        // A scope prints what was put into it.
        let value = match self.scope_of(value) {
            Some(scope) if !self.state.scopes[scope as usize].storage.is_null() => {
                self.state.scopes[scope as usize].storage
            }
            _ => value,
        };
        let value = if self.state.blocks.is_empty() { value } else { self.without_blocks(value, 0)? };
        let roots = Roots { host: &*self.host };
        self.state.heap.print(value, out, &roots).map_err(|_| {
            EvalError::new(
                EvalErrorKind::Nesting,
                "the value holds itself, nests too deep, or is too large to be printed",
                Span::default(),
            )
            .into()
        })
    }

    /// A list or map in which blocks are replaced by what they render: a container prints its elements itself.
    fn without_blocks(&mut self, value: Value, depth: usize) -> Run<Value> {
        if depth > 50 {
            return Ok(value);
        }
        match value {
            Value::List(list) => {
                for at in 0..self.state.heap.list_len(list) {
                    let element = self.state.heap.list_get(list, at).unwrap_or(Value::Null);
                    if let Some(block) = self.block_of(element) {
                        let text = self.capture(|machine| machine.render_block(block))?;
                        let mut elements = self.state.heap.list_values(list).to_vec();
                        elements[at] = text.map_or(Value::Null, Value::Str);
                        let kind = self.state.heap.list(list).kind;
                        let copy = Value::List(self.state.heap.new_list_of(kind, &elements));
                        return self.without_blocks(copy, depth + 1);
                    }
                }
                Ok(value)
            }
            Value::Map(map) => {
                let entries: Vec<(Value, Value)> = self.state.heap.map_entries(map).collect();
                if !entries.iter().any(|&(_, value)| self.block_of(value).is_some()) {
                    return Ok(value);
                }
                let copy = self.state.heap.new_map(self.state.heap.map(map).kind);
                for (key, value) in entries {
                    let value = match self.block_of(value) {
                        Some(block) => {
                            let text = self.capture(|machine| machine.render_block(block))?;
                            text.map_or(Value::Null, Value::Str)
                        }
                        None => value,
                    };
                    self.state.heap.map_put(copy, key, value);
                }
                Ok(Value::Map(copy))
            }
            _ => Ok(value),
        }
    }
}

/// A string of these bytes, where there is room for it.
fn intern(heap: &mut Heap, bytes: &[u8]) -> Run<Str> {
    heap.room(bytes.len()).map_err(|_| EvalError::limit(Limit::MemoryBytes, Span::default()))?;
    Ok(heap.intern(bytes))
}

/// How the objects of the host and of the machine print inside a container.
struct Roots<'h> {
    host: &'h dyn Host,
}

impl Opaque for Roots<'_> {
    fn print(&self, heap: &Heap, value: Value, out: &mut Vec<u8>) {
        match value {
            Value::Root(root) => self.host.print(root, heap, out),
            Value::Object(object) => match heap.object(object) {
                Object::Opaque { kind: kinds::SCOPE, .. } => out.extend_from_slice(b"{}"),
                Object::Opaque { kind: kinds::CLASS, text, .. } => {
                    out.extend_from_slice(b"class ");
                    out.extend_from_slice(heap.bytes(text));
                }
                _ => {}
            },
            _ => {}
        }
    }
}
