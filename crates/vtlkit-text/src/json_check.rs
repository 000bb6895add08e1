/// Whether a text is exactly one JSON value, without whitespace around it. Iterative, with one byte of memory per
/// nesting level.
pub(crate) fn is_json_value(text: &str) -> bool {
    let mut check = Check { bytes: text.as_bytes(), at: 0 };
    !text.is_empty()
        && text.trim_ascii().len() == text.len()
        && check.value().is_some()
        && check.at == text.len()
}

struct Check<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Check<'_> {
    fn value(&mut self) -> Option<()> {
        // For each open container, whether it is an object.
        let mut open: Vec<bool> = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                byte @ (b'{' | b'[') => {
                    let object = byte == b'{';
                    self.at += 1;
                    self.blanks();
                    if self.peek()? == if object { b'}' } else { b']' } {
                        self.at += 1;
                    } else {
                        open.push(object);
                        if object {
                            self.name()?;
                        }
                        continue;
                    }
                }
                b'"' => self.string()?,
                _ => self.word()?,
            }
            // After a value: the end of containers, or the next element.
            loop {
                let Some(&object) = open.last() else { return Some(()) };
                self.blanks();
                let byte = self.peek()?;
                self.at += 1;
                if byte == b',' {
                    self.blanks();
                    if object {
                        self.name()?;
                    }
                    break;
                }
                if byte != if object { b'}' } else { b']' } {
                    return None;
                }
                open.pop();
            }
        }
    }

    fn name(&mut self) -> Option<()> {
        self.string()?;
        self.blanks();
        (self.peek()? == b':').then(|| self.at += 1)
    }

    fn string(&mut self) -> Option<()> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => match self.bytes.get(self.at + 1)? {
                    b'u' => {
                        let digits = self.bytes.get(self.at + 2..self.at + 6)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 6;
                    }
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
                    _ => return None,
                },
                0..=0x1f => return None,
                _ => self.at += 1,
            }
        }
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')) {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at)?;
        (matches!(word, b"true" | b"false" | b"null") || is_number(word)).then_some(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

fn is_number(word: &[u8]) -> bool {
    let digits = |from: &[u8]| from.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.first() == Some(&b'0')) {
        return false;
    }
    rest = rest.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = fraction.get(len..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent =
            exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_json_value;

    #[test]
    fn json_is_told_from_what_is_not() {
        for good in [
            "1",
            "-0.5e+3",
            "\"a\\u00e9\\\"\"",
            "{}",
            "[]",
            "[1, {\"a\": [true, null]}, \"x\"]",
            "{\"a\" : 1,\n\"b\":{}}",
        ] {
            assert!(is_json_value(good), "{good}");
        }
        for bad in [
            "",
            " 1",
            "01",
            "1.",
            "+1",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "\"\n\"",
            "\"\\x\"",
            "1 2",
            "tru",
            "]",
            "[1}",
        ] {
            assert!(!is_json_value(bad), "{bad}");
        }
        assert!(!is_json_value(&"[".repeat(100_000)));
    }
}
