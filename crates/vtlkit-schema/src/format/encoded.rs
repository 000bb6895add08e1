//! Base64, hexadecimal digests and UUIDs.

use vtlkit_java::character::char_digit;

use crate::java::units;

/// The character of a code unit as Java writes it in UTF-8: half of a surrogate pair becomes a question mark.
fn character(units: &[u16], at: usize) -> char {
    units.get(at).and_then(|&unit| char::from_u32(u32::from(unit))).unwrap_or('?')
}

/// The error in a Base64 string, if any. Padding is accepted only at the end; Java's `$` also matches before a final
/// line terminator.
pub(super) fn base64(string: &str) -> Option<String> {
    let units: Vec<u16> = units(string).collect();
    if !units.len().is_multiple_of(4) {
        return Some(format!("input has illegal length (must be a multiple of 4, found {})", units.len()));
    }
    let line_end = |unit: u16| matches!(unit, 10 | 13 | 0x85 | 0x2028 | 0x2029);
    let is_end = |at: usize| match units.get(at..).unwrap_or_default() {
        [] | [13, 10] => true,
        [unit] => {
            // Java does not match `$` between `\r` and `\n`.
            let split = *unit == 10 && at > 0 && units.get(at - 1) == Some(&13);
            line_end(*unit) && !split
        }
        _ => false,
    };
    let is_padding = |at: usize| units.get(at) == Some(&u16::from(b'='));
    let padding = (0..units.len()).filter(|&at| is_padding(at)).find_map(|at| {
        if is_padding(at + 1) && is_end(at + 2) {
            Some(at..at + 2)
        } else if is_end(at + 1) {
            Some(at..at + 1)
        } else {
            None
        }
    });
    let kept = |at: usize| !padding.as_ref().is_some_and(|padding| padding.contains(&at));
    let in_alphabet = |unit: u16| {
        u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
    };
    // The index does not count padding, but the character is taken from the string with padding.
    let index =
        units.iter().enumerate().filter(|(at, _)| kept(*at)).position(|(_, &unit)| !in_alphabet(unit))?;
    Some(format!(
        "illegal character \"{}\" at index {index} (not in Base64 alphabet)",
        character(&units, index)
    ))
}

/// The error in a string of `digits` hexadecimal digits, if any.
pub(super) fn hex(string: &str, digits: usize) -> Option<String> {
    let units: Vec<u16> = units(string).collect();
    if units.len() != digits {
        return Some(format!("input string has incorrect length ({}, expected {digits})", units.len()));
    }
    let index =
        units.iter().position(|&unit| !u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_hexdigit()))?;
    Some(format!("illegal character \"{}\" in input at index {index}", character(&units, index)))
}

/// `java.util.UUID.fromString` of Java 17: five groups of any length, 36 characters in total.
pub(super) fn is_uuid(string: &str) -> bool {
    if units(string).count() > 36 {
        return false;
    }
    let groups: Vec<&str> = string.split('-').collect();
    groups.len() == 5
        && groups.iter().all(|group| {
            let digits = group.strip_prefix('+').unwrap_or(group);
            let value = digits.chars().try_fold(0_i64, |value, c| {
                value.checked_mul(16)?.checked_add(i64::from(char_digit(c.into(), 16)?))
            });
            !digits.is_empty() && value.is_some()
        })
}
