//! Patterns of literal characters, which need no matcher.

/// The text that a pattern stands for if it consists of literal or escaped characters. Most patterns in templates do,
/// such as `\\'` or `"`.
pub(crate) fn literal(pattern: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let [first, after @ ..] = rest {
        rest = after;
        match *first {
            b'.' | b'$' | b'|' | b'(' | b')' | b'[' | b'{' | b'^' | b'?' | b'*' | b'+' => return None,
            b'\\' => {
                let [escaped, after @ ..] = rest else { return None };
                rest = after;
                text.push(match escaped {
                    b'a' => 0x07,
                    b'e' => 0x1b,
                    b'f' => 0x0c,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    byte if byte.is_ascii_alphanumeric() => return None,
                    &byte => byte,
                });
            }
            byte => text.push(byte),
        }
    }
    // A lone surrogate could match within a pair.
    let has_half = text.windows(2).any(|bytes| matches!(bytes, [0xed, 0xa0..=0xbf]));
    (!text.is_empty() && !has_half).then_some(text)
}

/// The first occurrence of a non-empty text at or after `from`, and the number of steps of the search.
pub(crate) fn find(text: &[u8], input: &[u8], from: usize) -> (Option<usize>, u64) {
    let Some((&first, rest)) = text.split_first() else { return (None, 0) };
    let haystack = input.get(from..).unwrap_or_default();
    let mut steps = 1;
    let mut at = 0;
    while let Some(distance) = find_byte(first, haystack.get(at..).unwrap_or_default()) {
        at += distance;
        if haystack.get(at + 1..).is_some_and(|after| after.starts_with(rest)) {
            return (Some(from + at), steps + at as u64 / 64);
        }
        steps += 1 + text.len() as u64 / 16;
        at += 1;
    }
    (None, steps + haystack.len() as u64 / 64)
}

/// The first occurrence of a byte.
#[inline(never)]
pub(crate) fn find_byte(byte: u8, haystack: &[u8]) -> Option<usize> {
    memchr::memchr(byte, haystack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_patterns_only() {
        assert_eq!(literal(br"\\'").as_deref(), Some(&b"\\'"[..]));
        assert_eq!(literal("é\\\"\\n]}-\\é".as_bytes()).as_deref(), Some("é\"\n]}-é".as_bytes()));
        for pattern in ["", ".", "a|b", "\\d", "\\", "a\\", "\\1", "\\0141", "a{2}", "\\Qa\\E", "(?i)a", ")"]
        {
            assert_eq!(literal(pattern.as_bytes()), None, "{pattern}");
        }
        assert_eq!(literal(b"a\xed\xa0\xbd"), None);
        assert!(literal("\u{d55c}".as_bytes()).is_some());
    }

    #[test]
    fn finds_from_a_place_on() {
        assert_eq!(find(b"ab", b"aab ab", 0).0, Some(1));
        assert_eq!(find(b"ab", b"aab ab", 2).0, Some(4));
        assert_eq!(find(b"ab", b"aab ab", 5).0, None);
        assert_eq!(find(b"a", b"", 7).0, None);
    }
}
