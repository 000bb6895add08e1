//! `String.format`: `java.util.Formatter` of Java 17 in the English locale, without dates.
//!
//! Fails where Java throws: for an unknown specifier, incompatible flags, a missing argument, or an argument of a class
//! that the specifier does not accept.

mod decimal;
mod float;
mod hex;
mod specifier;

use num_bigint::BigInt;
use vtlkit_java::{string_case, wtf8};
use vtlkit_value::number::Number;
use vtlkit_value::{Str, Value};

use super::call::null;
use super::{Call, object};
use crate::Failure;
use specifier::{Argument, Specifier};

pub(super) use hex::{float_to_hex_string, to_hex_string};

/// Formats the elements of the array argument at index `array`; null instead of an array counts as any number of nulls.
pub(super) fn format(format: Str, array: usize, call: &mut Call<'_>) -> Result<Value, Failure> {
    let values = match call.value(array) {
        Value::Null => None,
        Value::List(list) => Some(call.heap.list_values(list).to_vec()),
        _ => return Err(null()),
    };
    let text = call.bytes(format).to_vec();
    let pieces = specifier::parse(&text)?;
    call.spend(text.len() / 16 + pieces.len())?;
    let mut out = Vec::new();
    let (mut ordinary, mut last) = (0, None);
    for (literal, specifier) in &pieces {
        wtf8::push(&mut out, literal);
        let Some(specifier) = specifier else { continue };
        let place = match specifier.argument {
            Argument::None => None,
            Argument::Previous => Some(last.ok_or_else(|| specifier.missing())?),
            Argument::Next => {
                ordinary += 1;
                Some(ordinary - 1)
            }
            Argument::At(place) => Some(place),
        };
        last = place.or(last);
        let value = match (place, &values) {
            (Some(place), Some(values)) => *values.get(place).ok_or_else(|| specifier.missing())?,
            _ => Value::Null,
        };
        let from = out.len();
        let text = Printer { specifier, call }.print(value)?;
        wtf8::push(&mut out, &text);
        call.room(out.len())?;
        call.spend((out.len() - from.min(out.len())) / 64)?;
    }
    call.new_text(&out)
}

/// Prints one argument.
struct Printer<'p, 'a> {
    specifier: &'p Specifier,
    call: &'p mut Call<'a>,
}

impl Printer<'_, '_> {
    fn print(&mut self, value: Value) -> Result<Vec<u8>, Failure> {
        let conversion = self.specifier.conversion;
        match (conversion, value) {
            (b'n', _) => Ok(b"\n".to_vec()),
            (b'%', _) => self.text(b"%".to_vec()),
            (b'b', _) => self.text(match value {
                Value::Null | Value::Bool(false) => b"false".to_vec(),
                _ => b"true".to_vec(),
            }),
            (b's', _) if self.specifier.alternate => Err(self.specifier.mismatch('#')),
            (_, Value::Null) => self.text(b"null".to_vec()),
            (b's', _) => {
                let mut text = Vec::new();
                self.call.print(value, &mut text)?;
                self.text(text)
            }
            (b'h', _) => {
                let hash = object::hash_of(value, self.call)?;
                self.text(format!("{hash:x}").into_bytes())
            }
            (b'c', _) => {
                let mut text = Vec::new();
                match value {
                    Value::Char(unit) => wtf8::push_code_point(&mut text, u32::from(unit)),
                    Value::Int(_) | Value::Short(_) | Value::Byte(_) => {
                        let c = self.call.number(value)?.int_value();
                        let Some(code @ 0..=0x10_ffff) = u32::try_from(c).ok() else {
                            return Err(Failure::new(format!(
                                "the number {c} is not the code point of a character"
                            )));
                        };
                        wtf8::push_code_point(&mut text, code);
                    }
                    _ => return Err(self.wrong_class(value)),
                }
                self.text(text)
            }
            (b'd' | b'o' | b'x', Value::Int(n)) => self.long(i64::from(n), u64::from(n as u32)),
            (b'd' | b'o' | b'x', Value::Long(n)) => self.long(n, n as u64),
            (b'd' | b'o' | b'x', Value::Short(n)) => self.long(i64::from(n), u64::from(n.cast_unsigned())),
            (b'd' | b'o' | b'x', Value::Byte(n)) => self.long(i64::from(n), u64::from(n.cast_unsigned())),
            (b'd' | b'o' | b'x', Value::BigInteger(_)) => match self.call.number(value)? {
                Number::BigInteger(n) => self.big_integer(&n),
                _ => Err(null()),
            },
            (b'e' | b'f' | b'g' | b'a', Value::Double(n)) => self.double(n),
            (b'e' | b'f' | b'g' | b'a', Value::Float(n)) => self.double(f64::from(n)),
            (b'e' | b'f' | b'g', Value::BigDecimal(_)) => match self.call.number(value)? {
                Number::BigDecimal(n) => self.big_decimal(n),
                _ => Err(null()),
            },
            (b't', Value::Long(_)) => {
                Err(Failure::new(format!("dates are not formatted: `{}`", self.specifier))
                    .with_help("format the parts of the date as numbers"))
            }
            _ => Err(self.wrong_class(value)),
        }
    }

    #[cold]
    fn wrong_class(&self, value: Value) -> Failure {
        let class = self.call.heap.type_of(value).name();
        Failure::new(format!("`{}` does not print a value of the class {class}", self.specifier)).with_help(
            match (self.specifier.conversion, value) {
                (b'd', Value::Double(_) | Value::Float(_) | Value::BigDecimal(_)) => {
                    "use `%.0f` for a number with a fraction"
                }
                (b'f' | b'e' | b'g', Value::Int(_) | Value::Long(_) | Value::BigInteger(_)) => {
                    "use `%d` for a whole number"
                }
                _ => "use `%s`, which prints anything",
            },
        )
    }

    /// Truncates text to the precision, converts it to upper case if requested, and pads it.
    fn text(&mut self, mut text: Vec<u8>) -> Result<Vec<u8>, Failure> {
        if let Some(precision) = self.specifier.precision
            && wtf8::utf16_len(&text) > precision
        {
            let mut cut = Vec::new();
            for unit in wtf8::units(&text).take(precision) {
                wtf8::push_code_point(&mut cut, u32::from(unit));
            }
            text = cut;
        }
        if self.specifier.upper {
            text = string_case::to_upper(&text);
        }
        self.justified(text)
    }

    /// Pads with spaces.
    fn justified(&mut self, mut text: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let width = self.specifier.width.unwrap_or(0);
        let Some(missing) = width.checked_sub(wtf8::utf16_len(&text)).filter(|&missing| missing > 0) else {
            return Ok(text);
        };
        self.call.room(missing)?;
        if self.specifier.left {
            text.resize(text.len() + missing, b' ');
            return Ok(text);
        }
        let mut padded = vec![b' '; missing];
        padded.extend_from_slice(&text);
        Ok(padded)
    }

    fn long(&mut self, n: i64, unsigned: u64) -> Result<Vec<u8>, Failure> {
        let specifier = self.specifier;
        if specifier.conversion == b'd' {
            return self.signed(n < 0, n.unsigned_abs().to_string().as_bytes());
        }
        if let Some(flag) = specifier.sign_flag() {
            return Err(specifier.mismatch(flag));
        }
        let digits =
            if specifier.conversion == b'o' { format!("{unsigned:o}") } else { format!("{unsigned:x}") };
        let mut out = Vec::new();
        self.radix_digits(&mut out, &digits, 0)?;
        self.justified(out)
    }

    fn big_integer(&mut self, n: &BigInt) -> Result<Vec<u8>, Failure> {
        let negative = n.sign() == num_bigint::Sign::Minus;
        let radix = match self.specifier.conversion {
            b'd' => return self.signed(negative, n.magnitude().to_string().as_bytes()),
            b'o' => 8,
            _ => 16,
        };
        let mut out = Vec::new();
        self.leading_sign(&mut out, negative);
        let closing = usize::from(negative && self.specifier.parentheses);
        self.radix_digits(&mut out, &n.magnitude().to_str_radix(radix), closing)?;
        self.trailing_sign(&mut out, negative);
        self.justified(out)
    }

    /// Appends octal or hexadecimal digits with their prefix, padded with zeros if requested; `after` is the number of
    /// characters that will follow.
    fn radix_digits(&mut self, out: &mut Vec<u8>, digits: &str, after: usize) -> Result<(), Failure> {
        let specifier = self.specifier;
        let hex = specifier.conversion == b'x';
        let sign = out.len();
        if specifier.alternate {
            out.extend_from_slice(match (hex, specifier.upper) {
                (false, _) => b"0",
                (true, false) => b"0x",
                (true, true) => b"0X",
            });
        }
        let prefix = out.len() - sign;
        if specifier.zeros {
            let width = specifier.width.unwrap_or(0);
            self.push_zeros(out, width.saturating_sub(sign + prefix + digits.len() + after))?;
        }
        out.extend(digits.bytes().map(|b| if hex && specifier.upper { b.to_ascii_uppercase() } else { b }));
        Ok(())
    }

    /// A number with its sign, grouped and padded.
    fn signed(&mut self, negative: bool, magnitude: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut out = Vec::new();
        self.leading_sign(&mut out, negative);
        self.magnitude(&mut out, magnitude, 0, negative)?;
        self.trailing_sign(&mut out, negative);
        self.justified(out)
    }

    fn leading_sign(&self, out: &mut Vec<u8>, negative: bool) {
        let specifier = self.specifier;
        match negative {
            true if specifier.parentheses => out.push(b'('),
            true => out.push(b'-'),
            false if specifier.plus => out.push(b'+'),
            false if specifier.space => out.push(b' '),
            false => {}
        }
    }

    fn trailing_sign(&self, out: &mut Vec<u8>, negative: bool) {
        if negative && self.specifier.parentheses {
            out.push(b')');
        }
    }

    /// Appends digits, possibly with a decimal point: grouped by three if requested, after zeros that fill the width
    /// minus `after` characters.
    fn magnitude(
        &mut self,
        out: &mut Vec<u8>,
        digits: &[u8],
        after: usize,
        negative: bool,
    ) -> Result<(), Failure> {
        let specifier = self.specifier;
        let begin = out.len();
        let point = digits.iter().position(|&b| b == b'.').unwrap_or(digits.len());
        for (at, &digit) in digits.iter().enumerate() {
            out.push(digit);
            if specifier.groups && at + 1 < point && (point - at) % 3 == 1 {
                out.push(b',');
            }
        }
        if specifier.zeros {
            let closing = usize::from(negative && specifier.parentheses);
            let width = specifier.width.unwrap_or(0).saturating_sub(after + closing);
            let missing = width.saturating_sub(out.len());
            self.call.room(missing)?;
            out.splice(begin..begin, std::iter::repeat_n(b'0', missing));
        }
        Ok(())
    }

    fn push_zeros(&mut self, out: &mut Vec<u8>, count: usize) -> Result<(), Failure> {
        self.call.room(out.len().saturating_add(count))?;
        out.resize(out.len() + count, b'0');
        Ok(())
    }
}
