use crate::{Heap, ListKind, MapKind, Value};

impl Heap {
    /// Converts the value to a [`serde_json::Value`], for reading results back. Numbers keep their text where possible,
    /// a lone surrogate becomes `?`, and objects that are not data become their `toString()`.
    ///
    /// Containers below 500 levels, cyclic containers and everything beyond about 64 MB become `null`: containers that
    /// share elements can unfold to exponential size.
    pub fn to_json(&self, value: Value) -> serde_json::Value {
        self.to_json_within(value, 500, &mut { 64 << 20 })
    }

    fn to_json_within(&self, value: Value, depth: usize, room: &mut usize) -> serde_json::Value {
        let (Some(depth), Some(left)) =
            (depth.checked_sub(1), room.checked_sub(size_of::<serde_json::Value>()))
        else {
            return serde_json::Value::Null;
        };
        *room = left;
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => b.into(),
            Value::Int(n) => n.into(),
            Value::Long(n) => n.into(),
            Value::Short(n) => n.into(),
            Value::Byte(n) => n.into(),
            Value::Double(_) | Value::Float(_) | Value::BigInteger(_) | Value::BigDecimal(_) => {
                let text = self.text_within(value, room);
                serde_json::from_str(&text).unwrap_or(text.into())
            }
            Value::List(list) => {
                self.list_values(list).iter().map(|&value| self.to_json_within(value, depth, room)).collect()
            }
            Value::Map(map) => self
                .map_entries(map)
                .map(|(key, value)| (self.text_within(key, room), self.to_json_within(value, depth, room)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Value::Char(_) | Value::Str(_) | Value::Object(_) | Value::Root(_) => {
                self.text_within(value, room).into()
            }
        }
    }

    fn text_within(&self, value: Value, room: &mut usize) -> String {
        let text = self.display(value);
        *room = room.saturating_sub(text.len());
        text
    }

    /// Converts a [`serde_json::Value`] to the Java objects that a program would pass: arrays become `ArrayList`s,
    /// objects maps in order. A number without fraction and exponent becomes an Integer, beyond 32 bits a Long, beyond
    /// 64 bits a `BigInteger`; any other a Double. Maps are of kind `maps`, except that those in lists are plain.
    ///
    /// Recursive; `serde_json` itself parses at most 128 levels.
    pub fn from_json(&mut self, value: &serde_json::Value, maps: MapKind) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(*b),
            serde_json::Value::Number(n) => self.number_from_text(&n.to_string()),
            serde_json::Value::String(text) => self.new_str(text),
            serde_json::Value::Array(values) => {
                let values: Vec<Value> =
                    values.iter().map(|value| self.from_json(value, MapKind::Plain)).collect();
                Value::List(self.new_list_of(ListKind::Array, &values))
            }
            serde_json::Value::Object(members) => {
                let map = self.new_map(maps);
                for (key, value) in members {
                    let value = self.from_json(value, maps);
                    self.map_put_str(map, key, value);
                }
                Value::Map(map)
            }
        }
    }

    /// The Java number for a decimal text; the Double `NaN` if it is not a number.
    pub fn number_from_text(&mut self, text: &str) -> Value {
        if text.contains(['.', 'e', 'E']) {
            return Value::Double(text.parse().unwrap_or(f64::NAN));
        }
        if let Ok(n) = text.parse() {
            return Value::Int(n);
        }
        if let Ok(n) = text.parse() {
            return Value::Long(n);
        }
        match text.parse::<num_bigint::BigInt>() {
            Ok(n) => Value::BigInteger(self.intern(n.to_string().as_bytes())),
            Err(_) => Value::Double(f64::NAN),
        }
    }
}
