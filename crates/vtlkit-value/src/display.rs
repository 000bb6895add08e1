use crate::json::write::{Style, write_scalar, write_string};
use crate::{Heap, ListKind, MapKind, Object, Value, View};
use vtlkit_java::{integer, wtf8};

/// A value cannot be printed: it is nested too deeply, contains itself, or unfolds to a text that is too long. Java
/// overflows its stack or memory there. Also raised for a sublist whose list has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth;

/// Prints objects that are defined outside this crate.
pub trait Opaque {
    /// Appends the `toString()` of an [`Object::Opaque`] or a [`Value::Root`].
    fn print(&self, heap: &Heap, value: Value, out: &mut Vec<u8>);
}

/// Prints objects defined elsewhere as nothing.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Opaque for Plain {
    fn print(&self, _: &Heap, _: Value, _: &mut Vec<u8>) {}
}

/// Maximum nesting of a printed value.
const MAX_DEPTH: usize = 10_000;

/// The text of a container is limited to the heap's limit divided by this.
const LONGEST_TEXT: usize = 4;

/// Maximum nesting of containers used as keys.
const MAX_KEY_DEPTH: usize = 50;

/// The limits of printing a value.
#[derive(Clone, Copy, Debug)]
struct Within {
    /// How many container keys enclose it.
    keys: usize,
    /// No element is started after this many bytes.
    most: usize,
}

/// A container that is being printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    value: Value,
    next: usize,
    style: Style,
    close: u8,
}

impl Heap {
    /// Java's `toString()` of a value: `{a=1, b=[x, y]}` for maps and lists created by a template, JSON for lists of a
    /// JSON document, `null` for null. A lone surrogate becomes `?`.
    pub fn display(&self, value: Value) -> String {
        let mut out = Vec::new();
        match self.print(value, &mut out, &Plain) {
            Ok(()) => wtf8::to_utf8(&out).into_owned(),
            Err(Depth) => String::new(),
        }
    }

    /// The result of [`display`](Self::display), cut to at most `most` bytes, and whether it is complete.
    pub fn display_start(&self, value: Value, most: usize) -> (String, bool) {
        let mut printed = Vec::new();
        let (text, mut whole) = match value {
            Value::Str(text) => (self.bytes(text), true),
            _ => {
                let within = Within { keys: 0, most };
                let done = self.print_on(&mut Vec::new(), value, Style::Java, &mut printed, &Plain, within);
                (&*printed, done.is_ok())
            }
        };
        let mut end = text.len();
        if end > most {
            whole = false;
            end = most;
            while end > 0 && text[end] & 0xc0 == 0x80 {
                end -= 1;
            }
        }
        (wtf8::to_utf8(&text[..end]).into_owned(), whole)
    }

    /// Appends Java's `toString()` of a value to `out`.
    pub fn print(&self, value: Value, out: &mut Vec<u8>, opaque: &dyn Opaque) -> Result<(), Depth> {
        match value {
            Value::Str(text) => wtf8::push(out, self.bytes(text)),
            Value::Int(n) => integer::push_int(out, i64::from(n)),
            _ => self.print_in(value, Style::Java, out, opaque)?,
        }
        Ok(())
    }

    /// Appends the text of a value in a style, without recursion.
    pub(crate) fn print_in(
        &self,
        value: Value,
        style: Style,
        out: &mut Vec<u8>,
        opaque: &dyn Opaque,
    ) -> Result<(), Depth> {
        self.print_nested(value, style, out, opaque, 0)
    }

    /// [`print_in`](Self::print_in) with the number of enclosing container keys.
    fn print_nested(
        &self,
        value: Value,
        style: Style,
        out: &mut Vec<u8>,
        opaque: &dyn Opaque,
        keys: usize,
    ) -> Result<(), Depth> {
        // The shared stack is in use while a key is printed: use another one.
        let mut own = Vec::new();
        let mut kept = self.printing.try_borrow_mut();
        let stack = kept.as_deref_mut().unwrap_or(&mut own);
        stack.clear();
        let start = out.len();
        let most = self.limit() / LONGEST_TEXT;
        let done = self.print_on(stack, value, style, out, opaque, Within { keys, most });
        self.count_work((out.len() - start) / 64);
        done
    }

    fn print_on(
        &self,
        stack: &mut Vec<Frame>,
        value: Value,
        style: Style,
        out: &mut Vec<u8>,
        opaque: &dyn Opaque,
        Within { keys, most }: Within,
    ) -> Result<(), Depth> {
        let most = out.len().saturating_add(most);
        self.open(value, style, out, opaque, stack)?;
        while let Some(frame) = stack.last_mut() {
            if frame.style != Style::Java {
                frame.next += self.write_scalars(frame.value, frame.next, frame.style, most, out);
            }
            let (at, style, close) = (frame.next, frame.style, frame.close);
            frame.next += 1;
            let container = frame.value;
            let Some((key, value)) = self.element(container, at) else {
                if close != 0 {
                    out.push(close);
                }
                stack.pop();
                continue;
            };
            // Longer texts than the values themselves account for come from lists that share elements.
            if stack.len() > MAX_DEPTH || out.len() > most {
                return Err(Depth);
            }
            let separator: &[u8] = if style == Style::Java { b", " } else { b"," };
            if at > 0 {
                out.extend_from_slice(separator);
            }
            // Java guards against a container that directly contains itself; entries have no guard.
            let guarded = style == Style::Java && (key.is_none() || matches!(container, Value::Map(_)));
            let own = |value| guarded && self.same(container, value);
            match key {
                Some(key) if style == Style::Java => {
                    if own(key) {
                        out.extend_from_slice(b"(this Map)");
                    } else {
                        self.print_key(key, out, opaque, keys)?;
                    }
                    out.push(b'=');
                }
                Some(Value::Str(key)) => {
                    write_string(out, self.bytes(key), style);
                    out.push(b':');
                }
                Some(key) => {
                    let mut text = Vec::new();
                    self.print_key(key, &mut text, opaque, keys)?;
                    write_string(out, &text, style);
                    out.push(b':');
                }
                None => {}
            }
            if own(value) {
                out.extend_from_slice(if key.is_some() { b"(this Map)" } else { b"(this Collection)" });
            } else {
                self.open(value, style, out, opaque, stack)?;
            }
        }
        Ok(())
    }

    /// Appends the text of a key. Container keys are rare, and their nesting is limited.
    fn print_key(
        &self,
        key: Value,
        out: &mut Vec<u8>,
        opaque: &dyn Opaque,
        keys: usize,
    ) -> Result<(), Depth> {
        if keys >= MAX_KEY_DEPTH {
            return Err(Depth);
        }
        self.print_nested(key, Style::Java, out, opaque, keys + 1)
    }

    /// The element of a container at an index, with its key for a map.
    fn element(&self, container: Value, at: usize) -> Option<(Option<Value>, Value)> {
        match container {
            Value::List(list) => self.list_get(list, at).map(|value| (None, value)),
            Value::Map(map) => self.map_entry(map, at).map(|(key, value)| (Some(key), value)),
            Value::Object(object) => match self.object(object) {
                Object::Entry { map, key, value } if at == 0 => {
                    Some((Some(key), self.entry_value(map, key, value)))
                }
                Object::View { map, view } => self.map_entry(map, at).map(|(key, value)| match view {
                    View::Keys => (None, key),
                    View::Values => (None, value),
                    View::Entries => (Some(key), value),
                }),
                _ => None,
            },
            _ => None,
        }
    }

    /// Appends a scalar, or the opening of a container, which is pushed onto the stack.
    fn open(
        &self,
        value: Value,
        style: Style,
        out: &mut Vec<u8>,
        opaque: &dyn Opaque,
        stack: &mut Vec<Frame>,
    ) -> Result<(), Depth> {
        let mut push = |out: &mut Vec<u8>, style: Style, open: &[u8], close: u8| {
            out.extend_from_slice(open);
            stack.push(Frame { value, next: 0, style, close });
        };
        match value {
            Value::List(list) => match (self.list(list).kind, style) {
                (ListKind::Strings, Style::Java) => out.extend_from_slice(b"[Ljava.lang.String;@0"),
                (ListKind::Objects, Style::Java) => out.extend_from_slice(b"[Ljava.lang.Object;@0"),
                (ListKind::BigIntegers, Style::Java) => {
                    out.extend_from_slice(b"[Ljava.math.BigInteger;@0");
                }
                (ListKind::BigDecimals, Style::Java) => {
                    out.extend_from_slice(b"[Ljava.math.BigDecimal;@0");
                }
                (ListKind::Chars, Style::Java) => out.extend_from_slice(b"[C@0"),
                (ListKind::Bytes, Style::Java) => out.extend_from_slice(b"[B@0"),
                // A list of a JSON document always prints as JSON with escaped slashes.
                (ListKind::Json, Style::Java) => push(out, Style::JsonWeb, b"[", b']'),
                (ListKind::Sub, _) if self.list_is_stale(list) => return Err(Depth),
                _ => push(out, style, b"[", b']'),
            },
            Value::Map(map) => match (self.map(map).kind, style) {
                (MapKind::Silent, Style::Java) => {}
                _ => push(out, style, b"{", b'}'),
            },
            Value::Object(object) => match self.object(object) {
                Object::View { .. } => push(out, style, b"[", b']'),
                Object::Entry { .. } => push(out, style, b"", 0),
                // json-smart writes an object of an unknown class as an object without fields.
                Object::Iterator { .. } | Object::Stream { .. } | Object::Opaque { .. }
                    if style != Style::Java =>
                {
                    out.extend_from_slice(b"{}");
                }
                Object::Stream { .. } => out.extend_from_slice(b"java.util.stream.ReferencePipeline@0"),
                Object::Iterator { over, kind, .. } => {
                    out.extend_from_slice(kind.class_name(self, over).as_bytes());
                    out.extend_from_slice(b"@0");
                }
                Object::Opaque { .. } => opaque.print(self, value, out),
            },
            Value::Root(_) => opaque.print(self, value, out),
            _ => write_scalar(self, value, style, out),
        }
        Ok(())
    }

    /// Whether two values are the same container.
    fn same(&self, left: Value, right: Value) -> bool {
        match (left, right) {
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => a == b,
            (Value::Object(a), Value::Object(b)) => match (self.object(a), self.object(b)) {
                (Object::View { map: a, view: a_view }, Object::View { map: b, view: b_view }) => {
                    a == b && a_view == b_view
                }
                _ => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_text_ends_between_characters() {
        let mut heap = Heap::new();
        let text = heap.new_str("aéb");
        for (most, start) in [(0, ""), (1, "a"), (2, "a"), (3, "aé"), (4, "aéb"), (9, "aéb")] {
            assert_eq!(heap.display_start(text, most), (start.into(), most >= 4), "{most}");
        }
        let list = Value::List(heap.new_list_of(ListKind::Array, &[text; 3]));
        assert_eq!(heap.display_start(list, 100), ("[aéb, aéb, aéb]".into(), true));
        assert_eq!(heap.display_start(list, 8), ("[aéb, a".into(), false));
    }

    #[test]
    fn a_container_in_itself_prints_as_java_says() {
        let mut heap = Heap::new();
        let list = heap.new_list(ListKind::Array);
        heap.list_push(list, Value::Int(1));
        heap.list_push(list, Value::List(list));
        assert_eq!(heap.display(Value::List(list)), "[1, (this Collection)]");
        let outer = heap.new_list_of(ListKind::Array, &[Value::List(list)]);
        heap.list_push(list, Value::List(outer));
        let mut out = Vec::new();
        assert_eq!(heap.print(Value::List(list), &mut out, &Plain), Err(Depth));
    }

    #[test]
    fn a_map_that_is_its_own_key_prints_as_java_says() {
        let mut heap = Heap::new();
        let map = heap.new_map(MapKind::Plain);
        heap.map_put(map, Value::Map(map), Value::Int(1));
        assert_eq!(heap.display(Value::Map(map)), "{(this Map)=1}");
        let other = heap.new_map(MapKind::Plain);
        heap.map_put(other, Value::Map(map), Value::Int(2));
        heap.map_put(map, Value::Map(other), Value::Int(1));
        let mut out = Vec::new();
        assert_eq!(heap.print(Value::Map(map), &mut out, &Plain), Err(Depth));
    }

    #[test]
    fn lists_that_double_end_where_the_heap_does() {
        let mut heap = Heap::with_limit(1 << 16);
        let mut value = Value::Int(1);
        for _ in 0..100 {
            value = Value::List(heap.new_list_of(ListKind::Array, &[value, value]));
        }
        let mut out = Vec::new();
        assert_eq!(heap.print(value, &mut out, &Plain), Err(Depth));
        assert!(out.len() < 1 << 17);
    }

    #[test]
    fn views_and_entries_print_as_collections() {
        let mut heap = Heap::new();
        let map = heap.new_map(MapKind::Plain);
        heap.map_put_str(map, "a", Value::Int(1));
        let inner = heap.new_map(MapKind::Silent);
        heap.map_put_str(map, "b", Value::Map(inner));
        for (view, text) in [(View::Keys, "[a, b]"), (View::Values, "[1, ]"), (View::Entries, "[a=1, b=]")] {
            let view = heap.new_object(Object::View { map, view });
            assert_eq!(heap.display(Value::Object(view)), text);
        }
        let key = heap.new_str("a");
        let entry = heap.new_object(Object::Entry { map, key, value: Value::Null });
        assert_eq!(heap.display(Value::Object(entry)), "a=1");
    }
}
