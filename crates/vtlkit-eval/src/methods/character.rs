//! `java.lang.Character`: one UTF-16 code unit, as returned by `charAt`.

use vtlkit_java::character as table;
use vtlkit_java::wtf8;
use vtlkit_value::{ListKind, Value};

use super::Parameter::{Char, CharSequence, Character, Chars, Int, Object};
use super::call::null;
use super::string::{cut, units_of};
use super::{Call, Method, method, object};
use crate::Failure;

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    method("charCount", &[Int], "The number of UTF-16 units of a code point: 1 or 2.", |_, call| Ok(Value::Int(if call.int(0) >= 0x1_0000 { 2 } else { 1 }))),
    method("charValue", &[], "The character itself.", |this, _| Ok(this)),
    method("codePointAt", &[CharSequence, Int], "The code point that starts at an index of a string.", |_, call| at(&call, units(&call)?, call.int(1), None)),
    method("codePointAt", &[Chars, Int], "The code point that starts at an index of an array.", |_, call| at(&call, units(&call)?, call.int(1), None)),
    method("codePointAt", &[Chars, Int, Int], "The code point that starts at an index of an array, which ends at another.", |_, call| at(&call, units(&call)?, call.int(1), Some(call.int(2)))),
    method("codePointBefore", &[CharSequence, Int], "The code point that ends before an index of a string.", |_, call| before(&units(&call)?, call.int(1), 0)),
    method("codePointBefore", &[Chars, Int], "The code point that ends before an index of an array.", |_, call| before(&units(&call)?, call.int(1), 0)),
    method("codePointBefore", &[Chars, Int, Int], "The code point that ends before an index of an array, which starts at another.", |_, call| { let units = units(&call)?; let (at, start) = (call.int(1), call.int(2)); if start < 0 || at <= start { return Err(out_of_range()); } before(&units, at, start as usize) }),
    method("codePointCount", &[CharSequence, Int, Int], "The number of code points in a string from one index up to another.", |_, call| count(&units(&call)?, call.int(1), Some(call.int(2)))),
    method("codePointCount", &[Chars, Int, Int], "The number of code points in an array, in a number of units from an index on.", |_, call| count(&units(&call)?, call.int(1), call.int(1).checked_add(call.int(2)))),
    method("compare", &[Char, Char], "The difference of the two characters.", |_, call| object::compare(call.value(0), call.value(1), &call)),
    method("compareTo", &[Character], "The difference to the other character.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a Character.", object::compare_to),
    method("digit", &[Char, Int], "The value of a digit in a radix, or -1 if it is not a digit.", |_, call| Ok(digit(call.char(0).into(), call.int(1)))),
    method("digit", &[Int, Int], "The value of a digit, given as a code point, in a radix, or -1 if it is not a digit.", |_, call| Ok(digit(call.int(0), call.int(1)))),
    method("equals", &[Object], "Whether the other value is the same Character.", object::equals),
    method("forDigit", &[Int, Int], "The digit for a value in a radix, or the null character if there is none.", |_, call| Ok(Value::Char(for_digit(call.int(0), call.int(1))))),
    method("getNumericValue", &[Char], "The numeric value of a digit or Latin letter, or -1 for other characters. Fails for fractions, Roman numerals and similar characters.", |_, call| numeric(call.char(0).into())),
    method("getNumericValue", &[Int], "The numeric value of a digit or Latin letter, given as a code point, or -1 for other characters. Fails for fractions, Roman numerals and similar characters.", |_, call| numeric(call.int(0))),
    method("getType", &[Char], "The general category, as Java's constant: 1 upper case, 2 lower case, 9 decimal digit and so on.", |_, call| Ok(Value::Int(table::category(call.char(0).into()).into()))),
    method("getType", &[Int], "The general category of a code point, as Java's constant: 1 upper case, 2 lower case, 9 decimal digit and so on.", |_, call| Ok(Value::Int(table::category(call.int(0) as u32).into()))),
    method("hashCode", &[], "The character's UTF-16 code unit.", object::hash_code),
    method("hashCode", &[Char], "The UTF-16 code unit of a character.", |_, call| object::hash_code(call.value(0), call)),
    method("highSurrogate", &[Int], "The high surrogate of a code point.", |_, call| Ok(Value::Char((0xd7c0 + (call.int(0) as u32 >> 10)) as u16))),
    method("isAlphabetic", &[Int], "Whether a code point is alphabetic.", |_, call| is(call.int(0), table::is_alphabetic)),
    method("isBmpCodePoint", &[Int], "Whether a code point is one UTF-16 unit.", |_, call| Ok(Value::Bool((0..0x1_0000).contains(&call.int(0))))),
    method("isDefined", &[Char], "Whether the character is defined in Unicode.", |_, call| is(call.char(0).into(), table::is_defined)),
    method("isDefined", &[Int], "Whether a code point is defined in Unicode.", |_, call| is(call.int(0), table::is_defined)),
    method("isDigit", &[Char], "Whether a character is a decimal digit of any script.", |_, call| is(call.char(0).into(), table::is_digit)),
    method("isDigit", &[Int], "Whether a code point is a decimal digit of any script.", |_, call| is(call.int(0), table::is_digit)),
    method("isHighSurrogate", &[Char], "Whether a character is a high surrogate.", |_, call| Ok(Value::Bool((0xd800..0xdc00).contains(&call.char(0))))),
    method("isISOControl", &[Char], "Whether a character is a control character.", |_, call| is(call.char(0).into(), table::is_iso_control)),
    method("isISOControl", &[Int], "Whether a code point is a control character.", |_, call| is(call.int(0), table::is_iso_control)),
    method("isIdentifierIgnorable", &[Char], "Whether a character is ignored in Java identifiers.", |_, call| is(call.char(0).into(), table::is_identifier_ignorable)),
    method("isIdentifierIgnorable", &[Int], "Whether a code point is ignored in Java identifiers.", |_, call| is(call.int(0), table::is_identifier_ignorable)),
    method("isIdeographic", &[Int], "Whether a code point is ideographic.", |_, call| is(call.int(0), table::is_ideographic)),
    method("isJavaIdentifierPart", &[Char], "Whether a character may be part of a Java identifier.", |_, call| is(call.char(0).into(), table::is_java_identifier_part)),
    method("isJavaIdentifierPart", &[Int], "Whether a code point may be part of a Java identifier.", |_, call| is(call.int(0), table::is_java_identifier_part)),
    method("isJavaIdentifierStart", &[Char], "Whether a character may start a Java identifier.", |_, call| is(call.char(0).into(), table::is_java_identifier_start)),
    method("isJavaIdentifierStart", &[Int], "Whether a code point may start a Java identifier.", |_, call| is(call.int(0), table::is_java_identifier_start)),
    method("isJavaLetter", &[Char], "Whether a character may start a Java identifier.", |_, call| is(call.char(0).into(), table::is_java_identifier_start)),
    method("isJavaLetterOrDigit", &[Char], "Whether a character may be part of a Java identifier.", |_, call| is(call.char(0).into(), table::is_java_identifier_part)),
    method("isLetter", &[Char], "Whether a character is a letter.", |_, call| is(call.char(0).into(), table::is_letter)),
    method("isLetter", &[Int], "Whether a code point is a letter.", |_, call| is(call.int(0), table::is_letter)),
    method("isLetterOrDigit", &[Char], "Whether a character is a letter or a decimal digit.", |_, call| is(call.char(0).into(), table::is_letter_or_digit)),
    method("isLetterOrDigit", &[Int], "Whether a code point is a letter or a decimal digit.", |_, call| is(call.int(0), table::is_letter_or_digit)),
    method("isLowSurrogate", &[Char], "Whether a character is a low surrogate.", |_, call| Ok(Value::Bool((0xdc00..0xe000).contains(&call.char(0))))),
    method("isLowerCase", &[Char], "Whether a character is in lower case.", |_, call| is(call.char(0).into(), table::is_lower_case)),
    method("isLowerCase", &[Int], "Whether a code point is in lower case.", |_, call| is(call.int(0), table::is_lower_case)),
    method("isMirrored", &[Char], "Whether a character is mirrored in right-to-left text.", |_, call| is(call.char(0).into(), table::is_mirrored)),
    method("isMirrored", &[Int], "Whether a code point is mirrored in right-to-left text.", |_, call| is(call.int(0), table::is_mirrored)),
    method("isSpace", &[Char], "Whether a character is a space, tab, line break or form feed.", |_, call| Ok(Value::Bool(matches!(call.char(0), 9 | 10 | 12 | 13 | 32)))),
    method("isSpaceChar", &[Char], "Whether a character is a Unicode space character.", |_, call| is(call.char(0).into(), table::is_space_char)),
    method("isSpaceChar", &[Int], "Whether a code point is a Unicode space character.", |_, call| is(call.int(0), table::is_space_char)),
    method("isSupplementaryCodePoint", &[Int], "Whether a code point is two UTF-16 units.", |_, call| Ok(Value::Bool((0x1_0000..=0x10_ffff).contains(&call.int(0))))),
    method("isSurrogate", &[Char], "Whether a character is a surrogate.", |_, call| is(call.char(0).into(), table::is_surrogate)),
    method("isSurrogatePair", &[Char, Char], "Whether two characters are a surrogate pair.", |_, call| Ok(Value::Bool(is_pair(call.char(0), call.char(1))))),
    method("isTitleCase", &[Char], "Whether a character is in title case, such as `ǅ`.", |_, call| is(call.char(0).into(), table::is_title_case)),
    method("isTitleCase", &[Int], "Whether a code point is in title case, such as `ǅ`.", |_, call| is(call.int(0), table::is_title_case)),
    method("isUnicodeIdentifierPart", &[Char], "Whether a character may be part of a Unicode identifier.", |_, call| is(call.char(0).into(), table::is_unicode_identifier_part)),
    method("isUnicodeIdentifierPart", &[Int], "Whether a code point may be part of a Unicode identifier.", |_, call| is(call.int(0), table::is_unicode_identifier_part)),
    method("isUnicodeIdentifierStart", &[Char], "Whether a character may start a Unicode identifier.", |_, call| is(call.char(0).into(), table::is_unicode_identifier_start)),
    method("isUnicodeIdentifierStart", &[Int], "Whether a code point may start a Unicode identifier.", |_, call| is(call.int(0), table::is_unicode_identifier_start)),
    method("isUpperCase", &[Char], "Whether a character is in upper case.", |_, call| is(call.char(0).into(), table::is_upper_case)),
    method("isUpperCase", &[Int], "Whether a code point is in upper case.", |_, call| is(call.int(0), table::is_upper_case)),
    method("isValidCodePoint", &[Int], "Whether a number is a code point.", |_, call| Ok(Value::Bool((0..=0x10_ffff).contains(&call.int(0))))),
    method("isWhitespace", &[Char], "Whether a character is white space, except for non-breaking spaces.", |_, call| is(call.char(0).into(), table::is_whitespace)),
    method("isWhitespace", &[Int], "Whether a code point is white space, except for non-breaking spaces.", |_, call| is(call.int(0), table::is_whitespace)),
    method("lowSurrogate", &[Int], "The low surrogate of a code point.", |_, call| Ok(Value::Char(0xdc00 | (call.int(0) & 0x3ff) as u16))),
    method("offsetByCodePoints", &[CharSequence, Int, Int], "The index in a string that is a number of code points after another.", |_, call| { let units = units(&call)?; let len = units.len(); offset(&units, 0, len, call.int(1), call.int(2)) }),
    method("offsetByCodePoints", &[Chars, Int, Int, Int, Int], "The index in a part of an array, given by its start and length, that is a number of code points after another.", |_, call| { let units = units(&call)?; let (Ok(start), Ok(count)) = (usize::try_from(call.int(1)), usize::try_from(call.int(2))) else { return Err(out_of_range()) }; offset(&units, start, count, call.int(3), call.int(4)) }),
    method("reverseBytes", &[Char], "A character with its two bytes in reverse order.", |_, call| Ok(Value::Char(call.char(0).swap_bytes()))),
    method("toChars", &[Int], "An array of the one or two UTF-16 units of a code point.", to_chars),
    method("toChars", &[Int, Chars, Int], "Copies the UTF-16 units of a code point to an array at an index. Returns their number.", to_chars_at),
    method("toCodePoint", &[Char, Char], "The code point of a surrogate pair.", |_, call| Ok(Value::Int(join(call.char(0), call.char(1))))),
    method("toLowerCase", &[Char], "A character in lower case.", |_, call| Ok(Value::Char(table::to_lower(call.char(0).into()) as u16))),
    method("toLowerCase", &[Int], "A code point in lower case.", |_, call| Ok(Value::Int(table::to_lower(call.int(0) as u32) as i32))),
    method("toString", &[], "The character as a string.", object::to_string),
    method("toString", &[Char], "A character as a string.", |_, call| object::to_string(call.value(0), call)),
    method("toString", &[Int], "The string of a code point.", |_, mut call| { let c = code_point(call.int(0))?; let mut text = Vec::new(); wtf8::push_code_point(&mut text, c); call.new_text(&text) }),
    method("toTitleCase", &[Char], "A character in title case.", |_, call| Ok(Value::Char(table::to_title(call.char(0).into()) as u16))),
    method("toTitleCase", &[Int], "A code point in title case.", |_, call| Ok(Value::Int(table::to_title(call.int(0) as u32) as i32))),
    method("toUpperCase", &[Char], "A character in upper case.", |_, call| Ok(Value::Char(table::to_upper(call.char(0).into()) as u16))),
    method("toUpperCase", &[Int], "A code point in upper case.", |_, call| Ok(Value::Int(table::to_upper(call.int(0) as u32) as i32))),
    method("valueOf", &[Char], "The character itself.", |_, call| Ok(call.value(0))),
];

fn is(c: i32, ask: fn(u32) -> bool) -> Result<Value, Failure> {
    Ok(Value::Bool(ask(c as u32)))
}

fn is_pair(high: u16, low: u16) -> bool {
    matches!((high, low), (0xd800..0xdc00, 0xdc00..0xe000))
}

/// The code point of two code units, by Java's formula even if they are not a surrogate pair.
fn join(high: u16, low: u16) -> i32 {
    (i32::from(high) << 10) + i32::from(low) + (0x1_0000 - (0xd800 << 10) - 0xdc00)
}

#[cold]
fn out_of_range() -> Failure {
    Failure::new("the index is out of range")
}

fn code_point(c: i32) -> Result<u32, Failure> {
    u32::try_from(c)
        .ok()
        .filter(|&c| c <= 0x10_ffff)
        .ok_or_else(|| Failure::new(format!("the number {c} is not the code point of a character")))
}

/// The code units of the first argument, a string or an array.
fn units(call: &Call<'_>) -> Result<Vec<u16>, Failure> {
    match call.value(0) {
        Value::Str(text) => Ok(wtf8::units(call.bytes(text)).collect()),
        value @ Value::List(_) => units_of(call, value),
        _ => Err(null()),
    }
}

fn at(_: &Call<'_>, units: Vec<u16>, at: i32, end: Option<i32>) -> Result<Value, Failure> {
    let end = end.map_or(Ok(units.len()), usize::try_from).ok().filter(|&end| end <= units.len());
    let at = usize::try_from(at).ok().zip(end).filter(|(at, end)| at < end);
    let (at, end) = at.ok_or_else(out_of_range)?;
    let high = units[at];
    let low = units[..end].get(at + 1).copied().unwrap_or(0);
    Ok(Value::Int(if is_pair(high, low) { join(high, low) } else { high.into() }))
}

fn before(units: &[u16], at: i32, start: usize) -> Result<Value, Failure> {
    let last = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).ok_or_else(out_of_range)?;
    let low = *units.get(last).ok_or_else(out_of_range)?;
    let high = last.checked_sub(1).filter(|&at| at >= start).map_or(0, |at| units[at]);
    Ok(Value::Int(if is_pair(high, low) { join(high, low) } else { low.into() }))
}

fn count(units: &[u16], from: i32, to: Option<i32>) -> Result<Value, Failure> {
    let to = to.ok_or_else(out_of_range)?;
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let part = range.and_then(|(from, to)| units.get(from..to)).ok_or_else(out_of_range)?;
    Ok(Value::Int(char::decode_utf16(part.iter().copied()).count() as i32))
}

fn offset(units: &[u16], start: usize, count: usize, index: i32, by: i32) -> Result<Value, Failure> {
    let part = units.get(start..start + count).ok_or_else(out_of_range)?;
    let at = usize::try_from(index).ok().and_then(|at| at.checked_sub(start)).filter(|&at| at <= count);
    let moved = cut::offset_in(part, at.ok_or_else(out_of_range)?, by);
    Ok(Value::Int((start + moved.ok_or_else(out_of_range)?) as i32))
}

fn digit(c: i32, radix: i32) -> Value {
    let value = u32::try_from(radix).ok().and_then(|radix| table::digit(c as u32, radix));
    Value::Int(value.map_or(-1, |value| value as i32))
}

fn for_digit(value: i32, radix: i32) -> u16 {
    if !(2..=36).contains(&radix) || !(0..radix).contains(&value) {
        return 0;
    }
    char::from_digit(value as u32, radix as u32).map_or(0, |c| c as u16)
}

fn numeric(c: i32) -> Result<Value, Failure> {
    if table::is_other_number(c as u32) {
        return Err(Failure::new("the values of fractions, Roman numerals and the like are not known")
            .with_help("use it for decimal digits and Latin letters"));
    }
    Ok(digit(c, 36))
}

fn to_chars(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let units = char_units(call.int(0))?;
    call.new_list(ListKind::Chars, &units)
}

fn char_units(c: i32) -> Result<Vec<Value>, Failure> {
    let mut text = Vec::new();
    wtf8::push_code_point(&mut text, code_point(c)?);
    Ok(wtf8::units(&text).map(Value::Char).collect())
}

fn to_chars_at(_: Value, call: Call<'_>) -> Result<Value, Failure> {
    let units = char_units(call.int(0))?;
    let Value::List(array) = call.value(1) else { return Err(null()) };
    let target = call.heap.list_values_mut(array);
    let at =
        usize::try_from(call.values.get(2).map_or(0, |&at| if let Value::Int(at) = at { at } else { 0 }));
    let target =
        at.ok().and_then(|at| target.get_mut(at..at.checked_add(units.len())?)).ok_or_else(out_of_range)?;
    target.copy_from_slice(&units);
    Ok(Value::Int(units.len() as i32))
}
