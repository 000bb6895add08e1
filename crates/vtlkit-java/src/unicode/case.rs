//! Java's case mappings of single characters: `Character.toUpperCase(int)` and `toLowerCase(int)`.

use super::runs::Runs;
use super::tables::{TO_LOWER, TO_LOWER_DELTAS, TO_UPPER, TO_UPPER_DELTAS};

/// `Character.toUpperCase(int)`.
pub fn to_upper(c: u32) -> u32 {
    map(&TO_UPPER, TO_UPPER_DELTAS, c)
}

/// `Character.toLowerCase(int)`.
pub fn to_lower(c: u32) -> u32 {
    map(&TO_LOWER, TO_LOWER_DELTAS, c)
}

/// The form in which Java compares characters under the flags `(?iu)`.
pub fn fold(c: u32) -> u32 {
    to_lower(to_upper(c))
}

fn map(table: &Runs, deltas: &[i32], c: u32) -> u32 {
    c.wrapping_add_signed(deltas.get(usize::from(table.get(c))).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_single_characters_only() {
        let upper = |c: char| char::from_u32(to_upper(u32::from(c))).unwrap();
        let lower = |c: char| char::from_u32(to_lower(u32::from(c))).unwrap();
        assert_eq!((upper('a'), upper('é'), upper('ß'), upper('ı'), upper('ÿ')), ('A', 'É', 'ß', 'I', 'Ÿ'));
        assert_eq!((lower('Z'), lower('İ'), lower('K'), lower('ẞ'), lower('Ꙁ')), ('z', 'i', 'k', 'ß', 'ꙁ'));
        assert_eq!((upper('ꙁ'), upper('ꙭ'), upper('ꙮ')), ('Ꙁ', 'Ꙭ', 'ꙮ'));
        assert_eq!(fold(0x17f), u32::from('s'));
    }
}
