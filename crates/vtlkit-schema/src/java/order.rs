//! `String.compareTo`: order by UTF-16 code units.

use std::cmp::Ordering;

use super::text::{ESCAPE, units};

/// Compares two strings as Java does. The result differs from Rust's only if a supplementary character meets one from
/// U+E000 on: Java compares surrogates, which are lower.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    if a.contains(ESCAPE) || b.contains(ESCAPE) {
        return units(a).cmp(units(b));
    }
    let differs = a.bytes().zip(b.bytes()).find(|(a, b)| a != b);
    match differs {
        Some((a, b)) => rank(a).cmp(&rank(b)),
        None => a.len().cmp(&b.len()),
    }
}

/// The rank of a byte: lead bytes of four-byte characters come right after those of U+D000..U+D7FF.
fn rank(byte: u8) -> u16 {
    match byte {
        0xf0.. => 0xed * 16 + u16::from(byte - 0xef),
        _ => u16::from(byte) * 16,
    }
}

/// Sorts strings in Java's natural order.
pub(crate) fn sorted<'s>(strings: impl IntoIterator<Item = &'s str>) -> Vec<&'s str> {
    let mut strings: Vec<&str> = strings.into_iter().collect();
    strings.sort_by(|a, b| compare(a, b));
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_sort_below_private_use() {
        let strings =
            ["\u{fffe}", "\u{1f600}", "é", "_x", "zeta", "Beta", "9", "10", "\u{d7ff}", "\u{e000}", "", "1"];
        let mut expected: Vec<&str> = strings.to_vec();
        expected.sort_by_key(|string| string.encode_utf16().collect::<Vec<_>>());
        assert_eq!(sorted(strings), expected);
        // Lone surrogates, then U+FFFF, in their encoding.
        let coded = ["a\u{ffff}\u{f0000}", "a\u{ffff}\u{f07ff}", "a\u{ffff}\u{ffff}"];
        assert_eq!(
            sorted(["a\u{fffe}", coded[2], coded[1], coded[0], "a\u{d7ff}"]),
            ["a\u{d7ff}", coded[0], coded[1], "a\u{fffe}", coded[2]]
        );
    }
}
