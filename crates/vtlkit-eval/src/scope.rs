//! `$foreach`: a map with additional getters, like Velocity's `ForeachScope`.

use vtlkit_text::{Encoding, LineIndex, Span};
use vtlkit_value::{MapId, MapKind, Object, Str, Value};

use crate::Failure;
use crate::machine::{Machine, ScopeValue, Unit, kinds};
use crate::methods;

/// The initial capacity of Java's `HashMap`.
const CAPACITY: usize = 16;

/// Velocity's name for a template without a name.
const TEMPLATE: &str = "template";

/// Whether `$foreach` has a method of this name without parameters.
pub(crate) fn is_getter(name: &[u8]) -> bool {
    matches!(
        name,
        b"clear"
            | b"entrySet"
            | b"getCount"
            | b"getFirst"
            | b"getHasNext"
            | b"getIndex"
            | b"getInfo"
            | b"getLast"
            | b"getParent"
            | b"getReplaced"
            | b"getTopmost"
            | b"hasNext"
            | b"isEmpty"
            | b"isFirst"
            | b"isLast"
            | b"keySet"
            | b"size"
            | b"values"
    )
}

/// Whether `$foreach.info` has a method of this name without parameters.
pub(crate) fn is_info_getter(name: &[u8]) -> bool {
    matches!(name, b"getColumn" | b"getDepth" | b"getLine" | b"getName" | b"getTemplate" | b"getType")
}

impl Machine<'_> {
    pub(crate) fn scope_value(&mut self, number: u32) -> Value {
        self.scope_object(kinds::SCOPE, number)
    }

    fn scope_object(&mut self, kind: u8, number: u32) -> Value {
        Value::Object(self.state.heap.new_object(Object::Opaque { kind, number, text: Str::default() }))
    }

    /// The value of the variable before the outermost loop.
    pub(crate) fn replaced(&self, scope: u32) -> Value {
        let mut scope = self.state.scopes[scope as usize];
        while let (Value::Null, Some(parent)) = (scope.replaced, scope.parent) {
            scope = self.state.scopes[parent as usize];
        }
        scope.replaced
    }

    /// `$foreach.name`: a getter of the scope, or an entry of the scope or of an enclosing one.
    pub(crate) fn scope_property(&mut self, scope: u32, name: Str) -> Value {
        let bytes = self.state.heap.bytes(name);
        // A getter is found with the first letter of the property in either case.
        let mut buffer = [0u8; 16];
        let lower = match buffer.get_mut(..bytes.len()) {
            Some(lower) => {
                lower.copy_from_slice(bytes);
                if let Some(first) = lower.first_mut() {
                    first.make_ascii_lowercase();
                }
                &*lower
            }
            None => &[],
        };
        match self.scope_getter(scope, lower) {
            Some(value) => value,
            None => self.scope_get(scope, Value::Str(name)),
        }
    }

    /// The value of a getter `getName()`, given `name`; `None` if the scope has no such getter.
    fn scope_getter(&mut self, scope: u32, name: &[u8]) -> Option<Value> {
        let ScopeValue { index, has_next, parent, .. } = self.state.scopes[scope as usize];
        Some(match name {
            b"index" => Value::Int(index),
            b"count" => Value::Int(index.wrapping_add(1)),
            b"hasNext" => Value::Bool(has_next),
            b"first" => Value::Bool(index < 1),
            b"last" => Value::Bool(!has_next),
            b"info" => self.scope_object(kinds::INFO, scope),
            b"parent" => parent.map_or(Value::Null, |parent| self.scope_value(parent)),
            b"topmost" => {
                let mut top = scope;
                while let Some(parent) = self.state.scopes[top as usize].parent {
                    top = parent;
                }
                self.scope_value(top)
            }
            b"replaced" => self.replaced(scope),
            _ => return None,
        })
    }

    /// Calls a method of `$foreach` or, if there is none, that of a map.
    pub(crate) fn scope_call(
        &mut self,
        scope: u32,
        name: &[u8],
        arguments: &[Value],
    ) -> Result<Value, Failure> {
        let getter = match (name, arguments) {
            (b"hasNext", []) => Some(&b"hasNext"[..]),
            (b"isFirst", []) => Some(&b"first"[..]),
            (b"isLast", []) => Some(&b"last"[..]),
            ([b'g', b'e', b't', first @ b'A'..=b'Z', ..], []) => {
                let mut lower = [0u8; 16];
                let len = name.len() - 3;
                return Ok(match lower.get_mut(..len) {
                    Some(lower) => {
                        lower.copy_from_slice(&name[3..]);
                        lower[0] = first.to_ascii_lowercase();
                        self.scope_getter(scope, lower).unwrap_or(Value::Null)
                    }
                    None => Value::Null,
                });
            }
            _ => None,
        };
        if let Some(getter) = getter {
            return Ok(self.scope_getter(scope, getter).unwrap_or(Value::Null));
        }
        match (name, arguments) {
            (b"get", &[key]) => return Ok(self.scope_get(scope, key)),
            // Like `get`, both also search the enclosing scopes.
            (b"getOrDefault", &[key, default]) => {
                let value = self.scope_get(scope, key);
                let map = self.scope_map(scope);
                let is_there = !value.is_null() || self.state.heap.map_get(map, key).is_some();
                return Ok(if is_there { value } else { default });
            }
            (b"putIfAbsent", &[key, value]) => {
                let old = self.scope_get(scope, key);
                if old.is_null() {
                    let map = self.scope_map(scope);
                    self.state.heap.map_put(map, key, value);
                }
                return Ok(old);
            }
            // `clone()` is not public in Java.
            (b"clone", _) => return Ok(Value::Null),
            _ => {}
        }
        let shows_order = matches!(name, b"keySet" | b"values" | b"entrySet" | b"toString");
        let map = if shows_order { self.sorted_scope_map(scope) } else { self.scope_map(scope) };
        methods::call(Value::Map(map), name, self.with_arguments(arguments))
    }

    pub(crate) fn scope_get(&self, scope: u32, key: Value) -> Value {
        let mut at = Some(scope);
        while let Some(number) = at {
            let scope = self.state.scopes[number as usize];
            if let Value::Map(map) = scope.storage
                && let Some(value) = self.state.heap.map_get(map, key)
            {
                return value;
            }
            at = scope.parent;
        }
        Value::Null
    }

    pub(crate) fn scope_put(&mut self, scope: u32, name: Str, value: Value) {
        let map = self.scope_map(scope);
        self.state.heap.map_put(map, Value::Str(name), value);
    }

    /// The map of a scope, created when it is first needed.
    pub(crate) fn scope_map(&mut self, scope: u32) -> MapId {
        if let Value::Map(map) = self.state.scopes[scope as usize].storage {
            return map;
        }
        let map = self.state.heap.new_map(MapKind::Scope);
        self.state.scopes[scope as usize].storage = Value::Map(map);
        self.state.scope_maps = true;
        map
    }

    /// The map of a scope, with its entries in the iteration order of Java's `HashMap`: by the low bits of the keys'
    /// hash codes, then in insertion order.
    pub(crate) fn sorted_scope_map(&mut self, scope: u32) -> MapId {
        let map = self.scope_map(scope);
        let entries: Vec<(Value, Value)> = self.state.heap.map_entries(map).collect();
        let capacity = &mut self.state.scopes[scope as usize].capacity;
        *capacity = (*capacity).max(CAPACITY);
        while entries.len() > *capacity / 4 * 3 {
            *capacity *= 2;
        }
        let last = *capacity - 1;
        let mut sorted: Vec<(usize, (Value, Value))> = Vec::with_capacity(entries.len());
        for entry in entries {
            // A value without a hash code is hardly ever a key.
            let hash = methods::hash_code(entry.0, self.with_arguments(&[])).unwrap_or(0).cast_unsigned();
            sorted.push(((hash ^ hash >> 16) as usize & last, entry));
        }
        if !sorted.is_sorted_by_key(|(bucket, _)| *bucket) {
            sorted.sort_by_key(|(bucket, _)| *bucket);
            self.state.heap.map_clear(map);
            for (_, (key, value)) in sorted {
                self.state.heap.map_put(map, key, value);
            }
        }
        map
    }

    /// Converts a scope to its map; other values stay the same.
    pub(crate) fn scope_as_map(&mut self, value: Value) -> Value {
        self.scope_of(value).map_or(value, |scope| Value::Map(self.sorted_scope_map(scope)))
    }

    /// `$foreach.info.name`.
    pub(crate) fn info_property(&mut self, scope: u32, name: &[u8]) -> Value {
        let mut buffer = [0u8; 16];
        let Some(getter) = buffer.get_mut(..name.len() + 3) else { return Value::Null };
        getter[..3].copy_from_slice(b"get");
        getter[3..].copy_from_slice(name);
        if let Some(first) = getter.get_mut(3) {
            first.make_ascii_uppercase();
        }
        self.info_call(scope, getter, &[])
    }

    /// Calls a method of `$foreach.info`.
    pub(crate) fn info_call(&mut self, scope: u32, name: &[u8], arguments: &[Value]) -> Value {
        match (name, arguments) {
            (b"getName", []) => self.state.heap.new_str("foreach"),
            (b"getType", []) => self.state.heap.new_str("block"),
            (b"getTemplate", []) => self.state.heap.new_str(TEMPLATE),
            (b"getDepth", []) => Value::Int(self.depth(scope)),
            (b"getLine", []) => Value::Int(self.place(scope).0),
            (b"getColumn", []) => Value::Int(self.place(scope).1),
            (b"toString", []) => {
                let text = self.info_text(scope);
                self.state.heap.new_str(&text)
            }
            (b"equals", &[other]) => Value::Bool(self.info_of(other) == Some(scope)),
            // The identity hash code, which differs between runs in Java.
            (b"hashCode", []) => Value::Int(0),
            _ => Value::Null,
        }
    }

    /// The scope of a `$foreach.info` value, if it is one.
    pub(crate) fn info_of(&self, value: Value) -> Option<u32> {
        self.opaque(value, kinds::INFO)
    }

    /// The string representation of `$foreach.info`: `#foreach[type:block template:template line:1 column:1]`.
    pub(crate) fn info_text(&self, scope: u32) -> String {
        let depth = match self.depth(scope) {
            1 => String::new(),
            depth => format!(" depth:{depth}"),
        };
        let (line, column) = self.place(scope);
        format!("#foreach[type:block{depth} template:{TEMPLATE} line:{line} column:{column}]")
    }

    /// The nesting depth of a scope's loop, starting at 1.
    fn depth(&self, scope: u32) -> i32 {
        let mut depth = 1;
        let mut at = self.state.scopes[scope as usize].parent;
        while let Some(parent) = at {
            depth += 1;
            at = self.state.scopes[parent as usize].parent;
        }
        depth
    }

    /// The line and column of a scope's loop.
    fn place(&self, scope: u32) -> (i32, i32) {
        let (unit, number) = self.state.scopes[scope as usize].place;
        let Some(Unit { program, .. }) = self.state.units.get(unit as usize) else { return (0, 0) };
        let span = program.loops.get(number as usize).map_or_else(Span::default, |found| found.span);
        let source = program.source();
        let line = LineIndex::new(source).place(source, span.start(), Encoding::Utf16).line;
        let before = source.get(..span.start()).unwrap_or_default();
        let on_line = before.rfind(['\n', '\r']).map_or(before, |at| &before[at + 1..]);
        // JavaCC advances a tab to the next multiple of eight columns.
        let column = on_line.chars().fold(0, |column, c| match c {
            '\t' => column / 8 * 8 + 8,
            c => column + c.len_utf16(),
        });
        (line as i32, column as i32 + 1)
    }
}
