//! `hashCode`, and the iteration order of `HashMap`.

use num_bigint::{BigInt, Sign};

use crate::BigDecimal;

/// `String.hashCode`, from the UTF-16 code units.
pub fn string(units: impl IntoIterator<Item = u16>) -> i32 {
    units.into_iter().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// `Boolean.hashCode`.
pub const fn boolean(value: bool) -> i32 {
    if value { 1231 } else { 1237 }
}

/// `Long.hashCode`: the exclusive or of its halves.
pub const fn long(n: i64) -> i32 {
    (n ^ (n as u64 >> 32) as i64) as i32
}

/// `Double.hashCode`: the same for all NaNs.
pub fn double(n: f64) -> i32 {
    long(if n.is_nan() { 0x7ff8_0000_0000_0000 } else { n.to_bits() as i64 })
}

/// `Float.hashCode`, which is `Float.floatToIntBits`: the same for all NaNs.
pub fn float(n: f32) -> i32 {
    if n.is_nan() { 0x7fc0_0000 } else { n.to_bits().cast_signed() }
}

/// `BigInteger.hashCode`: from the words of the magnitude, highest first, and the sign.
pub fn big_integer(n: &BigInt) -> i32 {
    let words = n.magnitude().to_u32_digits();
    let sum = words.iter().rev().fold(0i32, |sum, &word| sum.wrapping_mul(31).wrapping_add(word as i32));
    if n.sign() == Sign::Minus { sum.wrapping_neg() } else { sum }
}

/// `BigDecimal.hashCode`.
pub fn big_decimal(n: &BigDecimal) -> i32 {
    big_integer(n.unscaled()).wrapping_mul(31).wrapping_add(n.scale() as i32)
}

/// Sorts keys into the iteration order of a `HashMap` or `HashSet` to which they were added in the given order: by
/// bucket, and within a bucket by insertion. The keys must be distinct; `hash` returns their hash codes.
pub fn bucket_order<T>(keys: &mut [T], hash: impl Fn(&T) -> i32) {
    let mut buckets = 16_usize;
    while keys.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    keys.sort_by_cached_key(|key| {
        let hash = hash(key) as u32;
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order<'k>(keys: &[&'k str]) -> Vec<&'k str> {
        let mut keys = keys.to_vec();
        bucket_order(&mut keys, |key| string(key.encode_utf16()));
        keys
    }

    #[test]
    fn strings_have_the_codes_of_java() {
        assert_eq!(string("".encode_utf16()), 0);
        assert_eq!(string("hello".encode_utf16()), 99_162_322);
        assert_eq!(string("\u{1f600}".encode_utf16()), 1_772_899);
    }

    #[test]
    fn equal_codes_keep_the_order_they_came_in() {
        assert_eq!(order(&["BB", "Aa"]), ["BB", "Aa"]);
        assert_eq!(order(&["c", "b", "a"]), ["a", "b", "c"]);
    }

    #[test]
    fn tables_grow_past_three_quarters() {
        // The thirteenth string doubles the table: "p" (112) then has bucket 16, not 0.
        let mut keys = vec!["p", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        assert_eq!(order(&keys).first(), Some(&"p"));
        keys.push("l");
        assert_eq!(order(&keys).last(), Some(&"p"));
    }
}
