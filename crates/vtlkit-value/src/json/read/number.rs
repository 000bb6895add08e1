//! Numbers, and bare words that start like a number.

use super::{END, ErrorKind, Reader, Stop};
use crate::{Str, Value};
use vtlkit_java::BigDecimal;

impl Reader<'_, '_> {
    /// Whether a number may end here. json-smart's table of terminators ends before `~`; all characters after it
    /// terminate.
    fn number_ends(&mut self, stop: Stop) -> bool {
        self.skip_space();
        let byte = self.peek();
        byte >= b'~' || stop.at(byte) || byte == END
    }

    pub(super) fn number(&mut self, stop: Stop) -> Result<Value, ErrorKind> {
        let start = self.pos;
        self.pos += 1;
        self.skip_digits();
        let mut float = false;
        if self.peek() == b'.' {
            float = true;
            self.pos += 1;
            self.skip_digits();
        }
        if matches!(self.peek(), b'e' | b'E') {
            float = true;
            self.pos += 1;
            if matches!(self.peek(), b'+' | b'-' | b'0'..=b'9') {
                self.pos += 1;
                self.skip_digits();
            } else {
                self.skip_bare(stop);
                return Ok(Value::Str(self.trimmed(start)));
            }
        }
        if !self.number_ends(stop) {
            self.skip_bare(stop);
            return Ok(Value::Str(self.trimmed(start)));
        }
        let text = self.trimmed(start);
        if float { self.float(text) } else { Ok(self.integer(text)) }
    }

    /// Up to 18 characters give a Double, more a `BigDecimal` with all digits.
    fn float(&mut self, text: Str) -> Result<Value, ErrorKind> {
        let digits = std::str::from_utf8(self.bytes(text)).map_err(|_| ErrorKind::BadNumber)?;
        if digits.len() > 18 {
            let decimal = BigDecimal::parse(digits).ok_or(ErrorKind::BadNumber)?.to_string();
            return Ok(Value::BigDecimal(self.intern(decimal.as_bytes())));
        }
        digits.parse().map(Value::Double).map_err(|_| ErrorKind::BadNumber)
    }

    fn integer(&mut self, text: Str) -> Value {
        let bytes = self.bytes(text);
        let negative = bytes.first() == Some(&b'-');
        let digits = &bytes[usize::from(negative)..];
        let zeros = digits.iter().take_while(|&&b| b == b'0').count();
        let digits = &digits[zeros..];
        if digits.len() < 19 {
            let n = digits.iter().fold(0i64, |n, b| n * 10 + i64::from(b - b'0'));
            let n = if negative { -n } else { n };
            return i32::try_from(n).map_or(Value::Long(n), Value::Int);
        }
        let value = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<i64>().ok());
        if let Some(n) = value {
            return Value::Long(n);
        }
        if zeros == 0 {
            return Value::BigInteger(text);
        }
        let mut canonical = if negative { b"-".to_vec() } else { Vec::new() };
        canonical.extend_from_slice(digits);
        Value::BigInteger(self.intern(&canonical))
    }
}
