//! `.class`: the names of Java's classes.
//!
//! In Velocity 1.7, this is the class object, which gives access to reflection. Here it is only a name that can be
//! printed and compared.

use vtlkit_value::{ListKind, MapId, MapKind, Object, Str, Type, Value, View};

use crate::machine::{Machine, kinds};

/// Whether a property name refers to `getClass()`.
pub(crate) fn is_class(name: &[u8]) -> bool {
    matches!(name, b"class" | b"Class")
}

impl Machine<'_> {
    /// The value of a property that refers to `getClass()`, or of a property of a class.
    pub(crate) fn class_of(&mut self, object: Value, name: Str) -> Option<Value> {
        if matches!(object, Value::Root(_)) {
            return None;
        }
        let bytes = self.state.heap.bytes(name);
        if is_class(bytes) {
            return Some(self.class(object));
        }
        let Value::Object(id) = object else { return None };
        let Object::Opaque { kind: kinds::CLASS, text, .. } = self.state.heap.object(id) else { return None };
        Some(match bytes {
            b"name" | b"Name" => Value::Str(text),
            b"typeName" | b"TypeName" => Value::Str(self.type_name(text)),
            b"simpleName" | b"SimpleName" => Value::Str(self.simple_name(text)),
            _ => Value::Null,
        })
    }

    /// Calls a method of a class.
    pub(crate) fn class_call(&mut self, class: Value, text: Str, name: &[u8], arguments: &[Value]) -> Value {
        match (name, arguments) {
            (b"getName", []) => Value::Str(text),
            (b"getTypeName", []) => Value::Str(self.type_name(text)),
            (b"getSimpleName", []) => Value::Str(self.simple_name(text)),
            (b"toString", []) => {
                let text = [b"class ", self.state.heap.bytes(text)].concat();
                self.state.heap.new_bytes(&text)
            }
            (b"equals", &[other]) => Value::Bool(self.same_class(class, other)),
            _ => Value::Null,
        }
    }

    /// Whether two values are the same class.
    fn same_class(&self, class: Value, other: Value) -> bool {
        let name = |value| match value {
            Value::Object(id) => match self.state.heap.object(id) {
                Object::Opaque { kind: kinds::CLASS, text, .. } => Some(self.state.heap.bytes(text)),
                _ => None,
            },
            _ => None,
        };
        name(class).is_some() && name(class) == name(other)
    }

    /// The name of a class as in Java source code: `java.lang.String[]`.
    fn type_name(&mut self, name: Str) -> Str {
        let element = match self.state.heap.bytes(name) {
            b"[C" => &b"char"[..],
            b"[B" => b"byte",
            [b'[', b'L', class @ .., b';'] => class,
            _ => return name,
        };
        let text = [element, b"[]"].concat();
        self.state.heap.intern(&text)
    }

    /// The name of a class without its package.
    fn simple_name(&mut self, name: Str) -> Str {
        let name = self.type_name(name);
        let bytes = self.state.heap.bytes(name);
        let start = bytes.iter().rposition(|&b| b == b'.' || b == b'$').map_or(0, |at| at + 1);
        name.slice(start, bytes.len())
    }

    /// The class of a value.
    pub(crate) fn class(&mut self, object: Value) -> Value {
        let Some(name) = self.class_name(object) else { return Value::Null };
        let text = self.state.heap.intern(name.as_bytes());
        Value::Object(self.state.heap.new_object(Object::Opaque { kind: kinds::CLASS, number: 0, text }))
    }

    fn is_scope_map(&self, map: MapId) -> bool {
        self.state.heap.map(map).kind == MapKind::Scope
    }

    /// The name of the class of a value. `None` for null and for objects of the host.
    pub(crate) fn class_name(&self, object: Value) -> Option<&'static str> {
        Some(match self.state.heap.type_of(object) {
            Type::Null => return None,
            Type::Boolean => "java.lang.Boolean",
            Type::Character => "java.lang.Character",
            Type::Integer => "java.lang.Integer",
            Type::Long => "java.lang.Long",
            Type::Double => "java.lang.Double",
            Type::Float => "java.lang.Float",
            Type::Short => "java.lang.Short",
            Type::Byte => "java.lang.Byte",
            Type::BigInteger => "java.math.BigInteger",
            Type::BigDecimal => "java.math.BigDecimal",
            Type::String => "java.lang.String",
            Type::ArrayList => "java.util.ArrayList",
            Type::JsonArray => "net.minidev.json.JSONArray",
            Type::SubList => match object {
                Value::List(list) => {
                    let heap = &self.state.heap;
                    match heap.list(heap.list_root(list)).kind {
                        ListKind::Immutable => "java.util.ImmutableCollections$SubList",
                        kind if kind.is_array() => "java.util.AbstractList$SubList",
                        _ => "java.util.ArrayList$SubList",
                    }
                }
                _ => return None,
            },
            Type::StringArray => "[Ljava.lang.String;",
            Type::ObjectArray => "[Ljava.lang.Object;",
            Type::BigIntegerArray => "[Ljava.math.BigInteger;",
            Type::BigDecimalArray => "[Ljava.math.BigDecimal;",
            Type::CharArray => "[C",
            Type::ByteArray => "[B",
            Type::ImmutableList => match object {
                Value::List(list) if matches!(self.state.heap.list_len(list), 1 | 2) => {
                    "java.util.ImmutableCollections$List12"
                }
                _ => "java.util.ImmutableCollections$ListN",
            },
            Type::Map => "java.util.LinkedHashMap",
            Type::Object => match object {
                Value::Object(id) => match self.state.heap.object(id) {
                    Object::Entry { map, .. } if self.is_scope_map(map) => "java.util.HashMap$Node",
                    Object::View { map, view } if self.is_scope_map(map) => match view {
                        View::Keys => "java.util.AbstractMap$1",
                        View::Values => "java.util.AbstractMap$2",
                        View::Entries => "java.util.HashMap$EntrySet",
                    },
                    Object::Entry { .. } => "java.util.LinkedHashMap$Entry",
                    Object::View { view: View::Keys, .. } => "java.util.LinkedHashMap$LinkedKeySet",
                    Object::View { view: View::Values, .. } => "java.util.LinkedHashMap$LinkedValues",
                    Object::View { view: View::Entries, .. } => "java.util.LinkedHashMap$LinkedEntrySet",
                    Object::Iterator { over, kind, .. } => kind.class_name(&self.state.heap, over),
                    Object::Stream { .. } => "java.util.stream.ReferencePipeline",
                    Object::Opaque { kind: kinds::SCOPE, .. } => {
                        "org.apache.velocity.runtime.directive.ForeachScope"
                    }
                    Object::Opaque { kind: kinds::INFO, .. } => {
                        "org.apache.velocity.runtime.directive.Scope$Info"
                    }
                    Object::Opaque { kind: kinds::BLOCK, .. } => {
                        "org.apache.velocity.runtime.directive.Block$Reference"
                    }
                    Object::Opaque { .. } => "java.lang.Class",
                },
                _ => return None,
            },
        })
    }
}
