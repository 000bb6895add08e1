//! A writer for JSON text.

/// JSON text under construction.
///
/// Objects and lists are written by closures, so they are always closed.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: String,
}

impl Json {
    /// The text of an object.
    pub(crate) fn text_of(members: impl FnOnce(&mut Self)) -> String {
        let mut json = Self::default();
        json.object(members);
        json.out
    }

    /// The text of a list.
    pub(crate) fn list_of<T>(values: impl IntoIterator<Item = T>, each: impl FnMut(&mut Self, T)) -> String {
        let mut json = Self::default();
        json.list(values, each);
        json.out
    }

    /// Writes an object: its members are calls of [`key`](Self::key), each followed by a value.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.out.push('{');
        members(self);
        self.out.push('}');
    }

    /// Writes a list.
    pub(crate) fn list<T>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.out.push('[');
        for value in values {
            self.comma();
            each(self, value);
        }
        self.out.push(']');
    }

    /// Writes the name of a member; its value comes next.
    pub(crate) fn key(&mut self, name: &str) -> &mut Self {
        self.comma();
        self.string(name);
        self.out.push(':');
        self
    }

    fn comma(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
    }

    /// Writes a string member.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.key(name).string(value);
    }

    /// Writes an optional string member.
    pub(crate) fn text_if(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// Writes an integer member.
    pub(crate) fn number(&mut self, name: &str, value: usize) {
        self.key(name).raw(&value.to_string());
    }

    /// Writes a boolean member.
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.key(name).raw(if value { "true" } else { "false" });
    }

    /// Appends JSON text.
    pub(crate) fn raw(&mut self, json: &str) {
        self.out.push_str(json);
    }

    /// Writes a string.
    pub(crate) fn string(&mut self, text: &str) {
        self.out.push('"');
        let mut copied = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.push_str(text.get(copied..at).unwrap_or_default());
            copied = at + 1;
            match byte {
                b'"' => self.out.push_str("\\\""),
                b'\\' => self.out.push_str("\\\\"),
                b'\n' => self.out.push_str("\\n"),
                _ => {
                    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
                    self.out.push_str("\\u00");
                    self.out.push(digit(byte >> 4));
                    self.out.push(digit(byte & 15));
                }
            }
        }
        self.out.push_str(text.get(copied..).unwrap_or_default());
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let odd = "\"\\\n\r\t\u{0}\u{1f}/\u{7f}é😀\u{2028}:[{";
        let text = Json::text_of(|json| {
            json.text(odd, odd);
            json.number("n", 7);
            json.key("list").list([1, 2], |json, n| json.raw(&n.to_string()));
            json.key("empty").object(|_| {});
            json.boolean("b", true);
            json.text_if("none", None);
        });
        let expected = serde_json::json!({odd: odd, "n": 7, "list": [1, 2], "empty": {}, "b": true});
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), expected);
    }
}
