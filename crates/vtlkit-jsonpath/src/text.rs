//! Functions of Java's strings, on WTF-8.

use vtlkit_java::{character, wtf8};

/// The digit at the start of `text`, of any script, and its length in bytes (`Character.digit` of one `char`).
fn digit_of(text: &[u8], radix: u32) -> Option<(u8, usize)> {
    let (c, len) = wtf8::code_point(text, 0)?;
    character::char_digit(c, radix).map(|value| (value as u8, len))
}

/// The decimal digit at the start of `text`, of any script, and its length in bytes.
pub(crate) fn digit(text: &[u8]) -> Option<(u8, usize)> {
    digit_of(text, 10)
}

/// Resolves the escapes of Jayway's strings, such as `\n` and `\u00e9`. A backslash before another character, and an
/// incomplete `\u` at the end, is dropped. `Err` is the offset of a `\u` without four hexadecimal digits.
pub(crate) fn unescape(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len());
    let mut run = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        let slash = at + found;
        wtf8::push(&mut out, text.get(run..slash).unwrap_or_default());
        run = slash + 2;
        match text.get(slash + 1) {
            None => run = slash,
            Some(b'r') => out.push(b'\r'),
            Some(b'f') => out.push(0x0C),
            Some(b't') => out.push(b'\t'),
            Some(b'n') => out.push(b'\n'),
            Some(b'b') => out.push(0x08),
            Some(b'u') => match unicode_escape(text.get(run..).unwrap_or_default()) {
                Escape::Unit(unit, len) => {
                    wtf8::push_code_point(&mut out, u32::from(unit));
                    run += len;
                }
                Escape::CutShort => return Ok(out),
                Escape::Bad => return Err(slash),
            },
            // The next character represents itself, even another backslash.
            Some(_) => run = slash + 1,
        }
        at = run.max(slash + 2);
    }
    wtf8::push(&mut out, text.get(run..).unwrap_or_default());
    Ok(out)
}

enum Escape {
    Unit(u16, usize),
    /// Fewer than four characters follow.
    CutShort,
    Bad,
}

/// Parses the four characters after `\u` like `Integer.parseInt(…, 16)`, which allows a sign.
fn unicode_escape(text: &[u8]) -> Escape {
    let (mut len, mut units) = (0, 0);
    while units < 4 {
        let Some((c, next)) = wtf8::code_point(text, len) else { return Escape::CutShort };
        units += if c < 0x1_0000 { 1 } else { 2 };
        len += next;
    }
    let mut rest = text.get(..len).unwrap_or(text);
    let mut negative = false;
    if let [sign @ (b'+' | b'-'), digits @ ..] = rest {
        negative = *sign == b'-';
        rest = digits;
    }
    let mut value = 0_u16;
    while !rest.is_empty() {
        let Some((digit, len)) = digit_of(rest, 16) else { return Escape::Bad };
        value = value << 4 | u16::from(digit);
        rest = rest.get(len..).unwrap_or_default();
    }
    Escape::Unit(if negative { value.wrapping_neg() } else { value }, len)
}

/// `String.trim`: removes characters up to U+0020 at both ends.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| byte > b' ').unwrap_or(text.len());
    let end = text.iter().rposition(|&byte| byte > b' ').map_or(start, |at| at + 1);
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes_as_jayway() {
        for (text, meant) in [
            (r"a\'b", "a'b"),
            (r"\n\t\q\\", "\n\tq\\"),
            (r"\u00e9", "é"),
            (r"\ud83d\ude00", "😀"),
            (r"\u+041", "A"),
            (r"\u００４１", "A"),
            (r"x\", "x\\"),
            (r"x\u12", "x"),
            ("é\\é", "éé"),
        ] {
            assert_eq!(unescape(text.as_bytes()), Ok(meant.as_bytes().to_vec()), "{text}");
        }
        assert_eq!(unescape(br"ab\u12g4"), Err(2));
        assert_eq!(unescape(br"\ud800"), Ok(vec![0xED, 0xA0, 0x80]));
    }

    #[test]
    fn knows_digits_of_other_scripts() {
        assert_eq!(digit("٣".as_bytes()), Some((3, 2)));
        assert_eq!(digit("９".as_bytes()), Some((9, 3)));
        assert_eq!(digit("²".as_bytes()), None);
    }
}
