//! `#define` blocks, which are rendered each time their text is needed.

use vtlkit_value::{Heap, ListKind, MapId, MapKind, Object, Str, Value, View};

use super::print::intern;
use super::{BlockValue, Machine, Run, State, kinds};
use crate::error::Unwind;
use crate::program::Stretch;

/// The depth to which containers are searched for blocks.
const MAX_DEPTH: usize = 50;

impl Machine<'_> {
    pub(crate) fn new_block(&mut self, unit: u32, block: Stretch, max_depth: u32) -> Value {
        self.state.blocks.push(BlockValue { unit, block, depth: 0, max_depth });
        let number = self.state.blocks.len() as u32 - 1;
        let object = Object::Opaque { kind: kinds::BLOCK, number, text: Str::default() };
        Value::Object(self.state.heap.new_object(object))
    }

    /// The index of the block, if the value is one.
    pub(crate) fn block_of(&self, value: Value) -> Option<u32> {
        self.opaque(value, kinds::BLOCK)
    }

    /// Renders a block to the output. Returns false if its recursion is too deep.
    pub(crate) fn render_block(&mut self, block: u32) -> Run<bool> {
        let BlockValue { unit, block: stretch, depth, max_depth } = self.state.blocks[block as usize];
        if depth >= max_depth {
            return Ok(false);
        }
        self.state.blocks[block as usize].depth += 1;
        let result = self.run(unit, stretch);
        self.state.blocks[block as usize].depth -= 1;
        match result {
            // `#break` ends the block.
            Ok(()) | Err(Unwind::Break) => Ok(true),
            Err(unwind) => Err(unwind),
        }
    }

    /// Runs `print` and returns its output as a string, without changing the current output.
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

    /// A copy of a value in which each block is replaced with its rendered text and each `$foreach` with a map. A
    /// value without these is returned as it is.
    #[inline]
    pub(crate) fn without_blocks(&mut self, value: Value) -> Run<Value> {
        if self.state.blocks.is_empty() && !self.state.scope_maps {
            Ok(value)
        } else {
            self.look_for_blocks(value)
        }
    }

    #[cold]
    fn look_for_blocks(&mut self, value: Value) -> Run<Value> {
        if !holds_block(&self.state.heap, value, MAX_DEPTH) {
            return Ok(value);
        }
        self.copy_without_blocks(value, MAX_DEPTH)
    }

    fn copy_without_blocks(&mut self, value: Value, depth: usize) -> Run<Value> {
        let Some(depth) = depth.checked_sub(1) else { return Ok(value) };
        if let Some(block) = self.block_of(value) {
            let text = self.capture(|machine| machine.render_block(block))?;
            return Ok(text.map_or(Value::Null, Value::Str));
        }
        if let Some(scope) = self.scope_of(value) {
            let map = self.sorted_scope_map(scope);
            return self.copy_without_blocks(Value::Map(map), depth);
        }
        match value {
            Value::List(list) if prints_elements(&self.state.heap, value) => {
                let mut elements = self.state.heap.list_values(list).to_vec();
                for element in &mut elements {
                    *element = self.copy_without_blocks(*element, depth)?;
                }
                Ok(Value::List(self.state.heap.new_list_of(ListKind::Array, &elements)))
            }
            Value::Map(map) if prints_elements(&self.state.heap, value) => {
                Ok(Value::Map(self.copy_map_without_blocks(map, depth)?))
            }
            Value::Object(object) => {
                let copy = match self.state.heap.object(object) {
                    Object::View { map, view } => {
                        Object::View { map: self.copy_map_without_blocks(map, depth)?, view }
                    }
                    Object::Entry { map, key, value } => {
                        let value = self.state.heap.entry_value(map, key, value);
                        let value = self.copy_without_blocks(value, depth)?;
                        // The entry was removed from its map and has its last value.
                        let map = self.state.heap.new_map(MapKind::Plain);
                        Object::Entry { map, key, value }
                    }
                    _ => return Ok(value),
                };
                Ok(Value::Object(self.state.heap.new_object(copy)))
            }
            _ => Ok(value),
        }
    }

    fn copy_map_without_blocks(&mut self, map: MapId, depth: usize) -> Run<MapId> {
        let entries: Vec<(Value, Value)> = self.state.heap.map_entries(map).collect();
        let copy = self.state.heap.new_map(self.state.heap.map(map).kind);
        for (key, value) in entries {
            let key = self.copy_without_blocks(key, depth)?;
            let value = self.copy_without_blocks(value, depth)?;
            self.state.heap.map_put(copy, key, value);
        }
        Ok(copy)
    }

    /// Replaces the blocks in a map, and in maps in it, with their rendered texts.
    #[cold]
    pub(crate) fn settle_blocks(&mut self, map: MapId) -> Run<()> {
        let mut waiting = vec![(map, MAX_DEPTH)];
        while let Some((map, depth)) = waiting.pop() {
            let entries: Vec<(Value, Value)> = self.state.heap.map_entries(map).collect();
            for (key, value) in entries {
                match value {
                    Value::Map(inner) => waiting.extend(depth.checked_sub(1).map(|depth| (inner, depth))),
                    _ => {
                        let value = self.without_blocks(value)?;
                        self.state.heap.map_put(map, key, value);
                    }
                }
            }
            self.step(1)?;
        }
        Ok(())
    }
}

/// Whether a container prints its elements with `toString()`. A list of a JSON document prints as JSON, in which a
/// block is `{}`.
fn prints_elements(heap: &Heap, value: Value) -> bool {
    match value {
        Value::List(list) => match heap.list(list).kind {
            ListKind::Array | ListKind::Immutable => true,
            ListKind::Sub => !heap.list_is_stale(list),
            _ => false,
        },
        Value::Map(map) => heap.map(map).kind != MapKind::Silent,
        _ => false,
    }
}

fn holds_block(heap: &Heap, value: Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    // Containers that contain each other many times have no practical end.
    if heap.work_left() == 0 {
        return false;
    }
    let in_map = |map| {
        heap.map_entries(map)
            .any(|(key, value)| holds_block(heap, key, depth) || holds_block(heap, value, depth))
    };
    match value {
        Value::List(list) if prints_elements(heap, value) => {
            heap.count_work(1);
            heap.list_values(list).iter().any(|&element| holds_block(heap, element, depth))
        }
        Value::Map(map) if prints_elements(heap, value) => {
            heap.count_work(1);
            in_map(map)
        }
        Value::Object(object) => match heap.object(object) {
            Object::Opaque { kind, .. } => matches!(kind, kinds::BLOCK | kinds::SCOPE),
            Object::Entry { map, key, value } => {
                holds_block(heap, key, depth) || holds_block(heap, heap.entry_value(map, key, value), depth)
            }
            Object::View { map, view: View::Keys | View::Values | View::Entries } => in_map(map),
            _ => false,
        },
        _ => false,
    }
}
