//! Picks a subset of changes that passes a test.

use std::collections::BTreeSet;

/// The indexes of changes that pass a test together: all of them if possible, or all except those of one kind, or
/// otherwise as many as bisection finds, the first ones first.
pub(crate) fn pick<K: PartialEq>(
    list: &[usize],
    kind: impl Fn(usize) -> K,
    test: &mut dyn FnMut(&[usize]) -> bool,
) -> Vec<usize> {
    if list.is_empty() || test(list) {
        return list.to_vec();
    }
    let mut kinds: Vec<K> = Vec::new();
    for &at in list {
        let of = kind(at);
        if !kinds.contains(&of) {
            kinds.push(of);
        }
    }
    let without = |of: &K| list.iter().copied().filter(|at| kind(*at) != *of).collect::<Vec<_>>();
    let sets = kinds.iter().map(without).filter(|set| !set.is_empty());
    let kept = sets.take(MOST_KINDS).find(|set| test(set)).unwrap_or_default();
    let known: BTreeSet<usize> = kept.iter().copied().collect();
    let rest: Vec<usize> = list.iter().copied().filter(|at| !known.contains(at)).collect();
    halve(kept, &rest, test)
}

/// The most kinds that are left out, one at a time.
const MOST_KINDS: usize = 8;

/// Adds as many changes of a list as pass the test together with those already kept.
fn halve(kept: Vec<usize>, list: &[usize], test: &mut dyn FnMut(&[usize]) -> bool) -> Vec<usize> {
    if list.is_empty() {
        return kept;
    }
    let all = [&kept[..], list].concat();
    if test(&all) {
        return all;
    }
    if list.len() == 1 {
        return kept;
    }
    let (first, second) = list.split_at(list.len() / 2);
    let kept = halve(kept, first, test);
    halve(kept, second, test)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(list: &[usize], mut test: impl FnMut(&[usize]) -> bool) -> Vec<usize> {
        let mut kept = pick(list, |at| at / 10, &mut test);
        kept.sort_unstable();
        kept
    }

    #[test]
    fn as_many_as_go_together_are_picked() {
        let list = [1, 2, 3, 11, 12, 21];
        assert_eq!(picked(&list, |_| true), list);
        assert_eq!(picked(&list, |_| false), [0; 0]);
        assert_eq!(picked(&list, |set| !set.contains(&2)), [1, 3, 11, 12, 21]);
        assert_eq!(picked(&list, |set| !set.contains(&11) && !set.contains(&3)), [1, 2, 12, 21]);
        // Two changes that pass only together.
        assert_eq!(
            picked(&list, |set| set.contains(&11) && set.contains(&12) && !set.contains(&21)),
            [1, 2, 3, 11, 12]
        );
    }
}
