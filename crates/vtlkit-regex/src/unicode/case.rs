//! Java's case mappings of single characters: `Character.toUpperCase(int)` and `toLowerCase(int)`.

use super::tables::{TO_LOWER, TO_UPPER};

/// What `Character.toUpperCase(int)` gives.
pub(crate) fn to_upper(c: u32) -> u32 {
    map(TO_UPPER, c)
}

/// What `Character.toLowerCase(int)` gives.
pub(crate) fn to_lower(c: u32) -> u32 {
    map(TO_LOWER, c)
}

/// The form in which Java compares characters under `(?iu)`.
pub(crate) fn fold(c: u32) -> u32 {
    to_lower(to_upper(c))
}

/// Looks a character up. A row holds the first character in its low 21 bits, their number in the next ten, and in the top
/// bit whether only every second character is meant; then what is added to each.
fn map(table: &[(u32, i32)], c: u32) -> u32 {
    let after = table.partition_point(|&(word, _)| word & 0x1f_ffff <= c);
    let Some(&(word, delta)) = after.checked_sub(1).and_then(|row| table.get(row)) else { return c };
    let (count, step) = (word >> 21 & 0x3ff, 1 + (word >> 31));
    let distance = c - (word & 0x1f_ffff);
    if distance.is_multiple_of(step) && distance / step < count { c.wrapping_add_signed(delta) } else { c }
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
