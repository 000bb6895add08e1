//! `String.hashCode` and the iteration order of Java's hash tables.

use vtlkit_java::hash::bucket_order;

use super::text::{printed, units};

/// `String.hashCode`.
pub(crate) fn hash(string: &str) -> i32 {
    vtlkit_java::hash::string(units(string))
}

/// The keys in the iteration order of a `HashMap` with these insertions.
pub(crate) fn hash_map_order(mut keys: Vec<&str>) -> Vec<&str> {
    bucket_order(&mut keys, |key| hash(key));
    keys
}

/// `HashSet.toString()` of these strings: each once, in iteration order.
pub(crate) fn hash_set_text<'s>(strings: impl IntoIterator<Item = &'s str>) -> String {
    let mut seen = std::collections::HashSet::new();
    let mut distinct: Vec<&str> = strings.into_iter().filter(|&string| seen.insert(string)).collect();
    bucket_order(&mut distinct, |string| hash(string));
    printed(format!("[{}]", distinct.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_print_in_bucket_order() {
        assert_eq!(hash_set_text(["b", "a", "b", "c"]), "[a, b, c]");
        assert_eq!(hash_set_text([]), "[]");
    }
}
