//! `String.hashCode` and the order that hash tables have from it.

use super::text::{printed, units};

/// `String.hashCode`.
pub(crate) fn hash(string: &str) -> i32 {
    units(string).fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// The order in which a `HashMap` or `HashSet` that grew to these strings lists them: by bucket, and within one in
/// the order they came. The strings must be distinct.
fn bucket_order<T>(strings: &mut [T], text: impl Fn(&T) -> &str) {
    let mut buckets = 16_usize;
    while strings.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    strings.sort_by_cached_key(|string| {
        let hash = hash(text(string)) as u32;
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    });
}

/// The keys in the order of a `HashMap` they were put into one after the other.
pub(crate) fn hash_map_order(mut keys: Vec<&str>) -> Vec<&str> {
    bucket_order(&mut keys, |key| key);
    keys
}

/// What `HashSet.toString()` prints for these strings: each once, in hash order.
pub(crate) fn hash_set_text<'s>(strings: impl IntoIterator<Item = &'s str>) -> String {
    let mut seen = std::collections::HashSet::new();
    let mut distinct: Vec<&str> = strings.into_iter().filter(|&string| seen.insert(string)).collect();
    bucket_order(&mut distinct, |string| string);
    printed(format!("[{}]", distinct.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_codes() {
        assert_eq!(hash(""), 0);
        assert_eq!(hash("hello"), 99_162_322);
        assert_eq!(hash("\u{1f600}"), 1_772_899);
    }

    #[test]
    fn sets_print_in_bucket_order() {
        assert_eq!(hash_set_text(["b", "a", "b", "c"]), "[a, b, c]");
        assert_eq!(hash_set_text([]), "[]");
        // Equal hash codes keep the order they came in.
        assert_eq!(hash_set_text(["BB", "Aa"]), "[BB, Aa]");
    }

    #[test]
    fn tables_grow_past_three_quarters() {
        // The thirteenth string doubles the table: "p" (112) then has bucket 16, not 0.
        let twelve = ["p", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        assert!(hash_set_text(twelve).starts_with("[p, a,"));
        assert!(hash_set_text(twelve.into_iter().chain(["l"])).ends_with("l, p]"));
    }
}
