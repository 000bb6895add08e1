use vtlkit_java::wtf8;
use vtlkit_value::{Heap, ListKind, MapKind, Value, json};

/// A JSON value whose strings are WTF-8.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer, as its digits.
    Integer(String),
    /// Any other number.
    Double(f64),
    /// A string.
    String(Vec<u8>),
    /// An array.
    Array(Vec<Json>),
    /// An object with its members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses JSON text.
    ///
    /// # Errors
    ///
    /// Fails if the text is not valid JSON. The parser is json-smart's permissive one, so some invalid JSON is accepted
    /// too.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut heap = Heap::new();
        let value =
            json::read_str(&mut heap, text).map_err(|error| format!("{error} at byte {}", error.offset))?;
        Ok(Self::from_value(&heap, value))
    }

    /// Converts a value on a heap.
    pub fn from_value(heap: &Heap, value: Value) -> Self {
        match value {
            Value::Null | Value::Root(_) => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Int(n) => Self::Integer(n.to_string()),
            Value::Long(n) => Self::Integer(n.to_string()),
            Value::BigInteger(text) => Self::Integer(wtf8::to_utf8(heap.bytes(text)).into_owned()),
            Value::Short(n) => Self::Integer(n.to_string()),
            Value::Byte(n) => Self::Integer(n.to_string()),
            Value::Double(n) => Self::Double(n),
            Value::Float(n) => Self::Double(n.into()),
            Value::BigDecimal(text) => {
                Self::Double(wtf8::to_utf8(heap.bytes(text)).parse().unwrap_or(f64::NAN))
            }
            Value::Str(text) => Self::String(heap.bytes(text).to_vec()),
            Value::Char(_) | Value::Object(_) => Self::String(heap.display(value).into_bytes()),
            Value::List(list) => Self::Array(
                heap.list_values(list).iter().map(|&value| Self::from_value(heap, value)).collect(),
            ),
            Value::Map(map) => Self::Object(
                heap.map_entries(map)
                    .map(|(key, value)| (heap.display(key), Self::from_value(heap, value)))
                    .collect(),
            ),
        }
    }

    /// Stores the value on a heap as the Java objects that a program would pass: arrays become `ArrayList`s, maps keep
    /// their order.
    pub fn to_value(&self, heap: &mut Heap) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Integer(digits) => heap.number_from_text(digits),
            Self::Double(n) => Value::Double(*n),
            Self::String(text) => heap.new_bytes(text),
            Self::Array(values) => {
                let values: Vec<Value> = values.iter().map(|value| value.to_value(heap)).collect();
                Value::List(heap.new_list_of(ListKind::Array, &values))
            }
            Self::Object(members) => {
                let map = heap.new_map(MapKind::Plain);
                for (name, value) in members {
                    let value = value.to_value(heap);
                    heap.map_put_str(map, name, value);
                }
                Value::Map(map)
            }
        }
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The text of a string member, with lone surrogates as `?`.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Self::String(text)) => Some(wtf8::to_utf8(text).into_owned()),
            _ => None,
        }
    }

    /// Whether two values are equal: members in any order, numbers by value.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Array(a), Self::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Self::Object(a), Self::Object(_)) => {
                self.len() == other.len()
                    && a.iter().all(|(name, value)| other.get(name).is_some_and(|other| value.same(other)))
            }
            (Self::Integer(a), Self::Double(b)) | (Self::Double(b), Self::Integer(a)) => a.parse() == Ok(*b),
            _ => self == other,
        }
    }

    /// Whether this value contains every part of `part`.
    pub fn holds(&self, part: &Self) -> bool {
        match (self, part) {
            (Self::Object(_), Self::Object(members)) => {
                members.iter().all(|(name, part)| self.get(name).is_some_and(|value| value.holds(part)))
            }
            (Self::Array(values), Self::Array(parts)) => {
                values.len() == parts.len() && values.iter().zip(parts).all(|(value, part)| value.holds(part))
            }
            _ => self.same(part),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Object(members) => members.len(),
            Self::Array(values) => values.len(),
            _ => 0,
        }
    }

    /// Converts the value to a [`serde_json::Value`], with lone surrogates as `?`.
    pub fn to_serde(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Integer(digits) => serde_json::from_str(digits).unwrap_or_default(),
            Self::Double(n) => {
                let mut text = Vec::new();
                vtlkit_java::double::push_double(&mut text, *n);
                serde_json::from_slice(&text).unwrap_or_default()
            }
            Self::String(text) => wtf8::to_utf8(text).into_owned().into(),
            Self::Array(values) => values.iter().map(Self::to_serde).collect(),
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), value.to_serde()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// Appends the value as ASCII JSON; other characters are escaped, so lone surrogates are preserved.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::String(text) => write_string(text, out),
            Self::Array(values) => {
                for (at, value) in values.iter().enumerate() {
                    out.push(if at == 0 { '[' } else { ',' });
                    value.write(out);
                }
                out.push_str(if values.is_empty() { "[]" } else { "]" });
            }
            Self::Object(members) => {
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "{" } else { ", " });
                    write_string(name.as_bytes(), out);
                    out.push_str(": ");
                    value.write(out);
                }
                out.push_str(if members.is_empty() { "{}" } else { "}" });
            }
            other => out.push_str(&other.to_serde().to_string()),
        }
    }
}

fn write_string(text: &[u8], out: &mut String) {
    out.push('"');
    for unit in wtf8::units(text) {
        match char::from_u32(u32::from(unit)) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ' '..='~') => out.push(c),
            _ => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.push(char::from_digit(u32::from(unit >> shift & 0xf), 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push('"');
}
