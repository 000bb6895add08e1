//! Combination of tables: a class has its own methods and those of its superclasses.

use super::Method;

/// Merges two sorted tables; `N` is the sum of their lengths.
pub(super) const fn merge<const N: usize>(a: &[Method], b: &[Method]) -> [Method; N] {
    let mut merged = [if a.is_empty() { b[0] } else { a[0] }; N];
    let (mut from_a, mut from_b) = (0, 0);
    while from_a + from_b < N {
        let take_a = from_b == b.len() || from_a < a.len() && !is_before(b[from_b].name, a[from_a].name);
        merged[from_a + from_b] = if take_a { a[from_a] } else { b[from_b] };
        if take_a {
            from_a += 1;
        } else {
            from_b += 1;
        }
    }
    merged
}

const fn is_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}
